/** What a caller gets. Expected answers are by hand, from section 6.4.4 of the GraphQL specification. */
import { describe, expect, test } from '@jest/globals';
import { printSelection, shapeAnswer, type AnswerError, type SelectionTree } from '@vigil/policies';
import fc from 'fast-check';
import { buildSchema, executeSync, parse } from 'graphql';
import { SAMPLE_SEALED } from '../../shared/sealing/sample-sealed.js';
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
  const data = { home: { rooms: [[], [{ size: 1 }]] } };
  const renamed = (path: (string | number)[], given: unknown = data) =>
    shapeAnswer({
      tree,
      data: given,
      errors: [{ message: 'x', path, extensions: { code: 'NOT_AVAILABLE' } }],
    }).errors[0]?.path;

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

  test('hold no number but the place of an item that is there: a number could carry anything', () => {
    const telephone = 380441234567;
    expect(renamed(['home', 'rooms', telephone, 0, 'size'])).toEqual(['three', 'four']);
    expect(renamed(['home', 'rooms', 1, telephone])).toEqual(['three', 'four', 1]);
    expect(renamed(['home', 'rooms', -1])).toEqual(['three', 'four']);
    expect(renamed(['home', 'rooms', 0.5])).toEqual(['three', 'four']);
    expect(renamed(['home', telephone])).toEqual(['three']);
    expect(renamed([telephone])).toEqual([]);
    // Where there is no data there is no item either.
    expect(renamed(['home', 'rooms', 1, 0, 'size'], null)).toEqual(['three', 'four']);
    expect(renamed(['home', 'rooms', 1, 0, 'size'], { home: null })).toEqual(['three', 'four']);
  });
});

describe('values of the scalars of the contract', () => {
  const schema = buildSchema(
    'scalar Date scalar DateTime scalar Sealed type Query { d: Date t: DateTime s: Sealed }',
  );
  const tree = expand('{ d t s }', {}, { schema });
  test.each<[string, string, unknown]>([
    ['a day', 'd', '2012-02-29'],
    ['a moment', 't', '2012-02-29T10:00:00.000Z'],
    ['a sealed value', 's', SAMPLE_SEALED],
  ])('%s passes', (_name, key, value) => {
    expect(shape(tree, { [key]: value })).toEqual({
      data: { d: null, t: null, s: null, [key]: value },
      errors: [],
    });
  });

  test.each<[string, string, unknown]>([
    ['a text where a day belongs', 'd', 'CANARY'],
    ['a day that is in no calendar', 'd', '2011-02-29'],
    ['a day with something behind it', 'd', '2012-02-29 CANARY'],
    ['a number where a day belongs', 'd', 20120229],
    ['a text where a moment belongs', 't', 'CANARY'],
    ['a day where a moment belongs', 't', '2012-02-29'],
    ['a number where a moment belongs', 't', 1330509600],
    ['an unsealed text where a sealed one belongs', 's', 'CANARY'],
    ['five words where a sealed text belongs', 's', 'a.b.c.d.e'],
    ['true where a sealed text belongs', 's', true],
  ])('%s is null, and told', (_name, key, value) => {
    expect(shape(tree, { [key]: value })).toEqual({
      data: { d: null, t: null, s: null },
      errors: [[[key], 'INTERNAL_SERVER_ERROR']],
    });
  });
});

describe('errors of an execution and values that do not fit', () => {
  const segment = fc.constantFrom<string | number>('home', 'rooms', 'main', 'size', 0, 1);
  const paths = fc.array(fc.array(segment, { maxLength: 5 }), { maxLength: 6 });
  const data = { home: { rooms: [[{}], [{}, {}]], main: {} } };

  test('an error above a value, at it or below it says why it is gone, and no other does', () => {
    const tree = expand('{ home { rooms { size } main { size } } }');
    const misfits = [
      ['home', 'main', 'size'],
      ['home', 'rooms', 0, 0, 'size'],
      ['home', 'rooms', 1, 0, 'size'],
    ];
    fc.assert(
      fc.property(paths, (given) => {
        const errors = given.map((path) => ({
          message: 'x',
          path,
          extensions: { code: 'NOT_AVAILABLE' as const },
        }));
        const shaped = shapeAnswer({ tree, data, errors });
        const known = shaped.errors.slice(0, given.length).map(({ path }) => path ?? []);
        // In the words of the rule, path by path.
        const unexplained = misfits.filter(
          (misfit) =>
            !known.some((path) => path.every((key, at) => at >= misfit.length || key === misfit[at])),
        );
        const told = shaped.errors.slice(given.length).map(({ path }) => JSON.stringify(path));
        expect(new Set(told)).toEqual(new Set(unexplained.map((path) => JSON.stringify(path))));
      }),
    );
  });

  test('a hundred thousand of each do not multiply', () => {
    const many = 100_000;
    const tree = expand('{ pets { __typename } echo }');
    const error = { path: ['echo'], extensions: { code: 'NOT_AVAILABLE' } } as const;
    const shaped = shapeAnswer({
      tree,
      data: { pets: new Array(many).fill(7), echo: null },
      errors: Array.from({ length: many }, (_item, index): AnswerError => ({
        ...error,
        message: `${index}`,
      })),
    });
    expect(shaped.errors).toHaveLength(2 * many);
  });

  test('what was told of several places below a null is told of one', () => {
    const tree = expand('{ home { id } echo }');
    const below = (...path: (string | number)[]): AnswerError => ({
      message: 'x',
      path,
      extensions: { code: 'NOT_AVAILABLE' },
    });
    const errors = [below('home', 'id'), below('home', 'id', 0), below('home', 'id', 1), below('echo')];
    expect(shapeAnswer({ tree, data: { home: null, echo: 'e' }, errors }).errors).toEqual([
      below('home', 'id'),
      below('echo'),
    ]);
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
