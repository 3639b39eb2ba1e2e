/** What is taken over from an answer: what was asked, nothing else. Expected values by hand. */
import { describe, expect, test } from '@jest/globals';
import type { PlanStep } from '@vigil/gateway';
import { LOST, entities, join, plain, says, step, subgraph, type FakeSubgraph } from './support/hand-plan.js';
import { trustingJoin } from './support/trusting-join.js';

const SCHEMA = `
  scalar JSON
  type Query { products: [Product] product: Product media: [Media] grid: [[Size]] found: [Found] shop: Shop }
  type Shop { id: ID name: String best: Product all: [Product] }
  type Product { upc: ID name: String price: Int weight: Int shipping: Int size: Size tags: JSON constructor: String toString: String }
  type Size { w: Int h: Int }
  interface Media { id: ID title: String }
  type Book implements Media { id: ID title: String pages: Int }
  type Film implements Media { id: ID title: String minutes: Int }
  union Found = Book | Film
`;
const REQUIRES = '{ ... on Product { __typename upc } }';
const LIST = step({ subgraph: 'first', text: '{ products { __typename upc } }' });

function over(selection: string, needs = [0], requires = REQUIRES): PlanStep {
  return step({ subgraph: 'second', needs, path: 'products.@', requires, text: entities(selection) });
}

async function data(steps: readonly PlanStep[], subgraphs: Record<string, FakeSubgraph>): Promise<unknown> {
  const joined = await join({ schema: SCHEMA, steps, subgraphs });
  expect(joined.errors).toEqual([]);
  return plain(joined.data);
}

/** One answer from the root. */
async function root(text: string, answer: unknown): Promise<unknown> {
  return data([step({ subgraph: 'first', text })], { first: says(answer) });
}

const product = (upc: string, more: object = {}) => ({ __typename: 'Product', upc, ...more });

describe('surplus', () => {
  test('a field that was not asked is nowhere in the data, at any depth', async () => {
    const answer = { products: [product('a', { name: 'x', size: { w: 1, h: 2 } })], shop: { id: 1 } };
    expect(await root('{ products { __typename upc size { h } } }', answer)).toEqual({
      products: [product('a', { size: { h: 2 } })],
    });
  });

  test("forges no field of another subgraph: what 'second' did not have to tell comes from 'third' alone", async () => {
    const steps = [
      LIST,
      over('... on Product { name }'),
      step({
        ...{ subgraph: 'third', needs: [1], path: 'products.@', requires: REQUIRES },
        text: entities('... on Product { price }'),
      }),
    ];
    const subgraphs = () => ({
      first: says({ products: [product('a')] }),
      second: says({ _entities: [{ name: 'x', price: 0 }] }),
      third: says({ _entities: [null] }),
    });
    const expected = { products: [product('a', { name: 'x' })] };
    expect(await data(steps, subgraphs())).toEqual(expected);
    expect(await trustingJoin(steps, subgraphs())).not.toEqual(expected);
  });

  test('serves as no @requires input: the price of shipping is not computed from a weight that nobody was asked for', async () => {
    const shipping = step({
      ...{ subgraph: 'third', needs: [1], path: 'products.@' },
      requires: '{ ... on Product { __typename upc weight } }',
      text: entities('... on Product { shipping }'),
    });
    const steps = [LIST, over('... on Product { name }'), shipping];
    const subgraphs = () => ({
      first: says({ products: [product('a')] }),
      second: says({ _entities: [{ name: 'x', weight: 0 }] }),
      third: says({ _entities: [{ shipping: 0 }] }),
    });
    const sound = subgraphs();
    expect(await data(steps, sound)).toEqual({ products: [product('a', { name: 'x' })] });
    expect(sound.third.asked).toEqual([]);
    const twin = subgraphs();
    await trustingJoin(steps, twin);
    expect(twin.third.asked).not.toEqual([]);
  });

  test('serves as no key: an object is asked about under the key that its own subgraph gave', async () => {
    const steps = [
      step({ subgraph: 'first', text: '{ products { __typename upc } }' }),
      over('... on Product { name }'),
      step({
        ...{ subgraph: 'third', needs: [1], path: 'products.@', requires: REQUIRES },
        text: entities('... on Product { price }'),
      }),
    ];
    const subgraphs = () => ({
      first: says({ products: [product('mine')] }),
      second: says({ _entities: [{ name: 'x', upc: 'yours' }] }),
      third: says({ _entities: [{ price: 1 }] }),
    });
    const sound = subgraphs();
    await data(steps, sound);
    expect(sound.third.asked[0]?.representations).toEqual([[product('mine')]]);
    const twin = subgraphs();
    await trustingJoin(steps, twin);
    expect(twin.third.asked[0]?.representations).toEqual([[product('yours')]]);
  });
});

