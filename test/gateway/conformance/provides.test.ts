/**
 * `@provides`: on a path where a subgraph has fields of others, it alone is asked; elsewhere their owner is.
 *
 * Expected values by hand. Each owner below refuses to resolve what the other one provides, so that an answer
 * without an error shows who was asked. Federation 2 specification, @provides.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openFederation, type Federation } from './federation.js';

const people = { a: { id: 'a', name: 'Ama', town: 'Accra' }, b: { id: 'b', name: 'Bo', town: 'Bergen' } };

let federation: Federation;
beforeAll(async () => {
  federation = await openFederation({
    letters: {
      sdl: `
        type Query {
          letters: [Letter!]!
          lead: Person @provides(fields: "name")
          seals: [Seal!]! @provides(fields: "... on Wax { colour }")
        }
        type Letter { from: Person! @provides(fields: "name home { town }") to: Person! }
        type Person @key(fields: "id") { id: ID! name: String! @external home: Home @external }
        type Home @shareable { town: String! country: String }
        union Seal = Wax | Ink
        type Wax @key(fields: "id") { id: ID! colour: String @external }
        type Ink @key(fields: "id") { id: ID! }
      `,
      resolvers: {
        Query: {
          letters: () => [{ from: { ...people.a, home: people.a }, to: { id: 'b' } }],
          lead: () => ({ id: 'a', name: 'Ama' }),
          seals: () => [
            { __typename: 'Wax', id: 'w', colour: 'red' },
            { __typename: 'Ink', id: 'i' },
          ],
        },
      },
    },
    people: {
      sdl: `
        type Person @key(fields: "id") { id: ID! name: String! @shareable home: Home @shareable age: Int! }
        type Home @shareable { town: String! country: String }
        type Wax @key(fields: "id") { id: ID! colour: String @shareable weight: Int! }
        type Ink @key(fields: "id") { id: ID! colour: String }
      `,
      resolvers: {
        Person: {
          __resolveReference: ({ id }: { id: 'a' | 'b' }) => ({ ...people[id], home: people[id] }),
          name: ({ id, name }: { id: string; name: string }) => {
            if (id === 'a') throw new Error('the name was provided');
            return name;
          },
          age: () => 40,
        },
        Wax: {
          colour: () => {
            throw new Error('the colour was provided');
          },
          weight: () => 3,
        },
        Ink: { colour: () => 'blue' },
      },
    },
  });
});
afterAll(() => federation.close());

test('what is provided on a path is asked of nobody else, with objects below it', async () => {
  expect(await federation.ask('{ letters { from { name home { town } } } lead { name } }')).toEqual({
    data: { letters: [{ from: { name: 'Ama', home: { town: 'Accra' } } }], lead: { name: 'Ama' } },
  });
  expect(federation.asked.map(({ subgraph }) => subgraph)).toEqual(['letters']);
});

test('on another path the same field comes from its owner', async () => {
  expect(await federation.ask('{ letters { from { name } to { name } } }')).toEqual({
    data: { letters: [{ from: { name: 'Ama' }, to: { name: 'Bo' } }] },
  });
});

test('what is not provided comes from its owner, what is stays', async () => {
  expect(await federation.ask('{ lead { name age } }')).toEqual({ data: { lead: { name: 'Ama', age: 40 } } });
  expect(federation.asked[1]?.text).not.toContain('name');
});

test('only what was asked for is asked of the provider', async () => {
  await federation.ask('{ lead { id } }');
  expect(federation.asked.map(({ text }) => text).join()).not.toContain('name');
});

test('a provision inside a fragment holds for that type of a union', async () => {
  expect(await federation.ask('{ seals { ... on Wax { colour weight } ... on Ink { colour } } }')).toEqual({
    data: { seals: [{ colour: 'red', weight: 3 }, { colour: 'blue' }] },
  });
});
