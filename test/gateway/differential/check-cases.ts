/**
 * Runs many cases and keeps count: what is equal, what differs for a listed reason, and what nobody explains.
 *
 * Takes numbers of graphs and of cases in each, gives a tally; the tests and the long run share it.
 */
import { composeGraph, type HubOptions } from './gateways.js';
import { TRUTH_DIFFERENCES, explain, explainStock } from './listed-differences.js';
import { closeBench, makeCase, openBench, runCase, type Bench, type Outcome } from './run-case.js';
import { shrink } from './shrink.js';

export interface Tally {
  graphs: number;
  notComposed: number;
  cases: number;
  /** the hub and the stock gateway say the same */
  equal: number;
  /** hub and stock differ, by the name of the difference */
  stock: Map<string, number>;
  /** hub and monolith differ, by the name of the difference */
  truth: Map<string, number>;
  /** reports of what nothing explains; no more than a few */
  unexplained: string[];
  /** operations that a subgraph could not have executed */
  illSent: string[];
}

export interface Cases extends HubOptions {
  /** numbers of graphs */
  readonly graphs: readonly number[];
  readonly casesEach: number;
}

const MOST_REPORTS = 3;

export function newTally(): Tally {
  return {
    graphs: 0,
    notComposed: 0,
    cases: 0,
    equal: 0,
    stock: new Map(),
    truth: new Map(),
    unexplained: [],
    illSent: [],
  };
}

/** Adds what it finds to the tally. */
export async function checkCases({ graphs, casesEach, ...options }: Cases, tally: Tally): Promise<void> {
  for (const seed of graphs) {
    const graph = composeGraph(seed);
    if ('reasons' in graph) {
      tally.notComposed += 1;
      continue;
    }
    tally.graphs += 1;
    const bench = await openBench(graph, options);
    for (let number = 0; number < casesEach; number += 1) await checkCase(bench, number, tally);
    tally.illSent.push(...bench.hub.illSent.slice(0, MOST_REPORTS));
    await closeBench(bench);
  }
}

async function checkCase(bench: Bench, number: number, tally: Tally): Promise<void> {
  const asked = makeCase(bench, number);
  if (asked === null) return;
  const outcome = await runCase(bench, asked);
  tally.cases += 1;
  if (outcome.hubIsStock) tally.equal += 1;
  const reasons = await reasonsOf(outcome);
  count(tally.stock, reasons.stock);
  count(tally.truth, reasons.truth);
  if (!isUnexplained(reasons) || tally.unexplained.length >= MOST_REPORTS) return;
  // A smaller question is for people to read; a fault on purpose is only counted.
  const smallest = bench.isFaulty
    ? outcome
    : await shrink(bench, outcome, async (other) => isUnexplained(await reasonsOf(other)));
  tally.unexplained.push(describe(smallest, number));
}

interface Reasons {
  /** undefined: nothing differs; null: nothing explains it */
  readonly stock: string | null | undefined;
  readonly truth: string | null | undefined;
}

async function reasonsOf(outcome: Outcome): Promise<Reasons> {
  const { hubIsStock, hubIsTruth, world } = outcome;
  return {
    stock: hubIsStock ? undefined : await explainStock(outcome),
    truth: hubIsTruth || !world.whole ? undefined : await explain(TRUTH_DIFFERENCES, outcome),
  };
}

function isUnexplained({ stock, truth }: Reasons): boolean {
  return stock === null || truth === null;
}

function count(counts: Map<string, number>, name: string | null | undefined): void {
  if (typeof name === 'string') counts.set(name, (counts.get(name) ?? 0) + 1);
}

/** Everything that somebody needs to see the difference again. */
function describe({ bench, question, hub, stock, truth, world }: Outcome, number: number): string {
  return [
    `graph ${bench.graph.seed}, case ${number}${world.whole ? '' : ' (some records are missing somewhere)'}`,
    question.text,
    `variables ${JSON.stringify(question.variables)}`,
    `hub       ${JSON.stringify(hub.answer)} ${hub.log.join(' ')}`,
    `stock     ${JSON.stringify(stock.answer)} ${stock.log.join(' ')}`,
    `monolith  ${JSON.stringify(truth.answer)} ${truth.log.join(' ')}`,
    ...[...bench.graph.sdls].map(([name, sdl]) => `--- subgraph ${name}\n${sdl}`),
  ].join('\n');
}
