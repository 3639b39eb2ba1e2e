/**
 * A supergraph that does not change while the process lives: Apollo's planner over it, without the ApolloGateway that
 * would follow its changes and brings an HTTP client, tracing and usage reports along (21 MB of memory).
 *
 * Takes SDL and what answers its subgraphs, gives its schema and a way to prepare an operation, as a coalition's
 * graph does (`generations/loaded-graph.ts`).
 */
import { Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { HubError } from '@vigil/shared';
import type { GraphQLSchema } from 'graphql';
import { PLANNER_CONFIG } from '../4-plan/planner-config.js';
import { acceptContexts } from '../4-plan/repair-accept-contexts.js';
import type { SubgraphSource } from '../execution.js';
import { createCompileOperation } from '../generations/compile-operation.js';
import type { PreparingGraph } from '../prepared-operations.js';
import { createSettle, type DeniedInputs } from './settle-operation.js';

export interface PlainGraph extends PreparingGraph {
  readonly schema: GraphQLSchema;
}

function failed(message: string, cause?: unknown): HubError {
  return new HubError('COMPOSITION_FAILED', message, 'operator', { cause });
}

function makePlanner(supergraphSdl: string): QueryPlanner {
  try {
    const supergraph = Supergraph.build(acceptContexts(supergraphSdl), { validateSupergraph: true });
    return new QueryPlanner(supergraph, PLANNER_CONFIG);
  } catch (cause) {
    throw failed('the planner does not take the supergraph', cause);
  }
}

/**
 * @param inputs - what no subgraph is asked for, whatever they are needed for
 * @throws HubError COMPOSITION_FAILED
 */
export function loadSupergraph(
  supergraphSdl: string,
  sources: ReadonlyMap<string, SubgraphSource>,
  inputs: DeniedInputs = { denied: new Set(), deniedAsWritten: new Set() },
): PlainGraph {
  const planner = makePlanner(supergraphSdl);
  const unanswered = [...planner.supergraph.subgraphsMetadata()].find(({ name }) => !sources.has(name));
  if (unanswered !== undefined) throw failed(`nothing answers subgraph ${unanswered.name}`);
  return {
    schema: planner.supergraph.apiSchema().toGraphQLJSSchema(),
    prepare: createCompileOperation({
      planner,
      sources,
      openScalars: true,
      ...(inputs.denied.size === 0 ? {} : { settle: createSettle(planner.supergraph, inputs) }),
    }),
  };
}
