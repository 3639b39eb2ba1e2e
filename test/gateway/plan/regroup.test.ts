/**
 * When a selection is written on an interface again, and when by type. Texts by hand; types stand in the order of
 * the supergraph, which sorts them, and the planner asks `__typename` wherever a type is abstract.
 */
import { describe, expect, test } from '@jest/globals';
import { describeSteps, oneLine, smallGraph } from './small-graph.js';

const graph = smallGraph({
  zoo: `
    type Query { being: Being pets: [Pet] thing: Thing home: Home }
    interface Thing { id: ID }
    interface Being implements Thing { id: ID name(in: String): String mood: String friend: Being lair: Place }
    type Dog implements Being & Thing { id: ID name(in: String): String mood: String! friend: Being lair: Home bark: Int }
    type Cat implements Being & Thing { id: ID name(in: String, loud: Int): String mood: String friend: Being lair: Home meow: Int }
    type Rock implements Thing { id: ID weight: Int }
    interface Place { size: Int }
    type Home implements Place { size: Int door: Int }
    union Pet = Dog | Cat`,
});

function asked(query: string, denied: readonly string[] = []): string {
  return graph
    .plan(query, { denied })
    .steps.map(({ operation }) => oneLine(operation.document))
    .join(' | ');
}

test('what every type is asked alike is written on the interface', () => {
  expect(asked('{ being { id friend { id } } }')).toBe(
    '{ being { __typename id friend { __typename id } } }',
  );
});

test('aliases, order and fragments do not matter for that', () => {
  expect(
    asked('{ being { ... on Dog { a: id b: friend { id } } ... on Cat { friend { c: id } id } } }'),
  ).toBe('{ being { __typename friend { __typename id } id } }');
});

test('what only some types are asked is written by type, the rest on the interface', () => {
  expect(asked('{ being { id ... on Dog { bark } ... on Cat { meow id } } }')).toBe(
    '{ being { __typename id ... on Cat { meow } ... on Dog { bark } } }',
  );
});

test('a field with an argument that the interface does not know stays with its type', () => {
  expect(asked('{ being { ... on Cat { name(loud: 1) } } }')).toMatch(
    /^\{ being \{ __typename \.\.\. on Cat \{ name__\w{8}: name\(loud: 1\) \} \} \}$/,
  );
});

test('selections that differ below are not put together', () => {
  expect(asked('{ being { ... on Dog { friend { id } } ... on Cat { friend { mood } } } }')).toBe(
    '{ being { __typename ... on Cat { friend { __typename mood } } ... on Dog { friend { __typename id } } } }',
  );
});

test('what was written on a narrower interface is written there again', () => {
  expect(asked('{ thing { ... on Being { id friend { id } } } }')).toBe(
    '{ thing { __typename ... on Being { __typename id friend { __typename id } } } }',
  );
});

test('members of a union are asked through an interface that they share, if the caller did so', () => {
  expect(asked('{ pets { ... on Being { id } } }')).toBe(
    '{ pets { __typename ... on Being { __typename id } } }',
  );
  expect(asked('{ pets { ... on Dog { id } ... on Cat { id } } }')).toBe(
    '{ pets { __typename ... on Dog { id } ... on Cat { id } } }',
  );
});

test('a field that the types narrow to another type stays with them', () => {
  expect(asked('{ being { lair { size } } }')).toBe(
    '{ being { __typename ... on Cat { lair { size } } ... on Dog { lair { size } } } }',
  );
});

test('what one type is denied is not asked through the interface', () => {
  expect(asked('{ being { id friend { id } } }', ['Dog.id'])).toBe(
    '{ being { __typename friend { __typename ... on Cat { id } } ... on Cat { id } } }',
  );
});

test('a selection that refusals have emptied asks for the type alone', () => {
  expect(asked('{ home { size } }', ['Home.size'])).toBe('{ home { __typename } }');
});

describe('a type that callers do not see', () => {
  const hidden = smallGraph({
    zoo: `
      type Query { being: Being }
      interface Being { id: ID }
      type Dog implements Being { id: ID }
      type Ghost implements Being @inaccessible { id: ID }`,
  });

  test('is told from the others, though all are asked alike', () => {
    const { steps, shape } = hidden.plan('{ being { id } }');
    expect(steps.map(({ operation }) => oneLine(operation.document))).toEqual([
      '{ being { __typename id } }',
    ]);
    const being = shape.uniform?.[0]?.shape;
    expect(being?.uniform).toBeNull();
    expect([...(being?.byType.keys() ?? [])]).toEqual(['Dog']);
  });
});

describe('interface objects', () => {
  const media = smallGraph({
    library: `
      type Query { item: Media }
      interface Media @key(fields: "id") { id: ID! title: String }
      type Book implements Media @key(fields: "id") { id: ID! title: String pages: Int }
      type Film implements Media @key(fields: "id") { id: ID! title: String }`,
    reviews: `
      type Query { reviewed: [Media] }
      type Media @key(fields: "id") @interfaceObject { id: ID! stars: Int text(in: String): String }`,
  });

  test('answer by themselves when nobody needs the concrete type', () => {
    expect(describeSteps(media.plan('{ reviewed { id stars a: text b: text(in: "de") } }'))).toEqual([
      expect.stringMatching(
        /^reviews at : \{ reviewed \{ (__typename )?id stars text text__\w{8}: text\(in: "de"\) \} \}$/,
      ) as unknown,
    ]);
    expect(media.plan('{ reviewed { id stars } }').shape.uniform?.[0]?.shape?.uniform).toHaveLength(2);
  });

  test('the concrete type is asked where it is known when the answer needs it', () => {
    const steps = describeSteps(media.plan('{ reviewed { stars ... on Book { pages } } }'));
    expect(steps[0]).toMatch(/^reviews at /);
    expect(steps[1]).toMatch(/^library after 0 at reviewed\.@\[0\]: .*__typename/);
    expect(describeSteps(media.plan('{ reviewed { __typename stars } }'))[1]).toMatch(/^library after 0/);
  });

  test('an interface without any object type keeps what is asked of it', () => {
    const lonely = smallGraph({
      one: `
        type Query { node: Node }
        interface Node @key(fields: "id") { id: ID! }`,
      two: `
        type Query { b: Node }
        type Node @key(fields: "id", resolvable: false) @interfaceObject { id: ID! field: String }`,
    });
    const { steps, shape } = lonely.plan('{ b { id x: field } }');
    expect(steps.map(({ subgraph }) => subgraph)).toEqual(['two']);
    const node = shape.uniform?.[0]?.shape;
    expect(node?.byType.size).toBe(0);
    expect(node?.uniform?.map(({ responseKey, dataKey }) => [responseKey, dataKey])).toEqual([
      ['id', 'id'],
      ['x', 'field'],
    ]);
  });
});
