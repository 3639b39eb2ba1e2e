/** What a subgraph is told about entities, and about which. Expected values by hand. */
import { describe, expect, test } from '@jest/globals';
import { LOST, entities, join, plain, says, step, subgraph, type FakeSubgraph } from './support/hand-plan.js';

const SCHEMA = `
  type Query { products: [Product] grid: [[Product]] media: [Media] search: [Found] }
  type Product { upc: ID name: String price: Int weight: Int tags: [String] size: Size maker: Maker parts: [[Part]] }
  type Size { w: Int h: Int }
  type Part { id: ID }
  type Maker { id: ID country: String }
  interface Media { id: ID title: String shelf: String }
  type Book implements Media { id: ID title: String shelf: String }
  type Film implements Media { id: ID title: String shelf: String }
  union Found = Product | Book
`;
const REQUIRES = '{ ... on Product { __typename upc } }';

/** A list from the root, and a fetch of entities over it; what the second one was told. */
async function told(
  given: { list: string; data: unknown; errors?: { message: string; path: (string | number)[] }[] },
  fetch: { path: string; requires: string } & Partial<Parameters<typeof step>[0]>,
): Promise<{ representations: unknown; prices: FakeSubgraph; joined: unknown }> {
  const first = says(given.data, given.errors);
  const prices = subgraph(({ representations: [list = []] }) => ({
    data: { _entities: list.map(() => null) },
  }));
  const steps = [
    step({ subgraph: 'first', text: given.list }),
    step({ text: entities('... on Product { price }'), ...fetch, subgraph: 'prices', needs: [0] }),
  ];
  const { data } = await join({ schema: SCHEMA, steps, subgraphs: { first, prices } });
  return { representations: prices.asked[0]?.representations[0], prices, joined: plain(data) };
}

const product = (upc: unknown, more: object = {}) => ({ __typename: 'Product', upc, ...more });

test('each representation is sent once and its answer reaches every object that shares it', async () => {
  const catalogue = says({ products: ['a', 'b', 'a'].map((upc) => product(upc)) });
  const prices = says({ _entities: [{ price: 1 }, { price: 2 }] });
  const steps = [
    step({ subgraph: 'catalogue', text: '{ products { __typename upc } }' }),
    step({
      ...{ subgraph: 'prices', needs: [0], path: 'products.@', requires: REQUIRES },
      text: entities('... on Product { price }'),
    }),
  ];
  const joined = await join({ schema: SCHEMA, steps, subgraphs: { catalogue, prices } });
  expect(prices.asked.map(({ representations }) => representations)).toEqual([
    [[product('a'), product('b')]],
  ]);
  const products = [product('a', { price: 1 }), product('b', { price: 2 }), product('a', { price: 1 })];
  expect(plain(joined)).toEqual({ data: { products }, errors: [] });
});

test('an object that stands in several places below shared entities is collected once', async () => {
  const first = says({ products: [product('a'), product('a')] });
  const makers = says({ _entities: [{ maker: { __typename: 'Maker', id: '7' } }] });
  const countries = says({ _entities: [{ country: 'CO' }] });
  const steps = [
    step({ subgraph: 'first', text: '{ products { __typename upc } }' }),
    step({
      ...{ subgraph: 'makers', needs: [0], path: 'products.@', requires: REQUIRES },
      text: entities('... on Product { maker { __typename id } }'),
    }),
    step({
      ...{ subgraph: 'countries', needs: [1], path: 'products.@.maker' },
      requires: '{ ... on Maker { __typename id } }',
      text: entities('... on Maker { country }'),
    }),
  ];
  const joined = await join({ schema: SCHEMA, steps, subgraphs: { first, makers, countries } });
  expect(countries.asked[0]?.representations).toEqual([[{ __typename: 'Maker', id: '7' }]]);
  const maker = { __typename: 'Maker', id: '7', country: 'CO' };
  expect(plain(joined.data)).toEqual({ products: [product('a', { maker }), product('a', { maker })] });
});

describe('whom a fetch is about', () => {
  test('the items of lists of lists; null on the way has nothing below it', async () => {
    const { representations } = await told(
      {
        list: '{ grid { __typename upc } }',
        data: { grid: [[product('a'), null], null, [], [product('b')]] },
      },
      { path: 'grid.@.@', requires: REQUIRES },
    );
    expect(representations).toEqual([product('a'), product('b')]);
  });

  test('nobody: nothing is asked', async () => {
    for (const products of [[], null, [null]]) {
      const { prices } = await told(
        { list: '{ products { __typename upc } }', data: { products } },
        { path: 'products.@', requires: REQUIRES },
      );
      expect(prices.asked).toEqual([]);
    }
  });

  test('a flawed value on the way is looked through', async () => {
    const { representations, joined } = await told(
      {
        list: '{ products { __typename upc } }',
        data: { products: [product('a')] },
        errors: [{ message: 'one of us is ill', path: ['products'] }],
      },
      { path: 'products.@', requires: REQUIRES },
    );
    expect(representations).toEqual([product('a')]);
    expect(joined).toEqual({ products: { flawed: [product('a')], codes: ['one of us is ill'] } });
  });

  test('of several types only those that the plan has a condition for', async () => {
    const { representations } = await told(
      {
        list: '{ search { __typename ... on Product { upc } ... on Book { id } } }',
        data: { search: [{ __typename: 'Book', id: '1' }, product('a')] },
      },
      { path: 'search.@', requires: REQUIRES },
    );
    expect(representations).toEqual([product('a')]);
  });
});

