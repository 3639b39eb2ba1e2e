/**
 * The graph as Apollo Server sees it: something that executes.
 *
 * Apollo Server holds one schema at a time, and two requests under way may belong to two generations. So it gets
 * a schema that never changes and on which no document is valid: should it ever judge a document itself, instead
 * of taking the one that stage 1 has judged (`http/checked-documents.ts`), it refuses. Every request is executed
 * by the generation it began with; its answer is text already, for which an object stands until Apollo Server
 * asks for text (`7-answer/answer-texts.ts`).
 */
import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { buildSchema } from 'graphql';
import type { AnswerTexts } from '../7-answer/answer-texts.js';
import type { Exchange } from '../exchange.js';
import type { WrittenAnswer } from '../execution.js';

type GatewayInterface = ApolloServerOptionsWithGateway<object>['gateway'];

export interface Executes {
  /** Stages 4 to 7; notes in the exchange what left. */
  execute(exchange: Exchange): Promise<WrittenAnswer>;
}

const NOTHING_IS_VALID = 'type Query { nothing: Boolean }';

/** @param texts - the same that Apollo Server's `stringifyResult` asks */
export function createApolloFace(run: Executes, texts: AnswerTexts): GatewayInterface {
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
        executor: async (context) => {
          const { exchange } = context.context as { exchange: Exchange };
          return { data: texts.hold(await run.execute(exchange)) };
        },
      });
    },
    // Generations are stopped by the hub, after the last request.
    stop: () => Promise.resolve(),
  };
}
