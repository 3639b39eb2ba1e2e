/**
 * One supergraph, loaded for good: ApolloGateway plans over it, the hub decides what is planned and shapes what
 * comes back.
 *
 * Takes a supergraph and the data sources of its subgraphs, gives its schema and a way to execute a request. A
 * changed supergraph is another object; what Apollo keeps is kept for this one alone.
 */
import '../telemetry-off.js';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { HubError, isCallerCode } from '@vigil/shared';
import { GraphQLError, type ExecutionResult, type GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { giveScalars } from '../composition/give-scalars.js';
import type { Exchange } from '../exchange.js';
import { runFiltered, type Joined } from '../6-join/run-filtered.js';
import { answer } from '../7-answer/answer.js';
import { stackFrames } from '../stack-frames.js';

export interface LoadedGraphOptions {
  supergraphSdl: string;
  /** subgraph name -> what answers it */
  sources: ReadonlyMap<string, GraphQLDataSource>;
  log: Logger;
}

type RequestContext = Parameters<typeof runFiltered>[1];

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

export class LoadedGraph {
  private constructor(
    private readonly gateway: ApolloGateway,
    /** contract and all extensions, with the contract's own scalars */
    readonly schema: GraphQLSchema,
    private readonly log: Logger,
  ) {}

  /** @throws HubError COMPOSITION_FAILED when Apollo's planner does not take the supergraph */
  static async load({ supergraphSdl, sources, log }: LoadedGraphOptions): Promise<LoadedGraph> {
    const loaded: GraphQLSchema[] = [];
    const gateway = new ApolloGateway({
      supergraphSdl,
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
    gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
      giveScalars(apiSchema);
      loaded.push(apiSchema);
    });
    try {
      await gateway.load();
    } catch (cause) {
      if (cause instanceof HubError) throw cause;
      throw new HubError('COMPOSITION_FAILED', 'the planner does not take the supergraph', 'operator', {
        cause,
      });
    }
    const [schema] = loaded;
    if (schema === undefined)
      throw new HubError('COMPOSITION_FAILED', 'the supergraph has no schema', 'operator');
    return new LoadedGraph(gateway, schema, log);
  }

  async execute(exchange: Exchange, context: RequestContext): Promise<ExecutionResult> {
    return answer(exchange, await this.#run(exchange, context));
  }

  async #run(exchange: Exchange, context: RequestContext): Promise<Joined> {
    try {
      const joined = await runFiltered(exchange, context, this.gateway.executor);
      for (const error of joined.errors) if (!isCallerCode(error.extensions['code'])) this.#logError(error);
      return joined;
    } catch (error) {
      this.#logError(error);
      return { data: null, errors: [new GraphQLError('execution failed')] };
    }
  }

  /** Where, not what: an executor's messages may repeat values. */
  #logError(error: unknown): void {
    this.log.error({ stack: stackFrames(error) }, 'an operation could not be executed');
  }

  stop(): Promise<void> {
    return this.gateway.stop();
  }
}
