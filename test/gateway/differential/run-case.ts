/**
 * One case: a graph, a world, a question, asked of all three.
 *
 * Takes the numbers of a case, gives the three answers and what follows from comparing them.
 */
import type { QueryPlan } from '@apollo/query-planner';
import { parse, validate, type GraphQLSchema } from 'graphql';
import { errorPlaces, isEqual } from './compare-answers.js';
import {
  hubExecutor,
  monolith,
  stockGateway,
  subgraphSchemas,
  type AnswerJson,
  type Answered,
  type Ask,
  type ComposedGraph,
  type HubExecutor,
  type HubOptions,
  type Question,
  type StockGateway,
} from './gateways.js';
import { randomOperation } from './random-operation.js';
import { drawVariables } from './random-values.js';
import { Seeded } from './seeded.js';
import { makeWorld, type World } from './world.js';

export interface Bench {
  readonly graph: ComposedGraph;
  readonly api: GraphQLSchema;
  readonly stock: StockGateway;
  readonly hub: HubExecutor;
  readonly askWhole: Ask;
  /** a fault on purpose */
  readonly isFaulty: boolean;
}

export interface Case {
  readonly question: Question;
  readonly world: World;
}

export interface Outcome extends Case {
  readonly bench: Bench;
  /** Apollo's own; null when there is none */
  readonly plan: QueryPlan | null;
  readonly hub: Answered;
  readonly stock: Answered;
  readonly truth: Answered;
  /** data, errors at all or none, effects */
  readonly hubIsStock: boolean;
  /** data in order, places of errors, effects; of a world that is not whole the monolith may know too much */
  readonly hubIsTruth: boolean;
}

export async function openBench(graph: ComposedGraph, options: HubOptions): Promise<Bench> {
  const schemas = subgraphSchemas(graph);
  const stock = await stockGateway(graph.supergraphSdl, schemas);
  const hub = await hubExecutor(graph.supergraphSdl, schemas, options);
  const { api } = stock;
  return {
    graph,
    api,
    stock,
    hub,
    askWhole: monolith(graph.model, api),
    isFaulty: options.fault !== undefined,
  };
}

export async function closeBench({ stock, hub }: Bench): Promise<void> {
  await Promise.all([stock.stop(), hub.stop()]);
}

/** An operation is asked as often, each time of another world and with other variables. */
const CASES_PER_OPERATION = 3;

/** @returns null when nothing valid was written in a few attempts */
export function makeCase({ graph, api }: Bench, number: number): Case | null {
  const operationNumber = Math.floor(number / CASES_PER_OPERATION);
  const words = new Seeded(graph.seed * 100_003 + operationNumber);
  const random = new Seeded(graph.seed * 1_000_003 + number);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    const { text, declared } = randomOperation(api, words.fork());
    if (validate(api, parse(text)).length > 0) continue;
    const question = { text, variables: drawVariables(declared, random.fork()) };
    return { question, world: makeWorld(graph.model, random.fork()) };
  }
  return null;
}

export async function runCase(bench: Bench, { question, world }: Case): Promise<Outcome> {
  const stock = await bench.stock.ask(question, world);
  const plan = bench.stock.lastPlan();
  const truth = await bench.askWhole(question, world);
  const hub = await bench.hub.ask(question, world);
  return {
    bench,
    question,
    world,
    plan,
    hub,
    stock,
    truth,
    hubIsStock: isSame(hub, stock),
    hubIsTruth: isExact(hub, truth),
  };
}

export function errorsOf({ errors, extensions }: AnswerJson): NonNullable<AnswerJson['errors']> {
  return errors ?? extensions?.valueCompletion ?? [];
}

/** Stock's paths are left out: where an entity is fetched, they hold '@' or count what was sent instead. */
function isSame(hub: Answered, stock: Answered): boolean {
  return (
    isEqual(hub.answer.data ?? null, stock.answer.data ?? null) &&
    (hub.answer.errors !== undefined) === (stock.answer.errors !== undefined) &&
    isEqual(hub.log, stock.log)
  );
}

function isExact(hub: Answered, truth: Answered): boolean {
  return (
    JSON.stringify(hub.answer.data) === JSON.stringify(truth.answer.data) &&
    isEqual(errorPlaces(hub.answer), errorPlaces(truth.answer)) &&
    isEqual(hub.log, truth.log)
  );
}
