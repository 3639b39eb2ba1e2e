/**
 * `@authenticated`, `@requiresScopes` and `@policy` in a supergraph of plain subgraphs: who asks is never known, so what
 * demands anything is null with the code, at its own place, and no subgraph is asked for it, for whatever reason.
 */
import { beforeAll, describe, expect, test } from '@jest/globals';
import { demandingSubgraphs } from './demanding-subgraphs.js';
import { openSecured, places, type SecuredGraph } from './secured-supergraph.js';

const CANARY = /CANARY/;
const CODE = 'UNAUTHORIZED_FIELD_OR_TYPE';

let secured: SecuredGraph;
let open: SecuredGraph;
beforeAll(async () => {
  secured = await openSecured(demandingSubgraphs(true));
  open = await openSecured(demandingSubgraphs(false));
});

/** What is left of the answer, where it says what is missing, and that nobody was asked for that. */
interface Shape {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly data: unknown;
  readonly paths: readonly (readonly (string | number)[])[];
  /** what none of the questions may hold */
  readonly unasked: RegExp;
}

/** The name of a type is asked in either case: by it a union's members are told apart. */
const NOTHING = /^\b$/;

const SHAPES: readonly [string, Shape][] = [
  [
    'a field',
    {
      query: '{ me { name secret } }',
      data: { me: { name: 'name of 1', secret: null } },
      paths: [['me', 'secret']],
      unasked: /secret/,
    },
  ],
  [
    'under an alias',
    {
      query: '{ me { name: secret secret: name } }',
      data: { me: { name: null, secret: 'name of 1' } },
      paths: [['me', 'name']],
      unasked: /secret(?!:)/,
    },
  ],
  [
    'in a fragment within fragments',
    {
      query: '{ me { ...A } } fragment A on Person { ... { ...B } } fragment B on Person { secret }',
      data: { me: { secret: null } },
      paths: [['me', 'secret']],
      unasked: /secret/,
    },
  ],
  [
    'included by a variable',
    {
      query: 'query ($yes: Boolean!) { me { id secret @include(if: $yes) name @skip(if: $yes) } }',
      variables: { yes: true },
      data: { me: { id: '1', secret: null } },
      paths: [['me', 'secret']],
      unasked: /secret|name/,
    },
  ],
  [
    'merged from two selections',
    {
      query: '{ me { friend { secret } } me { friend { name } } }',
      data: { me: { friend: { secret: null, name: 'a friend' } } },
      paths: [['me', 'friend', 'secret']],
      unasked: /secret/,
    },
  ],
  [
    'in every item of a list',
    {
      query: '{ people { secret id } }',
      data: {
        people: [
          { secret: null, id: '1' },
          { secret: null, id: '2' },
        ],
      },
      paths: [
        ['people', 0, 'secret'],
        ['people', 1, 'secret'],
      ],
      unasked: /secret/,
    },
  ],
  [
    'that is never null: the object goes',
    { query: '{ me { id must } }', data: { me: null }, paths: [['me', 'must']], unasked: /must/ },
  ],
  [
    'that is never null, up to the root',
    {
      query: '{ must { deep { hidden } open } }',
      data: null,
      paths: [['must', 'deep', 'hidden']],
      unasked: /hidden/,
    },
  ],
  [
    'of a type that demands it',
    {
      query: '{ vault { id code } me { id } }',
      data: { vault: null, me: { id: '1' } },
      paths: [['vault']],
      unasked: /vault|code/,
    },
  ],
  [
    'of such a type, its name alone',
    { query: '{ vault { __typename } }', data: { vault: null }, paths: [['vault']], unasked: /vault/ },
  ],
  [
    'of a scalar and of an enum that demand it',
    {
      query: '{ tag kind }',
      data: { tag: null, kind: null },
      paths: [['tag'], ['kind']],
      unasked: /tag|kind/,
    },
  ],
  [
    'with an empty list of scopes',
    {
      query: '{ none nobody }',
      data: { none: null, nobody: null },
      paths: [['none'], ['nobody']],
      unasked: /none|nobody/,
    },
  ],
  ['with a policy', { query: '{ ruled }', data: { ruled: null }, paths: [['ruled']], unasked: /ruled/ }],
  [
    'of an interface, for what a type behind it demands',
    {
      query: '{ nodes { id label } }',
      data: {
        nodes: [
          { id: 'l', label: null },
          { id: 'r', label: null },
        ],
      },
      paths: [
        ['nodes', 0, 'label'],
        ['nodes', 1, 'label'],
      ],
      unasked: /label/,
    },
  ],
  [
    'of a type behind an interface',
    {
      query: '{ nodes { id ... on Root { label } } }',
      data: { nodes: [{ id: 'l' }, { id: 'r', label: null }] },
      paths: [['nodes', 1, 'label']],
      unasked: /label/,
    },
  ],
  [
    'of a member of a union',
    {
      query: '{ maybe { ... on Vault { code } ... on Person { name } } }',
      data: { maybe: [{ code: null }, { name: 'name of 1' }] },
      paths: [['maybe', 0, 'code']],
      unasked: /code/,
    },
  ],
  [
    'of a member of a union, its name',
    {
      query: '{ maybe { __typename ... on Person { name } } }',
      data: { maybe: [null, { __typename: 'Person', name: 'name of 1' }] },
      paths: [['maybe', 0, '__typename']],
      unasked: NOTHING,
    },
  ],
  [
    'of a mutation, which is not run',
    {
      query: 'mutation { burn rest }',
      data: { burn: null, rest: 'rested' },
      paths: [['burn']],
      unasked: /burn/,
    },
  ],
];

