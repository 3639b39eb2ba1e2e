/**
 * What one subgraph has of the types of a supergraph, as composition wrote it down: members of its unions,
 * implementations of its interfaces, fields that it resolves, and with which type.
 *
 * @see https://specs.apollo.dev/join/v0.3/
 */
import {
  Kind,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type FieldNode,
  type SelectionSetNode,
} from 'graphql';
import {
  argumentOf,
  fieldsTypesOf,
  graphValuesOf,
  namedTypeOf,
  textArgumentOf,
  type FieldsType,
} from './supergraph-directives.js';

export class OwnTypes {
  readonly #types: ReadonlyMap<string, FieldsType>;
  readonly #graphs: ReadonlyMap<string, string>;
  /** `graph abstract type` -> object types that the subgraph may answer it with */
  readonly #behind = new Map<string, Set<string>>();

  constructor(supergraph: DocumentNode) {
    this.#types = fieldsTypesOf(supergraph);
    this.#graphs = graphValuesOf(supergraph);
    for (const definition of supergraph.definitions) {
      if (definition.kind === Kind.UNION_TYPE_DEFINITION) {
        for (const one of named(definition.directives, 'join__unionMember')) {
          this.#put(one, definition.name.value, textArgumentOf(one, 'member'));
        }
      }
      if (definition.kind === Kind.OBJECT_TYPE_DEFINITION) {
        for (const one of named(definition.directives, 'join__implements')) {
          this.#put(one, textArgumentOf(one, 'interface'), definition.name.value);
        }
      }
    }
  }

  /** The object types that a subgraph may answer an abstract type with; none for an object type. */
  behind(subgraph: string, type: string): ReadonlySet<string> {
    return this.#behind.get(`${this.#graphs.get(subgraph) ?? ''} ${type}`) ?? new Set();
  }

  /** What composition wrote down about a field in a subgraph; null: nothing, it has the field like all others. */
  placeIn(subgraph: string, type: string, fieldName: string): ConstDirectiveNode | null {
    const field = this.#types.get(type)?.fields?.find(({ name }) => name.value === fieldName);
    const graph = this.#graphs.get(subgraph);
    return named(field?.directives, 'join__field').find((one) => argumentOf(one, 'graph') === graph) ?? null;
  }

  /** Is it a type whose objects are of itself, as far as a subgraph knows? */
  isObject(type: string): boolean {
    return this.#types.get(type)?.kind === Kind.OBJECT_TYPE_DEFINITION;
  }

  /** The type that a field has in a subgraph, resolved there or not, without lists and non-nulls. */
  declaredIn(subgraph: string, type: string, fieldName: string): string | null {
    const field = this.#types.get(type)?.fields?.find(({ name }) => name.value === fieldName);
    if (!field) return null;
    const place = this.placeIn(subgraph, type, fieldName);
    const ownType = place ? textArgumentOf(place, 'type') : null;
    return ownType === null ? namedTypeOf(field.type) : ownType.replaceAll(/[[\]!]/gu, '');
  }

  /** The type that a field has in a subgraph, without lists and non-nulls; null: it does not resolve this field. */
  typeIn(subgraph: string, type: string, fieldName: string): string | null {
    const field = this.#types.get(type)?.fields?.find(({ name }) => name.value === fieldName);
    const isResolved = field !== undefined && this.#isResolved(subgraph, type, field);
    return isResolved ? this.declaredIn(subgraph, type, fieldName) : null;
  }

  /** Does the subgraph resolve all of it by itself, nothing required? */
  resolves(subgraph: string, type: string, { name, selectionSet }: FieldNode): boolean {
    if (name.value === '__typename') return true;
    const ownType = this.typeIn(subgraph, type, name.value);
    return ownType !== null && (!selectionSet || this.#resolvesAll(subgraph, ownType, selectionSet));
  }

  #resolvesAll(subgraph: string, type: string, { selections }: SelectionSetNode): boolean {
    return selections.every((selection) => {
      if (selection.kind === Kind.FIELD) return this.resolves(subgraph, type, selection);
      if (selection.kind === Kind.FRAGMENT_SPREAD) return false;
      return this.#resolvesAll(subgraph, selection.typeCondition?.name.value ?? type, selection.selectionSet);
    });
  }

  #isResolved(subgraph: string, type: string, field: FieldDefinitionNode): boolean {
    const graph = this.#graphs.get(subgraph);
    const isIn = named(this.#types.get(type)?.directives, 'join__type').some(
      (one) => argumentOf(one, 'graph') === graph,
    );
    if (!isIn || named(field.directives, 'join__field').length === 0) return isIn;
    const place = this.placeIn(subgraph, type, field.name.value);
    return place !== null && CONDITIONS.every((name) => argumentOf(place, name) === null);
  }

  #put(directive: ConstDirectiveNode, type: string | null, object: string | null): void {
    const graph = textArgumentOf(directive, 'graph');
    if (graph === null || type === null || object === null) return;
    const key = `${graph} ${type}`;
    this.#behind.set(key, (this.#behind.get(key) ?? new Set()).add(object));
  }
}

/** A field with one of these is resolved elsewhere, or only under a condition. */
const CONDITIONS = ['external', 'requires', 'usedOverridden', 'overrideLabel'];

function named(
  directives: readonly ConstDirectiveNode[] | undefined,
  name: string,
): readonly ConstDirectiveNode[] {
  return (directives ?? []).filter((one) => one.name.value === name);
}
