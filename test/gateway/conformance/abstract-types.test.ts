/**
 * Interfaces and unions whose members and fields are spread over subgraphs; `__typename` everywhere.
 *
 * Expected values: the same query to graphql-js over one schema that holds everything ("one schema" below), which
 * the answers must equal; where subgraphs differ on purpose, by hand.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildSchema, graphql } from 'graphql';
import { askApollo, openFederation, type Federation, type Subgraphs } from './federation.js';

const items = [
  { __typename: 'Map', id: 'i1', title: 'Coast', scale: 1000, keeper: { __typename: 'Person', name: 'Ama' } },
  { __typename: 'Diary', id: 'i2', title: 'Winter', days: 90, keeper: { __typename: 'House', rooms: 3 } },
  { __typename: 'Coin', id: 'i3', grams: 7, keeper: null },
];
const damages: Record<string, string[][]> = {
  i1: [['tear'], []],
  i2: [['stain', 'mould'], ['tear']],
  i3: [],
};
const itemOf = ({ id }: { id: string }): unknown => items.find((item) => item.id === id) ?? null;

const SUBGRAPHS: Subgraphs = {
  depot: {
    sdl: `
      type Query { items: [Item!]! titled: [Titled] rows: [[Item]]! }
      interface Item { id: ID! }
      interface Titled implements Item { id: ID! title: String! }
      type Map implements Item & Titled @key(fields: "id") { id: ID! title: String! }
      type Diary implements Item & Titled @key(fields: "id") { id: ID! title: String! }
      type Coin implements Item @key(fields: "id") { id: ID! }
    `,
    resolvers: {
      Query: {
        items: () => items,
        titled: () => [items[0], null, items[1]],
        rows: () => [[items[2]], [], [null, items[0]]],
      },
    },
  },
  detail: {
    sdl: `
      interface Item { id: ID! damages: [[String!]!]! }
      interface Titled implements Item { id: ID! damages: [[String!]!]! }
      type Map implements Item & Titled @key(fields: "id") { id: ID! scale: Int! damages: [[String!]!]! keeper: Keeper }
      type Diary implements Item & Titled @key(fields: "id") { id: ID! days: Int! damages: [[String!]!]! keeper: Keeper }
      type Coin implements Item @key(fields: "id") { id: ID! grams: Int! damages: [[String!]!]! keeper: Keeper }
      union Keeper = Person | House
      type Person { name: String! }
      type House { rooms: Int! }
    `,
    resolvers: Object.fromEntries(
      ['Map', 'Diary', 'Coin'].map((type) => [
        type,
        { __resolveReference: itemOf, damages: ({ id }: { id: string }) => damages[id] },
      ]),
    ),
  },
};

const ONE_SCHEMA = buildSchema(`
  type Query { items: [Item!]! titled: [Titled] rows: [[Item]]! }
  interface Item { id: ID! damages: [[String!]!]! }
  interface Titled implements Item { id: ID! title: String! damages: [[String!]!]! }
  type Map implements Item & Titled { id: ID! title: String! damages: [[String!]!]! scale: Int! keeper: Keeper }
  type Diary implements Item & Titled { id: ID! title: String! damages: [[String!]!]! days: Int! keeper: Keeper }
  type Coin implements Item { id: ID! damages: [[String!]!]! grams: Int! keeper: Keeper }
  union Keeper = Person | House
  type Person { name: String! }
  type House { rooms: Int! }
`);
const whole = items.map((item) => ({ ...item, damages: damages[item.id] }));
const ROOT = { items: whole, titled: [whole[0], null, whole[1]], rows: [[whole[2]], [], [null, whole[0]]] };

let federation: Federation;
beforeAll(async () => {
  federation = await openFederation(SUBGRAPHS);
});
afterAll(() => federation.close());

test.each([
  '{ items { id damages } }',
  '{ items { __typename } titled { __typename id } }',
  '{ __typename items { kind: __typename __typename ... on Map { __typename scale } } }',
  '{ items { ... on Titled { title } ... on Coin { grams damages } } }',
  '{ items { ... on Item { ... on Titled { title ... on Diary { days } } } id } }',
  '{ titled { ... on Map { x: scale } ... on Diary { x: days } } }',
  '{ items { ...on Map { keeper { ...K } } ...on Diary { keeper { ...K } } } } fragment K on Keeper { __typename ... on Person { name } ... on House { rooms } }',
  '{ rows { id ... on Coin { grams } ... on Map { scale damages } } }',
  '{ a: items { id } b: items { id damages } items { ... on Coin { id } } }',
])('the answer is that of one schema: %s', async (query) => {
  const expected = await graphql({ schema: ONE_SCHEMA, source: query, rootValue: ROOT });
  expect(expected.errors).toBeUndefined();
  expect(await federation.ask(query)).toEqual(JSON.parse(JSON.stringify(expected)));
});

// Each studio can show what the other one cannot; the field is shared, its answers are complete in each.
const common = { __typename: 'Common', label: 'both' };
const studio = (own: string, field: string): Subgraphs[string] => ({
  sdl: `
    type Query { ${field}: Frame }
    type Frame @key(fields: "id") { id: ID! content: Content @shareable }
    type Content @shareable { parts: [Part!]! }
    union Part = Common | ${own}
    type Common @shareable { label: String }
    type ${own} { ${field}Only(unit: Int): Int }
  `,
  resolvers: {
    Query: { [field]: () => ({ id: 'f' }) },
    Frame: { content: () => ({ parts: [common, { __typename: own }] }) },
    [own]: { [`${field}Only`]: (_: unknown, { unit }: { unit?: number }) => unit ?? 0 },
  },
});
const STUDIOS: Subgraphs = { east: studio('Silk', 'east'), west: studio('Wool', 'west') };
const PARTS =
  'content { parts { __typename ... on Common { label } ... on Silk { eastOnly(unit: $unit) } ... on Wool { westOnly } } }';

test('a member of a union that only one subgraph knows is answered by this one, with its fields', async () => {
  const studios = await openFederation(STUDIOS);
  const query = `query ($unit: Int) { east { ${PARTS} } west { ${PARTS} } }`;
  expect(await studios.ask(query, { unit: 5 })).toEqual({
    data: {
      east: { content: { parts: [common, { __typename: 'Silk', eastOnly: 5 }] } },
      west: { content: { parts: [common, { __typename: 'Wool', westOnly: 0 }] } },
    },
  });
  await studios.close();
});

test('Apollo leaves these fields out and answers null: why the plan is mended', async () => {
  const { data } = await askApollo(STUDIOS, `query ($unit: Int) { east { ${PARTS} } }`, { unit: 5 });
  expect(data).toEqual({ east: { content: { parts: [common, { __typename: 'Silk', eastOnly: null }] } } });
});
