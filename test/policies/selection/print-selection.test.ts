/** What is sent on: what is left of an operation, in nobody's words. Expected texts are by hand. */
import { describe, expect, test } from '@jest/globals';
import { filterSelection, printSelection } from '@vigil/policies';
import { parse, validate } from 'graphql';
import { expand, oneLine, pets, printed, refuse } from '../support/expand.js';

describe('a refused field', () => {
  test('is left out with its arguments and the variables that only it used', () => {
    const tree = expand('query ($t: String, $n: Int) { echo(text: $t) beings(first: $n) { id } }', {
      t: 'x',
      n: 1,
    });
    const { query, variables } = printSelection(refuse(tree, 'Query.echo'), { names: 'RESPONSE' });
    expect(query).not.toMatch(/echo|\$t/);
    expect({ ...variables }).toEqual({ n: 1 });
  });

  test('leaves the type name where it was the only one', () => {
    const tree = refuse(expand('{ home { main { color } } }'), 'Room.color');
    expect(printed(tree)).toBe(oneLine('{ home { main { vigil__typename: __typename } } }'));
  });

  test('takes everything below it along', () => {
    const tree = refuse(expand('{ home { owner { name boss { id } } main { size } } }'), 'Home.owner');
    expect(printed(tree)).toBe(oneLine('{ home { main { size } } }'));
    expect(tree.fields[0]?.children?.[0]?.children).toEqual([]);
  });

  test('is left out under every alias, in every fragment and in every merged selection', () => {
    const text =
      '{ home { a: id ...F } home { ... { b: id } main { size } } ... on Query { h: home { id } } } fragment F on Home { c: id id }';
    const tree = expand(text);
    // The broken twin first: unfiltered, the text holds it five times.
    expect(printed(tree).match(/\bid\b/g)).toHaveLength(5);
    expect(printed(refuse(tree, 'Home.id'))).toBe(
      oneLine('{ home { main { size } } h: home { vigil__typename: __typename } }'),
    );
  });

  test('on one type leaves the same response name on another type alone', () => {
    const tree = expand('{ home { owner { ... on Dog { x: name } ... on Cat { x: mood } } } }');
    expect(printed(refuse(tree, 'Dog.name'))).toBe(
      oneLine('{ home { owner { vigil__typename: __typename ... on Cat { x: mood } } } }'),
    );
  });

  test('on an interface is refused on every type, where it is named through the interface', () => {
    const tree = expand('{ home { owner { name ... on Cat { n: name } } } }');
    expect(printed(refuse(tree, 'Being.name'))).toBe(
      oneLine('{ home { owner { vigil__typename: __typename ... on Cat { n: name } } } }'),
    );
  });

  test('is not brought back by a second filter', () => {
    const tree = refuse(refuse(expand('{ home { id main { size } } }'), 'Home.id'), 'Home.main');
    expect(printed(tree)).toBe(oneLine('{ home { vigil__typename: __typename } }'));
  });
});

describe('canonical names', () => {
  const canonical = { names: 'CANONICAL' } as const;

  test('hold no word of the caller: no alias, no operation name, no fragment name', () => {
    const text =
      'query Secret { secret: home { secret2: id ...Secret3 } } fragment Secret3 on Home { m: main { s: size } }';
    expect(printed(expand(text), canonical)).toBe(oneLine('{ home { id main { size } } }'));
  });

  test('tell two uses of one field apart', () => {
    expect(printed(expand('{ a: echo(text: "a") b: echo(text: "b") }'), canonical)).toBe(
      oneLine('{ echo(text: "a") v1_echo: echo(text: "b") }'),
    );
  });

  test('never make two selections clash that the caller kept apart', () => {
    // Without the interface in between, both `name`s would be one key with a nullable and a non-null type.
    const text = '{ home { owner { ... on Dog { a: name } ... on Cat { b: name } } } }';
    const { query } = printSelection(expand(text), canonical);
    expect(validate(pets, parse(query))).toEqual([]);
  });

  test('an alias that takes the name of another field changes nothing', () => {
    const tree = refuse(expand('{ home { id: main { size } main: id } }'), 'Home.id');
    expect(printed(tree, canonical)).toBe(oneLine('{ home { main { size } } }'));
  });
});

describe('introspection', () => {
  const text = '{ a: __schema { queryType { name } } t: __typename echo b: __type(name: "Dog") { name } }';

  test('is printed apart from data', () => {
    expect(printed(expand(text), {})).toBe(oneLine('{ echo }'));
    expect(printed(expand(text), { part: 'INTROSPECTION', names: 'RESPONSE' })).toBe(
      oneLine('{ a: __schema { queryType { name } } t: __typename b: __type(name: "Dog") { name } }'),
    );
  });

  test('is not asked about by a filter', () => {
    const asked: string[] = [];
    const tree = filterSelection(expand(text), (coordinate) => asked.push(coordinate) < 0);
    expect(asked).toEqual(['Query.echo']);
    expect(tree.fields.map(({ denied }) => denied)).toEqual([false, false, true, false]);
  });
});
