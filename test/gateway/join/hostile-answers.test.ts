/** Answers that are made to hurt: nesting, paths and errors without end. Expected values by hand. */
import { describe, expect, test } from '@jest/globals';
import type { PlanStep } from '@vigil/gateway';
import {
  LOST,
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
  scalar JSON
  type Query { products: [Product] shop: Shop tags: [String] any: JSON }
  type Shop { id: ID }
  type Product { upc: ID size: Size }
  type Size { w: Int }
`;

const run = (steps: readonly PlanStep[], subgraphs: Record<string, FakeSubgraph>): Promise<PlainJoined> =>
  joinPlainly({ schema: SCHEMA, steps, subgraphs });

describe('hostile answers', () => {
  test('nesting that the operation does not have is refused where it begins', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const first = subgraph(() => ({ data: JSON.parse(`{"products":${deep},"shop":{"id":1}}`) as unknown }));
    const { data } = await run([step({ subgraph: 'first', text: '{ products { upc } shop { id } }' })], {
      first,
    });
    expect(data).toEqual({ products: [LOST], shop: { id: 1 } });
  });

  test('an object in the place of a text or a number is not handed on to another subgraph', async () => {
    const id = { evil: true };
    const answer = says({ products: [{ upc: id, __typename: 'Product', size: { w: [1] } }], shop: { id } });
    const second = says({ _entities: [] });
    const steps = [
      step({ subgraph: 'first', text: '{ products { __typename upc size { w } } shop { id } }' }),
      step({
        subgraph: 'second',
        needs: [0],
        path: 'products.@',
        requires: '{ ... on Product { __typename upc size { w } } }',
        text: entities('... on Product { upc }'),
      }),
    ];
    const { data } = await run(steps, { first: answer, second });
    expect(data).toEqual({
      products: [{ __typename: 'Product', upc: LOST, size: { w: LOST } }],
      shop: { id: LOST },
    });
    expect(second.asked).toEqual([]);
  });

  test('in a list of texts only the item that is none is lost; a custom scalar may be an object', async () => {
    const answer = says({ tags: ['a', { evil: true }, null], any: [{ fine: true }] });
    const { data } = await run([step({ subgraph: 'first', text: '{ tags any }' })], { first: answer });
    expect(data).toEqual({ tags: ['a', LOST, null], any: [{ fine: true }] });
  });

  test('a path of a hundred thousand steps ends where the answer does', async () => {
    const path = ['products', 0, ...Array.from({ length: 100_000 }, () => 'size')];
    const first = says({ products: [{ upc: 'a', size: null }] }, [{ message: 'e', path }]);
    const { data } = await run([step({ subgraph: 'first', text: '{ products { upc size { w } } }' })], {
      first,
    });
    expect(data).toEqual({ products: [{ upc: 'a', size: lost('e') }] });
  });

  test('of more than 1,000 errors the rest is one', async () => {
    const errors = Array.from({ length: 5_000 }, (_none, at) => ({
      message: `e${at}`,
      path: ['products', at, 'upc'],
    }));
    const products = Array.from({ length: 5_000 }, () => ({ upc: null }));
    const { data, errors: left } = await run([step({ subgraph: 'first', text: '{ products { upc } }' })], {
      first: says({ products }, errors),
    });
    const flawed = (data as { products: { upc: unknown }[] }).products.filter(({ upc }) => upc !== null);
    expect(flawed).toHaveLength(1_000);
    expect(left).toEqual(['partner first gave an answer that cannot be used']);
  });
});
