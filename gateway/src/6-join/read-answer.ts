/**
 * Judges a subgraph's whole answer and puts each part of it in place.
 *
 * Takes a question and what was answered, which nobody has checked: a list is used only if it has one entity for
 * each representation. What cannot be used is marked at the keys it was to bring; errors that name no place in
 * the answer go to the keys that lack a value, else to those that are about no place in particular.
 */
import type { Flawed, SubgraphAnswer } from '../execution.js';
import { isObject, ownValue } from './data-object.js';
import { MAX_ERRORS, sortErrors, withoutPath, type ErrorTree } from './place-errors.js';
import type { Asked, Question } from './question.js';

type Errors = Flawed['errors'];
type Raw = Readonly<Record<string, unknown>>;

/** Is there a list that can be read, or anything from the root? */
export function hasUsable({ operation, parts }: Question, { data }: SubgraphAnswer): boolean {
  if (!isObject(data)) return false;
  return parts.some(({ place }) => place === null || Array.isArray(ownValue(data, keyOf(operation, place))));
}

function keyOf({ entityLists }: Question['operation'], place: number): string {
  return entityLists[place]?.responseKey ?? '_entities';
}

/** @param errors - null: the answer itself is wrong */
export function failAll({ parts }: Question, errors: Errors | null): void {
  for (const { asked } of parts) failAsked(asked, errors);
}

function failAsked({ parts }: Asked, errors: Errors | null): void {
  for (const { fetch, groups } of parts) {
    for (const objects of groups) {
      if (objects !== undefined) fetch.fail(objects, errors ?? fetch.unusable.errors);
    }
  }
}

/** @param unplaced - takes the errors that are about no place in particular */
export function takeAll(question: Question, answer: SubgraphAnswer, unplaced: Errors[number][]): void {
  const { data, errors } = answer;
  if (!isObject(data)) {
    failAll(question, errors.length === 0 ? null : errors.slice(0, MAX_ERRORS).map(withoutPath));
    return;
  }
  const tree = errors.length === 0 ? null : sortErrors(errors);
  if (tree === null) {
    takeWithoutErrors(question, data);
    return;
  }
  unplaced.push(...takeWithErrors(question, data, tree));
  // So many are nobody's honest errors; that some are not told is told.
  if (errors.length > MAX_ERRORS) unplaced.push(...unusableErrors(question));
}

function takeWithoutErrors({ operation, parts }: Question, data: Raw): void {
  for (const { asked, place } of parts) {
    for (const { fetch } of asked.parts) fetch.begin();
    try {
      if (place === null) takeRoot(asked, data, null);
      else takeList(asked, ownValue(data, keyOf(operation, place)), null);
    } finally {
      for (const { fetch } of asked.parts) fetch.end();
    }
  }
}

function unusableErrors({ parts }: Question): Errors {
  return parts[0]?.asked.parts[0]?.fetch.unusable.errors ?? [];
}

function takeRoot({ parts }: Asked, data: Raw, tree: ErrorTree | null): Errors {
  const left = new Set<Errors[number]>();
  for (const { fetch, groups } of parts) {
    for (const error of fetch.takeRoot(data, groups[0] ?? [], tree)) left.add(error);
  }
  return [...left];
}

/** @returns errors that are left */
function takeWithErrors({ operation, parts }: Question, data: Raw, tree: ErrorTree): Errors {
  const keys = new Set<string | number>(operation.entityLists.map(({ responseKey }) => responseKey));
  const pathless = tree.without(keys);
  const left = new Set<Errors[number]>();
  let told = false;
  for (const { asked, place } of parts) {
    if (place === null) {
      for (const error of takeRoot(asked, data, pathless)) left.add(error);
      told = true;
      continue;
    }
    const key = keyOf(operation, place);
    const list = ownValue(data, key);
    const ofList = tree.at(key);
    // An error without a path is about whatever is missing.
    const missing = !Array.isArray(list) || list.every((entity) => entity === null);
    if (missing) told = true;
    for (const error of takeList(asked, list, { tree: ofList, more: missing ? pathless.all : [] }))
      left.add(error);
  }
  return told ? [...left] : [...left, ...pathless.all];
}

interface ListErrors {
  /** those with a path into the list */
  readonly tree: ErrorTree | undefined;
  /** those that must be about the whole list */
  readonly more: Errors;
}

/** @returns errors that are left */
function takeList(asked: Asked, list: unknown, errors: ListErrors | null): Errors {
  // Of too few or too many nobody knows which entity is which.
  if (!Array.isArray(list) || list.length !== asked.texts.length) {
    const told = errors === null ? [] : [...(errors.tree?.all ?? []), ...errors.more];
    failAsked(asked, told.length === 0 ? null : told);
    return [];
  }
  const left = takeEntities(asked, list, errors?.tree);
  return errors === null ? [...left] : [...left, ...tellList(asked, list, errors)];
}

function takeEntities(
  { parts }: Asked,
  list: readonly unknown[],
  tree: ErrorTree | undefined,
): ReadonlySet<Errors[number]> {
  const left = new Set<Errors[number]>();
  for (const { fetch, groups, lost } of parts) {
    for (let place = 0; place < groups.length; place += 1) {
      const objects = groups[place];
      if (objects === undefined) continue;
      for (const error of fetch.takeEntity(list[place], objects, tree?.at(place))) left.add(error);
    }
    fetch.markLost(lost);
  }
  return left;
}

/** Errors about the list, or about an entity that it does not have. */
function tellList(asked: Asked, list: readonly unknown[], { tree, more }: ListErrors): Errors {
  const places = new Set<string | number>(list.keys());
  const whole = [...(tree?.without(places).all ?? []), ...more];
  if (whole.length === 0 || !list.every((entity) => entity === null)) return whole;
  failAsked(asked, whole);
  return [];
}
