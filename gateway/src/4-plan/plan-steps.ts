/**
 * The steps of a plan: one request each, with what they wait for.
 *
 * Takes ordered fetches, gives steps. Fetches of entities from one subgraph that are asked at equal depth become one
 * step where the subgraph's source allows it. That cannot make a circle: whatever a fetch needs is of lesser depth.
 */
import type { PlannedFetch, PlanStep, SubgraphOperation } from '../execution.js';
import { batchFetches, entitiesPart, type EntitiesPart } from './batch-fetches.js';
import { delayFetches } from './delay-fetches.js';
import type { OrderedFetch } from './order-fetches.js';
import { subgraphOperation } from './subgraph-operation.js';

/** A fetch with its own operation; `part` is null where it cannot share a request. */
interface ReadyFetch {
  readonly fetch: OrderedFetch;
  readonly index: number;
  readonly alone: SubgraphOperation;
  readonly part: EntitiesPart | null;
}

/** Fetches that will be one step. */
interface Group {
  readonly subgraph: string;
  readonly depth: number;
  readonly members: ReadyFetch[];
}

/** @param batches - may several fetches from this subgraph share one request? */
export function planSteps(
  fetches: readonly OrderedFetch[],
  batches: (subgraph: string) => boolean,
): readonly PlanStep[] {
  const ready = fetches.map((fetch, index) => {
    const alone = subgraphOperation(fetch.node);
    const part = batches(fetch.node.serviceName) && isShareable(fetch) ? entitiesPart(alone) : null;
    return { fetch, index, alone, part };
  });
  const depths = delayFetches(fetches, (index) => (ready[index]?.part ?? null) !== null);
  const groups = groupFetches(ready, depths);
  // Equal depths keep the planner's order.
  groups.sort((a, b) => a.depth - b.depth);
  const stepOf = new Map<number, number>();
  groups.forEach(({ members }, step) => {
    for (const { index } of members) stepOf.set(index, step);
  });
  return groups.map((group) => toStep(group, (fetch) => stepOf.get(fetch) ?? 0));
}

/** The values of contextual arguments differ from object to object; such a fetch is split again as it runs. */
function isShareable({ node }: OrderedFetch): boolean {
  return (node.contextRewrites ?? []).length === 0;
}

function groupFetches(ready: readonly ReadyFetch[], depths: readonly number[]): Group[] {
  const groups: Group[] = [];
  const shared = new Map<string, Group>();
  for (const one of ready) {
    const subgraph = one.fetch.node.serviceName;
    const depth = depths[one.index] ?? one.fetch.depth;
    const key = `${depth} ${subgraph}`;
    const known = one.part ? shared.get(key) : undefined;
    const group = known ?? { subgraph, depth, members: [] };
    group.members.push(one);
    if (known) continue;
    groups.push(group);
    if (one.part) shared.set(key, group);
  }
  return groups;
}

function toStep({ subgraph, members }: Group, stepOf: (fetch: number) => number): PlanStep {
  const needs = [...new Set(members.flatMap(({ fetch }) => fetch.needs.map(stepOf)))].sort((a, b) => a - b);
  const [first, ...others] = members.map(({ part }) => part).filter((part) => part !== null);
  if (first) {
    const { operation, lists } = batchFetches([first, ...others]);
    const fetches = members.map((member, index) => toFetch(member, lists[index] ?? 0));
    return { subgraph, needs, operation, fetches };
  }
  const operation = members[0]?.alone;
  if (operation === undefined) throw new RangeError('a step has no fetch');
  return { subgraph, needs, operation, fetches: members.map((member) => toFetch(member, 0)) };
}

function toFetch({ fetch, alone }: ReadyFetch, list: number): PlannedFetch {
  const { node, path } = fetch;
  return {
    path,
    list: node.requires === undefined ? null : list,
    requires: node.requires ?? null,
    inputRewrites: node.inputRewrites ?? [],
    outputRewrites: node.outputRewrites ?? [],
    contextRewrites: node.contextRewrites ?? [],
    alone,
  };
}
