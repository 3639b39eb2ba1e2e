/**
 * A subgraph that is executed in this process, by graphql-js.
 *
 * Takes a planned operation once, then variables and representations; gives data and errors. An error that was not
 * written for callers keeps no message: it goes to whoever keeps the log.
 */
import { HubError, isCallerCode } from '@vigil/shared';
import { execute, type GraphQLError, type GraphQLSchema } from 'graphql';
import type {
  SubgraphAnswer,
  SubgraphError,
  SubgraphOperation,
  SubgraphQuestion,
  SubgraphSource,
} from '../../execution.js';
import type { Exchange } from '../../exchange.js';

export interface SchemaSourceOptions {
  schema: GraphQLSchema;
  /** what the resolvers of one request get */
  contextValue: (exchange: Exchange) => unknown;
  onError: (error: unknown) => void;
}

function maskError(error: GraphQLError, onError: (error: unknown) => void): SubgraphError {
  const { originalError, extensions, message, path } = error;
  const place = path === undefined ? {} : { path };
  if (
    originalError instanceof HubError &&
    originalError.audience === 'caller' &&
    isCallerCode(originalError.code)
  ) {
    return {
      ...place,
      message: originalError.message,
      extensions: { ...extensions, code: originalError.code },
    };
  }
  if (isCallerCode(extensions['code'])) return { ...place, message, extensions };
  onError(originalError ?? error);
  return { ...place, message: 'internal', extensions: { code: 'INTERNAL_SERVER_ERROR' } };
}

function variablesOf(
  { variableNames, entityLists }: SubgraphOperation,
  { variables, representations }: SubgraphQuestion,
): Record<string, unknown> {
  const values = Object.create(null) as Record<string, unknown>;
  for (const name of variableNames) {
    if (Object.hasOwn(variables, name)) values[name] = variables[name];
  }
  for (const [index, { variable }] of entityLists.entries()) {
    values[variable] = (representations[index] ?? []).map((text) => JSON.parse(text) as unknown);
  }
  return values;
}

export function createSchemaSource({ schema, contextValue, onError }: SchemaSourceOptions): SubgraphSource {
  return {
    batches: true,
    prepare:
      (operation) =>
      async (question): Promise<SubgraphAnswer> => {
        const { data, errors } = await execute({
          schema,
          document: operation.document,
          variableValues: variablesOf(operation, question),
          contextValue: contextValue(question.exchange),
        });
        return { data: data ?? null, errors: (errors ?? []).map((error) => maskError(error, onError)) };
      },
  };
}
