/** Steps: what shares a request, what waits for what. Orders by hand from what each fetch needs. */
import { describe, expect, test } from '@jest/globals';
import { describeSteps, smallGraph, type PlannedOperation } from './small-graph.js';

const shop = smallGraph({
  accounts: `
    type Query { me: User users: [User] }
    type Mutation { rename(to: String): User }
    type User @key(fields: "id") { id: ID! name(in: String): String }`,
  reviews: `
    type Mutation { review(text: String): Review }
    type Query { newest: [Review] }
    type Review @key(fields: "id") { id: ID! text: String author: User product: Product }
    type User @key(fields: "id") { id: ID! reviews(first: Int): [Review] }
    type Product @key(fields: "upc") { upc: ID! reviews(first: Int): [Review] }`,
  products: `
    type Query { top: [Product] }
    type Product @key(fields: "upc") { upc: ID! name(in: String): String price: Int weight: Int }`,
  stock: `
    type Product @key(fields: "upc") { upc: ID! price: Int @external weight: Int @external
      shipping: Int @requires(fields: "price weight") inStock: Boolean }`,
});

const BIG = `query ($n: Int, $l: String) {
  users { name(in: $l) reviews(first: $n) { text product { upc name shipping author: reviews { author { name } } } } }
  top { upc inStock shipping reviews(first: $n) { author { name(in: $l) } } }
}`;

function kinds({ steps }: PlannedOperation): string[] {
  return steps.map(({ subgraph, fetches }) => `${subgraph} ${fetches.length}`);
}

/** Every fetch is there once, with what it needs before it. */
function expectSound(plan: PlannedOperation): void {
  plan.steps.forEach(({ needs, operation, fetches }, index) => {
    expect(needs.every((needed) => needed >= 0 && needed < index)).toBe(true);
    for (const { list, requires, alone } of fetches) {
      expect(list === null).toBe(requires === null);
      if (list !== null) expect(operation.entityLists[list]).toBeDefined();
      if (fetches.length === 1) expect(operation).toBe(alone);
    }
    for (const { variable } of operation.entityLists) expect(operation.text).toContain(`$${variable}:`);
    const declared = operation.text.match(/\$\w+(?=:)/g) ?? [];
    expect(new Set(declared).size).toBe(declared.length);
  });
}

test('fetches of one subgraph at one depth are one request', () => {
  const batched = shop.plan(BIG);
  expectSound(batched);
  const pairs = batched.steps.map(({ subgraph }, index) => `${subgraph}@${depthOf(batched, index)}`);
  expect(new Set(pairs).size).toBe(pairs.length);
});

test('a fetch that nobody waits for joins a later request of its subgraph', () => {
  // `inStock` could be asked with the first `shipping`; the second one waits for `price` and `weight`.
  const text = '{ top { inStock } newest { product { shipping } } }';
  expect(kinds(shop.plan(text))).toEqual(['products 1', 'reviews 1', 'products 1', 'stock 2']);
  expect(kinds(shop.plan(text, { batches: () => false }))).toHaveLength(5);
});

test('sharing takes no more rounds than asking alone', () => {
  const rounds = (plan: PlannedOperation): number =>
    Math.max(...plan.steps.map((_step, index) => depthOf(plan, index)));
  for (const text of [BIG, '{ newest { product { shipping } author { name } } me { name } }']) {
    expect(rounds(shop.plan(text))).toBe(rounds(shop.plan(text, { batches: () => false })));
  }
});

test('what others wait for is not put off', () => {
  const plan = shop.plan(
    '{ newest { product { name shipping reviews { product { shipping } } } } top { name } }',
  );
  expectSound(plan);
  const product = plan.steps.findIndex(({ fetches }) =>
    fetches.some(({ path }) => path.join('.') === 'newest.@.product'),
  );
  expect(plan.steps[product]?.needs).toEqual([0]);
});

test('the same fetches are asked alone where sharing is not allowed', () => {
  const alone = shop.plan(BIG, { batches: () => false });
  expectSound(alone);
  expect(alone.steps.every(({ fetches }) => fetches.length === 1)).toBe(true);
  const fetchesOf = ({ steps }: PlannedOperation): string[] =>
    steps
      .flatMap(({ subgraph, fetches }) =>
        fetches.map(({ path, alone: own }) => `${subgraph} ${path.join('.')} ${own.text}`),
      )
      .sort();
  expect(fetchesOf(shop.plan(BIG))).toEqual(fetchesOf(alone));
  expect(alone.steps.length).toBeGreaterThan(shop.plan(BIG).steps.length);
});

