/**
 * `@context` and `@fromContext`: a value set by an object further up, given to an argument further down.
 *
 * Expected values by hand. Federation 2.8 specification, @context and @fromContext: the nearest object of a type with
 * the context gives the value; the argument is no part of what callers see. Apollo's gateway does not execute it.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openFederation, type Federation } from './federation.js';

const halls = [
  { id: 'h1', language: 'fr', shelves: [{ id: 's1' }, { id: 's2' }] },
  { id: 'h2', language: 'sw', shelves: [{ id: 's3' }] },
];

let federation: Federation;
beforeAll(async () => {
  federation = await openFederation({
    building: {
      sdl: `
        type Query { halls: [Hall!]! }
        type Hall @key(fields: "id") @context(name: "hall") { id: ID! language: String! shelves: [Shelf!]! }
        type Shelf @key(fields: "id") {
          id: ID!
          label(size: Int = 1, language: String @fromContext(field: "$hall { language }")): String!
        }
      `,
      resolvers: {
        Query: { halls: () => halls },
        Hall: { __resolveReference: ({ id }: { id: string }) => halls.find((hall) => hall.id === id) },
        Shelf: {
          label: ({ id }: { id: string }, { size, language }: { size: number; language: string | null }) =>
            `${id} in ${String(language)} x${String(size)}`,
        },
      },
    },
    plants: {
      sdl: 'type Shelf @key(fields: "id") { id: ID! plants: Int! }',
      resolvers: { Shelf: { plants: ({ id }: { id: string }) => Number(id.slice(1)) } },
    },
  });
});
afterAll(() => federation.close());

test('each object gets the value of the object above it', async () => {
  expect(await federation.ask('{ halls { shelves { label plants } } }')).toEqual({
    data: {
      halls: [
        {
          shelves: [
            { label: 's1 in fr x1', plants: 1 },
            { label: 's2 in fr x1', plants: 2 },
          ],
        },
        { shelves: [{ label: 's3 in sw x1', plants: 3 }] },
      ],
    },
  });
});

test('arguments of the caller stand beside it, aliases of the caller do not disturb it', async () => {
  expect(await federation.ask('{ halls { language: id shelves { big: label(size: 9) label } } }')).toEqual({
    data: {
      halls: [
        {
          language: 'h1',
          shelves: [
            { big: 's1 in fr x9', label: 's1 in fr x1' },
            { big: 's2 in fr x9', label: 's2 in fr x1' },
          ],
        },
        { language: 'h2', shelves: [{ big: 's3 in sw x9', label: 's3 in sw x1' }] },
      ],
    },
  });
});

test('callers cannot give the value themselves', async () => {
  const { errors } = await federation.ask('{ halls { shelves { label(language: "xx") } } }');
  expect(errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});
