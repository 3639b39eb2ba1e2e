/** What the answer is written by. */
import { describe, expect, test } from '@jest/globals';
import { smallGraph, type PlannedOperation } from './small-graph.js';

const graph = smallGraph({
  zoo: `
    type Query { being: Being dog: Dog pets: [Pet!] }
    interface Being { id: ID mood: String friend: Being }
    type Dog implements Being { id: ID mood: String! friend: Being bark: Int }
    type Cat implements Being { id: ID mood: String friend: Being meow(at: Int): [Int!] }
    union Pet = Dog | Cat`,
});

type Shape = PlannedOperation['shape'];

function shapeOf(query: string, denied: readonly string[] = []): Shape {
  const [field] = graph.plan(query, { denied }).shape.byType.get('Query') ?? [];
  if (!field?.shape) throw new Error('there is no shape below');
  return field.shape;
}

function names(fields: readonly { responseKey: string; dataKey: string }[] | null | undefined): unknown {
  return fields?.map(({ responseKey, dataKey }) => `${responseKey} <- ${dataKey}`);
}

test("fields stand in the caller's order under the caller's names", () => {
  expect(names(shapeOf('{ dog { z: bark a: id mood } }').uniform)).toEqual([
    'z <- bark',
    'a <- id',
    'mood <- mood',
  ]);
});

test('one value may be shown under several names, each in its own way', () => {
  const { uniform } = shapeOf('{ dog { a: friend { id mood } b: friend { mood x: id } } }');
  expect(names(uniform)).toEqual(['a <- friend', 'b <- friend']);
  expect(uniform?.map(({ shape }) => names(shape?.byType.get('Cat')))).toEqual([
    ['id <- id', 'mood <- mood'],
    ['mood <- mood', 'x <- id'],
  ]);
});

describe('the type need not be known', () => {
  test('where every type shows the same', () => {
    const { uniform, byType } = shapeOf('{ being { id friend { id } } }');
    expect(names(uniform)).toEqual(['id <- id', 'friend <- friend']);
    expect([...byType.values()].every((list) => list === uniform)).toBe(true);
  });

  test.each([
    ['where its name is shown', '{ being { __typename id } }'],
    ['where types show different fields', '{ being { id ... on Dog { bark } } }'],
    ['where one type may not be null and another may', '{ being { mood } }'],
    [
      'where types show fields in another order',
      '{ being { ... on Dog { id } friend { id } ... on Cat { id } } }',
    ],
  ])('but must %s', (_title, query) => {
    expect(shapeOf(query).uniform).toBeNull();
  });

  test('but must where one type is denied a field', () => {
    const { uniform, byType } = shapeOf('{ being { id } }', ['Dog.id']);
    expect(uniform).toBeNull();
    expect(byType.get('Dog')?.map(({ denied }) => denied)).toEqual([true]);
    expect(byType.get('Cat')?.map(({ denied }) => denied)).toEqual([false]);
  });
});

test('a type of which nothing is asked shows nothing', () => {
  expect(shapeOf('{ pets { ... on Dog { bark } } }').byType.get('Cat')).toEqual([]);
});

test('a denied field is shown and has nothing below', () => {
  const { uniform } = shapeOf('{ dog { id friend { id } } }', ['Dog.friend']);
  expect(uniform?.map(({ denied, shape }) => [denied, shape])).toEqual([
    [false, null],
    [true, null],
  ]);
});

test('type names and introspection are told apart from data, and nobody is asked for them', () => {
  const { steps, shape } = graph.plan('{ t: __typename s: __schema { types { name } } }');
  expect(steps).toEqual([]);
  expect(
    shape.byType.get('Query')?.map(({ kind, responseKey, dataKey }) => [kind, responseKey, dataKey]),
  ).toEqual([
    ['TYPENAME', 't', '__typename'],
    ['INTROSPECTION', 's', 's'],
  ]);
});

test('equal shapes and equal lists of fields are one object', () => {
  const { byType } = graph.plan('{ a: being { id mood } b: being { id mood } dog { id mood } }').shape;
  const [a, b] = byType.get('Query') ?? [];
  expect(a?.shape).toBe(b?.shape);
  const { byType: types } = shapeOf('{ pets { ... on Being { id friend { id } } } }');
  expect(types.get('Dog')).toBe(types.get('Cat'));
});
