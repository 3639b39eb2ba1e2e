/**
 * The `@requires` of what a fetch selects, as composition wrote them down in the supergraph.
 */
import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { Kind, type DocumentNode, type FieldNode, type SelectionNode, type SelectionSetNode } from 'graphql';
import {
  argumentOf,
  fieldsTypesOf,
  graphValuesOf,
  namedTypeOf,
  parseFieldSet,
  textArgumentOf,
  type FieldsType,
} from './supergraph-directives.js';

/** What is selected of entities of one type: one field, or one fragment with all it holds. */
export interface Item {
  readonly type: string;
  readonly selection: SelectionNode;
}

export interface Requirement {
  /** the type that the fields are fields of */
  readonly type: string;
  readonly fields: SelectionSetNode;
}

/** `_entities { ... on Product { here } }` */
export function itemsOf(root: SelectionSetNode): Item[] {
  const entities = root.selections[0];
  const branches = entities?.kind === Kind.FIELD ? (entities.selectionSet?.selections ?? []) : [];
  return branches.flatMap((branch) => {
    const type = branch.kind === Kind.INLINE_FRAGMENT ? branch.typeCondition?.name.value : undefined;
    if (branch.kind !== Kind.INLINE_FRAGMENT || type === undefined) return [];
    return branch.selectionSet.selections.map((selection) => ({ type, selection }));
  });
}

/** A selection as a plan writes down what a representation consists of. */
export function planNodes({ selections }: SelectionSetNode): QueryPlanSelectionNode[] {
  return selections.flatMap((selection): QueryPlanSelectionNode[] => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const typeCondition = selection.typeCondition?.name.value;
      return [
        {
          kind: 'InlineFragment',
          ...(typeCondition === undefined ? {} : { typeCondition }),
          selections: planNodes(selection.selectionSet),
        },
      ];
    }
    const below = selection.selectionSet ? { selections: planNodes(selection.selectionSet) } : {};
    return [{ kind: 'Field', name: selection.name.value, ...below }];
  });
}

export class Requirements {
  readonly #types: ReadonlyMap<string, FieldsType>;
  readonly #graphs: ReadonlyMap<string, string>;

  constructor(supergraph: DocumentNode) {
    this.#types = fieldsTypesOf(supergraph);
    this.#graphs = graphValuesOf(supergraph);
  }

  of({ type, selection }: Item, subgraph: string): Requirement[] {
    if (selection.kind === Kind.FIELD) return this.#ofField(type, selection, subgraph);
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    const on = selection.typeCondition?.name.value ?? type;
    return selection.selectionSet.selections.flatMap((inner) =>
      this.of({ type: on, selection: inner }, subgraph),
    );
  }

  /** Does the subgraph have all of it itself? Then it need not be sent. */
  isOwn({ type, fields }: Requirement, subgraph: string): boolean {
    return fields.selections.every((selection) => {
      if (selection.kind === Kind.FRAGMENT_SPREAD) return false;
      if (selection.kind === Kind.INLINE_FRAGMENT) {
        const on = selection.typeCondition?.name.value ?? type;
        return this.isOwn({ type: on, fields: selection.selectionSet }, subgraph);
      }
      const field = this.#types.get(type)?.fields?.find(({ name }) => name.value === selection.name.value);
      if (!field) return selection.name.value === '__typename';
      const places = (field.directives ?? []).filter(({ name }) => name.value === 'join__field');
      const isHere =
        places.length === 0 ||
        places.some(
          (one) =>
            argumentOf(one, 'graph') === this.#graphs.get(subgraph) && argumentOf(one, 'external') !== true,
        );
      if (!isHere || !selection.selectionSet) return isHere;
      return this.isOwn({ type: namedTypeOf(field.type), fields: selection.selectionSet }, subgraph);
    });
  }

  /** For a field of an interface object, its interface says what is required. */
  #ofField(type: string, field: FieldNode, subgraph: string): Requirement[] {
    const interfaces = this.#types.get(type)?.interfaces?.map(({ name }) => name.value) ?? [];
    return [type, ...interfaces].flatMap((bearer) =>
      (this.#types.get(bearer)?.fields ?? [])
        .filter(({ name }) => name.value === field.name.value)
        .flatMap(({ directives }) => directives ?? [])
        .filter(
          (one) =>
            one.name.value === 'join__field' && argumentOf(one, 'graph') === this.#graphs.get(subgraph),
        )
        .flatMap((one) => textArgumentOf(one, 'requires') ?? [])
        .map((text) => ({ type: bearer, fields: parseFieldSet(text) })),
    );
  }
}
