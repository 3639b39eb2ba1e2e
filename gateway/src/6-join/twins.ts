/**
 * Objects of one answer that say the same in the same place of the selection are made once: the author of a hundred
 * reviews is one object, and whatever happens to objects afterwards happens a hundredth as often.
 *
 * Kept for one answer. Sound only where `shared-places.ts` says so. Lists of unlike objects are noticed early and
 * cost next to nothing.
 */
import type { DataObject } from '../execution.js';
import { readField, type Raw } from './data-object.js';
import type { TakenObject } from './taken-selection.js';

/** After so many objects of a kind it shows whether there are twins among them. */
const TRIALS = 64;
/** One in so many must be a twin for the search to be worth it. */
const WORTH = 8;
/** Objects that agree in their first leaf are compared with so many others. */
const MAX_CANDIDATES = 8;

export class Twins {
  readonly #candidates = new Map<unknown, DataObject[]>();
  #searched = 0;
  #found = 0;

  constructor(private readonly taken: TakenObject) {}

  get worthIt(): boolean {
    return this.#searched < TRIALS || this.#found * WORTH >= this.#searched;
  }

  /**
   * @param nested - values of the nested fields, taken over already
   * @returns an object made before that says the same
   */
  find(raw: Raw, nested: readonly unknown[]): DataObject | null {
    const [first] = this.taken.leaves;
    this.#searched += 1;
    const candidates = first === undefined ? undefined : this.#candidates.get(readField(raw, first));
    if (candidates === undefined) return null;
    for (const candidate of candidates) {
      if (!this.#isSame(candidate, raw, nested)) continue;
      this.#found += 1;
      return candidate;
    }
    return null;
  }

  add(made: DataObject): void {
    const [first] = this.taken.leaves;
    if (first === undefined) return;
    const key = made[first.dataKey];
    const candidates = this.#candidates.get(key);
    if (candidates === undefined) this.#candidates.set(key, [made]);
    else if (candidates.length < MAX_CANDIDATES) candidates.push(made);
  }

  #isSame(candidate: DataObject, raw: Raw, values: readonly unknown[]): boolean {
    const { leaves, nested } = this.taken;
    for (const field of leaves) if (candidate[field.dataKey] !== readField(raw, field)) return false;
    for (let i = 0; i < nested.length; i += 1) {
      const field = nested[i];
      if (field !== undefined && !isSameBelow(candidate[field.dataKey], values[i])) return false;
    }
    return true;
  }
}

/** What is below has been made once already, so that it is the same or it is not. */
function isSameBelow(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
  for (let i = 0; i < one.length; i += 1) if (one[i] !== other[i]) return false;
  return true;
}
