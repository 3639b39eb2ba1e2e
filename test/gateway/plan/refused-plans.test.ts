/** What becomes of operations that cannot be planned. */
import { QueryPlanner, type QueryPlan } from '@apollo/query-planner';
import { describe, expect, test } from '@jest/globals';
import { createPlanOperation } from '@vigil/gateway';
import { smallGraph } from './small-graph.js';

const SDLS = {
  one: 'type Query { a: T @shareable } type T @key(fields: "id") { id: ID! x: Int @shareable y: Int }',
  two: 'type T @key(fields: "id") { id: ID! x: Int @shareable z: Int } type Query { a: T @shareable }',
};
const graph = smallGraph(SDLS);

/** A planner whose plans are made up. */
class MadeUp extends QueryPlanner {
  made: () => unknown = () => ({ kind: 'QueryPlan' });

  override buildQueryPlan(): QueryPlan {
    return this.made() as QueryPlan;
  }
}

function planWith(made: () => unknown): () => unknown {
  const planner = new MadeUp(graph.planner.supergraph);
  planner.made = made;
  const planOperation = createPlanOperation({ planner, batches: () => true });
  return () => planOperation(graph.tree('{ a { id } }'));
}

const fetch = { kind: 'Fetch', serviceName: 'one', operation: '{a{id}}', operationKind: 'query' };
const broken = expect.objectContaining({ code: 'INTERNAL_SERVER_ERROR', audience: 'operator' }) as unknown;

test('what the planner finds too large is told to the caller', () => {
  const small = smallGraph(SDLS, { planner: { debug: { pathsLimit: 1 } } });
  expect(() => small.plan('{ a { x z } }')).toThrow(
    expect.objectContaining({ code: 'LIMIT_EXCEEDED', audience: 'caller' }),
  );
});

test('any other failure of the planner stays with the operator', () => {
  expect(
    planWith(() => {
      throw new Error('secret insides');
    }),
  ).toThrow(broken);
});

describe('a plan that holds what the hub never asks for is not run', () => {
  test.each([
    ['a condition', { kind: 'Condition', condition: 'v0', ifClause: fetch }],
    ['a deferred part', { kind: 'Defer', primary: { node: fetch }, deferred: [] }],
    ['a subscription', { kind: 'Subscription', primary: fetch }],
  ])('%s', (_title, node) => {
    expect(planWith(() => ({ kind: 'QueryPlan', node }))).toThrow(broken);
  });

  test('a fetch that subscribes', () => {
    expect(
      planWith(() => ({ kind: 'QueryPlan', node: { ...fetch, operationKind: 'subscription' } })),
    ).toThrow(broken);
  });
});
