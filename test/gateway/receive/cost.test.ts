/**
 * What an operation costs, before it is validated. Expected sums are those of the GraphQL Cost Directives (IBM, draft of
 * 2021) where it gives any, and else counted by hand beside the case.
 */
import { describe, expect, test } from '@jest/globals';
import { costOf } from '@vigil/gateway';
import { readCosts } from '@vigil/shared';
import { buildSchema, getOperationAST, parse } from 'graphql';

const DIRECTIVES = `
  directive @cost(weight: String!) on ARGUMENT_DEFINITION | ENUM | FIELD_DEFINITION | INPUT_FIELD_DEFINITION | OBJECT | SCALAR
  directive @listSize(assumedSize: Int, slicingArguments: [String!], sizedFields: [String!], requireOneSlicingArgument: Boolean = true) on FIELD_DEFINITION
`;

function cost(
  sdl: string,
  query: string,
  variables: Record<string, unknown> = {},
): { field: number; type: number; isFixed: boolean } {
  const document = parse(query);
  const operation = getOperationAST(document);
  if (operation == null) throw new Error('no operation');
  const text = `${DIRECTIVES}${sdl}`;
  return costOf({ document, operation, variables }, { schema: buildSchema(text), costs: readCosts(text) });
}

describe('the examples of the specification', () => {
  const USERS = `
    type User { name: String age: Int @cost(weight: "2.0") }
    type Query { users(max: Int): [User] @listSize(slicingArguments: ["max"]) }
  `;
  test('example 2: five users with their age are 1 + 5 x 2', () => {
    // Section 5.3.1.1 counts the objects: one Query and five users.
    expect(cost(USERS, '{ users(max: 5) { age } }')).toEqual({ field: 11, type: 6, isFixed: true });
  });

  const PRODUCTS = (argument: string): string => `
    enum Approximate { YES }
    input Filter { approx: Approximate @cost(weight: "-12.0") field: String }
    type Product { name: String }
    type Query {
      topProducts(filter: Filter @cost(weight: "15.0")): [String] @cost(weight: "5.0") @listSize(assumedSize: 10)
      mostPopularProduct(approx: Approximate @cost(weight: "${argument}")): Product @cost(weight: "5.0")
    }
  `;
  test.each<[string, string, number]>([
    ['example 10: without the argument', '{ topProducts }', 5],
    ['example 10: with it', '{ topProducts(filter: { field: "x" }) }', 20],
    ['example 11: without the argument', '{ mostPopularProduct { name } }', 5],
    ['example 11: an argument that makes it cheaper', '{ mostPopularProduct(approx: YES) { name } }', 2],
    ['example 12: an input field that makes it cheaper', '{ topProducts(filter: { approx: YES }) }', 8],
  ])('%s', (_name, query, field) => {
    expect(cost(PRODUCTS('-3.0'), query).field).toBe(field);
  });

  test('a field never takes anything off the sum', () => {
    expect(cost(PRODUCTS('-30'), '{ mostPopularProduct(approx: YES) { name } }').field).toBe(0);
  });

  const FILMS = `
    type Film { title: String }
    type FilmEdge { cursor: ID node: Film }
    type FilmConnection { edges: [FilmEdge] pages: [FilmEdge] }
    type Query {
      films(first: Int, last: Int = 3): FilmConnection @listSize(slicingArguments: ["first", "last"], sizedFields: ["edges"])
    }
  `;
  test.each<[string, string, number]>([
    // Query 1, FilmConnection 1, edges 7 x (FilmEdge 1 + Film 1).
    ['example 18: the list one level below', '{ films(first: 7) { edges { node { title } } } }', 16],
    ['a default of the schema holds where nothing is given', '{ films { edges { node { title } } } }', 8],
    [
      'of several slicing arguments the largest',
      '{ films(first: 2, last: 9) { edges { node { title } } } }',
      20,
    ],
    [
      'through fragments',
      '{ films(first: 7) { ...F } } fragment F on FilmConnection { ...G } fragment G on FilmConnection { edges { node { title } } }',
      16,
    ],
    ['null is as if nothing was given', '{ films(first: null) { edges { cursor } } }', 5],
    ['less than nothing is nothing', '{ films(first: -5, last: 0) { edges { cursor } } }', 2],
  ])('%s', (_name, query, type) => {
    expect(cost(FILMS, query).type).toBe(type);
  });

  test('a list of which nothing is said counts ten times', () => {
    // Query 1, FilmConnection 1, pages 10.
    expect(cost(FILMS, '{ films { pages { cursor } } }').type).toBe(12);
  });

  test('an abstract type weighs what the heaviest type behind it weighs, and so does its field', () => {
    const sdl = `
      interface Thing { part: Part }
      type Part { name: String }
      type Light implements Thing @cost(weight: "1") { part: Part @cost(weight: "2") }
      type Heavy implements Thing @cost(weight: "7") { part: Part @cost(weight: "9") }
      union Any = Light | Heavy
      type Query { thing: Thing any: Any }
    `;
    // Fields: thing 1, part 9. Objects: Query 1, Heavy 7, Part 1.
    expect(cost(sdl, '{ thing { part { name } } }')).toMatchObject({ field: 10, type: 9 });
    expect(cost(sdl, '{ any { ... on Light { part { name } } } }')).toMatchObject({ field: 3, type: 9 });
  });
});

