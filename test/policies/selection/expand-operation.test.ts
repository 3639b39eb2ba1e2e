/** How an operation becomes a tree. Expected texts are by hand, from section 6.3 of the GraphQL specification. */
import { describe, expect, test } from '@jest/globals';
import { expand, oneLine, printed } from '../support/expand.js';

const badInput = expect.objectContaining({ code: 'BAD_USER_INPUT', audience: 'caller' });
const overLimit = expect.objectContaining({ code: 'LIMIT_EXCEEDED', audience: 'caller' });

describe('an operation is expanded', () => {
  test.each([
    [
      'fields keep their order and their names',
      '{ b: home { id } a: home { id } }',
      '{ b: home { id } a: home { id } }',
    ],
    [
      'fragments inside fragments are merged into their place',
      '{ home { ...A id } } fragment A on Home { main { ...B } } fragment B on Room { color size }',
      '{ home { main { color size } id } }',
    ],
    ['an inline fragment without a type belongs to its parent', '{ home { ... { id } } }', '{ home { id } }'],
    [
      'equal response names are merged, their selections too',
      '{ home { main { size } } home { main { color size } } }',
      '{ home { main { size color } } }',
    ],
    [
      'a fragment on an object of another type is left out',
      '{ home { owner { ... on Dog { bark } } } }',
      '{ home { owner { vigil__typename: __typename ... on Dog { bark } } } }',
    ],
    [
      'a field of an interface is asked of each type behind it',
      '{ home { owner { id } } }',
      '{ home { owner { vigil__typename: __typename ... on Dog { id } ... on Cat { id } } } }',
    ],
    ['@skip with true leaves out', '{ a: echo @skip(if: true) b: echo @skip(if: false) }', '{ b: echo }'],
    [
      '@include with false leaves out',
      '{ a: echo @include(if: false) b: echo @include(if: true) }',
      '{ b: echo }',
    ],
    ['@skip wins over @include', '{ a: echo @skip(if: true) @include(if: true) b: echo }', '{ b: echo }'],
    [
      'a condition on a fragment leaves out all of it',
      '{ b: echo ... @skip(if: true) { a: echo } ...A @include(if: false) } fragment A on Query { c: echo }',
      '{ b: echo }',
    ],
    [
      'an operation that asks nothing still asks for its type',
      '{ a: echo @skip(if: true) }',
      '{ vigil__typename: __typename }',
    ],
  ])('%s', (_title, text, expected) => {
    expect(printed(expand(text))).toBe(oneLine(expected));
  });

  test('conditions follow variables and their defaults', () => {
    const text =
      'query ($x: Boolean = true, $y: Boolean!) { a: echo @skip(if: $x) b: echo @include(if: $y) }';
    expect(printed(expand(text, { y: true }))).toBe('{ b: echo }');
    expect(printed(expand(text, { x: false, y: false }))).toBe('{ a: echo }');
  });

  test('of several operations, the one that is named', () => {
    const text = 'query A { a: echo } query B { b: echo } mutation C { c }';
    expect(printed(expand(text, {}, { operationName: 'B' }))).toBe('{ b: echo }');
  });

  test('names that objects of JavaScript have are names like any other', () => {
    const text = '{ __proto__: echo constructor: echo toString: echo }';
    expect(expand(text).fields.map(({ responseKey }) => responseKey)).toEqual([
      '__proto__',
      'constructor',
      'toString',
    ]);
  });

  test('type names and introspection are told apart from data', () => {
    const { fields } = expand(
      '{ t: __typename __schema { types { name __typename } } home { __typename id } }',
    );
    expect(fields.map(({ kind }) => kind)).toEqual(['TYPENAME', 'INTROSPECTION', 'FIELD']);
    expect(fields[1]?.children?.[0]?.children?.map(({ kind }) => kind)).toEqual([
      'INTROSPECTION',
      'TYPENAME',
    ]);
    expect(fields[2]?.children?.map(({ kind }) => kind)).toEqual(['TYPENAME', 'FIELD']);
  });

  test('a field on an interface is known by its object type and by the interface', () => {
    const { fields } = expand('{ home { owner { name } } }');
    const owners = fields[0]?.children?.[0]?.children ?? [];
    expect(owners.map(({ coordinate, abstractCoordinates }) => [coordinate, ...abstractCoordinates])).toEqual(
      [
        ['Dog.name', 'Being.name'],
        ['Cat.name', 'Being.name'],
      ],
    );
  });
});

