/**
 * Places of the data, and which fetch fills them. A place is the response names from the root, each after a dot;
 * lists and types are left out of account.
 */
import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type SelectionSetNode } from 'graphql';
import { documentOf, operationOf, responseNameOf, type PlacedFetch } from './repair-fetches.js';

export type Places = ReadonlySet<string>;

export function placeOf(path: readonly string[]): string {
  return path
    .filter((name) => name !== '@')
    .map((name) => `.${name}`)
    .join('');
}

export function placesOf(fetches: readonly PlacedFetch[]): Places {
  const filled = new Set<string>();
  for (const { fetch, path } of fetches) {
    const { selectionSet } = operationOf(documentOf(fetch));
    const entities = selectionSet.selections[0];
    const filledFrom = fetch.requires && entities?.kind === Kind.FIELD ? entities.selectionSet : selectionSet;
    if (filledFrom) fill(filledFrom, placeOf(path), filled);
  }
  return filled;
}

/** Under both names: a rewrite of the output may turn an alias back into the name that is needed. */
function fill({ selections }: SelectionSetNode, path: string, filled: Set<string>): void {
  for (const selection of selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) fill(selection.selectionSet, path, filled);
    if (selection.kind !== Kind.FIELD) continue;
    const name = responseNameOf(selection);
    for (const place of new Set([`${path}.${name}`, `${path}.${unaliased(name)}`])) {
      filled.add(place);
      if (selection.selectionSet) fill(selection.selectionSet, place, filled);
    }
  }
}

/** The planner's way of telling apart two fields of one response name and different types. */
export function unaliased(name: string): string {
  return name.replace(/__alias_\d+$/u, '');
}

/** @returns the name of something required at a place that nothing fills; null when all is filled */
export function unfilled(
  requires: readonly QueryPlanSelectionNode[],
  path: string,
  filled: Places,
): string | null {
  for (const selection of requires) {
    const here = selection.kind === 'Field' ? `${path}.${selection.name}` : path;
    if (selection.kind === 'Field' && selection.name !== '__typename' && !filled.has(here)) {
      return selection.name;
    }
    const below = unfilled(selection.selections ?? [], here, filled);
    if (below !== null) return below;
  }
  return null;
}
