/**
 * Who answers a field that several subgraphs declare: `@override`, `@shareable`, shared roots.
 *
 * Expected values by hand: each subgraph answers a field with its own name, so that the answer shows who resolved
 * it. Federation 2 specification, @override and @shareable.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openFederation, type Federation } from './federation.js';

const says = (name: string) => (): string => name;

let federation: Federation;
beforeAll(async () => {
  federation = await openFederation({
    legacy: {
      sdl: `
        type Query { works: [Work!]! newest: Work! @shareable about: About @shareable moved: String! }
        type Work @key(fields: "id") {
          id: ID! title: String! summary: String! translated: String! rolling: String! cover: String! @shareable
        }
        type About @shareable { name: String! motto: String! }
      `,
      resolvers: {
        Query: {
          works: () => [{ id: 'w1' }],
          newest: () => ({ id: 'w1' }),
          about: () => ({ name: 'N', motto: 'legacy' }),
          moved: says('legacy'),
        },
        Work: {
          title: says('legacy'),
          summary: says('legacy'),
          translated: says('legacy'),
          rolling: says('legacy'),
          cover: says('cover'),
        },
      },
    },
    modern: {
      sdl: `
        type Query { newest: Work! @shareable about: About @shareable moved: String! @override(from: "legacy") }
        type Work @key(fields: "id") {
          id: ID!
          title: String! @override(from: "legacy")
          summary: String! @external
          digest: String! @requires(fields: "summary")
          translated: String! @override(from: "legacy") @requires(fields: "summary")
          rolling: String! @override(from: "legacy", label: "percent(0)")
          cover: String! @shareable
          pages: Int!
        }
        type About @shareable { name: String! motto: String! }
      `,
      resolvers: {
        Query: {
          newest: () => ({ id: 'w1' }),
          about: () => ({ name: 'N', motto: 'modern' }),
          moved: says('modern'),
        },
        Work: {
          title: says('modern'),
          digest: ({ summary }: { summary?: string }) => `digest of ${String(summary)}`,
          translated: ({ summary }: { summary?: string }) => `${String(summary)} in translation`,
          rolling: says('modern'),
          cover: says('cover'),
          pages: () => 9,
        },
      },
    },
  });
});
afterAll(() => federation.close());

test('an overridden field is answered by the subgraph that took it over, at the root too', async () => {
  expect(await federation.ask('{ moved works { title } }')).toEqual({
    data: { moved: 'modern', works: [{ title: 'modern' }] },
  });
});

test('an overriding field may require what the other subgraph still has', async () => {
  expect(await federation.ask('{ works { translated digest } }')).toEqual({
    data: { works: [{ translated: 'legacy in translation', digest: 'digest of legacy' }] },
  });
});

test('a progressive override without a share of traffic leaves the field where it was', async () => {
  expect(await federation.ask('{ works { rolling } }')).toEqual({ data: { works: [{ rolling: 'legacy' }] } });
});

test('a shareable field needs no second request', async () => {
  expect(await federation.ask('{ works { cover } newest { cover pages } }')).toMatchObject({
    data: { works: [{ cover: 'cover' }], newest: { cover: 'cover', pages: 9 } },
  });
  expect(federation.asked.every(({ representations }) => representations.length === 0)).toBe(true);
});

test('one selection of a shared root field is answered by one subgraph as a whole', async () => {
  const { data } = await federation.ask('{ about { name motto } }');
  expect(['legacy', 'modern']).toContain((data as { about: { motto: string } }).about.motto);
  expect(federation.asked).toHaveLength(1);
});
