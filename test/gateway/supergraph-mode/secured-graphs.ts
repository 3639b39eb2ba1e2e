/**
 * Generated supergraphs with random demands, generated documents of every shape, generated worlds: no subgraph is asked
 * for what demands something, what is left equals the answer without demands, and every null that is not there without
 * them is told of with the code.
 *
 * A case that fails is named by two numbers: graph and case.
 */
import { afterAll, expect, test } from '@jest/globals';
import { createSchemaSource, createSupergraphExecutor, type SupergraphExecutor } from '@vigil/gateway';
import { Kind, TypeInfo, parse, validate, visit, visitWithTypeInfo, type GraphQLSchema } from 'graphql';
import {
  composeGraph,
  subgraphSchemas,
  type AnswerJson,
  type ComposedGraph,
} from '../differential/gateways.js';
import { randomOperation } from '../differential/random-operation.js';
import { drawVariables } from '../differential/random-values.js';
import { Seeded } from '../differential/seeded.js';
import { WorldRun, makeWorld } from '../differential/world.js';
import { isEqual } from '../differential/compare-answers.js';
import { randomDemands, type Demands } from './random-demands.js';

const CASES_EACH = 25;

const seen = { cases: 0, touched: 0, untouched: 0, answered: 0, leaks: 0 };

interface Asking {
  readonly executor: SupergraphExecutor;
  /** subgraph and text of each operation that was prepared for it since the last question */
  readonly asked: [string, string][];
  run: WorldRun | null;
}

async function open(supergraphSdl: string, schemas: ReadonlyMap<string, GraphQLSchema>): Promise<Asking> {
  const asked: [string, string][] = [];
  const state: { run: WorldRun | null } = { run: null };
  const sources = [...schemas].map(([name, schema]) => {
    const source = createSchemaSource({ schema, contextValue: () => state.run, onError: () => undefined });
    const prepare: typeof source.prepare = (operation) => {
      const ask = source.prepare(operation);
      return (question) => {
        asked.push([name, operation.text]);
        return ask(question);
      };
    };
    return [name, { ...source, prepare }] as const;
  });
  const executor = await createSupergraphExecutor({ supergraphSdl, sources: new Map(sources) });
  return Object.assign(state, { executor, asked });
}

/** Is a field selected that demands something, on any type that it may be of? */
function selectsDemanded(api: GraphQLSchema, text: string, demands: Demands): boolean {
  const types = new TypeInfo(api);
  let found = false;
  visit(
    parse(text),
    visitWithTypeInfo(types, {
      Field: ({ name }) => {
        const type = types.getParentType();
        if (!type || name.value.startsWith('__')) return;
        const isAbstract = type.astNode?.kind !== Kind.OBJECT_TYPE_DEFINITION && 'getInterfaces' in type;
        const behind = isAbstract ? api.getPossibleTypes(type as never).map((one) => one.name) : [];
        found ||= [type.name, ...behind].some((one) => demands.isDemanding(one, name.value));
      },
    }),
  );
  return found;
}

type Path = readonly (string | number)[];

/** Everything that stands in one answer and not in the other, as paths. */
function differences(one: unknown, other: unknown, path: Path = []): Path[] {
  if (isEqual(one, other)) return [];
  const isBranch = (value: unknown): value is object => typeof value === 'object' && value !== null;
  if (!isBranch(one) || !isBranch(other) || Array.isArray(one) !== Array.isArray(other)) return [path];
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].flatMap((key) =>
    differences((one as Record<string, unknown>)[key], (other as Record<string, unknown>)[key], [
      ...path,
      Array.isArray(one) ? Number(key) : key,
    ]),
  );
}

const isBelow = (path: Path, above: Path): boolean => above.every((segment, n) => path[n] === segment);

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string | number, unknown>)[key], data);
}

