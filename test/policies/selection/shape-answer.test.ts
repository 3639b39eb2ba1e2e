/** What a caller gets. Expected answers are by hand, from section 6.4.4 of the GraphQL specification. */
import { describe, expect, test } from '@jest/globals';
import { printSelection, shapeAnswer, type AnswerError, type SelectionTree } from '@vigil/policies';
import { executeSync, parse } from 'graphql';
import { expand, pets, refuse } from '../support/expand.js';
import { petsData } from '../support/pets.js';

const names = 'RESPONSE' as const;

/** Data and errors as JSON would carry them; `[path, code]` for an error. */
function shape(tree: SelectionTree, data: unknown, errors: readonly AnswerError[] = []) {
  const shaped = shapeAnswer({ tree, data, names, errors });
  return {
    data: JSON.parse(JSON.stringify(shaped.data)) as unknown,
    errors: shaped.errors.map(({ path, extensions }) => [path, extensions.code]),
  };
}

describe('a refused field', () => {
  test('is null with its code at every real index of a list', () => {
    const tree = refuse(expand('{ home { rooms { color } } }'), 'Room.color');
    const data = { home: { rooms: [[{}, {}], null, [{}]] } };
    expect(shape(tree, data)).toEqual({
      data: { home: { rooms: [[{ color: null }, { color: null }], null, [{ color: null }]] } },
      errors: [
        [['home', 'rooms', 0, 0, 'color'], 'UNAUTHORIZED_FIELD_OR_TYPE'],
        [['home', 'rooms', 0, 1, 'color'], 'UNAUTHORIZED_FIELD_OR_TYPE'],
        [['home', 'rooms', 2, 0, 'color'], 'UNAUTHORIZED_FIELD_OR_TYPE'],
      ],
    });
  });

  test('has no value even where a partner sent one', () => {
    const tree = refuse(expand('{ echo home { id } }'), 'Query.echo');
    expect(shape(tree, { echo: 'CANARY', home: { id: 'h' } })).toEqual({
      data: { echo: null, home: { id: 'h' } },
      errors: [[['echo'], 'UNAUTHORIZED_FIELD_OR_TYPE']],
    });
    // The broken twin: data passed on as it came holds it.
    expect(shape(expand('{ echo home { id } }'), { echo: 'CANARY', home: { id: 'h' } }).data).toMatchObject({
      echo: 'CANARY',
    });
  });

  test('that may not be null takes its parent with it, up to one that may', () => {
    const tree = refuse(expand('{ home { spare { size } rooms { size } } }'), 'Room.size');
    expect(shape(tree, { home: { spare: {}, rooms: [[{}]] } })).toEqual({
      data: { home: { spare: null, rooms: [null] } },
      errors: [
        [['home', 'spare', 'size'], 'UNAUTHORIZED_FIELD_OR_TYPE'],
        [['home', 'rooms', 0, 0, 'size'], 'UNAUTHORIZED_FIELD_OR_TYPE'],
      ],
    });
  });

  test('that may not be null anywhere above leaves no data', () => {
    const tree = refuse(expand('{ echo home { main { size } } }'), 'Room.size');
    expect(shape(tree, { echo: 'x', home: { main: {} } })).toEqual({
      data: null,
      errors: [[['home', 'main', 'size'], 'UNAUTHORIZED_FIELD_OR_TYPE']],
    });
  });

  test('below nothing is no error', () => {
    const tree = refuse(expand('{ home { spare { color } } }'), 'Room.color');
    expect(shape(tree, { home: { spare: null } })).toEqual({ data: { home: { spare: null } }, errors: [] });
  });

  test("is told under the caller's name and not under the field's", () => {
    const tree = refuse(expand('{ mine: echo }'), 'Query.echo');
    expect(shape(tree, {}).errors).toEqual([[['mine'], 'UNAUTHORIZED_FIELD_OR_TYPE']]);
  });
});

