/**
 * `@interfaceObject`: a subgraph that knows an interface as if it were one type.
 *
 * Expected values by hand. Federation 2.3 specification, @interfaceObject: such a subgraph adds fields to every
 * type that implements the interface, and cannot tell which of them an object is.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { askApollo, openFederation, type Federation, type Subgraphs } from './federation.js';

const media = [
  { __typename: 'Film', id: 'm1', title: 'Water', minutes: 90 },
  { __typename: 'Tape', id: 'm2', title: 'Stone', seconds: 300 },
];
const mediumOf = ({ id }: { id: string }): unknown => media.find((one) => one.id === id) ?? null;

const SUBGRAPHS: Subgraphs = {
  catalogue: {
    sdl: `
      type Query { catalogue: [Medium!]! }
      interface Medium @key(fields: "id") { id: ID! title: String! }
      type Film implements Medium @key(fields: "id") { id: ID! title: String! minutes: Int! }
      type Tape implements Medium @key(fields: "id") { id: ID! title: String! seconds: Int! }
    `,
    resolvers: {
      Query: { catalogue: () => media },
      Medium: { __resolveReference: mediumOf },
      Film: { __resolveReference: mediumOf },
      Tape: { __resolveReference: mediumOf },
    },
  },
  visitors: {
    sdl: `
      type Query { favourite: Medium! shown: [Medium!]! }
      type Medium @key(fields: "id") @interfaceObject {
        id: ID!
        title: String! @external
        visits: Int!
        poster: String! @requires(fields: "title")
      }
    `,
    resolvers: {
      // The type that this subgraph says is its own invention: nobody may believe it.
      Query: { favourite: () => ({ id: 'm2' }), shown: () => [{ id: 'm2' }, { id: 'm1' }] },
      Medium: {
        visits: ({ id }: { id: string }) => (id === 'm1' ? 11 : 22),
        poster: ({ title }: { title?: string }) => {
          if (title === undefined) throw new Error('title was not given');
          return `~ ${title} ~`;
        },
      },
    },
  },
  length: {
    sdl: 'type Tape @key(fields: "id") { id: ID! sides: Int! }',
    resolvers: { Tape: { sides: () => 2 } },
  },
};

describe('resolvable', () => {
  let federation: Federation;
  beforeAll(async () => {
    federation = await openFederation(SUBGRAPHS);
  });
  afterAll(() => federation.close());

  test('fields of the interface object are had of every implementing type', async () => {
    expect(await federation.ask('{ catalogue { title visits } }')).toEqual({
      data: {
        catalogue: [
          { title: 'Water', visits: 11 },
          { title: 'Stone', visits: 22 },
        ],
      },
    });
  });

  test('what the interface object has itself is asked of nobody else', async () => {
    expect(await federation.ask('{ favourite { id visits } }')).toEqual({
      data: { favourite: { id: 'm2', visits: 22 } },
    });
    expect(federation.asked.map(({ subgraph }) => subgraph)).toEqual(['visitors']);
  });

  test('the type comes from the subgraph that knows the types', async () => {
    expect(await federation.ask('{ shown { __typename visits ... on Film { minutes } } }')).toEqual({
      data: {
        shown: [
          { __typename: 'Tape', visits: 22 },
          { __typename: 'Film', visits: 11, minutes: 90 },
        ],
      },
    });
  });

  test('a field of the interface object inside a fragment is asked for objects of that type only', async () => {
    expect(await federation.ask('{ shown { ... on Film { visits poster } } }')).toEqual({
      data: { shown: [{}, { visits: 11, poster: '~ Water ~' }] },
    });
    expect(federation.asked.at(-1)?.representations).toEqual([
      { __typename: 'Medium', id: 'm1', title: 'Water' },
    ]);
  });

  test('a requirement of an interface object is fetched by the interface', async () => {
    expect(await federation.ask('{ shown { poster } catalogue { poster } }')).toEqual({
      data: {
        shown: [{ poster: '~ Stone ~' }, { poster: '~ Water ~' }],
        catalogue: [{ poster: '~ Water ~' }, { poster: '~ Stone ~' }],
      },
    });
  });

  test('a third subgraph extends one of the types, which the interface object cannot name', async () => {
    expect(await federation.ask('{ favourite { ... on Tape { sides seconds } } }')).toEqual({
      data: { favourite: { sides: 2, seconds: 300 } },
    });
  });
});

const DEAD_END: Subgraphs = {
  known: {
    sdl: `
      interface Thing @key(fields: "id") { id: ID! }
      type Query { thing: Thing label: String! }
    `,
    resolvers: { Query: { thing: () => null, label: () => 'L' } },
  },
  stands: {
    sdl: `
      type Thing @key(fields: "id", resolvable: false) @interfaceObject { id: ID! colour: String }
      type Query { first: Thing }
    `,
    resolvers: { Query: { first: () => ({ id: 't1', colour: 'red' }) } },
  },
};

describe('not resolvable', () => {
  let federation: Federation;
  beforeAll(async () => {
    federation = await openFederation(DEAD_END);
  });
  afterAll(() => federation.close());

  test('what the subgraph has itself is answered, although no type implements the interface', async () => {
    expect(await federation.ask('{ first { id colour } }')).toEqual({
      data: { first: { id: 't1', colour: 'red' } },
    });
  });

  test('a field that nobody can resolve is an error, and no subgraph is asked', async () => {
    const answer = await federation.ask('{ label thing { colour } }');
    expect(answer.data ?? null).toBeNull();
    expect(answer.errors?.map(({ extensions }) => extensions.code)).toEqual(['INTERNAL_SERVER_ERROR']);
    expect(federation.asked).toEqual([]);
  });

  test('Apollo answers null without an error there: why the plan is checked', async () => {
    expect(await askApollo(DEAD_END, '{ label thing { colour } }')).toEqual({
      data: { label: 'L', thing: null },
    });
  });
});