describe('what demands something is null at its place, and no subgraph is asked for it', () => {
  test.each(SHAPES)('%s', async (_title, { query, variables, data, paths, unasked }) => {
    const answer = await secured.ask(query, variables);
    expect(answer.data).toEqual(data);
    expect(places(answer)).toEqual(paths);
    expect(new Set(answer.errors?.map(({ extensions }) => extensions.code))).toEqual(new Set([CODE]));
    expect(JSON.stringify(answer)).not.toMatch(CANARY);
    expect(secured.asked.join('\n')).not.toMatch(unasked);
  });

  test.each(SHAPES)(
    'the twin that demands nothing is answered: %s',
    async (_title, { query, variables, unasked }) => {
      const answer = await open.ask(query, variables);
      expect(answer.errors).toBeUndefined();
      if (unasked !== NOTHING) expect(open.asked.join('\n')).toMatch(unasked);
    },
  );

  test('a subgraph that is asked for nothing else is not asked at all', async () => {
    await secured.ask('{ vault { code } none tag }');
    expect(secured.asked).toEqual([]);
  });

  test('what demands nothing is answered beside it, from another subgraph too', async () => {
    const answer = await secured.ask('{ me { name secret posts { id } } }');
    expect(answer.data).toEqual({ me: { name: 'name of 1', secret: null, posts: [{ id: 'post of 1' }] } });
  });

  test.each([
    ['a scalar', '{ find(by: "x") }', {}],
    ['an enum', '{ find(kind: A) }', {}],
    ['a variable of one', 'query ($by: Secret) { find(by: $by) }', { by: 'x' }],
  ])('%s that demands it is not taken as an argument', async (_title, query, variables) => {
    const answer = await secured.ask(query, variables);
    expect(answer).toEqual({
      // The argument, and the word or scalar in it.
      errors: Array.from({ length: 2 }, () =>
        expect.objectContaining({ extensions: { code: 'UNAUTHORIZED_ARGUMENT' } }),
      ) as unknown,
    });
    expect(secured.asked).toEqual([]);
    expect((await secured.ask('{ find(name: "x") }')).data).toEqual({ find: 'CANARY-found' });
  });
});
