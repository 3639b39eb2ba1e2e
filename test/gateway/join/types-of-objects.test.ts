/** What an object says it is, and what becomes of those that lie or do not know. Expected values by hand. */
import { describe, expect, test } from '@jest/globals';
import type { PlanStep } from '@vigil/gateway';
import { buildSchema } from 'graphql';
import { LOST, entities, join, plain, says, step, type FakeSubgraph } from './support/hand-plan.js';

const SCHEMA = `
  type Query { product: Product media: [Media] shop: Shop }
  type Shop { id: ID }
  type Product { upc: ID }
  interface Media { id: ID title: String }
  type Book implements Media { id: ID title: String pages: Int }
  type Film implements Media { id: ID title: String }
`;
const product = (upc: string) => ({ __typename: 'Product', upc });

async function data(steps: readonly PlanStep[], subgraphs: Record<string, FakeSubgraph>): Promise<unknown> {
  const joined = await join({ schema: SCHEMA, steps, subgraphs });
  expect(joined.errors).toEqual([]);
  return plain(joined.data);
}

/** One answer from the root. */
async function root(text: string, answer: unknown): Promise<unknown> {
  return data([step({ subgraph: 'first', text })], { first: says(answer) });
}

describe('what an object says it is', () => {
  const text = '{ media { __typename id } }';

  test.each([
    ['a type that cannot stand here', [{ __typename: 'Product', id: 1 }]],
    ['a type that nobody knows', [{ __typename: 'Nothing', id: 1 }]],
    ['no type', [{ id: 1 }]],
    ['no name', [{ __typename: { a: 1 }, id: 1 }]],
    ['no object', ['Book']],
    ['a list where none belongs', [[{ __typename: 'Book', id: 1 }]]],
  ])('%s spoils that object and no other', async (_what, given) => {
    const good = { __typename: 'Book', id: 2 };
    expect(await root(text, { media: [...given, good] })).toEqual({ media: [LOST, good] });
  });

  test('what should be a list and is none spoils the list', async () => {
    expect(
      await root('{ media { __typename id } shop { id } }', { media: { id: 1 }, shop: { id: 1 } }),
    ).toEqual({
      media: LOST,
      shop: { id: 1 },
    });
  });

  test('where the schema names an object type, a missing name is that type', async () => {
    expect(await root('{ product { __typename upc } }', { product: { upc: 'a' } })).toEqual({
      product: product('a'),
    });
  });

  test('an interface object says the name of its interface, and the concrete type follows', async () => {
    const steps = [
      step({ subgraph: 'first', text }),
      step({
        ...{ subgraph: 'second', needs: [0], path: 'media.@' },
        requires: '{ ... on Media { __typename id } }',
        text: entities('... on Media { __typename ... on Book { pages } }'),
      }),
    ];
    const first = says({ media: [{ __typename: 'Media', id: 1 }] });
    const second = says({ _entities: [{ __typename: 'Book', pages: 5 }] });
    expect(await data(steps, { first, second })).toEqual({
      media: [{ __typename: 'Book', id: 1, pages: 5 }],
    });
  });

  test("a concrete type's name is not lost to that of its interface", async () => {
    const steps = [
      step({ subgraph: 'first', text }),
      step({
        ...{ subgraph: 'second', needs: [0], path: 'media.@' },
        requires: '{ ... on Book { __typename id } }',
        inputRewrites: [{ kind: 'ValueSetter', path: ['... on Book', '__typename'], setValueTo: 'Media' }],
        text: entities('... on Media { __typename title }'),
      }),
    ];
    const first = says({ media: [{ __typename: 'Book', id: 1 }] });
    const second = says({ _entities: [{ __typename: 'Media', title: 't' }] });
    expect(await data(steps, { first, second })).toEqual({
      media: [{ __typename: 'Book', id: 1, title: 't' }],
    });
  });

  test("the names of root types are the supergraph's, whatever a subgraph calls its own", async () => {
    expect(await root('{ __typename shop { id } }', { __typename: 'RootQuery', shop: null })).toEqual({
      __typename: buildSchema(SCHEMA).getQueryType()?.name,
      shop: null,
    });
  });
});
