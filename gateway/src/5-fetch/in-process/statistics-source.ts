/**
 * The subgraph `statistics`: the hub's own, executed in this process for the caller of each request.
 */
import type { StatisticsSource } from '@vigil/shared';
import type { GraphQLSchema } from 'graphql';
import type { SubgraphSource } from '../../execution.js';
import type { Exchange } from '../../exchange.js';
import { createSchemaSource } from './schema-source.js';

export interface StatisticsSourceOptions {
  schema: GraphQLSchema;
  /** the statistics of one request, for the caller of that request */
  sourceFor: (exchange: Exchange) => StatisticsSource;
  onError: (error: unknown) => void;
}

export function createStatisticsDataSource(options: StatisticsSourceOptions): SubgraphSource {
  const { schema, sourceFor, onError } = options;
  return createSchemaSource({
    schema,
    contextValue: (exchange) => ({ statistics: sourceFor(exchange) }),
    onError,
  });
}
