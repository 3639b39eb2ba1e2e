/**
 * One operation made ready to run: planned, its joining and its writing compiled.
 *
 * Takes a decided tree, gives what runs it for any number of requests; stages 4 to 7 meet here and nowhere else.
 */
import type { QueryPlanner } from '@apollo/query-planner';
import type { SelectionTree } from '@vigil/policies';
import { nameVariables } from '../4-plan/name-variables.js';
import { createPlanOperation } from '../4-plan/plan-operation.js';
import { compileJoin } from '../6-join/compile-join.js';
import { compileWriter } from '../7-answer/compile-writer.js';
import { compileIntrospection } from '../7-answer/introspect.js';
import type { Exchange } from '../exchange.js';
import type {
  AnswerMemory,
  AnswerShape,
  JoinedData,
  PlannedOperation,
  SubgraphSource,
  Variables,
  WrittenAnswer,
} from '../execution.js';

export interface ExecutableOperation {
  /** what it takes of memory, about */
  readonly bytes: number;
  /** @param variables - as the caller sent them, defaults filled in */
  run(exchange: Exchange, variables: Variables): Promise<WrittenAnswer>;
}

export interface CompileOperationOptions {
  /** of one supergraph */
  planner: QueryPlanner;
  /** what answers each of its subgraphs */
  sources: ReadonlyMap<string, SubgraphSource>;
  /** custom scalars may be any JSON */
  openScalars: boolean;
  /** what of an operation may be asked once it is known how it would be; all of it by default */
  settle?: (tree: SelectionTree, plan: (tree: SelectionTree) => PlannedOperation) => SelectionTree;
}

/**
 * Measured by the growth of the heap (Node 20) over 360 compiled operations: 35 kB for one that asks two subgraphs for
 * seven fields, 169 kB for the big query of the benches. A character of a step's text stands for the text, its document,
 * what is read off objects and closures; a field of the answer's shape for its description and its writer.
 */
const BYTES_AN_OPERATION = 12_000;
const BYTES_A_CHARACTER = 60;
const BYTES_A_SHAPE_FIELD = 900;

/** Equal shapes are one object: each is there once, however often it is shown. */
function countFields(shape: AnswerShape, seen: Set<unknown>): number {
  if (seen.has(shape)) return 0;
  seen.add(shape);
  let count = 0;
  for (const fields of shape.byType.values()) {
    if (seen.has(fields)) continue;
    seen.add(fields);
    for (const field of fields) count += 1 + (field.shape === null ? 0 : countFields(field.shape, seen));
  }
  return count;
}

function bytesOf({ steps, shape }: PlannedOperation): number {
  const characters = steps.reduce(
    (sum, { operation, fetches }) =>
      fetches.reduce(
        (more, { alone }) => more + (alone === operation ? 0 : alone.text.length),
        sum + operation.text.length,
      ),
    0,
  );
  const fields = countFields(shape, new Set());
  return BYTES_AN_OPERATION + characters * BYTES_A_CHARACTER + fields * BYTES_A_SHAPE_FIELD;
}

/** Asks nobody: an operation of nothing but introspection, or of refused fields. */
const NOTHING_ASKED = (): Promise<JoinedData> => Promise.resolve({ data: {}, errors: [] });

/** An answer of one step is kept where that step's source has a place for it; of several, time lies between them. */
function memoryOf(
  { steps }: PlannedOperation,
  sources: CompileOperationOptions['sources'],
): AnswerMemory | null {
  const [step, another] = steps;
  if (step === undefined || another !== undefined) return null;
  return sources.get(step.subgraph)?.memory?.(step.operation) ?? null;
}

/** What the function throws is the failure of that one operation. */
export function createCompileOperation(
  options: CompileOperationOptions,
): (tree: SelectionTree) => ExecutableOperation {
  const { planner, sources, openScalars, settle = (tree: SelectionTree): SelectionTree => tree } = options;
  const plan = createPlanOperation({
    planner,
    batches: (subgraph) => sources.get(subgraph)?.batches ?? false,
  });
  // The whole supergraph, what callers never see included.
  const schema = planner.supergraph.schema.toGraphQLJSSchema();
  return (decided) => {
    const tree = settle(decided, plan);
    const planned = plan(tree);
    const runPlan =
      planned.steps.length === 0 ? NOTHING_ASKED : compileJoin(planned.steps, { sources, schema });
    // The tree's own schema: what of a type its caller does not see does not leave.
    const write = compileWriter(planned.shape, { schema: tree.schema, whole: schema, openScalars });
    const introspect = compileIntrospection(tree, tree.schema);
    const memory = memoryOf(planned, sources);
    return {
      bytes: bytesOf(planned),
      run: async (exchange, variables) => {
        const place = memory?.(exchange, variables);
        if (place?.answer !== undefined) {
          exchange.follows = place.follows;
          return place.answer;
        }
        const joined = await runPlan(exchange, nameVariables(planned, variables));
        const answer = write(joined, introspect(variables));
        place?.keep(answer);
        return answer;
      },
    };
  };
}
