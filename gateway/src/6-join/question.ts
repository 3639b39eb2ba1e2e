/**
 * What a step asks: gathers the objects that it is about and writes down what is said about them.
 *
 * Takes compiled fetches and the data joined so far. Objects about which the same is said are one representation,
 * also across the fetches that share an entity list.
 */
import type { Exchange } from '../exchange.js';
import type { DataObject, Flawed, SubgraphOperation, SubgraphQuestion, Variables } from '../execution.js';
import type { CompiledFetch, Represented } from './compiled-fetch.js';
import { splitByContext } from './context-values.js';

/** One request to the hub while its plan runs. */
export interface Run {
  readonly exchange: Exchange;
  readonly variables: Variables;
  readonly root: DataObject;
  visits: number;
  /** errors that have no place in the data */
  readonly errors: Flawed['errors'][number][];
  /** something that no subgraph is to blame for */
  readonly fail: (error: unknown) => void;
}

/** What may be asked by itself: the root, or one entity list with all fetches that share it. */
export interface Unit {
  /** index in the step's entity lists; null: the root */
  readonly list: number | null;
  readonly fetches: readonly CompiledFetch[];
  readonly alone: SubgraphOperation;
}

/** Objects of one fetch; from the root all in one group. */
export interface AskedPart extends Represented {
  readonly fetch: CompiledFetch;
}

/** A unit with the objects that it is about in this run. */
export interface Asked {
  readonly unit: Unit;
  readonly texts: readonly string[];
  readonly parts: readonly AskedPart[];
  /** those of the context; null: none */
  readonly variables: Variables | null;
}

export interface Question {
  readonly operation: SubgraphOperation;
  readonly variables: Variables | null;
  /** `place`: index in the operation's entity lists; null: the root */
  readonly parts: readonly { readonly asked: Asked; readonly place: number | null }[];
}

export function unitsOf(fetches: readonly CompiledFetch[]): Unit[] {
  const units: Unit[] = [];
  const byList = new Map<number, CompiledFetch[]>();
  for (const fetch of fetches) {
    const { list, alone } = fetch.planned;
    const known = list === null ? undefined : byList.get(list);
    if (known !== undefined) {
      known.push(fetch);
      continue;
    }
    const shared = [fetch];
    if (list !== null) byList.set(list, shared);
    units.push({ list, fetches: shared, alone });
  }
  return units;
}

/** @returns what is to be asked for this unit: nothing, one question, or one for each context */
export function gather(unit: Unit, run: Run): Asked[] {
  const [first] = unit.fetches;
  if (first !== undefined && first.planned.contextRewrites.length > 0) {
    return splitByContext(first, run.root).flatMap(({ objects, variables }) =>
      represent(unit, [{ fetch: first, objects }], variables),
    );
  }
  const collected = unit.fetches.map((fetch) => ({ fetch, objects: fetch.collect(run) }));
  return represent(unit, collected, null);
}

const NOTHING_LOST: Represented['lost'] = new Map();

interface Collected {
  readonly fetch: CompiledFetch;
  readonly objects: readonly DataObject[];
}

function represent(unit: Unit, collected: readonly Collected[], variables: Variables | null): Asked[] {
  if (unit.list === null) {
    const parts = collected.map(({ fetch, objects }) => ({ fetch, groups: [objects], lost: NOTHING_LOST }));
    return parts.some(({ groups }) => groups[0]?.length !== 0) ? [{ unit, texts: [], parts, variables }] : [];
  }
  const places = new Map<string, number>();
  const parts = collected.map(({ fetch, objects }) => ({ fetch, ...fetch.represent(objects, places) }));
  return places.size === 0 ? [] : [{ unit, texts: [...places.keys()], parts, variables }];
}

export function writeQuestion({ operation, variables, parts }: Question, run: Run): SubgraphQuestion {
  const representations = operation.entityLists.map(
    (_list, index) => parts.find(({ place }) => place === index)?.asked.texts ?? [],
  );
  return {
    exchange: run.exchange,
    variables: variables === null ? run.variables : { ...run.variables, ...variables },
    representations,
  };
}
