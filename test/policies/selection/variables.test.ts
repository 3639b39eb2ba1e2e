/** What an operation's variables are, and which of them decide what is selected. */
import { describe, expect, test } from '@jest/globals';
import { conditionVariables, readVariables } from '@vigil/policies';
import { Kind, buildSchema, parse, type OperationDefinitionNode } from 'graphql';

const schema = buildSchema(`
  type Query { a(x: Int, m: Mood, yes: Boolean): Int home: Query }
  enum Mood { GOOD }
`);

function operationOf(text: string, index = 0): OperationDefinitionNode {
  const definition = parse(text).definitions[index];
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('no operation');
  return definition;
}

describe('variables are read', () => {
  const operation = operationOf(
    'query ($x: Int = 3, $m: Mood, $yes: Boolean!) { a(x: $x, m: $m, yes: $yes) }',
  );

  test('as sent, with the defaults of those not sent; what is not declared is left out', () => {
    const { coerced, effective } = readVariables(schema, operation, { yes: true, other: 1 });
    expect({ ...effective }).toEqual({ x: 3, yes: true });
    expect({ ...coerced }).toEqual({ x: 3, yes: true });
  });

  test('null is a value, undefined is none', () => {
    const { effective } = readVariables(schema, operation, { x: null, m: undefined, yes: false });
    expect({ ...effective }).toEqual({ x: null, yes: false });
  });

  test('whatever they are called', () => {
    const awkward = operationOf(
      'query ($__proto__: Boolean = true, $constructor: Int = 1) { a(yes: $__proto__, x: $constructor) }',
    );
    const defaults = readVariables(schema, awkward, {});
    expect(Object.entries(defaults.coerced)).toEqual([
      ['__proto__', true],
      ['constructor', 1],
    ]);
    expect(Object.entries(defaults.effective)).toEqual(Object.entries(defaults.coerced));
    const sent = readVariables(schema, awkward, JSON.parse('{"__proto__":false}'));
    expect(Object.entries(sent.coerced)).toContainEqual(['__proto__', false]);
    expect(Object.entries(sent.effective)).toContainEqual(['__proto__', false]);
  });

  test.each([
    ['one is missing', {}],
    ['one does not fit its type', { yes: 'true' }],
    ['they are a list', [true]],
    ['they are null', null],
  ])('and refused when %s, without a word of them', (_title, sent) => {
    let message = '';
    try {
      readVariables(schema, operation, sent);
    } catch (error) {
      expect(error).toMatchObject({ code: 'BAD_USER_INPUT', audience: 'caller' });
      message = (error as Error).message;
    }
    expect(message).toMatch(/^(a variable is missing or does not fit its type|variables are not an object)$/);
  });

  test('names of JavaScript are names like any other', () => {
    const odd = operationOf(
      'query ($__proto__: Int, $constructor: Int) { a(x: $__proto__) b: a(x: $constructor) }',
    );
    const sent = JSON.parse('{"__proto__": 1}') as unknown;
    expect(Object.entries(readVariables(schema, odd, sent).effective)).toEqual([['__proto__', 1]]);
  });
});

describe('the variables that decide what is selected', () => {
  function names(text: string, index = 0): readonly string[] {
    return conditionVariables(parse(text), operationOf(text, index));
  }

  test('are those of @skip and @include, each once and sorted, however deep', () => {
    expect(
      names(
        `query ($z: Boolean!, $b: Boolean!, $x: Int, $c: Boolean!) {
          a(x: $x) @skip(if: $z) ... @include(if: $b) { home { home { a @skip(if: $z) @include(if: $c) } } } }`,
      ),
    ).toEqual(['b', 'c', 'z']);
  });

  test('also where fragments use them that the operation uses, and no others', () => {
    const text = `
      query A($a: Boolean!) { ...One }
      query B($b: Boolean!) { ...Two @skip(if: $b) }
      fragment One on Query { a @skip(if: $a) ...Three }
      fragment Three on Query { home { ...One a @include(if: $c) } }
      fragment Two on Query { a }`;
    expect(names(text)).toEqual(['a', 'c']);
    expect(names(text, 1)).toEqual(['b']);
  });

  test('are none where conditions are written out or arguments only look alike', () => {
    expect(names('query ($yes: Boolean!) { a(yes: $yes) @skip(if: false) }')).toEqual([]);
  });

  test('are found in a fragment that is not there and one that contains itself', () => {
    expect(names('query ($a: Boolean!) { ...Gone @skip(if: $a) ...F } fragment F on Query { ...F }')).toEqual(
      ['a'],
    );
  });
});
