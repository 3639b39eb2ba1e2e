/**
 * What holds for every operation and all data: the text that is written is what graphql-js answers, and what the
 * partner kit's own shaping gives.
 */
import { expect, test } from '@jest/globals';
import { Flawed, compileWriter, type DataObject, type WrittenAnswer } from '@vigil/gateway';
import {
  expandOperation,
  filterSelection,
  printSelection,
  shapeAnswer,
  type SelectedField,
  type SelectionTree,
} from '@vigil/policies';
import fc from 'fast-check';
import {
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  executeSync,
  isObjectType,
  parse,
  specifiedRules,
  validate,
  type ExecutionResult,
} from 'graphql';
import { petsData, petsSchema } from '../../policies/support/pets.js';
import { randomOperation } from '../../policies/support/random-operation.js';
import { shapeOfTree, withTypenames } from './support/shape-of-tree.js';

const schema = petsSchema();
const rootValue = petsData();
/** A drawn document may leave its variables and fragments unused; everything else has to be valid. */
const rules = specifiedRules.filter(
  (rule) => rule !== NoUnusedVariablesRule && rule !== NoUnusedFragmentsRule,
);
const coordinates = Object.values(schema.getTypeMap()).flatMap((type) =>
  isObjectType(type) && !type.name.startsWith('__')
    ? Object.keys(type.getFields()).map((name) => `${type.name}.${name}`)
    : [],
);
const numbers = fc.array(fc.nat({ max: 5039 }), { minLength: 20, maxLength: 220, size: 'max' });
const some = fc.subarray(coordinates).map((chosen) => new Set(chosen));
const RUNS = { numRuns: 80, maxSkipsPerRun: 1000 } as const;

interface Drawn {
  readonly tree: SelectionTree;
  readonly data: DataObject;
  /** the same data before the types have the names that stage 6 gives them */
  readonly executed: unknown;
  /** what graphql-js answers to the original, where these coordinates throw */
  readonly expected: (thrown: ReadonlySet<string>) => ExecutionResult;
}

/** Draws a valid operation and executes its printed tree, or tells fast-check to draw again. */
function draw(drawnNumbers: readonly number[], denied: ReadonlySet<string> = new Set()): Drawn {
  const { text, variables } = randomOperation(schema, drawnNumbers);
  const document = parse(text);
  fc.pre(validate(schema, document, rules).length === 0);
  const whole = expandOperation({ schema, document, variables, maxFields: 20_000 });
  const tree = filterSelection(whole, (coordinate) => !denied.has(coordinate));
  const printed = printSelection(tree);
  const { data: executed } = executeSync({
    schema,
    document: parse(printed.query),
    rootValue,
    variableValues: printed.variables,
  });
  return {
    tree,
    executed,
    data: withTypenames(executed) as DataObject,
    expected: (thrown) =>
      executeSync({ schema: petsSchema(thrown), document, rootValue, variableValues: { ...variables } }),
  };
}

function write(tree: SelectionTree, data: DataObject): WrittenAnswer {
  return compileWriter(shapeOfTree(tree), { schema: tree.schema })({ data, errors: [] }, {});
}

function paths(errors: readonly { readonly path?: readonly (string | number)[] | undefined }[]): string[] {
  return errors.map(({ path }) => JSON.stringify(path)).sort();
}

test('what is written is the text of what graphql-js answers to the original', () => {
  fc.assert(
    fc.property(numbers, (drawnNumbers) => {
      const { tree, data, expected } = draw(drawnNumbers);
      const written = write(tree, data);
      expect(written.data).toBe(JSON.stringify(expected(new Set()).data));
      expect(written.errors).toEqual([]);
    }),
    RUNS,
  );
});

test('what is refused is written as a resolver that throws: the same nulls, paths and bubbling', () => {
  fc.assert(
    fc.property(numbers, some, (drawnNumbers, denied) => {
      const { tree, data, expected } = draw(drawnNumbers, denied);
      const written = write(tree, data);
      const theirs = expected(denied);
      expect(written.data).toBe(JSON.stringify(theirs.data));
      expect(paths(written.errors)).toEqual(paths(theirs.errors ?? []));
      expect(
        written.errors.every(({ extensions }) => extensions['code'] === 'UNAUTHORIZED_FIELD_OR_TYPE'),
      ).toBe(true);
    }),
    RUNS,
  );
});

function fieldsFor(object: DataObject, fields: readonly SelectedField[]): readonly SelectedField[] {
  const type = object['__typename'];
  return fields.filter(
    ({ kind, typeConditions }) =>
      kind === 'FIELD' &&
      (typeof type !== 'string' || typeConditions === null || typeConditions.includes(type)),
  );
}

