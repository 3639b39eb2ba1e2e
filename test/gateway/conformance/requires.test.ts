/**
 * `@requires`: chains, circles, fragments, lists, nulls.
 *
 * Expected values by hand: the resolvers below compute each value from what they were given and throw when they were
 * given too little. Federation 2 specification, @requires.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { askApollo, openFederation, type Federation, type Subgraphs } from './federation.js';

const works = [
  { id: 'w1', pages: 12, form: { __typename: 'Scroll', metres: 3 }, hands: [{ id: 'h1' }, { id: 'h2' }] },
  { id: 'w2', pages: null, form: { __typename: 'Codex', quires: 5 }, hands: [] },
];
const years: Record<string, number> = { h1: 4, h2: 9 };
const workOf = ({ id }: { id: string }): unknown => works.find((work) => work.id === id) ?? null;

function given<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new Error(`${what} was not given`);
  return value;
}

interface Form {
  readonly __typename: string;
  readonly metres?: number;
  readonly quires?: number;
  readonly material?: string;
}

const FORMS = `
  interface Form { material: String! }
  type Scroll implements Form @shareable { material: String! metres: Int! }
  type Codex implements Form @shareable { material: String! quires: Int! }
  union Shape = Scroll | Codex
`;
const material = ({ __typename }: Form): string => (__typename === 'Scroll' ? 'papyrus' : 'vellum');

const SUBGRAPHS: Subgraphs = {
  archive: {
    sdl: `
        type Query { works: [Work!]! }
        type Work @key(fields: "id") { id: ID! pages: Int form: Form! shape: Shape! hands: [Hand!]! }
        type Hand @key(fields: "id") { id: ID! }
        ${FORMS}
      `,
    resolvers: {
      Query: { works: () => works },
      Work: { __resolveReference: workOf, shape: ({ form }: { form: Form }) => form },
      Scroll: { material },
      Codex: { material },
    },
  },
  scribes: {
    sdl: `
        type Hand @key(fields: "id") { id: ID! years: Int! }
        type Work @key(fields: "id") {
          id: ID!
          weight: Int @external
          carriers: Int @requires(fields: "weight")
        }
      `,
    resolvers: {
      Hand: { years: ({ id }: { id: string }) => years[id] ?? 0 },
      Work: {
        carriers: ({ weight }: { weight?: number | null }) => {
          const known = given(weight, 'weight');
          return known === null ? null : Math.ceil(known / 10);
        },
      },
    },
  },
  surveyor: {
    sdl: `
        type Hand @key(fields: "id") { id: ID! years: Int! @external }
        type Work @key(fields: "id") {
          id: ID!
          pages: Int @external
          carriers: Int @external
          hands: [Hand!]! @external
          form: Form! @external
          shape: Shape! @external
          weight: Int @requires(fields: "pages")
          cost: Int @requires(fields: "carriers")
          experience: Int! @requires(fields: "hands { years }")
          size: String! @requires(fields: "form { material ... on Scroll { metres } ... on Codex { quires } }")
          outline: String! @requires(fields: "shape { ... on Scroll { metres } ... on Codex { quires } }")
        }
        ${FORMS}
      `,
    resolvers: {
      Work: {
        weight: ({ pages }: { pages?: number | null }) => {
          const known = given(pages, 'pages');
          return known === null ? null : known * 2;
        },
        cost: ({ carriers }: { carriers?: number | null }) => {
          const known = given(carriers, 'carriers');
          return known === null ? null : known * 100;
        },
        experience: ({ hands }: { hands?: { years?: number }[] }) =>
          given(hands, 'hands').reduce((sum, hand) => sum + given(hand.years, 'years'), 0),
        size: ({ form }: { form: Form }) =>
          `${given(form.material, 'material')} ${String(given(form.metres ?? form.quires, 'a measure'))}`,
        outline: ({ shape }: { shape: Form }) => String(given(shape.metres ?? shape.quires, 'a measure')),
      },
    },
  },
};

let federation: Federation;
beforeAll(async () => {
  federation = await openFederation(SUBGRAPHS);
});
afterAll(() => federation.close());

test('a requirement that has a requirement is a chain, back to the subgraph that asked first', async () => {
  expect(await federation.ask('{ works { cost } }')).toEqual({
    data: { works: [{ cost: 300 }, { cost: null }] },
  });
});

test('a null that is required is given as null, and not left out', async () => {
  await federation.ask('{ works { weight } }');
  expect(federation.asked.at(-1)?.representations).toContainEqual({
    __typename: 'Work',
    id: 'w2',
    pages: null,
  });
});

test('what is required of the items of a list comes from their own subgraph', async () => {
  expect(await federation.ask('{ works { experience hands { id } } }')).toEqual({
    data: {
      works: [
        { experience: 13, hands: [{ id: 'h1' }, { id: 'h2' }] },
        { experience: 0, hands: [] },
      ],
    },
  });
});

test('fragments of a requirement hold for the types they name, on an interface and on a union', async () => {
  expect(await federation.ask('{ works { size outline } }')).toEqual({
    data: {
      works: [
        { size: 'papyrus 3', outline: '3' },
        { size: 'vellum 5', outline: '5' },
      ],
    },
  });
});

test('what was only required is not answered, whatever else is asked of the same object', async () => {
  const { data } = await federation.ask('{ works { form { __typename } size } }');
  expect(data).toEqual({
    works: [
      { form: { __typename: 'Scroll' }, size: 'papyrus 3' },
      { form: { __typename: 'Codex' }, size: 'vellum 5' },
    ],
  });
});

test('everything at once is the same as each by itself', async () => {
  const fields = ['cost', 'weight', 'carriers', 'experience', 'size', 'outline', 'pages'];
  const { data: all } = await federation.ask(`{ works { ${fields.join(' ')} } }`);
  const each = await Promise.all(fields.map((field) => federation.ask(`{ works { ${field} } }`)));
  const joined = works.map(
    (_, index) =>
      Object.assign({}, ...each.map(({ data }) => (data as { works: object[] }).works[index])) as object,
  );
  expect(all).toEqual({ works: joined });
});

test('Apollo computes a link of the chain from nothing: why the plan is mended', async () => {
  const { data } = await askApollo(SUBGRAPHS, '{ works { cost } }');
  expect(data).toEqual({ works: [{ cost: null }, { cost: null }] });
});

const BETWEEN: Subgraphs = {
  first: {
    sdl: `
      type Query { box: Box! }
      type Mutation { open: Box! }
      type Box @key(fields: "id") { id: ID! seal: Int @external lock: Int @requires(fields: "seal") }
    `,
    resolvers: {
      Query: { box: () => ({ id: 'x' }) },
      Mutation: { open: () => ({ id: 'x' }) },
      Box: { lock: ({ seal }: { seal?: number }) => given(seal, 'seal') + 1 },
    },
  },
  second: {
    sdl: `
      type Query { spare: Int }
      type Mutation { close: Int }
      type Box @key(fields: "id") {
        id: ID! seal: Int lock: Int @external guard: Int @requires(fields: "lock")
      }
    `,
    resolvers: {
      Query: { spare: () => 7 },
      Mutation: { close: () => 8 },
      Box: { seal: () => 4, guard: ({ lock }: { lock?: number }) => given(lock, 'lock') * 10 },
    },
  },
};

test('a chain whose middle stands where the object comes from is followed in its order', async () => {
  const boxes = await openFederation(BETWEEN);
  expect(await boxes.ask('{ box { guard lock } }')).toEqual({ data: { box: { guard: 50, lock: 5 } } });
  expect(await boxes.ask('{ box { guard } }')).toEqual({ data: { box: { guard: 50 } } });
  // The first subgraph is never asked for what is another one's.
  expect(boxes.asked.filter(({ subgraph, text }) => subgraph === 'first' && text.includes('seal'))).toEqual(
    [],
  );
  expect(await boxes.ask('mutation { open { guard } }')).toEqual({ data: { open: { guard: 50 } } });
  await boxes.close();
});

test('a chain is followed in its order beside and after what other subgraphs are asked from the root', async () => {
  const boxes = await openFederation(BETWEEN);
  expect(await boxes.ask('{ spare box { guard } }')).toEqual({ data: { spare: 7, box: { guard: 50 } } });
  expect(await boxes.ask('mutation { close open { guard } again: close }')).toEqual({
    data: { close: 8, open: { guard: 50 }, again: 8 },
  });
  // The guard is computed before the mutation that follows.
  expect(boxes.asked.map(({ subgraph }) => subgraph)).toEqual([
    'second',
    'first',
    'second',
    'first',
    'second',
    'second',
  ]);
  await boxes.close();
});

test('Apollo asks the first subgraph for both at once: why the plan is mended', async () => {
  const { data, errors } = await askApollo(BETWEEN, '{ box { guard } }');
  // 10 times a lock that is null.
  expect(data).toEqual({ box: { guard: 0 } });
  expect(errors).toBeDefined();
});
