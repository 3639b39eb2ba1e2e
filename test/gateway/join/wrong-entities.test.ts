/** Entities that are not those that were asked about spoil what they concern. Expected values by hand. */
import { describe, expect, test } from '@jest/globals';
import type { PlanStep } from '@vigil/gateway';
import {
  LOST,
  batch,
  entities,
  join,
  plain,
  says,
  step,
  subgraph,
  type FakeSubgraph,
} from './support/hand-plan.js';
import { trustingJoin } from './support/trusting-join.js';

const SCHEMA = `
  type Query { products: [Product] media: [Media] makers: [Maker] }
  type Product { upc: ID name: String price: Int size: Size owner: Owner }
  type Owner { id: ID region: String }
  type Size { w: Int h: Int }
  type Maker { id: ID country: String }
  interface Media { id: ID title: String }
  type Book implements Media { id: ID title: String }
  type Film implements Media { id: ID title: String }
`;
const REQUIRES = '{ ... on Product { __typename upc } }';
const product = (upc: unknown, more: object = {}) => ({ __typename: 'Product', upc, ...more });
const first = () => says({ products: ['a', 'b', 'c', 'b'].map((upc) => product(upc, { size: { w: 1 } })) });
const LIST = step({ subgraph: 'first', text: '{ products { __typename upc size { w } } }' });
const over = (selection: string): PlanStep =>
  step({
    ...{ subgraph: 'second', needs: [0], path: 'products.@', requires: REQUIRES },
    text: entities(selection),
  });

async function prices(
  steps: readonly PlanStep[],
  subgraphs: Record<string, FakeSubgraph>,
): Promise<unknown[]> {
  const { data, errors } = await join({ schema: SCHEMA, steps, subgraphs });
  expect(errors).toEqual([]);
  return (data?.['products'] as { price?: unknown }[]).map(({ price }) => plain(price));
}

async function pricesOfTwin(
  steps: readonly PlanStep[],
  subgraphs: Record<string, FakeSubgraph>,
): Promise<unknown> {
  const data = (await trustingJoin(steps, subgraphs)) as { products: { price?: unknown }[] };
  return data.products.map(({ price }) => price);
}

describe('one entity', () => {
  const steps = [LIST, over('... on Product { __typename upc price }')];
  const good = [product('a', { price: 1 }), product('b', { price: 2 }), product('c', { price: 3 })];
  const answer = (second: unknown) => ({
    first: first(),
    second: says({ _entities: [good[0], second, good[2]] }),
  });

  test('as asked: every object has its price', async () => {
    expect(await prices(steps, answer(good[1]))).toEqual([1, 2, 3, 2]);
  });

  test.each([
    ['another type', { __typename: 'Maker', upc: 'b', price: 9 }],
    ['a type that nobody knows', { __typename: 'Other', upc: 'b', price: 9 }],
    ['no name of a type', { __typename: 7, upc: 'b', price: 9 }],
    ['a foreign key', product('a', { price: 9 })],
    ['a key that is no key', product({ b: 1 }, { price: 9 })],
    ['no object', 'b'],
    ['a list', [product('b', { price: 9 })]],
  ])('%s spoils its objects, and those alone', async (_what, second) => {
    expect(await prices(steps, answer(second))).toEqual([1, LOST, 3, LOST]);
  });

  test.each([
    ['a type', { __typename: 'Maker', upc: 'b', price: 9 }],
    ['a key', product('a', { price: 9 })],
  ])('broken twin: who does not look at %s takes the price', async (_what, second) => {
    const steps = [LIST, over('... on Product { __typename upc price }')];
    const twice = says({ _entities: [good[0], second, good[2], good[1]] });
    expect(await pricesOfTwin(steps, { first: first(), second: twice })).toContain(9);
  });

  test('null: absent, and no error', async () => {
    expect(await prices(steps, answer(null))).toEqual([1, undefined, 3, undefined]);
  });

  test('what it was to bring is marked, nested into what is there; what is there stays', async () => {
    const steps = [LIST, over('... on Product { __typename upc price size { w h } }')];
    const second = says({ _entities: [product('x'), null, null] });
    const { data } = await join({ schema: SCHEMA, steps, subgraphs: { first: first(), second } });
    expect(plain((data?.['products'] as unknown[])[0])).toEqual(
      product('a', { size: { w: 1, h: LOST }, price: LOST }),
    );
  });

  test('a type that was not asked for and is wrong spoils it all the same', async () => {
    const second = says({ _entities: [{ __typename: 'Maker', price: 9 }, { price: 2 }, { price: 3 }] });
    expect(await prices([LIST, over('... on Product { price }')], { first: first(), second })).toEqual([
      LOST,
      2,
      3,
      2,
    ]);
  });

  test('an ID may come back as a number', async () => {
    const numbers = says({ products: [product('7')] });
    const second = says({ _entities: [product(7, { price: 1 })] });
    expect(await prices(steps, { first: numbers, second })).toEqual([1]);
  });

  test('keys of several parts and nested ones count too', async () => {
    const owned = (id: string, price?: number) => product('a', { owner: { id }, price });
    const steps = [
      step({ subgraph: 'first', text: '{ products { __typename upc owner { id } } }' }),
      step({
        ...{ subgraph: 'second', needs: [0], path: 'products.@' },
        requires: '{ ... on Product { __typename upc owner { id } } }',
        text: entities('... on Product { upc owner { id } price }'),
      }),
    ];
    const subgraphs = (id: string) => ({
      first: says({ products: [owned('mine')] }),
      second: says({ _entities: [owned(id, 9)] }),
    });
    expect(await prices(steps, subgraphs('mine'))).toEqual([9]);
    expect(await prices(steps, subgraphs('yours'))).toEqual([LOST]);
  });

  test('a concrete type that is not the one that was asked about is wrong below an interface too', async () => {
    const steps = [
      step({ subgraph: 'first', text: '{ media { __typename id } }' }),
      step({
        ...{ subgraph: 'second', needs: [0], path: 'media.@' },
        requires: '{ ... on Media { __typename id } }',
        text: entities('... on Media { __typename title }'),
      }),
    ];
    const subgraphs = {
      first: says({
        media: [
          { __typename: 'Book', id: 1 },
          { __typename: 'Book', id: 2 },
        ],
      }),
      second: says({
        _entities: [
          { __typename: 'Film', title: 'x' },
          { __typename: 'Media', title: 'y' },
        ],
      }),
    };
    const { data } = await join({ schema: SCHEMA, steps, subgraphs });
    expect(plain(data)).toEqual({
      media: [
        { __typename: 'Book', id: 1, title: LOST },
        { __typename: 'Book', id: 2, title: 'y' },
      ],
    });
  });
});

