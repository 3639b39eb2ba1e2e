/**
 * The graph as Apollo Server sees it: something that executes.
 *
 * Apollo Server holds one schema at a time, and two requests under way may belong to two generations. So it gets
 * a schema that never changes and on which no document is valid: should it ever judge a document itself, instead
 * of taking the one that stage 1 has judged (`http/checked-documents.ts`), it refuses. Every request is executed
 * by the generation it began with.
 */
import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { buildSchema } from 'graphql';
import type { Exchange } from '../exchange.js';
import type { Generations } from './generations.js';

type GatewayInterface = ApolloServerOptionsWithGateway<object>['gateway'];

const NOTHING_IS_VALID = 'type Query { nothing: Boolean }';

export function createApolloFace(generations: Pick<Generations, 'execute'>): GatewayInterface {
  const listeners = new Set<Parameters<GatewayInterface['onSchemaLoadOrUpdate']>[0]>();
  return {
    onSchemaLoadOrUpdate: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load: () => {
      const context = { apiSchema: buildSchema(NOTHING_IS_VALID), coreSupergraphSdl: NOTHING_IS_VALID };
      for (const listener of listeners) listener(context);
      return Promise.resolve({
        executor: (context) => {
          const { exchange } = context.context as { exchange: Exchange };
          return generations.execute(exchange, context);
        },
      });
    },
    // Generations are stopped by the hub, after the last request.
    stop: () => Promise.resolve(),
  };
}
