/**
 * How a refusal of the statistics plane is raised, and how it becomes a GraphQL error.
 *
 * The pure functions throw `StatisticsRefusal`; `answerOrRefuse` is the single place where a caller's error
 * gets its GraphQL form. Errors for operators pass unchanged: a later stage masks them.
 */
import { HubError } from '@vigil/shared';
import type { CallerCode } from '@vigil/shared';
import { GraphQLError } from 'graphql';

export class StatisticsRefusal extends HubError {
  constructor(
    code: CallerCode,
    message: string,
    /** what helps the caller ask again: codes and dimensions only */
    readonly extensions: Readonly<Record<string, unknown>> = {},
  ) {
    super(code, message, 'caller');
  }
}

/** @throws GraphQLError with `extensions.code` for every error a caller may read */
export async function answerOrRefuse<Answer>(answer: () => Answer | Promise<Answer>): Promise<Answer> {
  try {
    return await answer();
  } catch (error) {
    if (!(error instanceof HubError) || error.audience !== 'caller') throw error;
    const extra = error instanceof StatisticsRefusal ? error.extensions : {};
    throw new GraphQLError(error.message, {
      originalError: error,
      extensions: { ...extra, code: error.code },
    });
  }
}
