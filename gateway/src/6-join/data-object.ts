/**
 * The objects that the joined data consist of: no member is inherited, so a name that nobody gave a value is
 * undefined even if it is `constructor`, and `__proto__` is a name like any other.
 *
 * `Object.create(null)` would do the same as a hash table; objects of a constructor keep a hidden class, and one
 * constructor for each selection keeps them small. Used by all files here that make or read joined data.
 */
import { Flawed, type DataObject } from '../execution.js';

export type NewDataObject = new () => DataObject;

/** No name of a field, and nothing that is written. */
const VISIT = Symbol('visit');

interface Visited {
  [VISIT]?: number;
}

/**
 * Was this object met before on this visit? An entity may stand in many places, and a set of all objects costs
 * more than what is done with them.
 *
 * @param visit - a number that no other visit of the same data has
 */
export function isFirstVisit(object: DataObject, visit: number): boolean {
  const visited = object as Visited;
  if (visited[VISIT] === visit) return false;
  visited[VISIT] = visit;
  return true;
}

const NOTHING_INHERITED: object = Object.freeze(Object.create(null) as object);

/** A constructor of its own for one selection: its objects have the same keys in the same order. */
export function dataObjectConstructor(): NewDataObject {
  // The keys are set by whoever takes an answer over.
  const Made = function (this: Visited) {
    this[VISIT] = 0;
  };
  Made.prototype = NOTHING_INHERITED;
  return Made as unknown as NewDataObject;
}

/** What stands in a place, whether something is wrong with it or not. */
export function lookThrough(value: unknown): unknown {
  return value instanceof Flawed ? value.value : value;
}

/** Joined data, or JSON that came in. */
export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A property that an answer gave, never one that every object has. */
export function ownValue(from: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(from, key) ? from[key] : undefined;
}

/** An answer's object: nobody has checked it. */
export type Raw = Readonly<Record<string, unknown>>;

interface AnsweredField {
  readonly key: string;
  /** is there such a name on every object? An answer without it has it all the same. */
  readonly inherited: boolean;
}

export function readField(raw: Raw, { key, inherited }: AnsweredField): unknown {
  return inherited ? ownValue(raw, key) : raw[key];
}
