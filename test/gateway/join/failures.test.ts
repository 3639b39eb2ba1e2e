/** What goes wrong at a subgraph stands in the data exactly where it is missing. Expected values by hand. */
import { describe, expect, test } from '@jest/globals';
import type { PlanStep, SubgraphAnswer } from '@vigil/gateway';
import { HubError } from '@vigil/shared';
import {
  LOST,
  entities,
  join,
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
  type Mutation { add: Shop }
  type Shop { id: ID name: String best: Product query: Query }
  type Product { upc: ID name: String price: Int size: Size maker: Maker tags: [String] }
  type Size { w: Int h: Int }
  type Maker { id: ID country: String }
`;
const REQUIRES = '{ ... on Product { __typename upc } }';
const product = (upc: string, more: object = {}) => ({ __typename: 'Product', upc, ...more });
const LIST = step({ subgraph: 'first', text: '{ products { __typename upc size { w } } }' });
const first = () =>
  says({
    products: [product('a', { size: { w: 1 } }), product('b', { size: null }), product('a', { size: null })],
  });
const over = (selection: string): PlanStep =>
  step({
    ...{ subgraph: 'second', needs: [0], path: 'products.@', requires: REQUIRES },
    text: entities(selection),
  });

const run = (steps: readonly PlanStep[], subgraphs: Record<string, FakeSubgraph>): Promise<PlainJoined> =>
  joinPlainly({ schema: SCHEMA, steps, subgraphs });

/** A list of products, and a second subgraph that says this of a and b. */
async function second(
  selection: string,
  answer: { data: unknown; errors?: SubgraphAnswer['errors'] },
): Promise<{ products: unknown[]; errors: readonly string[] }> {
  const subgraphs = { first: first(), second: says(answer.data, answer.errors) };
  const { data, errors } = await run([LIST, over(selection)], subgraphs);
  return { products: (data as { products: unknown[] }).products, errors };
}

describe('a whole failure', () => {
  const throwing = (error: unknown) =>
    subgraph(() => {
      throw error;
    });

  test.each([
    ['thrown', () => throwing(new Error('connect ECONNREFUSED 10.0.0.1:80'))],
    ['thrown, and no error at all', () => throwing('no')],
    ['data null', () => says(null)],
    ['data that is a text', () => says('x')],
    ['data that is a list', () => says([])],
  ])('%s: exactly the keys of that step, nested into what is there', async (_what, failing) => {
    const steps = [LIST, over('... on Product { upc price size { w h } }')];
    expect(await run(steps, { first: first(), second: failing() })).toEqual({
      data: {
        products: [
          product('a', { price: LOST, size: { w: 1, h: LOST } }),
          product('b', { price: LOST, size: null }),
          product('a', { price: LOST, size: null }),
        ],
      },
      errors: [],
    });
  });

  test('what is told of it names the partner, and nothing of its insides', async () => {
    const steps = [step({ subgraph: 'first', text: '{ products { upc } shop { id } }' })];
    const { data } = await join({
      schema: SCHEMA,
      steps,
      subgraphs: { first: throwing(new Error('10.0.0.1:80')) },
    });
    const error = {
      message: 'partner first could not be asked',
      extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'first' },
    };
    expect(data).toMatchObject({
      products: { value: null, errors: [error] },
      shop: { value: null, errors: [error] },
    });
  });

  test('a refusal that is meant for callers is told as it is', async () => {
    const steps = [step({ subgraph: 'first', text: '{ products { upc } }' })];
    const told = async (error: unknown) => {
      const { data } = await join({ schema: SCHEMA, steps, subgraphs: { first: throwing(error) } });
      return (data?.['products'] as { errors: unknown }).errors;
    };
    expect(await told(new HubError('BAD_USER_INPUT', 'first is too large', 'caller'))).toEqual([
      { message: 'first is too large', extensions: { code: 'BAD_USER_INPUT', partner: 'first' } },
    ]);
    const marked = Object.assign(new Error('not offered'), { extensions: { code: 'NOT_AVAILABLE' } });
    expect(await told(marked)).toEqual([{ message: 'not offered', extensions: { code: 'NOT_AVAILABLE' } }]);
    expect(await told(new HubError('BAD_USER_INPUT', 'of the operator', 'operator'))).toMatchObject([
      { extensions: { code: 'PARTNER_UNAVAILABLE' } },
    ]);
  });

  test('a source that throws before it promises is a failure like any other', async () => {
    const broken: FakeSubgraph = {
      asked: [],
      source: {
        batches: true,
        prepare: () => () => {
          throw new Error('no');
        },
      },
    };
    const { data } = await run([step({ subgraph: 'first', text: '{ shop { id } }' })], { first: broken });
    expect(data).toEqual({ shop: LOST });
  });

  test('steps that need what failed ask nobody, and what others brought stays', async () => {
    const third = says({ _entities: [] });
    const steps = [
      LIST,
      over('... on Product { maker { __typename id } }'),
      step({
        ...{
          subgraph: 'third',
          needs: [1],
          path: 'products.@.maker',
          requires: '{ ... on Maker { __typename id } }',
        },
        text: entities('... on Maker { country }'),
      }),
    ];
    const { data } = await run(steps, { first: first(), second: says(null), third });
    expect(third.asked).toEqual([]);
    expect(data).toMatchObject({ products: [product('a', { maker: LOST }), {}, {}] });
  });

  test('a value that another fetch brought is not destroyed, and a later value heals', async () => {
    const other = step({
      ...{ subgraph: 'third', needs: [1], path: 'products.@', requires: REQUIRES },
      text: entities('... on Product { price }'),
    });
    const third = () => says({ _entities: [{ price: 1 }, { price: 2 }] });
    const steps = [LIST, over('... on Product { price }'), other];
    const healed = { products: [{ price: 1 }, { price: 2 }, { price: 1 }] };
    expect((await run(steps, { first: first(), second: says(null), third: third() })).data).toMatchObject(
      healed,
    );
    const turned = { first: first(), second: third(), third: says(null) };
    expect((await run(steps, turned)).data).toMatchObject(healed);
  });
});

describe('errors with a path', () => {
  test('a field of an entity: on every object that shares it, at that field', async () => {
    const answer = {
      data: {
        _entities: [
          { name: 'x', price: null },
          { name: 'y', price: 2 },
        ],
      },
      errors: [{ message: 'no price', path: ['_entities', 0, 'price'], extensions: { code: 'X' } }],
    };
    const { products, errors } = await second('... on Product { name price }', answer);
    expect(products.map((one) => (one as { price: unknown }).price)).toEqual([lost('X'), 2, lost('X')]);
    expect(errors).toEqual([]);
  });

  test('the deepest place that is there', async () => {
    const data = {
      _entities: [
        { maker: { id: 1, country: null }, tags: ['x', null] },
        { maker: null, tags: null },
      ],
    };
    const errors = [
      { message: 'leaf', path: ['_entities', 0, 'maker', 'country'] },
      { message: 'item', path: ['_entities', 0, 'tags', 1] },
      { message: 'above', path: ['_entities', 1, 'maker', 'country', 'name'] },
      { message: 'no such item', path: ['_entities', 0, 'tags', 7] },
      { message: 'no such field', path: ['_entities', 0, 'maker', 'id', 'x', 'y'] },
    ];
    const { products } = await second('... on Product { maker { id country } tags }', { data, errors });
    const a = {
      maker: { id: lost('no such field', 1), country: lost('leaf') },
      tags: lost('no such item', ['x', lost('item')]),
    };
    expect(products).toMatchObject([a, { maker: lost('above'), tags: null }, a]);
  });

  test('an entity, or nothing below it: all keys that it was to bring and lacks', async () => {
    const data = { _entities: [null, { name: 'y', price: null }] };
    const errors = [
      { message: 'gone', path: ['_entities', 0] },
      { message: 'bubbled', path: ['_entities', 0, 'price'] },
      { message: 'odd', path: ['_entities', 1, 'nothing'] },
    ];
    const { products } = await second('... on Product { name price }', { data, errors });
    const gone = { flawed: null, codes: ['gone', 'bubbled'] };
    expect(products).toMatchObject([
      { name: gone, price: gone },
      { name: 'y', price: lost('odd') },
      { name: gone },
    ]);
  });

  test('at the root, below lists and aliases', async () => {
    const text = '{ s: shop { name b: best { upc price } } products { price } }';
    const data = { s: { name: null, b: { upc: 'a', price: null } }, products: [{ price: 1 }, null] };
    const errors = [
      { message: 'e1', path: ['s', 'b', 'price'] },
      { message: 'e2', path: ['s', 'name'] },
      { message: 'e3', path: ['products', 1, 'price'] },
    ];
    expect(await run([step({ subgraph: 'first', text })], { first: says(data, errors) })).toEqual({
      data: {
        s: { name: lost('e2'), b: { upc: 'a', price: lost('e1') } },
        products: [{ price: 1 }, lost('e3')],
      },
      errors: [],
    });
  });

  test('a value that has an error as well keeps it', async () => {
    const answer = says({ products: [{ upc: 'a' }] }, [{ message: 'part of it', path: ['products'] }]);
    const { data } = await run([step({ subgraph: 'first', text: '{ products { upc } }' })], {
      first: answer,
    });
    expect(data).toEqual({ products: lost('part of it', [{ upc: 'a' }]) });
  });
});

describe('errors without a usable path', () => {
  test.each([
    ['none', undefined],
    ['a field that was not asked', ['nothing']],
    ['the list', ['_entities']],
    ['an entity that is not there', ['_entities', 9, 'price']],
    ['no path', 'x' as unknown as string[]],
  ])('%s: about no place, if nothing lacks', async (_what, path) => {
    const answer = { data: { _entities: [{ price: 1 }, { price: 2 }] }, errors: [{ message: 'e', path }] };
    const { products, errors } = await second('... on Product { price }', answer);
    expect(products).toMatchObject([{ price: 1 }, { price: 2 }, { price: 1 }]);
    expect(errors).toEqual(['e']);
  });

  test.each([
    ['data', null],
    ['the list', { _entities: null }],
    ['every entity', { _entities: [null, null] }],
  ])('%s null: the keys get them', async (_what, data) => {
    const { products, errors } = await second('... on Product { price }', {
      data,
      errors: [{ message: 'e' }],
    });
    expect(products).toMatchObject([{ price: lost('e') }, { price: lost('e') }, { price: lost('e') }]);
    expect(errors).toEqual([]);
  });

  test('everything from the root null: the keys get them', async () => {
    const text = '{ shop { id } products { upc } }';
    const steps = [step({ subgraph: 'first', text })];
    const all = says({ shop: null, products: null }, [{ message: 'e' }]);
    expect(await run(steps, { first: all })).toEqual({
      data: { shop: lost('e'), products: lost('e') },
      errors: [],
    });
    const some = says({ shop: null, products: [] }, [{ message: 'e' }]);
    expect(await run(steps, { first: some })).toEqual({ data: { shop: null, products: [] }, errors: ['e'] });
  });
});