describe('names that every object has', () => {
  const answer = '{"product":{"__proto__":{"price":1},"name":"x"}}';

  test('`__proto__` in an answer is a name that was not asked, and gives no object a field', async () => {
    const text = '{ product { name price } }';
    const first = subgraph(() => ({ data: JSON.parse(answer) as unknown }));
    const joined = await join({
      schema: SCHEMA,
      steps: [step({ subgraph: 'first', text })],
      subgraphs: { first },
    });
    const product = joined.data?.['product'] as { price?: unknown };
    expect(product.price).toBeUndefined();
    // The twin: an object made by assignment has the price that it was never given.
    const twin = Object.assign({}, (JSON.parse(answer) as { product: object }).product) as {
      price?: unknown;
    };
    expect(twin.price).toBe(1);
  });

  test('`constructor` and `toString` that an answer lacks are not there', async () => {
    const steps = [step({ subgraph: 'first', text: '{ product { name constructor toString } }' })];
    const { data } = await join({
      schema: SCHEMA,
      steps,
      subgraphs: { first: says({ product: { name: 'x' } }) },
    });
    const product = data?.['product'] as Record<string, unknown>;
    for (const object of [product, data]) {
      for (const name of ['constructor', 'toString', 'hasOwnProperty', '__proto__']) {
        expect(Reflect.get(object ?? {}, name)).toBeUndefined();
      }
    }
  });

  test('they are values like any other when an answer has them, also as inputs', async () => {
    const steps = [
      step({ subgraph: 'first', text: '{ products { __typename constructor toString } }' }),
      over('... on Product { price }', [0], '{ ... on Product { __typename constructor toString } }'),
    ];
    const one = { __typename: 'Product', constructor: 'c', toString: 't' };
    const second = says({ _entities: [{ price: 1 }] });
    expect(await data(steps, { first: says({ products: [one] }), second })).toEqual({
      products: [{ ...one, price: 1 }],
    });
    expect(second.asked[0]?.representations).toEqual([[one]]);
  });

  test('a missing `constructor` is no input', async () => {
    const steps = [
      LIST,
      over('... on Product { price }', [0], '{ ... on Product { __typename upc constructor } }'),
    ];
    const second = says({ _entities: [{ price: 1 }] });
    await data(steps, { first: says({ products: [product('a')] }), second });
    expect(second.asked).toEqual([]);
  });

  test('a response name `__proto__` is data', async () => {
    const first = subgraph(() => ({ data: JSON.parse('{"product":{"__proto__":"x"}}') as unknown }));
    const steps = [step({ subgraph: 'first', text: '{ product { __proto__: name } }' })];
    const joined = await join({ schema: SCHEMA, steps, subgraphs: { first } });
    const product = joined.data?.['product'] as Record<string, unknown>;
    expect(Object.hasOwn(product, '__proto__')).toBe(true);
    expect(product['__proto__']).toBe('x');
  });
});

