/**
 * An alias that is also a key or an input of `@requires` (apollographql/federation#3036): with the caller's names in
 * the plan, the aliased value is sent as the key. The broken twin is Apollo's own planner on the original operation.
 */
import { operationFromDocument } from '@apollo/federation-internals';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { oneLine, smallGraph, type PlannedOperation, type SmallGraph } from './small-graph.js';

const shop = smallGraph({
  products: `
    type Query { top: [Product] }
    type Product @key(fields: "id") { id: ID! name: String price(currency: String): Int weight: Int vendor: Vendor }
    type Vendor @key(fields: "id") { id: ID! name: String }`,
  stock: `
    type Product @key(fields: "id") { id: ID! weight: Int @external shipping: Int @requires(fields: "weight") }
    type Vendor @key(fields: "id") { id: ID! open: Boolean }`,
});

/** What stands under the names that the second subgraph is sent, as the first one is asked for them. */
function inputs({ steps }: PlannedOperation): Record<string, string> {
  const [, second] = steps;
  const names = second?.fetches.flatMap(({ requires }) =>
    (requires ?? []).flatMap((node) => (node.kind === 'InlineFragment' ? node.selections : [node])),
  );
  const text = steps[0] ? oneLine(steps[0].operation.document) : '';
  return Object.fromEntries(
    (names ?? []).flatMap((node) => {
      if (node.kind !== 'Field') return [];
      const name = node.alias ?? node.name;
      return [[name, new RegExp(`\\b${name}: (\\w+)`).exec(text)?.[1] ?? name]];
    }),
  );
}

function stockText({ planner, schema }: SmallGraph, query: string): string {
  expect(schema).toBeDefined();
  const operation = operationFromDocument(planner.supergraph.apiSchema(), parse(query));
  return JSON.stringify(planner.buildQueryPlan(operation));
}

describe('a representation is made of what it says', () => {
  test.each([
    ['a key', '{ top { id: name shipping } }'],
    ['a required field', '{ top { weight: name shipping } }'],
    ['a required field with arguments of the caller', '{ top { weight: price(currency: "EUR") shipping } }'],
    ['the type', '{ top { __typename: name shipping } }'],
    ['a key further down', '{ top { vendor { id: name open } } }'],
  ])('though an alias is called like %s', (_title, query) => {
    const plan = shop.plan(query);
    const sent = inputs(plan);
    expect(Object.keys(sent)).toContain('id');
    for (const [name, field] of Object.entries(sent)) expect(field).toBe(name);
  });

  test('the twin: planned with the alias, the name is asked twice or the wrong value is sent', () => {
    expect(stockText(shop, '{ top { weight: name shipping } }')).toContain('weight:name');
    expect(shop.plan('{ top { weight: name shipping } }').steps[0]?.operation.text).not.toContain('weight:');
  });
});

test('the value is shown under the alias and nowhere else', () => {
  const { shape } = shop.plan('{ top { id: name weight: id shipping } }');
  const fields = shape.uniform?.[0]?.shape?.uniform ?? [];
  expect(fields.map(({ responseKey, dataKey }) => `${responseKey} <- ${dataKey}`)).toEqual([
    'id <- name',
    'weight <- id',
    'shipping <- shipping',
  ]);
});

test('a required field and the same field with arguments stand apart', () => {
  const graph = smallGraph({
    products: `
      type Query { top: Product }
      type Product @key(fields: "id") { id: ID! price(currency: String): Int }`,
    stock: `
      type Product @key(fields: "id") { id: ID! price(currency: String): Int @external
        taxed: Int @requires(fields: "price") }`,
  });
  const plan = graph.plan('{ top { price(currency: "EUR") taxed } }');
  expect(plan.steps[0]?.operation.text).toMatch(/price__\w{8}:price\(currency:"EUR"\)/);
  expect(inputs(plan)).toMatchObject({ price: 'price' });
});
