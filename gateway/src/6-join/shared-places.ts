/**
 * Where in the joined data equal objects may be one object.
 *
 * Takes all fetches of a plan. What one answer says twice may be kept once as long as nobody writes into the one
 * occurrence and not into the other: fetches of entities do not, since equal objects have equal representations;
 * a fetch whose selection goes through such a place does, since it comes from above. So a place belongs to one
 * fetch, or nothing in it is shared.
 */
import type { FetchDataRewrite } from '@apollo/query-planner';
import { Kind, type FragmentDefinitionNode, type SelectionSetNode } from 'graphql';
import type { PlannedFetch } from '../execution.js';

export type MayShare = (place: string) => boolean;

/** A place is a path without the items of lists. */
export function placeOf(path: readonly string[]): string {
  return path.filter((segment) => segment !== '@').join('.');
}

export function placeBelow(place: string, dataKey: string): string {
  return place === '' ? dataKey : `${place}.${dataKey}`;
}

export function sharedPlaces(fetches: readonly PlannedFetch[]): MayShare {
  // What an object shows below itself depends on its place as soon as a plan looks upwards.
  if (fetches.some(({ contextRewrites }) => contextRewrites.length > 0)) return () => false;
  const owners = new Map<string, number>();
  for (const fetch of fetches) {
    for (const place of new Set(placesThrough(fetch))) owners.set(place, (owners.get(place) ?? 0) + 1);
  }
  return (place) => owners.get(place) === 1;
}

interface Walk {
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  readonly rewrites: readonly FetchDataRewrite[];
}

/** Of every type: a place too many costs a little time, a place too few would be wrong. */
function placesThrough({ alone, list, path, outputRewrites }: PlannedFetch): string[] {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const node of alone.document.definitions) {
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node);
  }
  const walk = { fragments, rewrites: outputRewrites };
  return alone.document.definitions.flatMap((node) => {
    if (node.kind !== Kind.OPERATION_DEFINITION) return [];
    if (list === null) return placesBelow(node.selectionSet, placeOf(path), walk);
    return node.selectionSet.selections.flatMap((entities) =>
      entities.kind === Kind.FIELD && entities.selectionSet !== undefined
        ? placesBelow(entities.selectionSet, placeOf(path), walk)
        : [],
    );
  });
}

function placesBelow({ selections }: SelectionSetNode, place: string, walk: Walk): string[] {
  return selections.flatMap((selection) => {
    if (selection.kind === Kind.INLINE_FRAGMENT) return placesBelow(selection.selectionSet, place, walk);
    if (selection.kind === Kind.FRAGMENT_SPREAD) {
      const fragment = walk.fragments.get(selection.name.value);
      return fragment === undefined ? [] : placesBelow(fragment.selectionSet, place, walk);
    }
    const { selectionSet, alias, name } = selection;
    if (selectionSet === undefined) return [];
    return dataKeysOf((alias ?? name).value, walk).flatMap((dataKey) => {
      const below = placeBelow(place, dataKey);
      return [below, ...placesBelow(selectionSet, below, walk)];
    });
  });
}

/** A response name and whatever a rewrite may make of it. */
function dataKeysOf(key: string, { rewrites }: Walk): string[] {
  const renamed = rewrites.flatMap((rewrite) =>
    rewrite.kind === 'KeyRenamer' && rewrite.path.at(-1) === key ? [rewrite.renameKeyTo] : [],
  );
  return [key, ...renamed];
}
