/**
 * Contextual arguments: values that a fetch takes from what stands above its objects.
 *
 * Takes the plan's context rewrites (`..` one object up, `... on Type` a condition, then names of fields; the
 * first that leads to a value gives the variable its value) and the data joined so far; gives the objects sorted
 * by the values they see, since one request can carry one value for each variable.
 */
import type { FetchDataKeyRenamer } from '@apollo/query-planner';
import { Flawed, type DataObject, type Variables } from '../execution.js';
import { collectStandings, type Standing } from './collect-objects.js';
import type { CompiledFetch } from './compiled-fetch.js';
import { isObject } from './data-object.js';
import type { SupergraphTypes } from './supergraph-types.js';
import { CONDITION } from './taken-selection.js';

const UP = '..';

interface SameContext {
  readonly variables: Variables;
  readonly objects: DataObject[];
}

/** Objects whose context could not be had, or cannot be written, are marked on the spot. */
export function splitByContext(fetch: CompiledFetch, root: DataObject): SameContext[] {
  const { contextRewrites } = fetch.planned;
  const split = new Map<string, SameContext>();
  for (const standing of collectStandings(root, fetch.hops)) {
    const { object } = standing;
    const variables = readContext(contextRewrites, standing, fetch.types);
    if (variables instanceof Flawed) {
      fetch.fail([object], variables.errors);
      continue;
    }
    const text = textOf(variables);
    if (text === null) {
      fetch.fail([object], fetch.unusable.errors);
      continue;
    }
    const same = split.get(text);
    if (same === undefined) split.set(text, { variables, objects: [object] });
    else same.objects.push(object);
  }
  return [...split.values()];
}

/** @returns null: nested deeper than the stack is */
function textOf(variables: Variables): string | null {
  try {
    return JSON.stringify(variables);
  } catch {
    return null;
  }
}

function readContext(
  rewrites: readonly FetchDataKeyRenamer[],
  standing: Standing,
  types: SupergraphTypes,
): Variables | Flawed {
  // Names of the planner's own making: contextualArgument_1_0.
  const variables: Record<string, unknown> = {};
  for (const { path, renameKeyTo } of rewrites) {
    if (Object.hasOwn(variables, renameKeyTo)) continue;
    const value = climb(path, standing, types);
    if (value instanceof Flawed) return value;
    if (value !== undefined) variables[renameKeyTo] = value;
  }
  return variables;
}

function climb(path: readonly string[], standing: Standing, types: SupergraphTypes): unknown {
  let at: Standing | null = standing;
  let from = 0;
  for (; path[from] === UP && at !== null; from += 1) at = at.above;
  return at === null ? undefined : descend(at.object, path.slice(from), types);
}

/** @returns undefined: there is nothing at the path; Flawed: it could not be had */
function descend(standing: unknown, path: readonly string[], types: SupergraphTypes): unknown {
  if (standing instanceof Flawed) {
    return standing.value === null ? standing : descend(standing.value, path, types);
  }
  const [segment, ...rest] = path;
  if (segment === undefined || standing === null || standing === undefined) return standing;
  if (Array.isArray(standing)) {
    const items = standing.map((item: unknown) => descend(item, path, types) ?? null);
    return items.find((item) => item instanceof Flawed) ?? items;
  }
  if (!isObject(standing)) return undefined;
  if (!segment.startsWith(CONDITION)) return descend(standing[segment], rest, types);
  const name = standing['__typename'];
  const holds = typeof name !== 'string' || types.satisfies(name, segment.slice(CONDITION.length));
  return holds ? descend(standing, rest, types) : undefined;
}
