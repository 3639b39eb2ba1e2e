/**
 * The data source of the subgraph `statistics`: the hub's own, executed in this process.
 *
 * Takes a planned operation, gives data and errors; an error that was not written for callers keeps no message.
 */
import type { GraphQLDataSource } from '@apollo/gateway';
import { HubError, isCallerCode, type StatisticsSource } from '@vigil/shared';
import { LRUCache } from 'lru-cache';
import {
  execute,
  parse,
  type DocumentNode,
  type GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
} from 'graphql';
import type { Exchange } from '../exchange.js';

export interface StatisticsSourceOptions {
  schema: GraphQLSchema;
  /** the statistics of one request, for the caller of that request */
  sourceFor: (exchange: Exchange) => StatisticsSource;
  onError: (error: unknown) => void;
}

const MAX_DOCUMENTS = 200;

function formatted(error: GraphQLError, onError: (error: unknown) => void): GraphQLFormattedError {
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

export function createStatisticsDataSource(options: StatisticsSourceOptions): GraphQLDataSource {
  const documents = new LRUCache<string, DocumentNode>({ max: MAX_DOCUMENTS });

  function documentOf(query: string): DocumentNode {
    const document = documents.get(query) ?? parse(query);
    documents.set(query, document);
    return document;
  }

  return {
    async process({ request, context }) {
      const { exchange } = context as { exchange: Exchange };
      const { data, errors } = await execute({
        schema: options.schema,
        document: documentOf(request.query ?? ''),
        variableValues: request.variables ?? {},
        contextValue: { statistics: options.sourceFor(exchange) },
      });
      const result = { data: data ?? null };
      if (errors === undefined) return result;
      return { ...result, errors: errors.map((error) => formatted(error, options.onError)) };
    },
  };
}
