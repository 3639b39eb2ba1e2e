/**
 * `@requires` on a field with arguments: the arguments of the requirement, and no caller's, decide what is required.
 *
 * Expected values by hand: a poster of w words costs w x rate to print; the rate of a paper is its weight in grams
 * per page, doubled for COLOUR. Federation 2 specification, @requires: "fields" is a selection with arguments.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askApollo, openFederation, type Federation, type Subgraphs } from './federation.js';

const posters = [
  { id: 'p1', words: 10, gram: 3 },
  { id: 'p2', words: 20, gram: 5 },
];
const rateOf = (gram: number, ink: string): number => (ink === 'COLOUR' ? gram * 2 : gram);
const posterOf = ({ id }: { id: string }): unknown => posters.find((poster) => poster.id === id) ?? null;

interface Priced {
  readonly id: string;
  readonly words: number;
  readonly rate: number;
  readonly paper: { readonly thickness: number };
}

const subgraphs: Subgraphs = {
  archive: {
    sdl: `
      type Query { posters: [Poster!]! }
      type Poster @key(fields: "id") { id: ID! words: Int! rate(ink: Ink = BLACK): Int! paper: Paper! }
      type Paper { thickness(unit: String!): Int! }
      enum Ink { BLACK COLOUR }
    `,
    resolvers: {
      Query: { posters: () => posters },
      Poster: {
        __resolveReference: posterOf,
        rate: ({ gram }: { gram: number }, { ink }: { ink: string }) => rateOf(gram, ink),
        paper: (poster: unknown) => poster,
      },
      Paper: {
        thickness: ({ gram }: { gram: number }, { unit }: { unit: string }) =>
          unit === 'MICRON' ? gram * 100 : gram,
      },
    },
  },
  printer: {
    sdl: `
      type Poster @key(fields: "id") {
        id: ID!
        words: Int! @external
        rate(ink: Ink = BLACK): Int! @external
        paper: Paper! @external
        plainCost: Int! @requires(fields: "words rate(ink: BLACK)")
        colourCost: Int! @requires(fields: "words rate(ink: COLOUR)")
        defaultCost: Int! @requires(fields: "words rate")
        isThick: Boolean! @requires(fields: "paper { thickness(unit: \\"MICRON\\") }")
        isHeavy: Boolean! @requires(fields: "paper { thickness(unit: \\"GRAM\\") }")
        machine: String!
      }
      type Paper @external { thickness(unit: String!): Int! }
      enum Ink { BLACK COLOUR }
    `,
    resolvers: {
      Poster: {
        plainCost: ({ words, rate }: Priced) => words * rate,
        colourCost: ({ words, rate }: Priced) => words * rate,
        defaultCost: ({ words, rate }: Priced) => words * rate,
        isThick: ({ paper }: Priced) => paper.thickness > 400,
        isHeavy: ({ paper }: Priced) => paper.thickness > 4,
        machine: ({ id }: Priced) => `press of ${id}`,
      },
    },
  },
};

let federation: Federation;
beforeAll(async () => {
  federation = await openFederation(subgraphs);
});
afterAll(() => federation.close());

test('a requirement gets its own arguments, whatever arguments the caller gives to the same field', async () => {
  const query = '{ posters { plainCost rate(ink: COLOUR) } }';
  const expected = {
    posters: [
      { plainCost: 30, rate: 6 },
      { plainCost: 100, rate: 10 },
    ],
  };
  expect(await federation.ask(query)).toEqual({ data: expected });
});

test('an alias of the caller that reads like the required field forges no requirement (federation#3036)', async () => {
  const answer = await federation.ask('{ posters { rate: words words: rate(ink: COLOUR) colourCost } }');
  expect(answer).toEqual({
    data: {
      posters: [
        { rate: 10, words: 6, colourCost: 60 },
        { rate: 20, words: 10, colourCost: 200 },
      ],
    },
  });
});

test('two fields that require one field with different arguments are each computed from their own', async () => {
  const query = '{ posters { plainCost colourCost defaultCost machine } }';
  expect(await federation.ask(query)).toEqual({
    data: {
      posters: [
        { plainCost: 30, colourCost: 60, defaultCost: 30, machine: 'press of p1' },
        { plainCost: 100, colourCost: 200, defaultCost: 100, machine: 'press of p2' },
      ],
    },
  });
  // The values went out under the field's own name, each pair of requirements in a request of its own or apart.
  const rates = federation.asked
    .filter(({ subgraph }) => subgraph === 'printer')
    .flatMap(({ representations }) => representations as { id: string; rate?: number }[])
    .filter(({ id }) => id === 'p1')
    .map(({ rate }) => rate);
  expect(new Set(rates)).toEqual(new Set([3, 6]));
});

test('Apollo computes one of two such fields from the other one: why the plan is mended', async () => {
  const { data } = await askApollo(subgraphs, '{ posters { plainCost colourCost } }');
  expect(data).toEqual({
    posters: [
      { plainCost: 60, colourCost: 60 },
      { plainCost: 200, colourCost: 200 },
    ],
  });
});

test('requirements with different arguments below an object are kept apart too', async () => {
  expect(await federation.ask('{ posters { isThick isHeavy paper { thickness(unit: "MICRON") } } }')).toEqual(
    {
      data: {
        posters: [
          { isThick: false, isHeavy: false, paper: { thickness: 300 } },
          { isThick: true, isHeavy: true, paper: { thickness: 500 } },
        ],
      },
    },
  );
});

test('variables of the caller in the same field change nothing about the requirement', async () => {
  const query = 'query ($ink: Ink) { posters { plainCost shown: rate(ink: $ink) } }';
  for (const [ink, shown] of [
    ['COLOUR', 6],
    ['BLACK', 3],
  ] as const) {
    const { data } = await federation.ask(query, { ink });
    expect(data).toEqual({
      posters: [{ plainCost: 30, shown }, expect.objectContaining({ plainCost: 100 }) as unknown],
    });
  }
});

test('what the repair adds to the supergraph is no part of what callers may ask', async () => {
  const { data } = await federation.ask('{ __type(name: "Poster") { fields { name } } }');
  expect(data).toEqual({
    __type: {
      fields: [
        'id',
        'words',
        'rate',
        'paper',
        'plainCost',
        'colourCost',
        'defaultCost',
        'isThick',
        'isHeavy',
        'machine',
      ].map((name) => ({ name })),
    },
  });
});