describe('too few or too many', () => {
  const steps = [LIST, over('... on Product { price }')];
  const twin = {
    first,
    second: () => says({ _entities: [{ price: 1 }, { price: 2 }, { price: 3 }, { price: 4 }] }),
  };

  test.each([[2], [4], [0]])('%i entities for three representations spoil the list', async (length) => {
    const list = Array.from({ length }, (_none, at) => ({ price: at }));
    expect(await prices(steps, { first: first(), second: says({ _entities: list }) })).toEqual([
      LOST,
      LOST,
      LOST,
      LOST,
    ]);
  });

  test('broken twin: by their place in the list, prices would be put on the wrong products', async () => {
    const subgraphs = () => ({ first: twin.first(), second: twin.second() });
    // Four objects share three representations, so the fourth entity belongs to nobody.
    expect(await prices(steps, subgraphs())).toEqual([LOST, LOST, LOST, LOST]);
    expect(await pricesOfTwin(steps, subgraphs())).toEqual([1, 2, 3, 4]);
  });

  test('another list of the same request is whole', async () => {
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
    const steps = [
      step({ subgraph: 'first', text: '{ products { __typename upc } makers { __typename id } }' }),
      both,
    ];
    const subgraphs = {
      first: says({ products: [product('a')], makers: [{ __typename: 'Maker', id: 1 }] }),
      second: says({ p: [{ price: 1 }, { price: 2 }], m: [{ country: 'CO' }] }),
    };
    const { data } = await join({ schema: SCHEMA, steps, subgraphs });
    expect(plain(data)).toEqual({
      products: [product('a', { price: LOST })],
      makers: [{ __typename: 'Maker', id: 1, country: 'CO' }],
    });
    expect(subgraphs.second.asked).toHaveLength(1);
  });

  test('no list at all', async () => {
    for (const _entities of [null, {}, 'x', undefined]) {
      expect(await prices(steps, { first: first(), second: says({ _entities }) })).toEqual([
        LOST,
        LOST,
        LOST,
        LOST,
      ]);
    }
    const second = subgraph(() => ({ data: 'x' }));
    expect(await prices(steps, { first: first(), second })).toEqual([LOST, LOST, LOST, LOST]);
  });
});
