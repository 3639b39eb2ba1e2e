/** Several entity lists in one request. Expected values by hand. */
import { describe, expect, test } from '@jest/globals';
import type { PlanStep } from '@vigil/gateway';
import {
  LOST,
  batch,
  entities,
  joinPlainly,
  lost,
  says,
  step,
  subgraph,
  type FakeSubgraph,
  type PlainJoined,
} from './support/hand-plan.js';

const SCHEMA = `
  type Query { products: [Product] makers: [Maker] shop: Shop }
  type Shop { best: Product }
  type Product { upc: ID price: Int }
  type Maker { id: ID country: String }
`;
const REQUIRES = '{ ... on Product { __typename upc } }';
const product = (upc: string, more: object = {}) => ({ __typename: 'Product', upc, ...more });

const run = (steps: readonly PlanStep[], subgraphs: Record<string, FakeSubgraph>): Promise<PlainJoined> =>
  joinPlainly({ schema: SCHEMA, steps, subgraphs });

describe('a request that several lists share', () => {
  const both = batch(
    {
      ...{ subgraph: 'second', needs: [0] },
      text: `query($p: [_Any!]!, $m: [_Any!]!) {
        p: _entities(representations: $p) { ... on Product { price } }
        m: _entities(representations: $m) { ... on Maker { country } } }`,
    },
    [
      { path: 'products.@', requires: REQUIRES, text: entities('... on Product { price }') },
      {
        path: 'makers.@',
        requires: '{ ... on Maker { __typename id } }',
        text: entities('... on Maker { country }'),
      },
    ],
  );
  const lists = step({ subgraph: 'first', text: '{ products { __typename upc } makers { __typename id } }' });
  const some = (products: unknown[], makers: unknown[]) => says({ products, makers });
  const maker = { __typename: 'Maker', id: 1 };

  test('is one request, and each list gets its own', async () => {
    const second = says({ p: [{ price: 1 }], m: [{ country: 'CO' }] });
    const { data } = await run([lists, both], { first: some([product('a')], [maker]), second });
    expect(second.asked.map(({ representations }) => representations)).toEqual([[[product('a')], [maker]]]);
    expect(data).toEqual({ products: [product('a', { price: 1 })], makers: [{ ...maker, country: 'CO' }] });
  });

  test('with one list to ask about is that list alone; with none, nothing', async () => {
    const second = says({ _entities: [{ country: 'CO' }] });
    const { data } = await run([lists, both], { first: some([], [maker]), second });
    expect(second.asked.map(({ text }) => text)).toEqual([entities('... on Maker { country }')]);
    expect(data).toEqual({ products: [], makers: [{ ...maker, country: 'CO' }] });
    const idle = says(null);
    await run([lists, both], { first: some([], []), second: idle });
    expect(idle.asked).toEqual([]);
  });

  test.each([
    ['null', null],
    ['without any list', { x: 1 }],
    ['no object', 'x'],
  ])('data %s: each is asked alone, and one does not spoil the other', async (_what, whole) => {
    const second = subgraph(({ text }) =>
      text.includes('price')
        ? text.includes('country')
          ? { data: whole, errors: [{ message: 'all' }] }
          : { data: null, errors: [{ message: 'prices' }] }
        : { data: { _entities: [{ country: 'CO' }] } },
    );
    const joined = await run([lists, both], { first: some([product('a')], [maker]), second });
    expect(second.asked).toHaveLength(3);
    expect(joined).toEqual({
      data: { products: [product('a', { price: lost('prices') })], makers: [{ ...maker, country: 'CO' }] },
      errors: [],
    });
  });

  test('thrown: nobody is asked twice', async () => {
    const second = subgraph(() => Promise.reject(new Error('no')));
    const { data } = await run([lists, both], { first: some([product('a')], [maker]), second });
    expect(second.asked).toHaveLength(1);
    expect(data).toEqual({
      products: [product('a', { price: LOST })],
      makers: [{ ...maker, country: LOST }],
    });
  });

  test('fetches that share a list share its representations', async () => {
    const shared = batch({ subgraph: 'second', needs: [0], text: entities('... on Product { price }') }, [
      { path: 'products.@', requires: REQUIRES, text: entities('... on Product { price }'), list: 0 },
      { path: 'shop.best', requires: REQUIRES, text: entities('... on Product { price }'), list: 0 },
    ]);
    const first = says({ products: [product('a'), product('b')], shop: { best: product('b') } });
    const second = says({ _entities: [{ price: 1 }, { price: 2 }] });
    const text = '{ products { __typename upc } shop { best { __typename upc } } }';
    const { data } = await run([step({ subgraph: 'first', text }), shared], { first, second });
    expect(second.asked.map(({ representations }) => representations)).toEqual([
      [[product('a'), product('b')]],
    ]);
    expect(data).toEqual({
      products: [product('a', { price: 1 }), product('b', { price: 2 })],
      shop: { best: product('b', { price: 2 }) },
    });
  });
});
