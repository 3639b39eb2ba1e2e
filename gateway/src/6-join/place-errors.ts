/**
 * Puts a subgraph's errors where the values are that they are about.
 *
 * Takes errors with paths in the answer's own names and the data that the answer was taken over into; every error
 * ends at the deepest place of its path that is there. Errors are sorted into a tree first, so that their number
 * times the number of objects is never paid, and so that a place gets all of its own at once.
 */
import { Flawed, type DataObject, type SubgraphError } from '../execution.js';
import { isObject, lookThrough } from './data-object.js';
import { flaw, takenOf } from './spoil.js';
import type { TakenField, TakenObject, TakenSelection } from './taken-selection.js';

type PlacedError = Flawed['errors'][number];
type Segment = string | number;

/** No honest path is longer; what is beyond names no other place. */
const MAX_SEGMENTS = 64;

export class ErrorTree {
  readonly errors: PlacedError[] = [];
  readonly below = new Map<Segment, ErrorTree>();
  #all: PlacedError[] | null = null;

  /** Those of this place and of all places below; the same array each time. */
  get all(): readonly PlacedError[] {
    this.#all ??= [...this.errors, ...[...this.below.values()].flatMap(({ all }) => all)];
    return this.#all;
  }

  at(segment: Segment): ErrorTree | undefined {
    return this.below.get(segment);
  }

  /** A tree that lacks what lies below these segments. */
  without(segments: ReadonlySet<Segment>): ErrorTree {
    const tree = new ErrorTree();
    tree.errors.push(...this.errors);
    for (const [segment, below] of this.below) if (!segments.has(segment)) tree.below.set(segment, below);
    return tree;
  }

  add(path: readonly Segment[], error: PlacedError): void {
    const at = path.slice(0, MAX_SEGMENTS).reduce<ErrorTree>((tree, segment) => tree.#child(segment), this);
    at.errors.push(error);
  }

  #child(segment: Segment): ErrorTree {
    let child = this.below.get(segment);
    if (child === undefined) {
      child = new ErrorTree();
      this.below.set(segment, child);
    }
    return child;
  }
}

/** An error as it stands in the data: where it is, its place says. */
export function withoutPath({ message, extensions }: SubgraphError): PlacedError {
  return extensions === undefined ? { message } : { message, extensions };
}

/** More than this in one answer are nobody's honest errors; as many leave the hub at most. */
export const MAX_ERRORS = 1_000;

export function sortErrors(errors: readonly SubgraphError[]): ErrorTree {
  const tree = new ErrorTree();
  for (const error of errors.slice(0, MAX_ERRORS)) {
    const path: unknown = error.path;
    tree.add(Array.isArray(path) ? (path as Segment[]) : [], withoutPath(error));
  }
  return tree;
}

/** @returns the errors that name no field of the object */
export function placeInObject(
  tree: ErrorTree,
  selection: TakenSelection,
  target: DataObject,
): readonly PlacedError[] {
  return placeIn(tree, takenOf(selection, target), target);
}

function placeIn(tree: ErrorTree, taken: TakenObject, target: DataObject): readonly PlacedError[] {
  if (tree.below.size === 0) return tree.errors;
  const left = [...tree.errors];
  for (const [segment, below] of tree.below) {
    const field = typeof segment === 'string' ? taken.byKey.get(segment) : undefined;
    if (field === undefined) left.push(...below.all);
    else placeInSlot(below, field, { holder: target, key: field.dataKey, depth: field.depth });
  }
  return left;
}

interface Slot {
  readonly holder: DataObject | unknown[];
  readonly key: string | number;
  /** lists around the value */
  readonly depth: number;
}

function placeInSlot(tree: ErrorTree, field: TakenField, slot: Slot): void {
  const holder = slot.holder as Record<Segment, unknown>;
  const left = placeBelow(tree, field, { value: lookThrough(holder[slot.key]), slot });
  if (left.length > 0) holder[slot.key] = flaw(holder[slot.key], left);
}

/** @returns the errors whose place is the slot itself */
function placeBelow(
  tree: ErrorTree,
  field: TakenField,
  { value, slot }: { value: unknown; slot: Slot },
): readonly PlacedError[] {
  if (tree.below.size === 0) return tree.errors;
  if (slot.depth > 0 && Array.isArray(value)) return placeInItems(tree, field, { items: value, slot });
  if (slot.depth > 0 || field.selection === null || !isObject(value)) return tree.all;
  return placeIn(tree, takenOf(field.selection, value), value);
}

function placeInItems(
  tree: ErrorTree,
  field: TakenField,
  { items, slot }: { items: unknown[]; slot: Slot },
): readonly PlacedError[] {
  const left = [...tree.errors];
  let own = items;
  for (const [segment, below] of tree.below) {
    if (typeof segment !== 'number' || !(segment in items)) {
      left.push(...below.all);
      continue;
    }
    // A list of leaves is the answer's own; whoever gave it may give it to others.
    if (field.selection === null && own === items) own = items.slice();
    placeInSlot(below, field, { holder: own, key: segment, depth: slot.depth - 1 });
  }
  if (own !== items) replaceValue(slot, own);
  return left;
}

function replaceValue({ holder, key }: Slot, value: unknown): void {
  const slots = holder as Record<Segment, unknown>;
  const standing = slots[key];
  slots[key] = standing instanceof Flawed ? new Flawed(value, standing.errors) : value;
}
