/**
 * Reads what composition wrote into a supergraph: which subgraph is meant by a name, and by which keys it finds
 * an entity. Join specification 0.2 and later.
 *
 * @see https://specs.apollo.dev/join/v0.3/
 */
import {
  Kind,
  parse,
  type DirectiveNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
  type SelectionSetNode,
  type TypeNode,
} from 'graphql';

export type FieldsType = ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode;

/** @returns null when the argument is not given, or given as something else than text, a name or a truth value */
export function argumentOf(directive: DirectiveNode, name: string): string | boolean | null {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value;
  if (!value) return null;
  return value.kind === Kind.STRING || value.kind === Kind.ENUM || value.kind === Kind.BOOLEAN
    ? value.value
    : null;
}

export function textArgumentOf(directive: DirectiveNode, name: string): string | null {
  const value = argumentOf(directive, name);
  return typeof value === 'string' ? value : null;
}

/** Types that have fields, by name. A supergraph as composed has no extensions of them. */
export function fieldsTypesOf(supergraph: DocumentNode): Map<string, FieldsType> {
  const types = new Map<string, FieldsType>();
  for (const definition of supergraph.definitions) {
    if (
      definition.kind === Kind.OBJECT_TYPE_DEFINITION ||
      definition.kind === Kind.INTERFACE_TYPE_DEFINITION
    ) {
      types.set(definition.name.value, definition);
    }
  }
  return types;
}

/** Subgraph name -> its value in `join__Graph`. */
export function graphValuesOf(supergraph: DocumentNode): Map<string, string> {
  const graphs = supergraph.definitions.find(
    (definition): definition is EnumTypeDefinitionNode =>
      definition.kind === Kind.ENUM_TYPE_DEFINITION && definition.name.value === 'join__Graph',
  );
  const values = new Map<string, string>();
  for (const value of graphs?.values ?? []) {
    const directive = value.directives?.find((one) => one.name.value === 'join__graph');
    const name = directive ? textArgumentOf(directive, 'name') : null;
    if (name !== null) values.set(name, value.name.value);
  }
  return values;
}

/** A field set, `id owner { id }`, as a selection set. Its text was checked when the supergraph was composed. */
export function parseFieldSet(text: string): SelectionSetNode {
  const definition = parse(`{${text}}`, { noLocation: true }).definitions[0];
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('a field set is a selection set');
  return definition.selectionSet;
}

/** The name of a type without lists and non-nulls around it. */
export function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}

/** query, mutation -> the name of its root type */
export function rootTypesOf(supergraph: DocumentNode): Map<string, string> {
  const roots = new Map<string, string>([
    ['query', 'Query'],
    ['mutation', 'Mutation'],
  ]);
  for (const definition of supergraph.definitions) {
    if (definition.kind !== Kind.SCHEMA_DEFINITION && definition.kind !== Kind.SCHEMA_EXTENSION) continue;
    for (const { operation, type } of definition.operationTypes ?? []) roots.set(operation, type.name.value);
  }
  return roots;
}

/** Type -> the object types that an object of it may be of; an object type itself is its only one. */
export function typesWithin(supergraph: DocumentNode): (type: string) => ReadonlySet<string> {
  const within = new Map<string, Set<string>>();
  const put = (type: string, object: string): void => {
    within.set(type, (within.get(type) ?? new Set()).add(object));
  };
  for (const definition of supergraph.definitions) {
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION) {
      put(definition.name.value, definition.name.value);
      for (const { name } of definition.interfaces ?? []) put(name.value, definition.name.value);
    }
    if (definition.kind === Kind.UNION_TYPE_DEFINITION) {
      for (const { name } of definition.types ?? []) put(definition.name.value, name.value);
    }
  }
  return (type) => within.get(type) ?? new Set();
}
