/** Which inputs an operation uses and for what. Expected lists are by hand. */
import { describe, expect, test } from '@jest/globals';
import { deniedInputs, inputCoordinates, usedCoordinates } from '@vigil/policies';
import { expand, refuse } from '../support/expand.js';

function inputsOf(text: string, variables: unknown = {}): string[] {
  const tree = expand(text, variables);
  return tree.fields
    .flatMap((field) => inputCoordinates(field, tree.schema, tree.variables))
    .map(({ action, coordinate }) => `${action} ${coordinate}`);
}

const NESTED = [
  'filterBy Query.beings(where:)',
  'filterBy Filter.inner',
  'filterBy Inner.deep',
  'filterBy Inner.moods',
  'filterBy Mood.GOOD',
  'filterBy Mood.BAD',
];

describe('inputs are found', () => {
  test.each<[string, string, object]>([
    ['in a literal', '{ beings(where: { inner: { deep: { moods: [GOOD, BAD] } } }) { id } }', {}],
    [
      'in the value of a variable',
      'query ($f: Filter) { beings(where: $f) { id } }',
      { f: { inner: { deep: { moods: ['GOOD', 'BAD'] } } } },
    ],
    [
      'in the default of a variable',
      'query ($f: Filter = { inner: { deep: { moods: [GOOD, BAD] } } }) { beings(where: $f) { id } }',
      {},
    ],
    [
      'in a variable inside a literal',
      'query ($i: Inner) { beings(where: { inner: { deep: $i } }) { id } }',
      { i: { moods: ['GOOD', 'BAD'] } },
    ],
    [
      'in a variable inside a list',
      'query ($m: Mood!) { beings(where: { inner: { deep: { moods: [GOOD, $m] } } }) { id } }',
      { m: 'BAD' },
    ],
  ])('%s', (_title, text, variables) => {
    expect(inputsOf(text, variables)).toEqual(NESTED);
  });

  test('in a list of input objects, and in one object where a list may stand', () => {
    const expected = [
      'filterBy Query.beings(where:)',
      'filterBy Filter.inners',
      'filterBy Inner.text',
      'filterBy Inner.moods',
      'filterBy Mood.BAD',
    ];
    expect(inputsOf('{ beings(where: { inners: [{ text: "x" }, { moods: BAD }] }) { id } }')).toEqual(
      expected,
    );
    const single = { f: { inners: { text: 'x', moods: 'BAD' } } };
    expect(inputsOf('query ($f: Filter) { beings(where: $f) { id } }', single)).toEqual(expected);
  });

  test('in lists of lists', () => {
    expect(inputsOf('{ echo(moods: [[GOOD, null], null]) }')).toEqual([
      'filterBy Query.echo(moods:)',
      'filterBy Mood.GOOD',
    ]);
  });

  test('though their value is null', () => {
    expect(inputsOf('{ beings(where: { names: null, inner: null }) { id } }')).toEqual([
      'filterBy Query.beings(where:)',
      'filterBy Filter.names',
      'filterBy Filter.inner',
    ]);
    expect(inputsOf('query ($f: Filter) { beings(where: $f) { id } }', { f: { names: null } })).toEqual([
      'filterBy Query.beings(where:)',
      'filterBy Filter.names',
    ]);
  });

  test('where they are written, though their variable was not sent', () => {
    expect(inputsOf('query ($f: Filter) { beings(where: $f) { id } }')).toEqual([
      'filterBy Query.beings(where:)',
    ]);
  });

  test('on interfaces too', () => {
    const tree = expand('{ home { owner { friends(first: 1) { id } } } }');
    expect(usedCoordinates(tree)).toEqual(
      [
        'Query.home',
        'Home.owner',
        ...['Dog', 'Cat', 'Being'].flatMap((type) => [
          `${type}.friends`,
          `${type}.friends(first:)`,
          `${type}.id`,
        ]),
      ].sort(),
    );
  });

  test('and not where the caller did not use them: defaults of the schema', () => {
    expect(inputsOf('{ beings { id } }')).toEqual([]);
    expect(inputsOf('{ beings(where: { names: ["x"] }) { id } }')).toEqual([
      'filterBy Query.beings(where:)',
      'filterBy Filter.names',
    ]);
  });

  test('and not in introspection', () => {
    expect(inputsOf('{ __type(name: "Dog") { fields(includeDeprecated: true) { name } } }')).toEqual([]);
  });
});

describe('an input is used for', () => {
  test.each<[string, string, object, string[]]>([
    [
      'ordering, in an argument orderBy',
      '{ beings(orderBy: Z_FIRST) { id } }',
      {},
      ['orderBy Query.beings(orderBy:)', 'orderBy Order.Z_FIRST'],
    ],
    [
      'ordering, through a variable and its default',
      'query ($o: Order = Z_FIRST) { beings(orderBy: $o) { id } }',
      {},
      ['orderBy Query.beings(orderBy:)', 'orderBy Order.Z_FIRST'],
    ],
    [
      'grouping, in an argument by',
      '{ table(by: [GOOD]) }',
      {},
      ['groupBy Query.table(by:)', 'groupBy Mood.GOOD'],
    ],
    [
      'paging, which narrows',
      '{ beings(first: 1, after: "x") { id } }',
      {},
      ['filterBy Query.beings(first:)', 'filterBy Query.beings(after:)'],
    ],
    [
      'ordering, where an order hides in a filter',
      '{ beings(where: { inner: { orderBy: A_FIRST } }) { id } }',
      {},
      [
        'filterBy Query.beings(where:)',
        'filterBy Filter.inner',
        'orderBy Inner.orderBy',
        'orderBy Order.A_FIRST',
      ],
    ],
  ])('%s', (_title, text, variables, expected) => {
    expect(inputsOf(text, variables)).toEqual(expected);
  });
});

describe('inputs that refuse an operation', () => {
  const text = 'query ($f: Filter) { beings(where: $f, orderBy: A_FIRST) { id } }';

  test('are named with what they are used for', () => {
    const denied = deniedInputs(
      expand(text, { f: { mood: 'BAD' } }),
      (action, coordinate) => action === 'orderBy' || coordinate !== 'Mood.BAD',
    );
    expect(denied).toEqual([{ action: 'filterBy', coordinate: 'Mood.BAD' }]);
  });

  test('are not those of a field that is refused anyway', () => {
    const tree = refuse(expand(text, { f: { mood: 'BAD' } }), 'Query.beings');
    expect(deniedInputs(tree, () => false)).toEqual([]);
    expect(usedCoordinates(tree)).toEqual([]);
  });
});

test('what is in a variable is looked at once, however many fields name it', () => {
  let looks = 0;
  const filter = new Proxy(
    { inner: { deep: { moods: ['GOOD'] } } },
    { ownKeys: (target) => ((looks += 1), Reflect.ownKeys(target)) },
  );
  const fields = Array.from({ length: 50 }, (_, n) => `b${n}: beings(where: $f) { id }`).join(' ');
  const tree = { ...expand(`query ($f: Filter) { ${fields} }`), variables: { f: filter } };
  const denied = deniedInputs(tree, (_action, coordinate) => coordinate !== 'Mood.GOOD');
  expect(denied).toEqual([{ action: 'filterBy', coordinate: 'Mood.GOOD' }]);
  expect(looks).toBe(1);
  expect(usedCoordinates(tree)).toEqual(expect.arrayContaining(['Inner.deep', 'Mood.GOOD']));
  expect(looks).toBe(2);
});
