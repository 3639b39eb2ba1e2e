/**
 * The subgraph `statistics`: the hub's own, executed in this process for the caller of each request.
 *
 * Nearly all of it is a function of stored releases, and asked again and again: what was written of such an answer is
 * kept until the store holds something else (`kept-answers.ts`).
 */
import type { StatisticsSource } from '@vigil/shared';
import type { GraphQLSchema } from 'graphql';
import type { SubgraphSource } from '../../execution.js';
import type { Exchange } from '../../exchange.js';
import { KeptAnswers } from './kept-answers.js';
import { createSchemaSource } from './schema-source.js';
import { usesOnly } from './uses-only.js';

export interface StatisticsSourceOptions {
  schema: GraphQLSchema;
  /** the statistics of one request, for the caller of that request */
  sourceFor: (exchange: Exchange) => StatisticsSource;
  /** what everything but the live coordinates follows from: other objects whenever it may be something else */
  stateOf: (exchange: Exchange) => readonly object[];
  onError: (error: unknown) => void;
}

/** Who asks, whether a partner's node answers now, and what officers did with a flag: no functions of releases. */
const LIVE = ['Query.viewer', 'Query.redFlags', 'Query._entities', 'Query._service', 'Partner.status'];

export function createStatisticsDataSource(options: StatisticsSourceOptions): SubgraphSource {
  const { schema, sourceFor, stateOf, onError } = options;
  const kept = new KeptAnswers(stateOf);
  const live = new Set(LIVE);
  return {
    ...createSchemaSource({
      schema,
      contextValue: (exchange) => ({ statistics: sourceFor(exchange) }),
      onError,
    }),
    memory: ({ document }) =>
      usesOnly(schema, document, (coordinate) => !live.has(coordinate)) ? kept.forOperation() : null,
  };
}
