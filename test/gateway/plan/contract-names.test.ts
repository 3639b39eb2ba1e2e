/** Plans over the contract itself: whatever a caller calls things, no partner reads a word of it. */
import { Supergraph } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { expect, test } from '@jest/globals';
import { composeSupergraph, createPlanOperation } from '@vigil/gateway';
import { expandOperation } from '@vigil/policies';
import { commonsSdl, statisticsSdl } from '@vigil/shared';
import { parse } from 'graphql';

const supergraph = composeSupergraph([
  { name: 'commons', sdl: commonsSdl() },
  { name: 'statistics', sdl: statisticsSdl() },
]);
const planner = new QueryPlanner(Supergraph.build(supergraph));
const schema = planner.supergraph.apiSchema().toGraphQLJSSchema();
const planOperation = createPlanOperation({ planner, batches: () => false });

const QUERY = `
  query CanaryOperation($canaryFirst: Int, $canaryWhere: EventFilter, $canaryYes: Boolean!) {
    canaryEvents: events(first: $canaryFirst, where: $canaryWhere) {
      canaryNodes: nodes { ...CanaryFragment partner { canaryName: name status } }
      pageInfo { hasNextPage canaryCursor: endCursor @include(if: $canaryYes) }
    }
    canaryPartners: partners { id name }
  }
  fragment CanaryFragment on Event { canaryId: id canaryActs: acts { type canaryVictim: victim { sex } } }
`;

test("no name of the caller's is in any text or path of the plan", () => {
  const tree = expandOperation({
    schema,
    document: parse(QUERY),
    variables: { canaryFirst: 3, canaryYes: true },
    maxFields: 500,
  });
  const { steps, shape, variableNames } = planOperation(tree);
  expect(steps.map(({ subgraph }) => subgraph)).toEqual(['commons', 'statistics', 'statistics']);
  expect(JSON.stringify(steps)).not.toMatch(/canary/i);
  // They are kept where the answer is written and variables are read.
  expect(shape.uniform?.map(({ responseKey }) => responseKey)).toEqual(['canaryEvents', 'canaryPartners']);
  expect([...variableNames.values()]).toEqual(['canaryFirst', 'canaryWhere']);
});
