/** Cuts what a caller must not know of out of a schema's text. Takes definitions, gives those that are left. */
import {
  Kind,
  type DefinitionNode,
  type DocumentNode,
  type EnumTypeDefinitionNode,
  type FieldDefinitionNode,
  type InputObjectTypeDefinitionNode,
  type InterfaceTypeDefinitionNode,
  type NamedTypeNode,
  type ObjectTypeDefinitionNode,
  type UnionTypeDefinitionNode,
} from 'graphql';

interface Named {
  readonly name: { readonly value: string };
}

/** @param hidden - names of types, and coordinates of their members and arguments */
export function hideDenied(whole: DocumentNode, hidden: ReadonlySet<string>): DocumentNode {
  if (hidden.size === 0) return whole;
  const isKept = (definition: DefinitionNode): boolean =>
    !('name' in definition) || !hidden.has(definition.name.value);
  return {
    ...whole,
    definitions: whole.definitions.filter(isKept).map((definition) => cutDefinition(definition, hidden)),
  };
}

function cutDefinition(definition: DefinitionNode, hidden: ReadonlySet<string>): DefinitionNode {
  if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) return cutInput(definition, hidden);
  if (definition.kind === Kind.ENUM_TYPE_DEFINITION) return cutEnum(definition, hidden);
  if (definition.kind === Kind.UNION_TYPE_DEFINITION) return cutUnion(definition, hidden);
  const isObject =
    definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION;
  return isObject ? cutObject(definition, hidden) : definition;
}

function members<T extends Named>(
  type: Named,
  nodes: readonly T[] | undefined,
  hidden: ReadonlySet<string>,
): T[] {
  return (nodes ?? []).filter(({ name }) => !hidden.has(`${type.name.value}.${name.value}`));
}

function types(nodes: readonly NamedTypeNode[] | undefined, hidden: ReadonlySet<string>): NamedTypeNode[] {
  return (nodes ?? []).filter(({ name }) => !hidden.has(name.value));
}

function cutObject<T extends ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode>(
  definition: T,
  hidden: ReadonlySet<string>,
): T {
  const fields = members<FieldDefinitionNode>(definition, definition.fields, hidden).map((field) => ({
    ...field,
    arguments: (field.arguments ?? []).filter(
      ({ name }) => !hidden.has(`${definition.name.value}.${field.name.value}(${name.value}:)`),
    ),
  }));
  return { ...definition, fields, interfaces: types(definition.interfaces, hidden) };
}

function cutInput(definition: InputObjectTypeDefinitionNode, hidden: ReadonlySet<string>): DefinitionNode {
  return { ...definition, fields: members(definition, definition.fields, hidden) };
}

function cutEnum(definition: EnumTypeDefinitionNode, hidden: ReadonlySet<string>): DefinitionNode {
  return { ...definition, values: members(definition, definition.values, hidden) };
}

function cutUnion(definition: UnionTypeDefinitionNode, hidden: ReadonlySet<string>): DefinitionNode {
  return { ...definition, types: types(definition.types, hidden) };
}
