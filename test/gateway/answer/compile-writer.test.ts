/** What an answer may hold, and what becomes of values that are missing, wrong or refused. */
import { expect, test } from '@jest/globals';
import { Flawed } from '@vigil/gateway';
import { write } from './support/write.js';

const HERO = (name: string): string => `
  type Query { hero: Character }
  type Character { id: ID! name: ${name} friends: [Character] }
`;
const HERO_QUERY = '{ hero { name heroFriends: friends { id name } } }';
const UNAVAILABLE = { message: 'a partner is away', extensions: { code: 'PARTNER_UNAVAILABLE' } };
const WRONG = 'INTERNAL_SERVER_ERROR';

const HERO_DATA = {
  hero: {
    name: 'R2-D2',
    friends: [
      { id: '1000', name: 'Luke Skywalker' },
      { id: '1002', name: new Flawed(null, [UNAVAILABLE]) },
      { id: '1003', name: 'Leia Organa' },
    ],
  },
};

test('an error is told at the place of the answer where its value is missing (section 7.1.2)', () => {
  expect(write({ sdl: HERO('String'), query: HERO_QUERY, data: HERO_DATA })).toMatchObject({
    data: {
      hero: {
        name: 'R2-D2',
        heroFriends: [
          { id: '1000', name: 'Luke Skywalker' },
          { id: '1002', name: null },
          { id: '1003', name: 'Leia Organa' },
        ],
      },
    },
    errors: ['["hero","heroFriends",1,"name"] PARTNER_UNAVAILABLE'],
  });
});

test('the same error leaves the same path where the field may not be null (section 7.1.2)', () => {
  expect(write({ sdl: HERO('String!'), query: HERO_QUERY, data: HERO_DATA })).toMatchObject({
    data: {
      hero: {
        name: 'R2-D2',
        heroFriends: [{ id: '1000', name: 'Luke Skywalker' }, null, { id: '1003', name: 'Leia Organa' }],
      },
    },
    errors: ['["hero","heroFriends",1,"name"] PARTNER_UNAVAILABLE'],
  });
});

// Section 3.12 (list and non-null result coercion): type, given, answered, path of the error.
test.each([
  ['[Int]', '[1, 2, 3]', [1, 2, 3], null],
  ['[Int]', 'null', null, null],
  ['[Int]', '[1, 2, null]', [1, 2, null], null],
  ['[Int]', '[1, 2, "wrong"]', [1, 2, null], '["list",2]'],
  ['[Int]!', '[1, 2, null]', [1, 2, null], null],
  ['[Int]!', 'null', 'NO DATA', '["list"]'],
  ['[Int!]', '[1, 2, 3]', [1, 2, 3], null],
  ['[Int!]', 'null', null, null],
  ['[Int!]', '[1, 2, null]', null, '["list",2]'],
  ['[Int!]', '[1, 2, "wrong"]', null, '["list",2]'],
  ['[Int!]!', '[1, 2, null]', 'NO DATA', '["list",2]'],
  ['[Int!]!', 'null', 'NO DATA', '["list"]'],
  ['[[Int!]]', '[[1], null, [2, null]]', [[1], null, null], '["list",2,1]'],
  ['[[Int!]!]', '[[1], [2, null]]', null, '["list",1,1]'],
  ['[[Int]!]!', '[[1], [2, null], []]', [[1], [2, null], []], null],
  ['[Int]', '1', null, '["list"]'],
  ['[Int]', '{}', null, '["list"]'],
])('%s given %s is written as the specification says', (type, given, answered, path) => {
  const list: unknown = JSON.parse(given);
  const { data, errors } = write({
    sdl: `type Query { list: ${type} }`,
    query: '{ list }',
    data: { list },
  });
  expect(data).toEqual(answered === 'NO DATA' ? null : { list: answered });
  expect(errors).toEqual(path === null ? [] : [`${path} ${WRONG}`]);
});

test('a null spreads to the next place that may be null, and every error found on the way stays', () => {
  const { data, errors } = write({
    sdl: 'type Query { a: A other: Int } type A { soft: Int b: B! } type B { c: C! } type C { d: Int! }',
    query: '{ first: a { soft b { c { d } } } other }',
    data: { a: { soft: 'no number', b: { c: { d: null } } }, other: 1 },
  });
  expect(data).toEqual({ first: null, other: 1 });
  // graphql-js 16 keeps the first one too; the specification forbids only a second error for one field.
  expect(errors).toEqual([`["first","soft"] ${WRONG}`, `["first","b","c","d"] ${WRONG}`]);
});

test('where nothing up to the root may be null, data is null (section 6.4.4)', () => {
  const { text, errors } = write({
    sdl: 'type Query { a: A! } type A { b: Int! }',
    query: '{ a { b } }',
    data: { a: {} },
  });
  expect(text).toBe('null');
  expect(errors).toEqual([`["a","b"] ${WRONG}`]);
});

test('data that could not be had at all is null, and an error says so even if nobody gave one', () => {
  const input = { sdl: 'type Query { a: Int }', query: '{ a }', data: null };
  expect(write({ ...input, errors: [UNAVAILABLE] })).toMatchObject({
    text: 'null',
    errors: ['undefined PARTNER_UNAVAILABLE'],
  });
  expect(write(input)).toMatchObject({ text: 'null', errors: [`undefined ${WRONG}`] });
});

test("keys stand in the caller's order under the caller's names, and two of them may show one value", () => {
  const { text } = write({
    sdl: 'type Query { a: Int b: T } type T { c: String }',
    query: '{ z: b { c } a y: a second: b { d: c } }',
    data: { a: 1, b: { c: 'x' } },
  });
  expect(text).toBe('{"z":{"c":"x"},"a":1,"y":1,"second":{"d":"x"}}');
});