describe('an operation is refused', () => {
  test.each([
    ['that is a mutation', 'mutation { echo }'],
    ['that is a subscription', 'subscription { echo }'],
    ['when it is not clear which one is meant', 'query A { echo } query B { echo }'],
    ['when there is none', 'fragment A on Query { echo }'],
    ['when a fragment contains itself', '{ ...A } fragment A on Query { ...A }'],
    [
      'when fragments contain each other',
      '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }',
    ],
    [
      'when a fragment contains itself further down',
      '{ home { ...A } } fragment A on Home { owner { home { ...A } } }',
    ],
    ['when a fragment does not exist', '{ ...A }'],
    [
      'when a fragment is defined twice',
      '{ ...A } fragment A on Query { echo } fragment A on Query { echo }',
    ],
    ['when a fragment is on a scalar', '{ ... on Day { x } }'],
    ['when a fragment is on a type that does not exist', '{ ... on Nothing { x } }'],
    ['when a field does not exist', '{ nothing }'],
    ['when a field is a name that every object has', '{ constructor }'],
    ['when a field is not on the interface that it is written on', '{ home { owner { bark } } }'],
    ['when a field is written on a union', '{ pets { id } }'],
    ['when an argument does not exist', '{ echo(nothing: 1) }'],
    ['when an argument is given twice', '{ echo(text: "a", text: "b") }'],
    ['when an object has no selection', '{ home }'],
    ['when a scalar has a selection', '{ echo { x } }'],
    ['when one name stands for two fields', '{ home { a: id } home { a: main { size } } }'],
    ['when one name stands for two arguments', '{ echo(text: "a") echo(text: "b") }'],
    ['when a directive is not known', '{ echo @defer }'],
    ['when the operation has a directive', 'query @skip(if: true) { echo }'],
    ['when a directive stands twice', '{ echo @skip(if: false) @skip(if: true) }'],
    ['when a condition is no Boolean', '{ echo @skip(if: "true") }'],
    ['when a condition is a variable that was not sent', 'query ($x: Boolean) { echo @skip(if: $x) }'],
    ['when a variable is missing', 'query ($x: Boolean!) { echo @skip(if: $x) }'],
    ['when a variable is declared twice', 'query ($x: Int, $x: Int) { echo }'],
    ['when a name is one of ours', '{ vigil__x: echo }'],
    ['when our name for the type is used for something else', '{ vigil__typename: echo }'],
  ])('%s', (_title, text) => {
    expect(() => expand(text)).toThrow(badInput);
  });

  test('when the operation that is named is not there', () => {
    expect(() => expand('query A { echo }', {}, { operationName: 'B' })).toThrow(badInput);
  });

  test.each([['a text'], [[1]], [7]])('when variables are no object (%p)', (variables) => {
    expect(() => expand('{ echo }', variables)).toThrow(badInput);
  });

  test('and the message holds no value and no suggestion', () => {
    const text = 'query ($order: Order) { beings(orderBy: $order) { id } }';
    let message = '';
    try {
      expand(text, { order: 'Z_FIRS' });
    } catch (error) {
      message = error instanceof Error ? error.message : '';
    }
    expect(message).not.toBe('');
    expect(message).not.toMatch(/Z_FIRS|did you mean/i);
  });
});

describe('an operation over a limit is refused', () => {
  test('a kilobyte of doubling fragments, while it is expanded', () => {
    // 20 levels that each use the next one twice: 2^20 fields.
    const levels = Array.from({ length: 20 }, (_, level) => {
      const next =
        level === 19 ? 'id' : `a: owner { home { ...F${level + 1} } } b: owner { home { ...F${level + 1} } }`;
      return `fragment F${level} on Home { ${next} }`;
    });
    expect(() => expand(`{ home { ...F0 } } ${levels.join(' ')}`)).toThrow(overLimit);
  });

  test('a fragment counts as often as it is used', () => {
    const text = '{ a: home { ...F } b: home { ...F } } fragment F on Home { id }';
    // By hand: a, b, two spreads, two ids.
    expect(expand(text, {}, { maxFields: 6 }).fields).toHaveLength(2);
    expect(() => expand(text, {}, { maxFields: 5 })).toThrow(overLimit);
  });

  test('what is left out by a condition counts too', () => {
    expect(() => expand('{ a: echo @skip(if: true) b: echo }', {}, { maxFields: 1 })).toThrow(overLimit);
  });

  test('introspection counts as well', () => {
    expect(() => expand('{ __schema { types { name } } }', {}, { maxFields: 2 })).toThrow(overLimit);
  });

  test.each([
    ['selections', `{ home { ${'owner { home { '.repeat(60)} id ${'} }'.repeat(60)} } }`],
    ['inline fragments', `{ ${'... { '.repeat(150)} echo ${'} '.repeat(150)} }`],
  ])('deep %s', (_title, text) => {
    expect(() => expand(text, {}, { maxFields: 100_000 })).toThrow(overLimit);
  });
});