describe('values', () => {
  test('lists of lists, nulls at every level', async () => {
    const grid = [[{ w: 1 }, null], null, []];
    expect(await root('{ grid { w } }', { grid })).toEqual({ grid });
  });

  test('a leaf is taken as it is, whatever it is', async () => {
    const tags = { a: [1, { b: null }], __typename: 'Product' };
    expect(await root('{ product { tags } }', { product: { tags } })).toEqual({ product: { tags } });
  });

  test('aliases, fragments and fields of fragments merge', async () => {
    const text = `{ shop { best { ...P size { h } } ... on Shop { best { n: name } } } }
      fragment P on Product { upc size { w } }`;
    const shop = { best: { upc: 'a', n: 'x', size: { w: 1, h: 2 } } };
    expect(await root(text, { shop })).toEqual({ shop });
  });

  test('of a union each object gives the fields of its type', async () => {
    const text = '{ found { __typename ... on Book { id pages } ... on Film { id minutes } } }';
    const found = [
      { __typename: 'Film', id: 1, minutes: 90, pages: 5 },
      { __typename: 'Book', id: 2, pages: 5, minutes: 90 },
    ];
    expect(await root(text, { found })).toEqual({
      found: [
        { __typename: 'Film', id: 1, minutes: 90 },
        { __typename: 'Book', id: 2, pages: 5 },
      ],
    });
  });

  test('output rewrites put a value under its own name', async () => {
    const text = '{ found { __typename ... on Book { id title } ... on Film { id title__alias_0: title } } }';
    const path = ['found', '... on Film', 'title__alias_0'];
    const first = says({ found: [{ __typename: 'Film', id: 1, title__alias_0: 'x' }] });
    const outputRewrites = [{ kind: 'KeyRenamer', path, renameKeyTo: 'title' } as const];
    expect(await data([step({ subgraph: 'first', text, outputRewrites })], { first })).toEqual({
      found: [{ __typename: 'Film', id: 1, title: 'x' }],
    });
  });

  test('an answer is not written to', async () => {
    const tags = Object.freeze([Object.freeze({ a: 1 }), null]);
    const answer = Object.freeze({ products: Object.freeze([Object.freeze(product('a', { tags }))]) });
    const first = subgraph(() => ({
      data: answer,
      errors: [{ message: 'no', path: ['products', 0, 'tags', 1] }],
    }));
    const steps = [
      step({ subgraph: 'first', text: '{ products { __typename upc tags } }' }),
      over('... on Product { price }'),
    ];
    const joined = await join({
      schema: SCHEMA,
      steps,
      subgraphs: { first, second: says({ _entities: [{ price: 1 }] }) },
    });
    expect(plain(joined.data)).toMatchObject({ products: [{ price: 1 }] });
  });
});

describe('where two fetches meet', () => {
  const shop = step({ subgraph: 'first', text: '{ shop { id best { upc size { w } } all { upc } } }' });
  const more = step({
    subgraph: 'second',
    needs: [0],
    text: '{ shop { name best { size { h } } all { name } } }',
  });
  const first = () =>
    says({ shop: { id: 1, best: { upc: 'a', size: { w: 1 } }, all: [{ upc: 'a' }, null] } });

  test('objects and lists of equal length are one', async () => {
    const second = says({ shop: { name: 'x', best: { size: { h: 2 } }, all: [{ name: 'n' }, null] } });
    expect(await data([shop, more], { first: first(), second })).toEqual({
      shop: {
        id: 1,
        name: 'x',
        best: { upc: 'a', size: { w: 1, h: 2 } },
        all: [{ upc: 'a', name: 'n' }, null],
      },
    });
  });

  test('of lists that differ in length nobody knows which items belong together', async () => {
    const second = says({ shop: { name: 'x', best: null, all: [{ name: 'n' }] } });
    expect(await data([shop, more], { first: first(), second })).toEqual({
      shop: { id: 1, name: 'x', best: { upc: 'a', size: { w: 1 } }, all: [{ upc: 'a', name: LOST }, null] },
    });
  });

  test('a value yields to no null', async () => {
    const again = step({ subgraph: 'second', needs: [0], text: '{ shop { id best { upc } } }' });
    expect(
      await data([shop, again], { first: first(), second: says({ shop: { id: null, best: null } }) }),
    ).toMatchObject({
      shop: { id: 1, best: { upc: 'a' } },
    });
  });
});
