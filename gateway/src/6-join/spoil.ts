/**
 * Marks what a fetch failed to bring: exactly its own keys, on exactly the objects it was asked for.
 *
 * Goes into what other fetches brought where the selection goes into it, and leaves every value that is there.
 */
import { Flawed, type DataObject } from '../execution.js';
import { isObject, lookThrough } from './data-object.js';
import type { TakenObject, TakenSelection } from './taken-selection.js';

/** What the selection wants of an object that is there. */
export function takenOf(selection: TakenSelection, target: DataObject): TakenObject {
  const name = target['__typename'];
  return selection.forType(typeof name === 'string' ? name : selection.declared);
}

/** @param flawed - put wherever nothing stands */
export function spoilObject(selection: TakenSelection, target: DataObject, flawed: Flawed): void {
  const { leaves, nested } = takenOf(selection, target);
  for (const { dataKey } of leaves) if (target[dataKey] === undefined) target[dataKey] = flawed;
  for (const { dataKey, depth, selection: below } of nested) {
    const standing = target[dataKey];
    if (standing === undefined) target[dataKey] = flawed;
    else if (below !== null) spoilValue(below, standing, depth, flawed);
  }
}

/** The same below a value with lists around it. */
export function spoilValue(
  selection: TakenSelection,
  standing: unknown,
  depth: number,
  flawed: Flawed,
): void {
  const value = lookThrough(standing);
  if (depth === 0) {
    if (isObject(value)) spoilObject(selection, value, flawed);
    return;
  }
  if (!Array.isArray(value)) return;
  for (const item of value) spoilValue(selection, item, depth - 1, flawed);
}

/** One error a place is what the specification asks for (GraphQL, October 2021, 6.4.4); a few tell more. */
const MAX_AT_PLACE = 8;

/** A thousand errors at each of a thousand places would be a million for whoever writes the answer. */
export function atPlace(errors: Flawed['errors']): Flawed['errors'] {
  return errors.length <= MAX_AT_PLACE ? errors : errors.slice(0, MAX_AT_PLACE);
}

/** Joins errors to what stands in a place. An object that several others share comes by more than once. */
export function flaw(standing: unknown, errors: Flawed['errors']): Flawed {
  if (!(standing instanceof Flawed)) return new Flawed(standing ?? null, atPlace(errors));
  const [first] = errors;
  if (first === undefined || standing.errors.includes(first)) return standing;
  return new Flawed(standing.value, atPlace([...standing.errors, ...errors]));
}

/** @returns whether any key of the fetch has no value; those get the errors */
export function flawMissing(
  selection: TakenSelection,
  target: DataObject,
  errors: Flawed['errors'],
): boolean {
  let found = false;
  for (const { dataKey } of takenOf(selection, target).byKey.values()) {
    const standing = target[dataKey];
    if (lookThrough(standing) !== null && standing !== undefined) continue;
    target[dataKey] = flaw(standing, errors);
    found = true;
  }
  return found;
}
