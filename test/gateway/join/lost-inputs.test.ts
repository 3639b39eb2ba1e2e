/**
 * An input of `@requires` that could not be had takes with it what is computed from it, and nothing that stands
 * beside it in the same fetch. The supergraph says which; expected values by hand.
 */
import { expect, test } from '@jest/globals';
import { entities, join, plain, says, step, subgraph } from './support/hand-plan.js';

const SCHEMA = `
  directive @join__type(graph: join__Graph!, key: String) repeatable on OBJECT
  directive @join__field(graph: join__Graph, requires: String) repeatable on FIELD_DEFINITION
  directive @join__graph(name: String!) on ENUM_VALUE
  enum join__Graph { FIRST @join__graph(name: "first") SECOND @join__graph(name: "second") }
  type Query { products: [Product] }
  type Product @join__type(graph: FIRST, key: "upc") @join__type(graph: SECOND, key: "upc code") {
    upc: ID
    code: Int
    weight: Int @join__field(graph: FIRST)
    size: Size @join__field(graph: FIRST)
    stock: Int @join__field(graph: SECOND)
    shipping: Int @join__field(graph: SECOND, requires: "weight")
    box: Int @join__field(graph: SECOND, requires: "size { w }")
    label: String @join__field(graph: SECOND, requires: "code")
  }
  type Size { w: Int }
`;
const LIST = step({ subgraph: 'first', text: '{ products { __typename upc code weight size { w } } }' });
const product = (more: object) => ({
  __typename: 'Product',
  upc: 'a',
  code: 1,
  weight: 4,
  size: { w: 2 },
  ...more,
});
const lost = { flawed: null, codes: ['lost'] };

/** Products of which an input could not be had, and a second subgraph that answers as if nothing were amiss. */
async function over(selection: string, requires: string, path: string[]) {
  const [outermost = '', inner] = path;
  const nothing = { [outermost]: inner === undefined ? null : { [inner]: null } };
  const first = says({ products: [product(nothing), product({ weight: 5 })] }, [
    { message: 'lost', path: ['products', 0, ...path] },
  ]);
  const second = subgraph(({ representations: [list = []] }) => ({
    data: { _entities: list.map(() => ({ stock: 3, shipping: 0, box: 7, label: 'x' })) },
  }));
  const steps = [
    LIST,
    step({
      ...{ subgraph: 'second', needs: [0], path: 'products.@' },
      requires: `{ ... on Product { __typename upc code ${requires} } }`,
      text: entities(`... on Product { ${selection} }`),
    }),
  ];
  const { data } = await join({ schema: SCHEMA, steps, subgraphs: { first, second } });
  return { asked: second.asked[0]?.representations[0] ?? [], products: plain(data?.['products']) };
}

test('what is computed from it is flawed for the same reason; what stands beside it is there', async () => {
  const { asked, products } = await over('stock shipping', 'weight', ['weight']);
  const said = { __typename: 'Product', upc: 'a', code: 1 };
  expect(asked).toEqual([
    { ...said, weight: null },
    { ...said, weight: 5 },
  ]);
  expect(products).toMatchObject([
    { stock: 3, shipping: lost },
    { stock: 3, shipping: 0 },
  ]);
});

test('of two fields that are computed, only the one whose input is lost', async () => {
  const { asked, products } = await over('shipping box', 'weight size { w }', ['size', 'w']);
  expect(asked).toMatchObject([{ size: null }, { size: { w: 2 } }]);
  expect(products).toMatchObject([
    { shipping: 0, box: lost },
    { shipping: 0, box: 7 },
  ]);
});

test('when nothing is left, nothing is asked', async () => {
  const { asked, products } = await over('shipping', 'weight', ['weight']);
  expect(asked).toEqual([{ __typename: 'Product', upc: 'a', code: 1, weight: 5 }]);
  expect(products).toMatchObject([{ shipping: lost }, { shipping: 0 }]);
});

test('a key is no input to do without', async () => {
  const { asked, products } = await over('stock label', '', ['code']);
  expect(asked).toHaveLength(1);
  expect(products).toMatchObject([
    { stock: lost, label: lost },
    { stock: 3, label: 'x' },
  ]);
});