/** Marks every value of these coordinates as one that could not be had. */
function spoil(fields: readonly SelectedField[], value: unknown, spoilt: ReadonlySet<string>): void {
  if (Array.isArray(value)) {
    for (const item of value) spoil(fields, item, spoilt);
    return;
  }
  if (typeof value !== 'object' || value === null || value instanceof Flawed) return;
  const object = value as DataObject;
  for (const { canonicalKey, coordinate, children } of fieldsFor(object, fields)) {
    if (spoilt.has(coordinate)) {
      object[canonicalKey] = new Flawed(null, [
        { message: 'x', extensions: { code: 'PARTNER_UNAVAILABLE' } },
      ]);
    } else spoil(children ?? [], object[canonicalKey], spoilt);
  }
}

test('what could not be had is written as a resolver that throws, at every place that shows it', () => {
  fc.assert(
    fc.property(numbers, some, (drawnNumbers, spoilt) => {
      const { tree, data, expected } = draw(drawnNumbers);
      spoil(tree.fields, data, spoilt);
      const written = write(tree, data);
      const theirs = expected(spoilt);
      expect(written.data).toBe(JSON.stringify(theirs.data));
      expect(paths(written.errors)).toEqual(paths(theirs.errors ?? []));
      expect(written.errors.every(({ extensions }) => extensions['code'] === 'PARTNER_UNAVAILABLE')).toBe(
        true,
      );
    }),
    RUNS,
  );
});

const hostile = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 6 },
    fc.constantFrom(null, 1, 2 ** 40, 1.5, 'text', true, 'Dog', 'Cat', 'GOOD', '2026-11-22', '\ud800"'),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.constantFrom(
        ...[
          'beings',
          'home',
          'pets',
          'name',
          'id',
          'secret',
          'rooms',
          'owner',
          'friends',
          'main',
          'spare',
          'size',
        ],
        ...['__proto__', 'constructor', 'vigil__typename', '__typename', 'bark', 'mood', 'boss', 'born'],
      ),
      tie('value'),
    ),
  ),
})).value;

/** Where the two differ on purpose: an ID is written as a text, and an Int has 32 bits. */
function asWritten(tree: SelectionTree, data: unknown): unknown {
  return JSON.parse(JSON.stringify(shapeAnswer({ tree, data }).data), (_key, value: unknown) =>
    typeof value === 'number' ? String(value) : value,
  );
}

test("whatever a subgraph sends, the writer gives what the partner kit's shaping gives", () => {
  fc.assert(
    fc.property(numbers, some, hostile, (drawnNumbers, denied, sent) => {
      const { tree } = draw(drawnNumbers, denied);
      fc.pre(!JSON.stringify(sent).includes(String(2 ** 40)));
      const data =
        typeof sent === 'object' && sent !== null && !Array.isArray(sent) ? sent : { beings: sent };
      const written = write(tree, withTypenames(data) as DataObject);
      const strings = JSON.parse(written.data, (_key, value: unknown) =>
        typeof value === 'number' ? String(value) : value,
      ) as unknown;
      expect(JSON.stringify(strings)).toBe(JSON.stringify(asWritten(tree, data)));
      const shaped = shapeAnswer({ tree, data });
      expect(written.errors.map(({ path, extensions }) => ({ path, extensions }))).toEqual(
        shaped.errors.map(({ path, extensions }) => ({ path, extensions })),
      );
    }),
    RUNS,
  );
});

/** Takes a query's data out of graphql-js and back: nothing that is not there is found on the way. */
test('damaged data never makes the writer throw, and what it writes is JSON of what was asked for', () => {
  fc.assert(
    fc.property(numbers, hostile, fc.nat({ max: 40 }), (drawnNumbers, sent, at) => {
      const { tree, data } = draw(drawnNumbers);
      const places = placesOf(data);
      const [holder, key] = places[at % Math.max(1, places.length)] ?? [data, 'nothing'];
      holder[key] = sent;
      const written = write(tree, data);
      const asked = new Set(tree.fields.map(({ responseKey }) => responseKey));
      const answered = JSON.parse(written.data) as object | null;
      expect(Object.keys(answered ?? {}).filter((name) => !asked.has(name))).toEqual([]);
      expect(written.data).not.toContain('"secret"');
      expect(written.errors.every(({ path }) => path !== undefined)).toBe(true);
    }),
    RUNS,
  );
});

function placesOf(value: unknown): [DataObject, string][] {
  if (typeof value !== 'object' || value === null) return [];
  const holder = value as DataObject;
  return Object.keys(holder).flatMap((key) => [
    [holder, key] as [DataObject, string],
    ...placesOf(holder[key]),
  ]);
}