/** @returns what is wrong; empty: nothing */
function judge(secured: AnswerJson, plain: AnswerJson): string[] {
  const errors = (secured.errors ?? []) as readonly { path?: Path; extensions?: { code?: string } }[];
  const denials = errors.flatMap(({ path, extensions }) =>
    extensions?.code === 'UNAUTHORIZED_FIELD_OR_TYPE' && path !== undefined ? [path] : [],
  );
  return differences(secured.data, plain.data).flatMap((path) => {
    // What failed there without demands was not asked for with them.
    if (valueAt(plain.data, path) === null) return [];
    if (valueAt(secured.data, path) !== null) return [`another value at ${path.join('.')}`];
    return denials.some((denied) => isBelow(denied, path)) ? [] : [`an untold null at ${path.join('.')}`];
  });
}

interface Bench {
  readonly graph: ComposedGraph;
  readonly schemas: ReadonlyMap<string, GraphQLSchema>;
  readonly demands: Demands;
  readonly secured: Asking;
  readonly plain: Asking;
}

async function ask(asking: Asking, text: string, variables: object, run: WorldRun): Promise<AnswerJson> {
  asking.asked.length = 0;
  asking.run = run;
  const request = { query: text, variables: structuredClone(variables) as Record<string, unknown> };
  return JSON.parse(await asking.executor.execute(request)) as AnswerJson;
}

/** @returns what is wrong */
async function checkCase(
  { graph, schemas, demands, secured, plain }: Bench,
  number: number,
): Promise<string[]> {
  const random = new Seeded(graph.seed * 7_919 + number);
  const api = plain.executor.schema;
  const { text, declared } = randomOperation(api, random.fork());
  const world = makeWorld(graph.model, random.fork());
  const variables = drawVariables(declared, random.fork());
  if (validate(api, parse(text)).length > 0) return [];
  seen.cases += 1;
  const open = await ask(plain, text, variables, new WorldRun(world));
  const answer = await ask(secured, text, variables, new WorldRun(world));
  const leaks = (asking: Asking): string[] =>
    asking.asked.flatMap(([name, sent]) => {
      const schema = schemas.get(name);
      return schema === undefined || demands.asksDemanded(schema, sent) ? [`${name} was asked ${sent}`] : [];
    });
  const wouldLeak = leaks(plain).length > 0;
  if (wouldLeak) seen.leaks += 1;
  const isRefused = answer.data === undefined;
  if (isRefused) return leaks(secured);
  if (JSON.stringify(answer.data).length > 40) seen.answered += 1;
  // What demands nothing, and needs nothing that does, is answered as ever.
  const isTouched = wouldLeak || selectsDemanded(api, text, demands);
  seen[isTouched ? 'touched' : 'untouched'] += 1;
  const isMutation = text.includes('mutation');
  const isComparable = world.whole && !isMutation;
  const wrong = isComparable ? judge(answer, open) : [];
  if (!isTouched && isComparable && !isEqual(answer.data, open.data))
    wrong.push('something was denied without need');
  return [...leaks(secured), ...wrong].map((what) => `graph ${graph.seed}, case ${number}: ${what}\n${text}`);
}

/** @param graphs - numbers of generated graphs */
export function testSecuredGraphs(graphs: readonly number[]): void {
  test.each(graphs)('graph %i', async (seed) => {
    const graph = composeGraph(seed);
    if ('reasons' in graph) return;
    const schemas = subgraphSchemas(graph);
    const demands = randomDemands(graph.supergraphSdl, new Seeded(seed), 12);
    const secured = await open(demands.supergraphSdl, schemas);
    const plain = await open(graph.supergraphSdl, schemas);
    const bench = { graph, schemas, demands, secured, plain };
    const wrong: string[] = [];
    for (let number = 0; number < CASES_EACH; number += 1) wrong.push(...(await checkCase(bench, number)));
    expect(wrong.slice(0, 2).join('\n\n')).toBe('');
  });

  afterAll(() => {
    // The broken twin is the graph without demands: it is caught in a good part of the cases.
    expect(seen.cases).toBeGreaterThan(graphs.length * 15);
    expect(seen.leaks).toBeGreaterThan(seen.cases / 10);
    expect(seen.answered).toBeGreaterThan(seen.cases / 10);
    expect(seen.untouched).toBeGreaterThan(graphs.length);
  });
}