describe('variables', () => {
  const SDL = `
    input Filter { deep: Filter @cost(weight: "4") }
    type Item { name: String }
    type Query { items(first: Int, filter: Filter, id: ID): [Item] @listSize(slicingArguments: ["first"]) }
  `;
  const QUERY = 'query ($n: Int = 6, $f: Filter) { items(first: $n, filter: $f) { name } }';

  test.each<[string, Record<string, unknown>, number, number]>([
    ['the default of the document', {}, 1, 7],
    ['the value that was sent', { n: 40 }, 1, 41],
    // items 1, filter 1, deep 4 each.
    ['what is in an input', { n: 1, f: { deep: { deep: null } } }, 10, 2],
    // Nobody has coerced them yet: what is no number says nothing, and an unknown list counts ten times.
    ['a value that does not fit', { n: '40', f: [[{}], 3] }, 1, 11],
  ])('%s', (_name, variables, field, type) => {
    expect(cost(SDL, QUERY, variables)).toEqual({ field, type, isFixed: false });
  });

  test('that stand where nothing depends on them leave it the same for all requests', () => {
    expect(cost(SDL, 'query ($id: ID) { items(first: 2, id: $id) { name } }')).toEqual({
      field: 1,
      type: 3,
      isFixed: true,
    });
  });
});

describe('input objects', () => {
  const SDL = `
    input Filter { deep: Filter name: String }
    type Query { count(in: [[Filter!]!] costly: [Filter!] @cost(weight: "5")): Int }
  `;

  test.each<[string, string, Record<string, unknown>, number]>([
    ['each in a list counts', '{ count(in: [[{}, {}], [{ deep: { name: "x" } }]]) }', {}, 4],
    [
      'each in a variable counts',
      'query ($f: [[Filter!]!]) { count(in: $f) }',
      { f: [[{}, {}], [{ deep: {} }]] },
      4,
    ],
    [
      'each in a variable in a list counts',
      'query ($f: Filter!) { count(in: [[$f, $f], $f]) }',
      { f: { deep: {} } },
      6,
    ],
    // The weight stands for the first.
    ['beside the weight of their place', '{ count(costly: [{}, {}, {}]) }', {}, 7],
    ['deeper than their type they are none', 'query ($f: Filter) { count(in: $f) }', { f: [[[[[{}]]]]] }, 0],
  ])('%s', (_name, query, variables, field) => {
    expect(cost(SDL, query, variables).field).toBe(field);
  });

  test('of a variable are looked at once, however many fields name it', () => {
    let looks = 0;
    const filter = new Proxy(
      { deep: { name: 'x' } },
      { ownKeys: (target) => ((looks += 1), Reflect.ownKeys(target)) },
    );
    const fields = Array.from({ length: 100 }, (_, n) => `f${n}: count(in: [[{ deep: $f }]])`).join(' ');
    // The outer object, the variable's and the one in it.
    expect(cost(SDL, `query ($f: Filter) { ${fields} }`, { f: filter }).field).toBe(300);
    expect(looks).toBe(1);
  });
});

describe('what is not valid is weighed all the same, and nothing is counted without end', () => {
  const SDL =
    'type Item { name: String item: [Item] } type Query { item(first: Int): [Item] @listSize(slicingArguments: ["first"]) }';

  test.each<[string, string]>([
    ['names that do not exist', '{ nothing(a: 1) { more { item } } ... on Nobody { x } ...Missing }'],
    ['a fragment that spreads itself', '{ ...F } fragment F on Query { item { name } ...F }'],
    ['an operation of a kind that is not there', 'mutation { item { name } }'],
    ['a number larger than any', '{ item(first: 1e999) { item { item { name } } } }'],
    ['digits without end', `{ item(first: ${'9'.repeat(10_000)}) { name } }`],
  ])('%s', (_name, query) => {
    const { field, type } = cost(SDL, query);
    expect(Number.isFinite(field + type)).toBe(true);
  });

  test('fragments that double forty times are weighed once each', () => {
    const levels = Array.from(
      { length: 40 },
      (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`,
    );
    const { field } = cost(SDL, `{ ...F0 } ${levels.join(' ')} fragment F40 on Query { item { name } }`);
    // 2^40 is more than a million millions: sums stop there.
    expect(field).toBe(1e12);
  });
});
