/**
 * What callers may name: `@inaccessible` fields, types, values and arguments; enums and inputs that subgraphs
 * declare differently.
 *
 * Expected values by hand. Federation 2 specification, @inaccessible; composition rules: the values of an enum are
 * joined where it is only answered and intersected where it is also taken; fields of an input are intersected.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openFederation, type Federation } from './federation.js';

let federation: Federation;
beforeAll(async () => {
  federation = await openFederation({
    registry: {
      sdl: `
        type Query {
          papers(kind: Kind, limit: Int @inaccessible, only: Only): [Paper!]!
          states: [State]
          holders: [Holder]
        }
        type Paper @key(fields: "id") { id: ID! kind: Kind secret: String! @inaccessible note: Note @inaccessible }
        type Note @inaccessible { text: String! }
        enum Kind { LETTER NOTE DRAFT @inaccessible }
        enum State { OPEN CLOSED }
        input Only { year: Int author: String }
        union Holder = Person | Vault
        type Person { name: String! }
        type Vault @inaccessible { code: String! }
      `,
      resolvers: {
        Query: {
          papers: (_: unknown, args: object) => [
            { id: 'p1', kind: 'LETTER', secret: JSON.stringify(args) },
            { id: 'p2', kind: 'DRAFT', secret: 's2' },
          ],
          states: () => ['OPEN', 'CLOSED'],
          holders: () => [
            { __typename: 'Person', name: 'Ama' },
            { __typename: 'Vault', code: '0000' },
          ],
        },
      },
    },
    readers: {
      sdl: `
        type Query { kindOf(kind: Kind!): String! lastState: State papersBy(only: Only): Int! }
        type Paper @key(fields: "id") { id: ID! secret: String! @external seen: String! @requires(fields: "secret") }
        enum Kind { LETTER NOTE DRAFT }
        enum State { OPEN LOST }
        input Only { year: Int }
      `,
      resolvers: {
        Query: {
          kindOf: (_: unknown, { kind }: { kind: string }) => kind,
          lastState: () => 'LOST',
          papersBy: () => 1,
        },
        Paper: { seen: ({ secret }: { secret: string }) => `seen ${secret}` },
      },
    },
  });
});
afterAll(() => federation.close());

async function refusedWith(query: string): Promise<string | undefined> {
  const { data, errors } = await federation.ask(query);
  expect(data ?? null).toBeNull();
  expect(federation.asked).toEqual([]);
  return errors?.[0]?.extensions.code;
}

test('an inaccessible field, argument, value or type cannot be named', async () => {
  for (const query of [
    '{ papers { secret } }',
    '{ papers(limit: 1) { id } }',
    '{ papers(kind: DRAFT) { id } }',
    '{ holders { ... on Vault { code } } }',
    '{ papers { note { text } } }',
  ]) {
    expect(await refusedWith(query)).toBe('GRAPHQL_VALIDATION_FAILED');
  }
});

test('an inaccessible field may still be required by another one', async () => {
  expect(await federation.ask('{ papers(kind: LETTER) { seen } }')).toEqual({
    data: { papers: [{ seen: 'seen {"kind":"LETTER"}' }, { seen: 'seen s2' }] },
  });
});

test('an inaccessible value that a subgraph answers with does not leave', async () => {
  const { data } = await federation.ask('{ papers { id kind } }');
  expect(data).toEqual({
    papers: [
      { id: 'p1', kind: 'LETTER' },
      { id: 'p2', kind: null },
    ],
  });
});

test('an object of an inaccessible type does not leave, nor does its name', async () => {
  const { data } = await federation.ask('{ holders { __typename ... on Person { name } } }');
  expect(data).toEqual({ holders: [{ __typename: 'Person', name: 'Ama' }, null] });
});

test('an enum that is only answered has the values of all subgraphs', async () => {
  expect(await federation.ask('{ states lastState }')).toEqual({
    data: { states: ['OPEN', 'CLOSED'], lastState: 'LOST' },
  });
});

test('an input has only the fields that all subgraphs take', async () => {
  expect(await refusedWith('{ papersBy(only: { author: "Ama" }) }')).toBe('GRAPHQL_VALIDATION_FAILED');
  expect(await federation.ask('{ papersBy(only: { year: 1 }) }')).toEqual({ data: { papersBy: 1 } });
});

test('the schema shows none of it', async () => {
  const { data } = await federation.ask(
    '{ __schema { types { name enumValues { name } fields { name args { name } } } } }',
  );
  const text = JSON.stringify(data);
  for (const hidden of ['secret', 'Vault', 'DRAFT', '"limit"', '"Note"', 'author'])
    expect(text).not.toContain(hidden);
});
