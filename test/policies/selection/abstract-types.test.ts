/**
 * Interfaces that implement interfaces, types that narrow what an interface promises, interfaces without any object
 * type. Expected texts by hand, from sections 3.7 and 5.5.2 of the GraphQL specification.
 */
import { describe, expect, test } from '@jest/globals';
import {
  expandOperation,
  filterSelection,
  printSelection,
  usedCoordinates,
  type SelectionTree,
} from '@vigil/policies';
import { buildSchema, parse } from 'graphql';
import { oneLine } from '../support/expand.js';

const schema = buildSchema(`
  interface Node { id: ID }
  interface Place implements Node { id: ID near: Place }
  interface Shop implements Place & Node { id: ID near: Shop open: Int }
  type Park implements Place & Node { id: ID near: Park trees: Int }
  type Bakery implements Shop & Place & Node { id: ID near: Bakery open: Int bread: Int }
  interface Lonely { id: ID other: Lonely }
  type Query { node: Node place: Place lonely: Lonely }
`);

function expand(text: string): SelectionTree {
  return expandOperation({ schema, document: parse(text), maxFields: 100 });
}

function printed(text: string): string {
  return oneLine(printSelection(expand(text), { names: 'RESPONSE' }).query).replaceAll(
    'vigil__typename: __typename ',
    '',
  );
}

test('a condition on an interface holds for every type that implements it, however far', () => {
  expect(printed('{ node { ... on Place { id } ... on Shop { open } } }')).toBe(
    '{ node { ... on Park { id } ... on Bakery { id open } } }',
  );
});

test('a condition narrower than its parent leaves out the others, one that is wider leaves out none', () => {
  expect(printed('{ place { ... on Shop { ... on Node { id } } } }')).toBe(
    '{ place { ... on Bakery { id } } }',
  );
});

describe('a field that a type narrows', () => {
  test('is judged by the type that is promised and by the one that is given', () => {
    expect(usedCoordinates(expand('{ place { near { id } } }'))).toEqual([
      'Bakery.id',
      'Bakery.near',
      'Park.id',
      'Park.near',
      'Place.id',
      'Place.near',
      'Query.place',
    ]);
  });

  test('is refused below when the promised type is refused there', () => {
    const tree = filterSelection(
      expand('{ place { near { id } } }'),
      (coordinate) => coordinate !== 'Place.id',
    );
    expect(printSelection(tree).query).not.toMatch(/\bid\b/);
  });

  test('takes nothing that only the narrower type has', () => {
    expect(() => expand('{ place { near { trees } } }')).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT' }),
    );
    expect(printed('{ place { near { ... on Park { trees } id } } }')).toBe(
      '{ place { ... on Park { near { trees id } } ... on Bakery { near { id } } } }',
    );
  });
});

test('an interface without any object type keeps what is asked of it', () => {
  expect(printed('{ lonely { x: id other { id } } }')).toBe('{ lonely { x: id other { id } } }');
  expect(usedCoordinates(expand('{ lonely { id } }'))).toEqual(['Lonely.id', 'Query.lonely']);
});