test('one subgraph may share while another does not', () => {
  const plan = shop.plan(BIG, { batches: (subgraph) => subgraph === 'reviews' });
  expectSound(plan);
  const most = (name: string): number =>
    Math.max(...plan.steps.filter(({ subgraph }) => subgraph === name).map(({ fetches }) => fetches.length));
  expect(most('reviews')).toBeGreaterThan(1);
  expect(most('stock')).toBe(1);
});

function depthOf({ steps }: PlannedOperation, index: number): number {
  return Math.max(
    0,
    ...(steps[index]?.needs ?? []).map((needed) => depthOf({ steps } as PlannedOperation, needed) + 1),
  );
}

test('fetches that select the same share one list of entities', () => {
  const plan = shop.plan(
    '{ newest { author { name } product { reviews { author { name } } } } me { reviews { author { name } } } }',
  );
  const steps = describeSteps(plan).filter((step) => step.startsWith('accounts'));
  expect(steps).toContainEqual(
    expect.stringContaining('at newest.@.author[0] and newest.@.product.reviews.@.author[0]'),
  );
  expectSound(plan);
});

test('different selections are lists of their own, each with its own variable', () => {
  const plan = shop.plan(
    'query ($n: Int) { users { reviews(first: $n) { text } } top { reviews(first: $n) { id } } }',
  );
  const [step] = plan.steps.filter(({ fetches }) => fetches.length > 1);
  expect(step?.operation.entityLists).toEqual([
    { responseKey: 'e0', variable: 'representations_0' },
    { responseKey: 'e1', variable: 'representations_1' },
  ]);
  expect(step?.operation.variableNames).toEqual(['v0']);
  expect(step?.operation.text.match(/\$v0:/g)).toHaveLength(1);
  expect(step?.fetches.map(({ alone }) => alone.entityLists)).toEqual([
    [{ responseKey: '_entities', variable: 'representations' }],
    [{ responseKey: '_entities', variable: 'representations' }],
  ]);
});

test('a fetch waits for those that bring what it requires', () => {
  const plan = shop.plan('{ top { shipping } }');
  expect(kinds(plan)).toEqual(['products 1', 'stock 1']);
  expect(plan.steps[1]?.needs).toEqual([0]);
  expect(plan.steps[1]?.fetches[0]?.path).toEqual(['top', '@']);
});

test('what waits for nothing begins at once', () => {
  const { steps } = shop.plan('{ me { id } top { upc } newest { id } }');
  expect(steps.map(({ needs }) => needs)).toEqual([[], [], []]);
});

describe('mutations', () => {
  const text =
    'mutation { a: rename(to: "x") { id } review(text: "y") { text author { name } } b: rename(to: "x") { reviews { text } } }';

  test('run strictly one after the other', () => {
    const plan = shop.plan(text);
    expect(plan.kind).toBe('mutation');
    expect(plan.steps.map(({ subgraph, operation, needs }) => [subgraph, operation.kind, needs])).toEqual([
      ['accounts', 'mutation', []],
      ['reviews', 'mutation', [0]],
      ['accounts', 'query', [1]],
      ['accounts', 'mutation', [2]],
      ['reviews', 'query', [3]],
    ]);
  });

  test('share no request', () => {
    expect(shop.plan(text).steps.every(({ fetches }) => fetches.length === 1)).toBe(true);
  });
});

test('a fetch whose arguments come from the context is asked alone', () => {
  const graph = smallGraph({
    one: `
      type Query { a: Holder b: Holder }
      type Holder @key(fields: "id") @context(name: "holder") { id: ID! language: String! child: Child }
      type Child @key(fields: "id") { id: ID! text(in: String @fromContext(field: "$holder { language }")): String }`,
    two: `
      type Query { c: Int }
      type Child @key(fields: "id") { id: ID! size: Int }`,
  });
  const plan = graph.plan('{ a { child { text } } b { child { text } } }');
  const contextual = plan.steps.filter(({ fetches }) =>
    fetches.some(({ contextRewrites }) => contextRewrites.length > 0),
  );
  expect(contextual).toHaveLength(2);
  for (const { fetches, operation } of contextual) {
    expect(fetches).toHaveLength(1);
    expect(operation.variableNames).toEqual([expect.stringMatching(/^contextualArgument/) as unknown]);
  }
});