describe('what is said', () => {
  test('values of every kind, as the subgraph gave them', async () => {
    const data = product('q"\\\u0001\ud800é', {
      price: -1.5e10,
      weight: null,
      tags: ['x', null],
      parts: [[{ id: 1 }], null],
    });
    const { representations } = await told(
      { list: '{ products { __typename upc price weight tags parts { id } } }', data: { products: [data] } },
      {
        path: 'products.@',
        requires: '{ ... on Product { __typename upc price weight tags parts { id } } }',
      },
    );
    expect(representations).toEqual([data]);
  });

  test('nested inputs, and nothing of them beyond what is required', async () => {
    const { representations } = await told(
      {
        list: '{ products { __typename upc size { w h } } }',
        data: { products: [product('a', { size: { w: 1, h: 2 } })] },
      },
      { path: 'products.@', requires: '{ ... on Product { __typename upc size { h } } }' },
    );
    expect(representations).toEqual([product('a', { size: { h: 2 } })]);
  });

  test('fields of several conditions that hold are one representation', async () => {
    const { representations } = await told(
      {
        list: '{ media { __typename id title shelf } }',
        data: { media: [{ __typename: 'Book', id: '1', title: 't', shelf: 's' }] },
      },
      {
        path: 'media.@',
        requires: '{ ... on Media { __typename id } ... on Book { title } ... on Film { shelf } }',
        text: entities('... on Media { shelf }'),
      },
    );
    expect(representations).toEqual([{ __typename: 'Book', id: '1', title: 't' }]);
  });

  test('a subgraph that knows an interface object is told its name', async () => {
    const { representations } = await told(
      {
        list: '{ media { __typename id } }',
        data: { media: ['Book', 'Film'].map((__typename, id) => ({ __typename, id })) },
      },
      {
        path: 'media.@',
        requires: '{ ... on Book { __typename id } ... on Film { __typename id } }',
        inputRewrites: [
          { kind: 'ValueSetter', path: ['... on Book', '__typename'], setValueTo: 'Media' },
          { kind: 'ValueSetter', path: ['... on Film', '__typename'], setValueTo: 'Media' },
        ],
        text: entities('... on Media { shelf }'),
      },
    );
    expect(representations).toEqual([0, 1].map((id) => ({ __typename: 'Media', id })));
  });

  test('renamed inputs go under their new name, null and below lists too', async () => {
    const rename = (path: string[], renameKeyTo: string) =>
      ({ kind: 'KeyRenamer', path, renameKeyTo }) as const;
    const { representations } = await told(
      {
        list: '{ products { __typename upc price_2: price parts { id_3: id } } }',
        data: { products: [product('a', { price_2: null, parts: [[{ id_3: 0 }]] })] },
      },
      {
        path: 'products.@',
        requires: '{ ... on Product { __typename upc price_2 parts { id_3 } } }',
        inputRewrites: [
          rename(['... on Product', 'price_2'], 'price'),
          rename(['... on Product', 'parts', 'id_3'], 'id'),
        ],
      },
    );
    expect(representations).toEqual([product('a', { price: null, parts: [[{ id: 0 }]] })]);
  });
});

describe('an input that is not there', () => {
  test('missing: the object is not asked about, and nothing is said of it', async () => {
    const { prices, joined } = await told(
      { list: '{ products { __typename upc weight } }', data: { products: [product('a')] } },
      { path: 'products.@', requires: '{ ... on Product { __typename upc weight } }' },
    );
    expect(prices.asked).toEqual([]);
    expect(joined).toEqual({ products: [product('a')] });
  });

  test('missing further below: its object is null, as the stock gateway has it', async () => {
    const { representations } = await told(
      {
        list: '{ products { __typename upc size { w } } }',
        data: { products: [product('a', { size: {} })] },
      },
      { path: 'products.@', requires: '{ ... on Product { __typename upc size { w } } }' },
    );
    expect(representations).toEqual([product('a', { size: null })]);
  });

  test('flawed: what was to be computed from it is flawed for the same reason', async () => {
    for (const path of [
      ['products', 0, 'weight'],
      ['products', 0, 'size', 'w'],
      ['products', 0, 'tags', 0],
    ]) {
      const { prices, joined } = await told(
        {
          list: '{ products { __typename upc weight size { w } tags } }',
          data: { products: [product('a', { weight: null, size: { w: null }, tags: [null] })] },
          errors: [{ message: 'lost', path }],
        },
        { path: 'products.@', requires: '{ ... on Product { __typename upc weight size { w } tags } }' },
      );
      expect(prices.asked).toEqual([]);
      expect(joined).toMatchObject({ products: [{ price: { flawed: null, codes: ['lost'] } }] });
    }
  });

  test('a value nested deeper than the stack is refused, and nothing else', async () => {
    const deep = `${'['.repeat(200_000)}${']'.repeat(200_000)}`;
    const data = JSON.parse(
      `[{"__typename":"Product","upc":${deep}},{"__typename":"Product","upc":"b"}]`,
    ) as unknown;
    const first = subgraph(() => ({ data: { products: data } }));
    const prices = says({ _entities: [{ price: 2 }] });
    const steps = [
      step({ subgraph: 'first', text: '{ products { __typename upc } }' }),
      step({
        ...{ subgraph: 'prices', needs: [0], path: 'products.@', requires: REQUIRES },
        text: entities('... on Product { price }'),
      }),
    ];
    const joined = await join({ schema: SCHEMA, steps, subgraphs: { first, prices } });
    expect(prices.asked[0]?.representations).toEqual([[product('b')]]);
    const products = joined.data?.['products'] as { price: unknown }[];
    expect(products.map(({ price }) => plain(price))).toEqual([LOST, 2]);
  });
});
