/**
 * One supergraph, loaded for good: ApolloGateway reads it and makes its planner, the hub plans with that planner
 * and executes by itself.
 *
 * Takes a supergraph and what answers its subgraphs, gives its schema and a way to prepare an operation. A changed
 * supergraph is another object; what Apollo keeps is kept for this one alone.
 */
import '../telemetry-off.js';
import { ApolloGateway } from '@apollo/gateway';
import { QueryPlanner } from '@apollo/query-planner';
import type { SelectionTree } from '@vigil/policies';
import { HubError } from '@vigil/shared';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { PLANNER_CONFIG } from '../4-plan/planner-config.js';
import type { SubgraphSource } from '../execution.js';
import { createCompileOperation, type ExecutableOperation } from './compile-operation.js';

export interface LoadedGraphOptions {
  supergraphSdl: string;
  /** subgraph name -> what answers it */
  sources: ReadonlyMap<string, SubgraphSource>;
  /** gives the schema's scalars their own rules, in place */
  giveScalars: (schema: GraphQLSchema) => void;
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

/** Nothing runs through Apollo's own executor; should it ever be asked, it has nobody to ask. */
const NOBODY = { process: () => Promise.reject(new Error('only the planner of this gateway is used')) };

function failed(message: string, cause?: unknown): HubError {
  return new HubError('COMPOSITION_FAILED', message, 'operator', { cause });
}

/** ApolloGateway keeps its planner to itself; a release that names it otherwise must not pass unnoticed. */
function plannerOf(gateway: ApolloGateway): QueryPlanner {
  const planner: unknown = Reflect.get(gateway, 'queryPlanner');
  if (planner instanceof QueryPlanner) return planner;
  throw failed(
    'this release of @apollo/gateway gives no query planner: install the one that the lock file names',
  );
}

export class LoadedGraph {
  private constructor(
    private readonly gateway: ApolloGateway,
    /** all that may be asked, with its scalars */
    readonly schema: GraphQLSchema,
    /** plans and compiles one operation; what it throws is the failure of that operation alone */
    readonly prepare: (tree: SelectionTree) => ExecutableOperation,
  ) {}

  /** @throws HubError COMPOSITION_FAILED when Apollo's planner does not take the supergraph */
  static async load(options: LoadedGraphOptions): Promise<LoadedGraph> {
    const { supergraphSdl, sources, giveScalars, log } = options;
    const loaded: GraphQLSchema[] = [];
    const gateway = new ApolloGateway({
      supergraphSdl,
      buildService: ({ name }) => {
        if (!sources.has(name)) throw failed(`nothing answers subgraph ${name}`);
        return NOBODY;
      },
      queryPlannerConfig: PLANNER_CONFIG,
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
      throw failed('the planner does not take the supergraph', cause);
    }
    const [schema] = loaded;
    if (schema === undefined) throw failed('the supergraph has no schema');
    const prepare = createCompileOperation({ planner: plannerOf(gateway), sources, openScalars: false });
    return new LoadedGraph(gateway, schema, prepare);
  }

  stop(): Promise<void> {
    return this.gateway.stop();
  }
}
