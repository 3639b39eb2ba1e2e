/**
 * Operations as such: mutations and their order, subscriptions, conditions, variables, introspection beside data.
 *
 * Expected values by hand. GraphQL specification (October 2021), sections 6.2.2, 3.13.1 to 3.13.2, 6.1.2, 4.
 */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openFederation, type Federation } from './federation.js';

let steps: string[] = [];
const step =
  (name: string) =>
  async (_: unknown, { n }: { n: number }): Promise<number> => {
    // Later fields would overtake if they were asked at once.
    await new Promise((done) => setTimeout(done, n));
    steps.push(`${name}${String(n)}`);
    return steps.length;
  };

let federation: Federation;
beforeAll(async () => {
  federation = await openFederation({
    drafts: {
      sdl: `
        type Query { draft(id: ID! = "d0"): Draft! drafts(first: Int = 2, tags: [String!]): [Draft!]! }
        type Mutation { left(n: Int!): Int! write(title: String!): Draft! fail(n: Int!): Int }
        type Subscription { written: Draft! }
        type Draft @key(fields: "id") { id: ID! title: String! words: Int! }
      `,
      resolvers: {
        Query: {
          draft: (_: unknown, { id }: { id: string }) => ({ id, title: `title ${id}`, words: 3 }),
          drafts: (_: unknown, { first, tags }: { first: number; tags?: string[] }) =>
            Array.from({ length: first }, (_unused, index) => ({
              id: `d${String(index)}`,
              title: (tags ?? []).join(),
              words: index,
            })),
        },
        Mutation: {
          left: step('left'),
          write: (_: unknown, { title }: { title: string }) => ({ id: 'new', title, words: 8 }),
          fail: () => {
            throw new Error('no');
          },
        },
      },
    },
    review: {
      sdl: `
        type Mutation { right(n: Int!): Int! }
        type Draft @key(fields: "id") { id: ID! words: Int! @external isLong: Boolean! @requires(fields: "words") }
      `,
      resolvers: {
        Mutation: { right: step('right') },
        Draft: { isLong: ({ words }: { words: number }) => words > 5 },
      },
    },
  });
});
afterAll(() => federation.close());
beforeEach(() => {
  steps = [];
});

test('mutations happen one after the other, across subgraphs', async () => {
  const query = 'mutation { a: left(n: 30) b: right(n: 20) c: left(n: 10) d: right(n: 0) }';
  expect(await federation.ask(query)).toEqual({ data: { a: 1, b: 2, c: 3, d: 4 } });
  expect(steps).toEqual(['left30', 'right20', 'left10', 'right0']);
});

test('what a mutation answers is completed by other subgraphs', async () => {
  expect(await federation.ask('mutation { write(title: "T") { title isLong } }')).toEqual({
    data: { write: { title: 'T', isLong: true } },
  });
});

test('a mutation that fails does not keep the next from happening', async () => {
  const { data, errors } = await federation.ask('mutation { fail(n: 1) right(n: 0) }');
  expect(data).toEqual({ fail: null, right: 1 });
  expect(errors?.map(({ path }) => path)).toEqual([['fail']]);
});

test('a subscription is refused with a clear error, and nobody is asked', async () => {
  const { data, errors } = await federation.ask('subscription { written { id } }');
  expect(data ?? null).toBeNull();
  expect(errors).toMatchObject([
    { message: expect.stringContaining('subscription') as unknown, extensions: { code: 'BAD_USER_INPUT' } },
  ]);
  expect(federation.asked).toEqual([]);
});

test.each([
  [true, true, { draft: { id: 'd0' } }],
  [true, false, { draft: { id: 'd0', title: 'title d0', isLong: false } }],
  [false, false, {}],
])('@include %s and @skip %s decide what is asked and answered', async (include, skip, expected) => {
  const query = `query ($i: Boolean!, $s: Boolean = true) {
    draft @include(if: $i) { id ... @skip(if: $s) { title isLong } ...F @include(if: false) }
  } fragment F on Draft { words }`;
  expect(await federation.ask(query, { i: include, s: skip })).toEqual({ data: expected });
  const text = federation.asked.map((asked) => asked.text).join();
  expect(text.includes('title')).toBe(include && !skip);
});

test('variables: defaults of arguments and of variables, null, lists, the same operation with other values', async () => {
  const query = 'query ($n: Int, $t: [String!] = ["x"]) { drafts(first: $n, tags: $t) { title } }';
  expect(await federation.ask(query)).toEqual({ data: { drafts: [{ title: 'x' }, { title: 'x' }] } });
  expect(await federation.ask(query, { n: 1, t: ['a', 'b'] })).toEqual({
    data: { drafts: [{ title: 'a,b' }] },
  });
  expect(await federation.ask(query, { n: 1, t: null })).toEqual({ data: { drafts: [{ title: '' }] } });
  expect(await federation.ask(query, { n: 1, t: 'one' })).toEqual({ data: { drafts: [{ title: 'one' }] } });
  expect((await federation.ask(query, { n: 'many' })).errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
});

test("a variable called representations is the caller's own", async () => {
  const query = 'query ($representations: ID!) { draft(id: $representations) { id isLong } }';
  expect(await federation.ask(query, { representations: 'r' })).toEqual({
    data: { draft: { id: 'r', isLong: false } },
  });
});

test('introspection stands beside data, under the names that the caller gave', async () => {
  const query =
    '{ it: __type(name: "Draft") { name } draft { isLong } __schema { mutationType { name } } t: __typename }';
  expect(await federation.ask(query)).toEqual({
    data: {
      it: { name: 'Draft' },
      draft: { isLong: false },
      __schema: { mutationType: { name: 'Mutation' } },
      t: 'Query',
    },
  });
});

test('one field with different arguments, under different names, is asked with each', async () => {
  const query = '{ draft { id } two: draft(id: "d2") { id isLong } draft(id: "d0") { title } }';
  expect((await federation.ask(query)).errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  expect(await federation.ask(query.replace('draft(id: "d0")', 'x: draft(id: "d0")'))).toEqual({
    data: { draft: { id: 'd0' }, two: { id: 'd2', isLong: false }, x: { title: 'title d0' } },
  });
});
