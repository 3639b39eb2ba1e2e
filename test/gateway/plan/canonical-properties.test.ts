/**
 * What holds for every operation: drawn at random over one subgraph, so that the plan is the canonical operation
 * and nothing else, and compared with graphql-js, which executes the original.
 */
import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  NoUnusedFragmentsRule,
  NoUnusedVariablesRule,
  buildASTSchema,
  executeSync,
  extendSchema,
  isObjectType,
  parse,
  printSchema,
  specifiedRules,
  validate,
  visit,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLSchema,
} from 'graphql';
import { nameVariables } from '@vigil/gateway';
import { petsData, petsSchema } from '../../policies/support/pets.js';
import { randomOperation } from '../../policies/support/random-operation.js';
import { readAnswer } from './read-answer.js';
import { smallGraph, type PlannedOperation } from './small-graph.js';

/** Fields of one name and different types, on types that one selection may both be about. */
const CLASHES = parse(`
  extend interface Being { mark: Int kin: Being }
  extend type Dog { mark: Int! kin: Dog weight: Int tags: [Int] lair: Home constructor: String }
  extend type Cat { mark: Int kin: Cat weight: String tags: Int lair: Room }
  extend type Room { weight: [String!] }
  extend type Home { weight: Float! }
`);
const CLASHING = {
  rex: { mark: 7, weight: 31, tags: [1, 2], constructor: 'dog' },
  tom: { mark: null, weight: 'light', tags: 3 },
  home: { weight: 1.5 },
};

function clashing(denied?: ReadonlySet<string>): GraphQLSchema {
  return extendSchema(petsSchema(denied), CLASHES);
}

/** The fixed graph of `pets.ts` with values for the fields above. */
function clashingData(): object {
  const data = petsData() as { beings: { id: string; home: object }[] };
  const [rex, tom] = data.beings;
  if (!rex || !tom) throw new Error('the pets are gone');
  Object.assign(rex, CLASHING.rex, { kin: rex, lair: rex.home });
  Object.assign(tom, CLASHING.tom, {
    kin: tom,
    lair: { size: 2, empty: true, color: 'blue', weight: ['w'] },
  });
  Object.assign(rex.home, CLASHING.home);
  return data;
}

const schema = clashing();
const rootValue = clashingData();
const graph = smallGraph({ pets: printSchema(schema) });
const rules = specifiedRules.filter(
  (rule) => rule !== NoUnusedVariablesRule && rule !== NoUnusedFragmentsRule,
);
const objectCoordinates = Object.values(schema.getTypeMap())
  .filter((type) => isObjectType(type) && !type.name.startsWith('__'))
  .flatMap((type) =>
    isObjectType(type) ? Object.keys(type.getFields()).map((name) => `${type.name}.${name}`) : [],
  );

const numbers = fc.array(fc.nat({ max: 5039 }), { minLength: 20, maxLength: 220, size: 'max' });
const deniedSets = fc.subarray(objectCoordinates, { maxLength: 6 });
const RUNS = { numRuns: 150, maxSkipsPerRun: 1000 } as const;

