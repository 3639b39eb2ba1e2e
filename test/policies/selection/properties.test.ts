/**
 * What holds for every operation: drawn at random and compared with graphql-js, which executes the original.
 */
import { expect, test } from '@jest/globals';
import {
  expandOperation,
  filterSelection,
  printSelection,
  shapeAnswer,
  usedCoordinates,
  type SelectionNames,
  type SelectionTree,
} from '@vigil/policies';
import fc from 'fast-check';
import {
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  TypeInfo,
  executeSync,
  isObjectType,
  parse,
  specifiedRules,
  validate,
  visit,
  visitWithTypeInfo,
  type DocumentNode,
  type ExecutionResult,
} from 'graphql';
import { petsData, petsSchema } from '../support/pets.js';
import { randomOperation } from '../support/random-operation.js';

const schema = petsSchema();
const rootValue = petsData();
/** A drawn document may leave its variables and fragments unused; everything else has to be valid. */
const rules = specifiedRules.filter(
  (rule) => rule !== NoUnusedVariablesRule && rule !== NoUnusedFragmentsRule,
);
const objectCoordinates = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
  .flatMap((type) =>
    isObjectType(type) ? Object.keys(type.getFields()).map((name) => `${type.name}.${name}`) : [],
  );

const numbers = fc.array(fc.nat({ max: 5039 }), { minLength: 20, maxLength: 220, size: 'max' });
const deniedSets = fc.subarray(objectCoordinates).map((coordinates) => new Set(coordinates));
const names = fc.constantFrom<SelectionNames>('RESPONSE', 'CANONICAL');
const RUNS = { numRuns: 200, maxSkipsPerRun: 1000 } as const;

interface Drawn {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly tree: SelectionTree;
}

/** Draws a valid operation, or tells fast-check to draw again. */
function draw(drawnNumbers: readonly number[]): Drawn {
  const { text, variables } = randomOperation(schema, drawnNumbers);
  const document = parse(text);
  fc.pre(validate(schema, document, rules).length === 0);
  const tree = expandOperation({ schema, document, variables, maxFields: 20_000 });
  return { document, variables, tree };
}

function run(query: string | DocumentNode, variables: object, on = schema): ExecutionResult {
  return executeSync({
    schema: on,
    document: typeof query === 'string' ? parse(query) : query,
    rootValue,
    variableValues: { ...variables },
  });
}

function paths(errors: readonly { readonly path?: readonly (string | number)[] | undefined }[]): string[] {
  return errors.map(({ path }) => JSON.stringify(path)).sort();
}

test('an operation that is expanded, printed, executed and shaped answers as the original does', () => {
  fc.assert(
    fc.property(numbers, names, (drawnNumbers, naming) => {
      const { document, variables, tree } = draw(drawnNumbers);
      const printed = printSelection(tree, { names: naming });
      const executed = run(printed.query, printed.variables);
      expect(executed.errors).toBeUndefined();
      const shaped = shapeAnswer({ tree, data: executed.data, names: naming });
      // As text: the order of the keys is part of the answer.
      expect(JSON.stringify(shaped.data)).toBe(JSON.stringify(run(document, variables).data));
      expect(shaped.errors).toEqual([]);
    }),
    RUNS,
  );
});

test("what is printed with the caller's names answers as the original does, before any shaping", () => {
  const withoutOurs = (_key: string, value: unknown): unknown =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(
          Object.entries(value)
            .filter(([key]) => key !== 'vigil__typename')
            .sort(([a], [b]) => (a < b ? -1 : 1)),
        )
      : value;
  fc.assert(
    fc.property(numbers, (drawnNumbers) => {
      const { document, variables, tree } = draw(drawnNumbers);
      const printed = printSelection(tree, { names: 'RESPONSE' });
      const [ours, theirs] = [run(printed.query, printed.variables), run(document, variables)];
      expect(JSON.stringify(ours.data, withoutOurs)).toBe(JSON.stringify(theirs.data, withoutOurs));
    }),
    RUNS,
  );
});