test('__typename is the name in the schema of the type that answers', () => {
  const { text, errors } = write({
    sdl: 'type Query { one: T any: [U] } union U = T | S type T { id: ID } type S { id: ID }',
    query:
      '{ root: __typename one { __typename kind: __typename } any { __typename ... on S { k: __typename id } } }',
    data: {
      one: { id: 1, __typename: 'Forged' },
      any: [{ __typename: 'S', id: 's' }, { __typename: 'T' }],
    },
  });
  expect(text).toBe(
    '{"root":"Query","one":{"__typename":"T","kind":"T"},' +
      '"any":[{"__typename":"S","k":"S","id":"s"},{"__typename":"T"}]}',
  );
  expect(errors).toEqual([]);
});

const ANIMALS = `
  type Query { any: [Animal] }
  interface Animal { name: String } type Dog implements Animal { name: String bark: Int } type Cat implements Animal { name: String }
  type Stone { name: String }
`;

test('an object whose type is missing, unknown, impossible here or not accessible is null with an error', () => {
  const { data, errors } = write({
    sdl: ANIMALS,
    query: '{ any { name ... on Dog { bark } } }',
    data: {
      any: [
        { __typename: 'Dog', name: 'Rex', bark: 1 },
        { name: 'nobody' },
        { __typename: 'Unicorn', name: 'inaccessible' },
        { __typename: 'Stone', name: 'impossible' },
        { __typename: 'Animal', name: 'abstract' },
        { __typename: ['Dog'], name: 'no name' },
        { __typename: 'Cat', name: 'Tom', bark: 7 },
        'text',
        [],
      ],
    },
  });
  expect(data).toEqual({
    any: [{ name: 'Rex', bark: 1 }, null, null, null, null, null, { name: 'Tom' }, null, null],
  });
  expect(errors).toEqual([1, 2, 3, 4, 5, 7, 8].map((index) => `["any",${String(index)}] ${WRONG}`));
});

test('fields that are the same for every type need no type, but a type that callers do not see is none', () => {
  const { data, errors } = write({
    sdl: ANIMALS,
    query: '{ any { name } }',
    uniform: true,
    data: {
      any: [
        { name: 'untold' },
        { __typename: 'Animal', name: 'an interface object' },
        { __typename: 'Cat', name: 'Tom' },
        { __typename: null, name: 'null' },
        { __typename: 'Unicorn', name: 'inaccessible' },
        { __typename: 'Stone', name: 'impossible' },
      ],
    },
  });
  expect(data).toEqual({
    any: [{ name: 'untold' }, { name: 'an interface object' }, { name: 'Tom' }, { name: 'null' }, null, null],
  });
  expect(errors).toEqual([`["any",4] ${WRONG}`, `["any",5] ${WRONG}`]);
});

/** Its fields are not there; every object has something of their names. */
const OWN_CONSTRUCTOR: Record<string, unknown> = { constructor: {} };

test('__proto__, constructor and toString are names like any other', () => {
  const sdl = 'type Query { constructor: T toString: Int a: Int } type T { valueOf: String a: Int }';
  const query =
    '{ __proto__: constructor { hasOwnProperty: a valueOf } constructor { a } toString b: toString }';
  const given = JSON.parse(
    '{"constructor":{"a":1,"valueOf":"v","__proto__":{"a":5}},"toString":7}',
  ) as Record<string, unknown>;
  expect(write({ sdl, query, data: given })).toMatchObject({
    text: '{"__proto__":{"hasOwnProperty":1,"valueOf":"v"},"constructor":{"a":1},"toString":7,"b":7}',
    errors: [],
  });
  expect(write({ sdl, query, data: OWN_CONSTRUCTOR })).toMatchObject({
    text: '{"__proto__":{"hasOwnProperty":null,"valueOf":null},"constructor":{"a":null},"toString":null,"b":null}',
    errors: [],
  });
  expect(write({ sdl, query, data: {} })).toMatchObject({
    text: '{"__proto__":null,"constructor":null,"toString":null,"b":null}',
    errors: [],
  });
});

test('one object in many places is written at each of them, as it was asked for there', () => {
  const one = { id: 1, name: 'one', wrong: 'no number' };
  const input = {
    sdl: 'type Query { list: [T] other: T } type T { id: ID name: String wrong: Int self: T }',
    data: { list: Array.from({ length: 100 }, () => one), other: one },
  };
  const fine = write({ ...input, query: '{ list { id } other { n: name id } }' });
  expect(fine.text).toBe(
    `{"list":[${Array.from({ length: 100 }, () => '{"id":"1"}').join(',')}],"other":{"n":"one","id":"1"}}`,
  );
  // What is wrong with it is told at every place.
  const wrong = write({ ...input, query: '{ list { id wrong } }' });
  expect(wrong.errors).toEqual(
    Array.from({ length: 100 }, (_item, index) => `["list",${String(index)},"wrong"] ${WRONG}`),
  );
});

test('what is answered from the schema stands beside the data, in its place', () => {
  const { text } = write({
    sdl: 'type Query { a: Int }',
    query: '{ s: __schema { queryType { name } } a gone: __type(name: "Gone") { name } }',
    data: { a: 1, s: 'CANARY', __schema: 'CANARY' },
    introspection: { s: { queryType: { name: 'Query' } }, gone: null },
  });
  expect(text).toBe('{"s":{"queryType":{"name":"Query"}},"a":1,"gone":null}');
});

test('a mutation is written like a query', () => {
  const { text } = write({
    sdl: 'type Query { a: Int } type Mutation { add(n: Int): Int }',
    query: 'mutation { __typename one: add(n: 1) }',
    data: { add: 1 },
  });
  expect(text).toBe('{"__typename":"Mutation","one":1}');
});
