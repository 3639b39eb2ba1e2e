/**
 * A supergraph of a few hand-written subgraphs, and what stage 4 makes of operations over it.
 *
 * Takes SDLs, composes them with Apollo's own composition, gives plans by Apollo's own planner.
 */
import { composeServices } from '@apollo/composition';
import { Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type QueryPlannerConfig } from '@apollo/query-planner';
import { createPlanOperation } from '@vigil/gateway';
import { expandOperation, filterSelection, type SelectionTree } from '@vigil/policies';
import { parse, print, type DocumentNode, type GraphQLSchema } from 'graphql';

export type PlannedOperation = ReturnType<ReturnType<typeof createPlanOperation>>;

const LINK = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
    "@key", "@requires", "@provides", "@external", "@shareable", "@inaccessible", "@override",
    "@interfaceObject", "@context", "@fromContext"])
`;

export interface SmallGraph {
  readonly planner: QueryPlanner;
  /** what callers see */
  readonly schema: GraphQLSchema;
  tree(query: string, variables?: Readonly<Record<string, unknown>>): SelectionTree;
  plan(query: string, change?: PlanChange): PlannedOperation;
}

export interface PlanChange {
  readonly variables?: Readonly<Record<string, unknown>>;
  /** may fetches share a request? All may by default. */
  readonly batches?: (subgraph: string) => boolean;
  /** coordinates that the caller may not select */
  readonly denied?: readonly string[];
}

export interface GraphChange {
  readonly planner?: QueryPlannerConfig;
}

/** @param sdls - subgraph name -> its schema, without the link to the federation specification */
export function smallGraph(sdls: Readonly<Record<string, string>>, change: GraphChange = {}): SmallGraph {
  const { supergraphSdl, errors } = composeServices(
    Object.entries(sdls).map(([name, sdl]) => ({
      name,
      url: `http://${name}.invalid/`,
      typeDefs: parse(`${LINK}\n${sdl}`),
    })),
  );
  if (supergraphSdl === undefined) throw new Error(errors.map(({ message }) => message).join('\n'));
  // The contexts of `@fromContext` are a feature that the planner knows and the default list leaves out.
  const planner = new QueryPlanner(
    Supergraph.build(supergraphSdl, { supportedFeatures: null }),
    change.planner,
  );
  const schema = planner.supergraph.apiSchema().toGraphQLJSSchema();
  const tree: SmallGraph['tree'] = (query, variables = {}) =>
    expandOperation({
      schema,
      document: parse(query),
      variables,
      maxFields: 10_000,
      kinds: ['query', 'mutation'],
    });
  return {
    planner,
    schema,
    tree,
    plan: (query, { variables = {}, batches = () => true, denied = [] } = {}) =>
      createPlanOperation({ planner, batches })(
        filterSelection(tree(query, variables), (coordinate) => !denied.includes(coordinate)),
      ),
  };
}

/** Each step on a line: who is asked what, where its objects stand, what it waits for. */
export function describeSteps({ steps }: PlannedOperation): string[] {
  return steps.map(({ subgraph, needs, operation, fetches }) => {
    const places = fetches.map(({ path, list }) => `${path.join('.')}${list === null ? '' : `[${list}]`}`);
    const after = needs.length === 0 ? '' : ` after ${needs.join()}`;
    return `${subgraph}${after} at ${places.join(' and ')}: ${oneLine(operation.document)}`;
  });
}

export function oneLine(document: DocumentNode): string {
  return print(document).replaceAll(/\s+/g, ' ');
}
