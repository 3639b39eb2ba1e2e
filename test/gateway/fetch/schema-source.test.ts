/** A subgraph in this process: graphql-js answers, and errors that were not written for callers stay here. */
import { describe, expect, test } from '@jest/globals';
import { createSchemaSource, NO_FACTS, newExchange, type Exchange } from '@vigil/gateway';
import { HubError } from '@vigil/shared';
import { GraphQLError, buildSchema, parse, type GraphQLObjectType } from 'graphql';

const SCHEMA = buildSchema(`
  scalar _Any
  type Query { fail(how: String!): String sum(a: Int!, b: Int = 10): Int who: String _entities(representations: [_Any!]!): [Thing]! }
  type Mutation { note(text: String!): Int }
  type Thing { id: ID name: String }
`);

const HOW: Readonly<Record<string, () => never>> = {
  caller: () => {
    throw new HubError('TABLE_NOT_IN_LATTICE', 'for callers', 'caller');
  },
  operator: () => {
    throw new HubError('DATABASE_UNREACHABLE', 'CANARY', 'operator');
  },
  known: () => {
    throw new GraphQLError('written for callers', { extensions: { code: 'BAD_USER_INPUT' } });
  },
  foreign: () => {
    throw new GraphQLError('CANARY', { extensions: { code: 'CANARY' } });
  },
  plain: () => {
    throw new Error('CANARY');
  },
};

const notes: string[] = [];
const query = SCHEMA.getQueryType() as GraphQLObjectType<unknown, { who: string }>;
const resolve = (name: string, resolver: (args: never, context: { who: string }) => unknown): void => {
  const field = query.getFields()[name] ?? SCHEMA.getMutationType()?.getFields()[name];
  if (field === undefined) throw new Error('no such field');
  field.resolve = (_source, args, context) => resolver(args as never, context);
};
resolve('fail', ({ how }: { how: string }) => {
  HOW[how]?.();
});
resolve('sum', ({ a, b }: { a: number; b: number }) => a + b);
resolve('who', (_args, { who }) => who);
resolve('_entities', ({ representations }: { representations: { id: string }[] }) =>
  representations.map(({ id }) => ({ id, name: `thing ${id}` })),
);
resolve('note', ({ text }: { text: string }) => notes.push(text));

interface Asked {
  variables?: Record<string, unknown>;
  representations?: string[][];
  lists?: { responseKey: string; variable: string }[];
}

async function ask(text: string, { variables = {}, representations = [], lists = [] }: Asked = {}) {
  const heard: unknown[] = [];
  const source = createSchemaSource({
    schema: SCHEMA,
    contextValue: ({ id }: Exchange) => ({ who: id }),
    onError: (error) => heard.push(error),
  });
  const document = parse(text);
  const kind = text.startsWith('mutation') ? 'mutation' : 'query';
  const prepared = source.prepare({
    kind,
    text,
    document,
    variableNames: Object.keys(variables),
    entityLists: lists,
  });
  const exchange = newExchange('me', new Date(0), NO_FACTS);
  const { data, errors } = await prepared({ exchange, variables, representations });
  return { data: JSON.parse(JSON.stringify(data)) as unknown, errors, heard };
}

describe('what is asked', () => {
  test('variables are coerced, and defaults are those of the schema', async () => {
    expect(await ask('query ($a: Int!) { sum(a: $a) }', { variables: { a: 5 } })).toMatchObject({
      data: { sum: 15 },
      errors: [],
    });
  });

  test('representations are read from their texts, each list for its variable', async () => {
    const { data } = await ask(
      'query ($one: [_Any!]!, $two: [_Any!]!) { a: _entities(representations: $one) { name } b: _entities(representations: $two) { id } }',
      {
        representations: [['{"id":"1"}', '{"id":"2"}'], ['{"id":"3"}']],
        lists: [
          { responseKey: 'a', variable: 'one' },
          { responseKey: 'b', variable: 'two' },
        ],
      },
    );
    expect(data).toEqual({ a: [{ name: 'thing 1' }, { name: 'thing 2' }], b: [{ id: '3' }] });
  });

  test('resolvers know whose request it is', async () => {
    expect((await ask('{ who }')).data).toEqual({ who: 'me' });
  });

  test('mutations happen one after the other', async () => {
    notes.length = 0;
    const { data } = await ask('mutation { one: note(text: "a") two: note(text: "b") }');
    expect([data, notes]).toEqual([{ one: 1, two: 2 }, ['a', 'b']]);
  });
});

describe('errors', () => {
  test.each<[string, string, string, number]>([
    ['caller', 'for callers', 'TABLE_NOT_IN_LATTICE', 0],
    ['known', 'written for callers', 'BAD_USER_INPUT', 0],
    ['operator', 'internal', 'INTERNAL_SERVER_ERROR', 1],
    ['foreign', 'internal', 'INTERNAL_SERVER_ERROR', 1],
    ['plain', 'internal', 'INTERNAL_SERVER_ERROR', 1],
  ])(
    '%s: only what was written for callers is told; the rest is heard here',
    async (how, message, code, count) => {
      const { data, errors, heard } = await ask(`{ at: fail(how: "${how}") sum(a: 1) }`);
      expect(data).toEqual({ at: null, sum: 11 });
      expect(errors).toEqual([{ message, path: ['at'], extensions: { code } }]);
      expect(heard).toHaveLength(count);
      expect(JSON.stringify(errors)).not.toContain('CANARY');
    },
  );
});