interface Drawn {
  readonly text: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Draws a valid operation that asks for data, or tells fast-check to draw again. */
function draw(drawnNumbers: readonly number[]): Drawn {
  const drawn = randomOperation(schema, drawnNumbers);
  const document = parse(drawn.text);
  fc.pre(validate(schema, document, rules).length === 0);
  return drawn;
}

function run(document: DocumentNode, variables: object, on = schema): ExecutionResult {
  return executeSync({ schema: on, document, rootValue, variableValues: { ...variables } });
}

/** Variables with defaults filled in, as stage 3 leaves them. */
function runPlanned(planned: PlannedOperation, drawn: Drawn, on = schema): unknown {
  const [step, ...others] = planned.steps;
  if (!step) return {};
  expect(others).toEqual([]);
  const { variables } = graph.tree(drawn.text, drawn.variables);
  const result = run(step.operation.document, nameVariables(planned, variables), on);
  return result.data;
}

test('the canonical operation is valid and names no field twice for different things', () => {
  fc.assert(
    fc.property(numbers, deniedSets, (drawnNumbers, denied) => {
      const { text, variables } = draw(drawnNumbers);
      const { steps } = graph.plan(text, { variables, denied });
      for (const { operation, fetches } of steps) {
        expect(validate(schema, operation.document).map(({ message }) => message)).toEqual([]);
        // Where two fields clash, the planner gives one of them another name and renames it in the answer.
        expect(fetches.flatMap(({ outputRewrites }) => outputRewrites)).toEqual([]);
      }
    }),
    RUNS,
  );
});

test('executed and read by its shape it answers as the original does', () => {
  fc.assert(
    fc.property(numbers, (drawnNumbers) => {
      const drawn = draw(drawnNumbers);
      const planned = graph.plan(drawn.text, { variables: drawn.variables });
      const expected = run(parse(drawn.text), drawn.variables);
      // As text: the order of the keys is part of the answer.
      expect(JSON.stringify(readAnswer(planned.shape, runPlanned(planned, drawn)))).toBe(
        JSON.stringify(expected.data),
      );
    }),
    RUNS,
  );
});

test('what is denied is never asked, and answers as a resolver that throws', () => {
  fc.assert(
    fc.property(numbers, deniedSets, (drawnNumbers, denied) => {
      const drawn = draw(drawnNumbers);
      const planned = graph.plan(drawn.text, { variables: drawn.variables, denied });
      const expected = run(parse(drawn.text), drawn.variables, throwing(new Set(denied)));
      expect(JSON.stringify(readAnswer(planned.shape, runPlanned(planned, drawn)))).toBe(
        JSON.stringify(expected.data),
      );
    }),
    RUNS,
  );
});

test('what fails below one selection takes nothing from another', () => {
  fc.assert(
    fc.property(numbers, deniedSets, (drawnNumbers, failing) => {
      const drawn = draw(drawnNumbers);
      const on = throwing(new Set(failing));
      const planned = graph.plan(drawn.text, { variables: drawn.variables });
      const expected = run(parse(drawn.text), drawn.variables, on);
      const data = runPlanned(planned, drawn, on);
      expect(JSON.stringify(data && readAnswer(planned.shape, data))).toBe(JSON.stringify(expected.data));
    }),
    RUNS,
  );
});

function throwing(denied: ReadonlySet<string>): GraphQLSchema {
  const refusing = clashing(denied);
  for (const type of Object.values(refusing.getTypeMap())) {
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      if (!denied.has(`${type.name}.${field.name}`)) continue;
      field.resolve = () => {
        throw new Error('denied');
      };
    }
  }
  return refusing;
}

test("no alias, variable or fragment of the caller's is in the operation", () => {
  fc.assert(
    fc.property(numbers, (drawnNumbers) => {
      const { text, variables } = draw(drawnNumbers);
      const { steps } = graph.plan(text, { variables });
      for (const { operation } of steps) {
        visit(operation.document, {
          Field: ({ alias, name }) => {
            const ours = new RegExp(`^${name.value}__[0-9a-z]{8}_*$`);
            if (alias) expect(alias.value).toMatch(ours);
          },
          Variable: ({ name }) => {
            expect(name.value).toMatch(/^v\d+$/);
          },
          Directive: () => {
            throw new Error('a directive');
          },
          FragmentSpread: () => {
            throw new Error('a fragment');
          },
          OperationDefinition: ({ name }) => {
            expect(name).toBeUndefined();
          },
        });
      }
    }),
    RUNS,
  );
});

test('equal operations with other names share one text', () => {
  const one = graph.plan(
    'query A($x: String) { a: echo(text: $x, list: [1]) pets { ...F } } fragment F on Dog { b: id }',
  );
  const two = graph.plan('query B($y: String) { pets { ... on Dog { id } } echo(list: [1], text: $y) }');
  const texts = [one, two].map(({ steps }) =>
    steps.map(({ operation }) =>
      operation.text
        .match(/[a-z]\w*/gi)
        ?.sort()
        .join(),
    ),
  );
  expect(texts[0]).toEqual(texts[1]);
});

test('the schema of these tests is what composition makes of it', () => {
  expect(Object.keys(buildASTSchema(parse(printSchema(graph.schema))).getTypeMap()).sort()).toEqual(
    Object.keys(buildASTSchema(parse(printSchema(schema))).getTypeMap()).sort(),
  );
});
