/**
 * Fault: a field that several subgraphs resolve may answer with a union or an interface that has other members in
 * each of them. The planner leaves out every member that one of them lacks, as nothing that could be answered, and
 * so does not ask the fields of a member even of the subgraph that has it: they are null where there is data.
 *
 * Recognised: a fetch asks for something abstract, its subgraph may answer with a type that the operation names a
 * field for, no fetch asks this field of that type there, and the subgraph resolves it itself. Repair, after
 * planning: the fetch asks for it. Where no object of that type comes, nothing changes.
 */
import type { FetchNode, QueryPlan } from '@apollo/query-planner';
import { Kind, type DocumentNode, type FieldNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import {
  documentOf,
  fetchesOf,
  mapFetches,
  operationOf,
  responseNameOf,
  withDocument,
  withRoot,
} from './repair-fetches.js';
import { OwnTypes } from './repair-own-types.js';
import { placeOf, unaliased } from './repair-places.js';
import { rootTypesOf, typesWithin } from './supergraph-directives.js';

/** `place objectType` -> fields that are named for objects of this type there, by response name */
type NamedFields = Map<string, Map<string, FieldNode>>;

export function createAddDroppedTypes(
  supergraph: DocumentNode,
): (plan: QueryPlan, operation: DocumentNode) => QueryPlan {
  const own = new OwnTypes(supergraph);
  const within = typesWithin(supergraph);
  const roots = rootTypesOf(supergraph);

  return (plan, operation) => {
    const wanted: NamedFields = new Map();
    const asked: NamedFields = new Map();
    collect(operationOf(operation).selectionSet, { place: '', type: null, within, into: wanted });
    if ([...wanted.keys()].every((key) => key.endsWith(' *'))) return plan;
    const fetches = fetchesOf(plan);
    for (const { fetch, path } of fetches) {
      const [start] = startOf(fetch);
      collect(start, { place: placeOf(path), type: null, within, into: asked });
    }
    const adding = { own, wanted, asked };
    const changed = new Map<FetchNode, FetchNode>();
    for (const { fetch, path } of fetches) {
      const [start, put] = startOf(fetch);
      const at = { subgraph: fetch.serviceName, place: placeOf(path), type: rootOf(fetch) };
      const mended = addIn(start, at, adding);
      if (mended !== start) changed.set(fetch, withDocument(fetch, put(mended), operation));
    }
    return changed.size === 0 ? plan : mapFetches(plan, (fetch) => [changed.get(fetch) ?? fetch]);
  };

  function rootOf(fetch: FetchNode): string | null {
    return fetch.requires ? null : (roots.get(operationOf(documentOf(fetch)).operation) ?? null);
  }
}

/** The selection that stands at the fetch's own place, and how a changed one is put back. */
function startOf(fetch: FetchNode): [SelectionSetNode, (set: SelectionSetNode) => DocumentNode] {
  const document = documentOf(fetch);
  const { selectionSet } = operationOf(document);
  const entities = selectionSet.selections[0];
  if (!fetch.requires || entities?.kind !== Kind.FIELD || !entities.selectionSet) {
    return [selectionSet, (set) => withRoot(document, set)];
  }
  return [
    entities.selectionSet,
    (set) => withRoot(document, { ...selectionSet, selections: [{ ...entities, selectionSet: set }] }),
  ];
}

interface Collecting {
  readonly place: string;
  /** the innermost type condition; null: none, whatever the type */
  readonly type: string | null;
  readonly within: (type: string) => ReadonlySet<string>;
  readonly into: NamedFields;
}

/** Fields under a type condition, for each object type it holds for; '*' for those that are under none. */
function collect({ selections }: SelectionSetNode, at: Collecting): void {
  for (const selection of selections) {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      collect(selection.selectionSet, { ...at, type: selection.typeCondition?.name.value ?? at.type });
    } else if (selection.kind === Kind.FIELD) {
      for (const type of at.type === null ? ['*'] : [at.type, ...at.within(at.type)]) {
        const key = `${at.place} ${type}`;
        const fields = at.into.get(key) ?? new Map<string, FieldNode>();
        for (const name of namesOf(selection)) fields.set(name, selection);
        at.into.set(key, fields);
      }
      if (selection.selectionSet) {
        collect(selection.selectionSet, {
          ...at,
          type: null,
          place: `${at.place}.${responseNameOf(selection)}`,
        });
      }
    }
  }
}

/** The planner's aliases too: they are turned back when the answer is taken over. */
function namesOf(field: FieldNode): Set<string> {
  return new Set([responseNameOf(field), unaliased(responseNameOf(field))]);
}

interface At {
  readonly subgraph: string;
  readonly place: string;
  /** as the subgraph has it; null: not known */
  readonly type: string | null;
}

interface Adding {
  readonly own: OwnTypes;
  readonly wanted: NamedFields;
  readonly asked: NamedFields;
}

/** @returns the set itself when nothing is added */
function addIn(set: SelectionSetNode, at: At, adding: Adding): SelectionSetNode {
  const kept = set.selections.map((selection) => addBelow(selection, at, adding));
  const added = at.type === null ? [] : [...adding.own.behind(at.subgraph, at.type)].flatMap(fragmentFor);
  const isSame = added.length === 0 && kept.every((one, index) => one === set.selections[index]);
  return isSame ? set : { ...set, selections: [...kept, ...added] };

  function fragmentFor(object: string): SelectionNode[] {
    const lacking = [...(adding.wanted.get(`${at.place} ${object}`) ?? [])]
      .filter(([name, field]) => !isAsked(object, name) && adding.own.resolves(at.subgraph, object, field))
      .map(([, field]) => field);
    if (lacking.length === 0) return [];
    const typeCondition = { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: object } } as const;
    const selectionSet: SelectionSetNode = { kind: Kind.SELECTION_SET, selections: lacking };
    return [{ kind: Kind.INLINE_FRAGMENT, typeCondition, selectionSet }];
  }

  function isAsked(object: string, name: string): boolean {
    return [object, '*'].some((type) => adding.asked.get(`${at.place} ${type}`)?.has(name));
  }
}

/** A fragment's own type was looked at where it stands, with the other members. */
function addBelow(selection: SelectionNode, at: At, adding: Adding): SelectionNode {
  if (selection.kind === Kind.FRAGMENT_SPREAD || !selection.selectionSet) return selection;
  if (selection.kind === Kind.INLINE_FRAGMENT) {
    const on = selection.typeCondition?.name.value ?? at.type;
    const kept = selection.selectionSet.selections.map((one) => addBelow(one, { ...at, type: on }, adding));
    if (kept.every((one, index) => one === selection.selectionSet.selections[index])) return selection;
    return { ...selection, selectionSet: { ...selection.selectionSet, selections: kept } };
  }
  const type = at.type === null ? null : adding.own.typeIn(at.subgraph, at.type, selection.name.value);
  const place = `${at.place}.${responseNameOf(selection)}`;
  const selectionSet = addIn(selection.selectionSet, { ...at, type, place }, adding);
  return selectionSet === selection.selectionSet ? selection : { ...selection, selectionSet };
}
