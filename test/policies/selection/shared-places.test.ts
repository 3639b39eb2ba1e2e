/**
 * What is selected below an interface is expanded once, not once for each way of object types that leads to it.
 *
 * Sizes by hand: with n types, each level of `next` holds n fields.
 */
import { describe, expect, test } from '@jest/globals';
import {
  expandOperation,
  filterSelection,
  forEachField,
  printSelection,
  usedCoordinates,
  type SelectedField,
  type SelectionTree,
} from '@vigil/policies';
import { buildSchema, parse, validate } from 'graphql';

const TYPES = 20;
const objects = Array.from({ length: TYPES }, (_, index) => `T${index}`);
const schema = buildSchema(`
  type Query { nodes: [Node] }
  interface Node { id: ID next: Node secret: Int }
  ${objects.map((name) => `type ${name} implements Node { id: ID next: Node secret: Int }`).join('\n')}
`);

const overLimit = expect.objectContaining({ code: 'LIMIT_EXCEEDED', audience: 'caller' });

function nested(levels: number, leaf = 'id'): string {
  return `{ nodes { ${'next { '.repeat(levels)}${leaf}${' }'.repeat(levels)} } }`;
}

function expand(text: string, maxFields: number): SelectionTree {
  return expandOperation({ schema, document: parse(text), maxFields });
}

/** Fields that there really are, shared ones once. */
function fieldsOf({ fields }: SelectionTree): SelectedField[] {
  const found: SelectedField[] = [];
  forEachField(fields, (field) => {
    found.push(field);
    return true;
  });
  return found;
}

describe('an interface below an interface', () => {
  test('adds its types with each level and does not multiply them', () => {
    // nodes, then 20 `next` on each of ten levels, then 20 `id`.
    expect(fieldsOf(expand(nested(10), 20_000))).toHaveLength(1 + 10 * TYPES + TYPES);
  });

  test('counts as it is looked at', () => {
    // nodes; 20 times `next` on each of four levels; 20 times `id`: 101 selections.
    expect(() => expand(nested(4), 101)).not.toThrow();
    expect(() => expand(nested(4), 100)).toThrow(overLimit);
  });

  test('is judged at every level all the same', () => {
    const asked: string[] = [];
    const filtered = filterSelection(expand(nested(8, 'id secret'), 20_000), (coordinate) => {
      asked.push(coordinate);
      return coordinate !== 'T3.secret';
    });
    const denied = fieldsOf(filtered).filter((field) => field.denied);
    expect(denied.map(({ coordinate }) => coordinate)).toEqual(['T3.secret']);
    expect(usedCoordinates(filtered)).not.toContain('T3.secret');
    expect(usedCoordinates(filtered)).toContain('T4.secret');
    // Nobody is asked more often than there are fields, each with its own coordinate and its interface's.
    expect(asked.length).toBeLessThanOrEqual(2 * (1 + 8 * TYPES + 2 * TYPES));
  });

  test('is written as long as a text of it is bounded, and is then valid', () => {
    expect(validate(schema, parse(printSelection(expand(nested(1), 20_000)).query))).toEqual([]);
    // 20 + 400 + 8,000 + 160,000 fields.
    expect(() => printSelection(expand(nested(3), 20_000))).toThrow(overLimit);
  });
});

describe('a fragment that stands at several places', () => {
  const levels = 12;
  const fragments = Array.from({ length: levels }, (_, level) => {
    const next = level === levels - 1 ? 'id' : `...F${level + 1}`;
    return `fragment F${level} on Node { a: next { ${next} } b: next { ${next} } }`;
  });

  test('counts at each of them, although it is expanded once', () => {
    // 2 to the power of 12 objects for one that is asked.
    expect(() => expand(`{ nodes { ...F0 } } ${fragments.join(' ')}`, 4_000)).toThrow(overLimit);
    expect(() => expand(`{ nodes { ...F0 } } ${fragments.join(' ')}`, 40_000)).not.toThrow();
  });

  test('is found again below another name with the same names below it', () => {
    const { query } = printSelection(
      expand(
        '{ nodes { ... on T0 { a: next { ...F } b: next { ...F } } } } fragment F on Node { id }',
        1_000,
      ),
    );
    expect(validate(schema, parse(query))).toEqual([]);
  });
});
