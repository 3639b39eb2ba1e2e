/**
 * Does a representation identify an entity towards a subgraph? It does when it holds every field of one `@key` that
 * this subgraph resolves.
 */
import type { FetchNode, QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type DocumentNode, type SelectionSetNode } from 'graphql';
import {
  argumentOf,
  fieldsTypesOf,
  graphValuesOf,
  parseFieldSet,
  textArgumentOf,
  type FieldsType,
} from './supergraph-directives.js';

/** Field names, and what is below each; types are left out of account. */
export interface Held {
  readonly fields: Map<string, Held>;
}

export const nothingHeld = (): Held => ({ fields: new Map() });

export function createHasWholeKey(supergraph: DocumentNode): (fetch: FetchNode) => boolean {
  const types = fieldsTypesOf(supergraph);
  const graphs = graphValuesOf(supergraph);
  const keys = new Map<string, readonly Held[]>();
  for (const type of types.values()) {
    for (const [graph, sets] of keysOf(type)) keys.set(`${graph} ${type.name.value}`, sets);
  }

  return ({ serviceName, requires, inputRewrites }) => {
    const graph = graphs.get(serviceName);
    if (requires === undefined || graph === undefined) return true;
    const held = heldOf(requires);
    const asked = [
      ...typesOf(requires),
      ...(inputRewrites ?? []).flatMap((one) =>
        one.kind === 'ValueSetter' && typeof one.setValueTo === 'string' ? [one.setValueTo] : [],
      ),
    ];
    return asked.some((type) => keys.get(`${graph} ${type}`)?.some((key) => holds(held, key)));
  };
}

function keysOf({ directives }: FieldsType): Map<string, Held[]> {
  const found = new Map<string, Held[]>();
  for (const one of directives ?? []) {
    const text = one.name.value === 'join__type' ? textArgumentOf(one, 'key') : null;
    const graph = textArgumentOf(one, 'graph');
    if (text === null || graph === null || argumentOf(one, 'resolvable') === false) continue;
    found.set(graph, [...(found.get(graph) ?? []), heldOfSet(parseFieldSet(text))]);
  }
  return found;
}

function heldOfSet({ selections }: SelectionSetNode, into = nothingHeld()): Held {
  for (const selection of selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) heldOfSet(selection.selectionSet, into);
    if (selection.kind !== Kind.FIELD) continue;
    const below = into.fields.get(selection.name.value) ?? nothingHeld();
    into.fields.set(selection.name.value, below);
    if (selection.selectionSet) heldOfSet(selection.selectionSet, below);
  }
  return into;
}

export function heldOf(selections: readonly QueryPlanSelectionNode[], into = nothingHeld()): Held {
  for (const selection of selections) {
    if (selection.kind === 'Field') {
      const below = into.fields.get(selection.name) ?? nothingHeld();
      into.fields.set(selection.name, below);
      heldOf(selection.selections ?? [], below);
    } else {
      heldOf(selection.selections, into);
    }
  }
  return into;
}

function typesOf(selections: readonly QueryPlanSelectionNode[]): string[] {
  return selections.flatMap((selection) =>
    selection.kind === 'Field'
      ? []
      : [
          ...(selection.typeCondition === undefined ? [] : [selection.typeCondition]),
          ...typesOf(selection.selections),
        ],
  );
}

/** Does one consist of all that the other does? */
export function holds(held: Held, key: Held): boolean {
  return [...key.fields].every(([name, below]) => {
    if (name === '__typename') return true;
    const there = held.fields.get(name);
    return there !== undefined && holds(there, below);
  });
}