describe('an answer', () => {
  test("keeps the caller's order and drops what was not asked for", () => {
    const tree = expand('{ b: echo a: home { id } }');
    const shaped = shapeAnswer({
      tree,
      names,
      data: { extra: 'CANARY', a: { name: 'CANARY', id: 'h' }, b: 'x' },
    });
    expect(JSON.stringify(shaped)).toBe('{"data":{"b":"x","a":{"id":"h"}},"errors":[]}');
  });

  test('knows the type of an object by the schema, whatever the data says', () => {
    expect(shape(expand('{ home { t: __typename id } }'), { home: { t: 'Dog', id: 'h' } }).data).toEqual({
      home: { t: 'Home', id: 'h' },
    });
  });

  test.each([['Home'], ['Nothing'], [null], ['__proto__'], [7]])(
    'refuses an object that claims a type it cannot have (%p)',
    (claimed) => {
      const tree = expand('{ being(id: "rex") { id } }');
      expect(shape(tree, { being: { vigil__typename: claimed, id: 'x' } })).toEqual({
        data: { being: null },
        errors: [[['being'], 'INTERNAL_SERVER_ERROR']],
      });
    },
  );

  test('holds names of objects as any other name', () => {
    const tree = expand('{ __proto__: echo constructor: home { __proto__: id } }');
    const data = JSON.parse('{ "__proto__": "x", "constructor": { "__proto__": "h" } }') as unknown;
    const shaped = shapeAnswer({ tree, data, names });
    expect(JSON.stringify(shaped.data)).toBe('{"__proto__":"x","constructor":{"__proto__":"h"}}');
    expect(({} as Record<string, unknown>)['x']).toBeUndefined();
  });

  test('takes no value from what objects inherit', () => {
    expect(shape(expand('{ toString: echo }'), {}).data).toEqual({ toString: null });
  });

  test.each([
    ['an object where a text belongs', { echo: { secret: 'CANARY' } }],
    ['a list where a text belongs', { echo: ['CANARY'] }],
    ['a number where a text belongs', { echo: 7 }],
  ])('refuses %s', (_title, data) => {
    expect(shape(expand('{ echo }'), data)).toEqual({
      data: { echo: null },
      errors: [[['echo'], 'INTERNAL_SERVER_ERROR']],
    });
  });

  test('refuses an enum value that does not exist, and an object for a scalar of ours', () => {
    const tree = expand('{ being(id: "rex") { ... on Cat { mood } ... on Dog { born } } }');
    expect(shape(tree, { being: { vigil__typename: 'Cat', mood: 'CANARY' } }).data).toEqual({
      being: { mood: null },
    });
    expect(shape(tree, { being: { vigil__typename: 'Dog', born: { x: 1 } } }).data).toEqual({
      being: { born: null },
    });
  });

  test.each([[null], ['x'], [[]], [7], [undefined]])(
    'is no data when nothing usable came back (%p)',
    (data) => {
      expect(shapeAnswer({ tree: expand('{ echo }'), data })).toEqual({ data: null, errors: [] });
    },
  );
});

describe('a missing value', () => {
  test('is null where it may be, without an error', () => {
    expect(shape(expand('{ echo home { id spare { size } } }'), { home: { id: 'h' } })).toEqual({
      data: { echo: null, home: { id: 'h', spare: null } },
      errors: [],
    });
  });

  test('that may not be missing bubbles and is told, unless an error tells why already', () => {
    const tree = expand('{ echo beings { id } }');
    const down = {
      message: 'a partner is not available',
      path: ['beings'],
      extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'one' },
    } as const;
    expect(shape(tree, { echo: 'x' })).toEqual({
      data: null,
      errors: [[['beings'], 'INTERNAL_SERVER_ERROR']],
    });
    expect(shape(tree, { echo: 'x' }, [down])).toEqual({
      data: null,
      errors: [[['beings'], 'PARTNER_UNAVAILABLE']],
    });
  });

  test('beside an error about another field is told', () => {
    const elsewhere = { message: 'x', path: ['echo'], extensions: { code: 'NOT_AVAILABLE' } } as const;
    expect(shape(expand('{ echo home { id } }'), {}, [elsewhere]).errors).toEqual([
      [['echo'], 'NOT_AVAILABLE'],
      [['home'], 'INTERNAL_SERVER_ERROR'],
    ]);
  });
});

describe('paths of execution errors', () => {
  const tree = expand('{ mine: echo two: echo(text: "x") three: home { four: rooms { size } } }');
  const renamed = (path: (string | number)[]) =>
    shapeAnswer({ tree, data: null, errors: [{ message: 'x', path, extensions: { code: 'NOT_AVAILABLE' } }] })
      .errors[0]?.path;

  test("are put into the caller's names", () => {
    expect(printSelection(tree).query).toContain('v1_echo: echo(text: "x")');
    expect(renamed(['echo'])).toEqual(['mine']);
    expect(renamed(['v1_echo'])).toEqual(['two']);
    expect(renamed(['home', 'rooms', 1, 0, 'size'])).toEqual(['three', 'four', 1, 0, 'size']);
  });

  test('end where they leave what was asked for', () => {
    expect(renamed(['home', 'rooms', 1, 'secret', 'place'])).toEqual(['three', 'four', 1]);
    expect(renamed(['secret'])).toEqual([]);
  });
});

test('introspection and data are shaped together, each from its own execution', () => {
  const tree = expand('{ s: __schema { queryType { n: name } } home { id } t: __typename }');
  const data = Object.assign(
    {},
    ...(['FIELD', 'INTROSPECTION'] as const).map((part) => {
      const { query, variables } = printSelection(tree, { part });
      return executeSync({
        schema: pets,
        document: parse(query),
        rootValue: petsData(),
        variableValues: { ...variables },
      }).data;
    }),
  ) as unknown;
  expect(JSON.stringify(shapeAnswer({ tree, data }))).toBe(
    '{"data":{"s":{"queryType":{"n":"Query"}},"home":{"id":"h"},"t":"Query"},"errors":[]}',
  );
});
