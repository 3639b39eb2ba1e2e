/**
 * What a fetch asks of a subgraph that this subgraph does not resolve there: a field that is `@external` in it, and
 * not below a field that `@provides` it; or a field that requires another, below the top of the fetch, where no
 * representation is sent.
 */
import { Kind, type DocumentNode, type FieldNode, type SelectionSetNode } from 'graphql';
import { documentOf, operationOf, responseNameOf, type PlacedFetch } from './repair-fetches.js';
import { OwnTypes } from './repair-own-types.js';
import { placeOf } from './repair-places.js';
import { Requirements, planNodes } from './repair-requirements.js';
import { heldOf, holds, nothingHeld, type Held } from './repair-whole-keys.js';
import { argumentOf, parseFieldSet, rootTypesOf, textArgumentOf } from './supergraph-directives.js';

export interface Foreign {
  readonly node: FieldNode;
  /** the place of the object that it is asked of */
  readonly place: string;
  /** EXTERNAL: another subgraph resolves it. REQUIRING: what it requires is not sent. */
  readonly kind: 'EXTERNAL' | 'REQUIRING';
}

interface Position {
  readonly subgraph: string;
  /** null: not known */
  readonly type: string | null;
  readonly place: string;
  /** fields of other subgraphs that this one has here */
  readonly provided: Held;
  readonly isTop: boolean;
}

export function createFindForeign(supergraph: DocumentNode): (placed: PlacedFetch) => Foreign[] {
  const own = new OwnTypes(supergraph);
  const requirements = new Requirements(supergraph);
  const roots = rootTypesOf(supergraph);

  function findIn({ selections }: SelectionSetNode, at: Position): Foreign[] {
    return selections.flatMap((selection): Foreign[] => {
      if (selection.kind === Kind.FIELD) return findAt(selection, at);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
      return findIn(selection.selectionSet, { ...at, type: selection.typeCondition?.name.value ?? at.type });
    });
  }

  function findAt(node: FieldNode, at: Position): Foreign[] {
    const name = node.name.value;
    const place = at.type === null ? null : own.placeIn(at.subgraph, at.type, name);
    const kind = faultOf(node, at);
    const found: Foreign[] = kind ? [{ node, place: at.place, kind }] : [];
    if (!node.selectionSet || kind) return found;
    const provides = place ? textArgumentOf(place, 'provides') : null;
    const type = at.type === null ? null : own.declaredIn(at.subgraph, at.type, name);
    const inherited = at.provided.fields.get(name) ?? nothingHeld();
    return findIn(node.selectionSet, {
      subgraph: at.subgraph,
      type,
      place: `${at.place}.${responseNameOf(node)}`,
      provided: provides === null ? inherited : heldOf(planNodes(parseFieldSet(provides)), inherited),
      isTop: false,
    });
  }

  function faultOf(node: FieldNode, { subgraph, type, provided, isTop }: Position): Foreign['kind'] | null {
    if (type === null || !own.isObject(type) || provided.fields.has(node.name.value)) return null;
    const place = own.placeIn(subgraph, type, node.name.value);
    if (place && argumentOf(place, 'external') === true) return 'EXTERNAL';
    if (isTop) return null;
    const isMet = requirements
      .of({ type, selection: node }, subgraph)
      .every((one) => holds(provided, heldOf(planNodes(one.fields))) || requirements.isOwn(one, subgraph));
    return isMet ? null : 'REQUIRING';
  }

  return ({ fetch, path }) => {
    const { selectionSet, operation } = operationOf(documentOf(fetch));
    const at = { subgraph: fetch.serviceName, place: placeOf(path), provided: nothingHeld() };
    const entities = selectionSet.selections[0];
    if (fetch.requires && entities?.kind === Kind.FIELD && entities.selectionSet) {
      return findIn(entities.selectionSet, { ...at, type: null, isTop: true });
    }
    return findIn(selectionSet, { ...at, type: roots.get(operation) ?? null, isTop: false });
  };
}
