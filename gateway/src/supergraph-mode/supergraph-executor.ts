/**
 * A supergraph without a server: for tests, conformance suites and benches, which bring their subgraphs themselves.
 *
 * Takes a supergraph and sources, gives a function from a request to the text of its response. It is the path of
 * `vigil-hub serve --supergraph`, without HTTP.
 */
import type { GraphQLSchema } from 'graphql';
import { pino, type Logger } from 'pino';
import { SUPERGRAPH_LIMITS, type RequestLimits } from '../config.js';
import { responseText } from '../7-answer/answer-texts.js';
import { NO_FACTS, Refusal, newExchange } from '../exchange.js';
import type { SubgraphSource } from '../execution.js';
import { formatCallerError } from '../http/format-error.js';
import { openSupergraphPath } from './supergraph-path.js';

export interface SupergraphExecutorOptions {
  supergraphSdl: string;
  /** subgraph name -> what answers it */
  sources: ReadonlyMap<string, SubgraphSource>;
  limits?: RequestLimits;
  /** where operations that could not be executed are told of; nowhere by default */
  log?: Logger;
}

export interface SupergraphRequest {
  query: string;
  operationName?: string | undefined;
  variables?: Readonly<Record<string, unknown>> | undefined;
}

export interface SupergraphExecutor {
  /** what may be asked */
  readonly schema: GraphQLSchema;
  /** @returns JSON text of the response; what is refused is a response with errors too */
  execute(request: SupergraphRequest): Promise<string>;
  /** nothing is open here; the sources are whose they were */
  close(): Promise<void>;
}

function makeExecutor(options: SupergraphExecutorOptions): SupergraphExecutor {
  const { supergraphSdl, sources, limits = SUPERGRAPH_LIMITS, log = pino({ level: 'silent' }) } = options;
  const path = openSupergraphPath({ supergraphSdl, sources, limits, log });
  return {
    schema: path.schema,
    close: () => Promise.resolve(),
    async execute({ query, operationName, variables = {} }) {
      const exchange = newExchange('', new Date(), NO_FACTS);
      try {
        await path.admit(exchange, { query, operationName, variables });
        return responseText(await path.execute(exchange));
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        return JSON.stringify({ errors: error.errors.map(formatCallerError) });
      }
    },
  };
}

/** @throws HubError COMPOSITION_FAILED when Apollo's planner does not take the supergraph, or a source is missing */
export function createSupergraphExecutor(options: SupergraphExecutorOptions): Promise<SupergraphExecutor> {
  return Promise.resolve(options).then(makeExecutor);
}
