/**
 * The objects that a fetch is about: everything at its path in the joined data, each once.
 *
 * Takes the data as it stands when the fetch starts; what is null or could not be had has no objects below it.
 * Contextual arguments look upwards, so their fetches also learn what stands above each object; others do not
 * pay for that.
 */
import type { DataObject } from '../execution.js';
import { isFirstVisit, isObject, lookThrough } from './data-object.js';

/** '@' in a path: the items of a list. */
const ITEMS = '@';

/** A field on the way, with so many lists around what it leads to. */
export interface Hop {
  readonly key: string;
  readonly depth: number;
}

export function compilePath(path: readonly string[]): Hop[] {
  const hops: Hop[] = [];
  for (const segment of path) {
    const last = hops.at(-1);
    if (segment !== ITEMS) hops.push({ key: segment, depth: 0 });
    else if (last !== undefined) hops[hops.length - 1] = { key: last.key, depth: last.depth + 1 };
  }
  return hops;
}

/** The joined data of one request; `visits` counts how often something has gone over them. */
export interface Visits {
  readonly root: DataObject;
  visits: number;
}

/** Entities that are shared lead to the same objects again and again; each is taken once. */
export function collectObjects(data: Visits, hops: readonly Hop[]): DataObject[] {
  let objects: DataObject[] = [data.root];
  for (const { key, depth } of hops) {
    const found: DataObject[] = [];
    data.visits += 1;
    for (const object of objects) add(object[key], depth, { found, visit: data.visits });
    objects = found;
  }
  return objects;
}

interface Found {
  readonly found: DataObject[];
  readonly visit: number;
}

function add(standing: unknown, depth: number, into: Found): void {
  const value = lookThrough(standing);
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) {
    if (depth === 0 && isFirstVisit(value as DataObject, into.visit)) into.found.push(value as DataObject);
  } else if (depth > 0) {
    for (let i = 0; i < value.length; i += 1) add(value[i], depth - 1, into);
  }
}

/** An object and what it stands in, up to the root. */
export interface Standing {
  readonly object: DataObject;
  readonly above: Standing | null;
}

/** Not each once: what stands in two places may have two contexts. */
export function collectStandings(root: DataObject, hops: readonly Hop[]): Standing[] {
  let places: Standing[] = [{ object: root, above: null }];
  for (const { key, depth } of hops) {
    places = places.flatMap((above) => {
      const items = depth === 0 ? [above.object[key]] : below(above.object[key], depth);
      return items.map(lookThrough).flatMap((object) => (isObject(object) ? [{ object, above }] : []));
    });
  }
  return places;
}

function below(standing: unknown, depth: number): unknown[] {
  const value = lookThrough(standing);
  if (!Array.isArray(value)) return [];
  return depth === 1 ? value : value.flatMap((item: unknown) => below(item, depth - 1));
}
