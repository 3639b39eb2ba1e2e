/**
 * Fault: fields of one entity that require one field with different arguments are asked in one fetch. A
 * representation has one place for the required value, so that one of them would be computed from the other's.
 *
 * Repair, after planning: such a fetch becomes several of the same subgraph at the same place, side by side; each
 * asks for fields whose requirements agree, and its representations hold the values that these require. Expects the
 * twins of `repair-required-arguments.ts` in the plan: they tell one required value from another.
 */
import type { FetchNode, QueryPlan, QueryPlanSelectionNode } from '@apollo/query-planner';
import { HubError } from '@vigil/shared';
import { Kind, type DocumentNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import { documentOf, mapFetches, operationOf, withDocument } from './repair-fetches.js';
import type { Twin } from './repair-required-arguments.js';
import { Requirements, itemsOf, planNodes, type Item } from './repair-requirements.js';

type Twins = ReadonlyMap<string, Twin>;
/** place in the representation, `category.averagePrice` -> the twins that stand for it; the bare name is one too */
type Variants = Map<string, Set<string>>;

export function createSplitConflicts(supergraph: DocumentNode, twins: Twins): (plan: QueryPlan) => QueryPlan {
  const requirements = new Requirements(supergraph);

  function split(fetch: FetchNode): FetchNode[] {
    const conflicts = new Map(
      [...variantsOf(fetch.requires ?? [], twins)].filter(([, variants]) => variants.size > 1),
    );
    if (conflicts.size === 0) return [fetch];
    const document = documentOf(fetch);
    const groups: Group[] = [];
    for (const item of itemsOf(operationOf(document).selectionSet)) {
      const needs = variantsOfSets(
        requirements.of(item, fetch.serviceName).map(({ fields }) => fields),
        twins,
      );
      const group = groups.find((one) => agree(one.needs, needs, conflicts));
      if (group) {
        group.items.push(item);
        addTo(group.needs, needs);
      } else {
        groups.push({ items: [item], needs });
      }
    }
    refuseUnsettled(conflicts, groups, twins);
    return groups.map((group) => ({
      ...withDocument(fetch, onlyItems(document, new Set(group.items.map(({ selection }) => selection)))),
      requires: onlyNeeded(fetch.requires ?? [], group.needs, { conflicts, twins }),
    }));
  }

  return (plan) => mapFetches(plan, split);
}

/** Each competing value is required by some group, and no group requires two of them. */
function refuseUnsettled(conflicts: Variants, groups: readonly Group[], twins: Twins): void {
  for (const [place, variants] of conflicts) {
    const needed = groups.map(({ needs }) => needs.get(place) ?? new Set());
    const isSettled =
      needed.every(({ size }) => size <= 1) &&
      [...variants].every((name) => needed.some((names) => names.has(name)) || !twins.has(name));
    if (isSettled) continue;
    throw new HubError(
      'INTERNAL_SERVER_ERROR',
      `@requires with different arguments cannot be told apart at${place.replaceAll('.', ' ')}`,
      'operator',
    );
  }
}

interface Group {
  readonly items: Item[];
  readonly needs: Variants;
}

function onlyItems(document: DocumentNode, kept: ReadonlySet<SelectionNode>): DocumentNode {
  const inBranch = (branch: SelectionNode): SelectionNode[] => {
    if (branch.kind !== Kind.INLINE_FRAGMENT) return [branch];
    const selections = branch.selectionSet.selections.filter((one) => kept.has(one));
    if (selections.length === 0) return [];
    return [{ ...branch, selectionSet: { ...branch.selectionSet, selections } }];
  };
  const operation = operationOf(document);
  const entities = operation.selectionSet.selections.map((selection) =>
    selection.kind === Kind.FIELD && selection.selectionSet
      ? {
          ...selection,
          selectionSet: {
            ...selection.selectionSet,
            selections: selection.selectionSet.selections.flatMap(inBranch),
          },
        }
      : selection,
  );
  return {
    ...document,
    definitions: document.definitions.map((one) =>
      one === operation
        ? { ...operation, selectionSet: { ...operation.selectionSet, selections: entities } }
        : one,
    ),
  };
}

/** Whose value a node is: the field that a twin stands for, else the node itself. */
function fieldOf(name: string, twins: Twins): string {
  return twins.get(name)?.fieldName ?? name;
}

/** The type of the entity itself is left out: the planner may write it as an interface or as a type of it. */
function placeOn(path: string, type: string | undefined): string {
  return path === '' || type === undefined ? path : `${path}(${type})`;
}

function variantsOf(
  selections: readonly QueryPlanSelectionNode[],
  twins: Twins,
  found: Variants = new Map(),
  path = '',
): Variants {
  for (const selection of selections) {
    if (selection.kind !== 'Field') {
      variantsOf(selection.selections, twins, found, placeOn(path, selection.typeCondition));
      continue;
    }
    const here = `${path}.${fieldOf(selection.name, twins)}`;
    found.set(here, (found.get(here) ?? new Set()).add(selection.name));
    variantsOf(selection.selections ?? [], twins, found, here);
  }
  return found;
}

function variantsOfSets(sets: readonly SelectionSetNode[], twins: Twins): Variants {
  const found: Variants = new Map();
  for (const set of sets) variantsOf(planNodes(set), twins, found);
  return found;
}

function agree(a: Variants, b: Variants, conflicts: Variants): boolean {
  return [...conflicts.keys()].every((place) => {
    const together = new Set([...(a.get(place) ?? []), ...(b.get(place) ?? [])]);
    return together.size <= 1;
  });
}

function addTo(needs: Variants, more: Variants): void {
  for (const [place, variants] of more) {
    needs.set(place, new Set([...(needs.get(place) ?? []), ...variants]));
  }
}

interface Among {
  readonly conflicts: Variants;
  readonly twins: Twins;
}

/** Where values compete for a place, the one that is needed there; the bare name where none is. */
function onlyNeeded(
  selections: readonly QueryPlanSelectionNode[],
  needs: Variants,
  { conflicts, twins }: Among,
  path = '',
): QueryPlanSelectionNode[] {
  return selections.flatMap((selection): QueryPlanSelectionNode[] => {
    if (selection.kind !== 'Field') {
      const on = placeOn(path, selection.typeCondition);
      return [
        { ...selection, selections: onlyNeeded(selection.selections, needs, { conflicts, twins }, on) },
      ];
    }
    const here = `${path}.${fieldOf(selection.name, twins)}`;
    const needed = needs.get(here) ?? new Set([fieldOf(selection.name, twins)]);
    if (conflicts.has(here) && !needed.has(selection.name)) return [];
    if (!selection.selections) return [selection];
    return [
      { ...selection, selections: onlyNeeded(selection.selections, needs, { conflicts, twins }, here) },
    ];
  });
}
