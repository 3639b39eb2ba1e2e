/**
 * Errors of an answer, in the shape of the response format.
 *
 * Types only.
 *
 * @see GraphQL specification, section 7.1.2
 */
import type { CallerCode } from '@vigil/shared';

export type AnswerPath = readonly (string | number)[];

export interface AnswerError {
  readonly message: string;
  readonly path?: AnswerPath;
  readonly extensions: { readonly code: CallerCode; readonly [key: string]: unknown };
}

export interface ShapedAnswer {
  readonly data: Readonly<Record<string, unknown>> | null;
  readonly errors: readonly AnswerError[];
}