test('what is refused answers as a resolver that throws: the same nulls, the same paths, the same bubbling', () => {
  fc.assert(
    fc.property(numbers, deniedSets, names, (drawnNumbers, denied, naming) => {
      const { document, variables, tree } = draw(drawnNumbers);
      const filtered = filterSelection(tree, (coordinate) => !denied.has(coordinate));
      const printed = printSelection(filtered, { names: naming });
      const shaped = shapeAnswer({
        tree: filtered,
        data: run(printed.query, printed.variables).data,
        names: naming,
      });
      const expected = run(document, variables, petsSchema(denied));
      expect(JSON.stringify(shaped.data)).toBe(JSON.stringify(expected.data));
      expect(paths(shaped.errors)).toEqual(paths(expected.errors ?? []));
      expect(shaped.errors.every(({ extensions }) => extensions.code === 'UNAUTHORIZED_FIELD_OR_TYPE')).toBe(
        true,
      );
    }),
    RUNS,
  );
});

test('a refused coordinate never stands in a printed operation, and everything else does', () => {
  fc.assert(
    fc.property(numbers, deniedSets, names, (drawnNumbers, denied, naming) => {
      const { tree } = draw(drawnNumbers);
      const filtered = filterSelection(tree, (coordinate) => !denied.has(coordinate));
      const printed = printSelection(filtered, { names: naming });
      const found = fieldsOf(parse(printed.query));
      expect(found.filter((coordinate) => denied.has(coordinate))).toEqual([]);
      const used = new Set(usedCoordinates(filtered));
      expect(found.filter((coordinate) => !used.has(coordinate))).toEqual([]);
      expect([...denied].filter((coordinate) => used.has(coordinate))).toEqual([]);
    }),
    RUNS,
  );
});

test("a printed operation is valid, holds no condition and no word of the caller's but its values", () => {
  fc.assert(
    fc.property(numbers, deniedSets, (drawnNumbers, denied) => {
      const { tree } = draw(drawnNumbers);
      const { query, variables } = printSelection(
        filterSelection(tree, (coordinate) => !denied.has(coordinate)),
      );
      expect(validate(schema, parse(query)).map(({ message }) => message)).toEqual([]);
      expect(query).not.toMatch(/@|fragment|Drawn|__proto__|toString|constructor/);
      const declared = new Set(query.match(/\$\w+(?=:)/g) ?? []);
      expect(Object.keys(variables).filter((name) => !declared.has(`$${name}`))).toEqual([]);
    }),
    RUNS,
  );
});

test('expanding a printed operation uses what the tree used, less what only an interface named', () => {
  fc.assert(
    fc.property(numbers, deniedSets, (drawnNumbers, denied) => {
      const filtered = filterSelection(draw(drawnNumbers).tree, (coordinate) => !denied.has(coordinate));
      const { query, variables } = printSelection(filtered);
      const again = expandOperation({ schema, document: parse(query), variables, maxFields: 100_000 });
      expect(usedCoordinates(again)).toEqual(
        usedCoordinates(filtered).filter((used) => !used.startsWith('Being.')),
      );
    }),
    RUNS,
  );
});

test('whatever a partner sends, an answer holds only names that were asked for and values that fit', () => {
  const canary = 'CANARY-unasked';
  const anything = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom(null, 1, 'text', true, canary, 'Dog', 'Cat', 'GOOD'),
      fc.array(tie('value'), { maxLength: 3 }),
      fc.dictionary(
        fc.constantFrom(
          'beings',
          'home',
          'pets',
          'name',
          'id',
          'secret',
          '__proto__',
          'vigil__typename',
          'rooms',
          'owner',
        ),
        tie('value'),
      ),
    ),
  })).value;
  fc.assert(
    fc.property(numbers, deniedSets, anything, (drawnNumbers, denied, data) => {
      const tree = filterSelection(draw(drawnNumbers).tree, (coordinate) => !denied.has(coordinate));
      const shaped = shapeAnswer({ tree, data });
      expect(JSON.stringify(shaped)).not.toMatch(/"secret"|vigil__typename/);
      if (shaped.data) {
        const asked = new Set(tree.fields.map(({ responseKey }) => responseKey));
        expect(Object.keys(shaped.data).filter((key) => !asked.has(key))).toEqual([]);
      }
    }),
    RUNS,
  );
});

function fieldsOf(document: DocumentNode): string[] {
  const found = new Set<string>();
  const types = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(types, {
      Field(node) {
        const parent = types.getParentType();
        if (parent && node.name.value !== '__typename') found.add(`${parent.name}.${node.name.value}`);
      },
    }),
  );
  return [...found];
}
