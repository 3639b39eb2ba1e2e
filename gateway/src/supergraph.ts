/**
 * The running graph: ApolloGateway keeps the supergraph's life cycle and plans, the hub decides what it plans
 * and shapes what comes back.
 *
 * Takes a feed of supergraphs and the data sources of the subgraphs, gives the gateway that Apollo Server talks
 * to. Apollo's parts stay behind this file and the stages fetch and join.
 */
import './telemetry-off.js';
import { createHash } from 'node:crypto';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import type { ApolloServerOptionsWithGateway } from '@apollo/server';
import { HubError, isCallerCode } from '@vigil/shared';
import { GraphQLError, printSchema } from 'graphql';
import type { Logger } from 'pino';
import { giveScalars } from './composition/give-scalars.js';
import type { SupergraphFeed } from './composition/supergraph-feed.js';
import type { Exchange, PublicSchema } from './exchange.js';
import { runFiltered, type Joined } from './6-join/run-filtered.js';
import { answer } from './7-answer/answer.js';
import { stackFrames } from './stack-frames.js';

type GatewayInterface = ApolloServerOptionsWithGateway<object>['gateway'];
type LoadOptions = Parameters<GatewayInterface['load']>[0];
type LoadResult = Awaited<ReturnType<GatewayInterface['load']>>;
type SchemaListener = Parameters<GatewayInterface['onSchemaLoadOrUpdate']>[0];

export interface SupergraphOptions {
  feed: SupergraphFeed;
  /** subgraph name -> what answers it */
  sources: ReadonlyMap<string, GraphQLDataSource>;
  log: Logger;
}

/** Apollo's logger takes any value; only text goes on, so that no object of a request is printed. */
function gatewayLogger(
  log: Logger,
): Record<'debug' | 'info' | 'warn' | 'error', (message?: unknown) => void> {
  const text = (message: unknown): string => (typeof message === 'string' ? message : 'gateway message');
  return {
    debug: () => undefined,
    info: (message) => {
      log.debug(text(message));
    },
    warn: (message) => {
      log.warn(text(message));
    },
    error: (message) => {
      log.error(text(message));
    },
  };
}

export class HubSupergraph implements GatewayInterface {
  readonly #gateway: ApolloGateway;
  readonly #log: Logger;
  #public: PublicSchema | null = null;

  constructor({ feed, sources, log }: SupergraphOptions) {
    this.#log = log;
    this.#gateway = new ApolloGateway({
      supergraphSdl: feed,
      buildService: ({ name }) => {
        const source = sources.get(name);
        if (source === undefined)
          throw new HubError('COMPOSITION_FAILED', `nothing answers subgraph ${name}`, 'operator');
        return source;
      },
      // By default any client could ask for plans outside production.
      __exposeQueryPlanExperimental: false,
      logger: gatewayLogger(log),
    });
    this.#gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
      const hash = createHash('sha256').update(printSchema(apiSchema)).digest('hex');
      giveScalars(apiSchema);
      this.#public = { schema: apiSchema, hash };
    });
  }

  /** What callers may know about: the schema that documents are validated against. */
  publicSchema(): PublicSchema {
    if (this.#public === null)
      throw new HubError('COMPOSITION_FAILED', 'no supergraph is loaded', 'operator');
    return this.#public;
  }

  onSchemaLoadOrUpdate(listener: SchemaListener): () => void {
    return this.#gateway.onSchemaLoadOrUpdate(listener);
  }

  async load(options: LoadOptions): Promise<LoadResult> {
    const { executor } = await this.#gateway.load(options);
    return {
      executor: async (context) => {
        const { exchange } = context.context as { exchange: Exchange };
        const joined = await this.#run(exchange, context, executor);
        return answer(exchange, joined);
      },
    };
  }

  async #run(...[exchange, context, executor]: Parameters<typeof runFiltered>): Promise<Joined> {
    try {
      const joined = await runFiltered(exchange, context, executor);
      for (const error of joined.errors) if (!isCallerCode(error.extensions['code'])) this.#logError(error);
      return joined;
    } catch (error) {
      this.#logError(error);
      return { data: null, errors: [new GraphQLError('execution failed')] };
    }
  }

  /** Where, not what: an executor's messages may repeat values. */
  #logError(error: unknown): void {
    this.#log.error({ stack: stackFrames(error) }, 'an operation could not be executed');
  }

  stop(): Promise<void> {
    return this.#gateway.stop();
  }
}
