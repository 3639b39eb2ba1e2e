/**
 * What the extensions add to a schema, laid out for deciding what of it a caller sees.
 *
 * Takes the printed schema of everything and the extensions, gives every own type, and every own field of `Query`
 * and `Event`, with the types they lead to. Made once a supergraph; `hidden-parts.ts` asks it once a map.
 */
import { inputActionOf, type InputAction } from '@vigil/policies';
import type { CheckedExtension } from '@vigil/shared';
import {
  Kind,
  type DocumentNode,
  type FieldDefinitionNode,
  type InputValueDefinitionNode,
  type TypeDefinitionNode,
  type TypeNode,
} from 'graphql';

export interface OwnInput {
  readonly coordinate: string;
  readonly name: string;
  readonly namedType: string;
  /** it cannot be left out */
  readonly required: boolean;
}

export interface OwnField {
  readonly coordinate: string;
  readonly name: string;
  readonly namedType: string;
  readonly arguments: readonly OwnInput[];
}

export interface OwnType {
  readonly name: string;
  readonly kind: TypeDefinitionNode['kind'];
  /** false: a type of the contract, of which only the fields listed here are an extension's */
  readonly isOwn: boolean;
  readonly fields: readonly OwnField[];
  readonly inputs: readonly OwnInput[];
  /** coordinates of enum values */
  readonly values: readonly string[];
  /** members of a union */
  readonly members: readonly string[];
  readonly interfaces: readonly string[];
}

export interface Requirement {
  readonly partner: string;
  readonly coordinates: readonly string[];
}

export interface OwnParts {
  readonly types: ReadonlyMap<string, OwnType>;
  readonly implementors: ReadonlyMap<string, readonly OwnType[]>;
  /** what a type stands for: read, or asked by in one of these ways; a type that is not in it stands nowhere */
  readonly uses: ReadonlyMap<string, ReadonlySet<'select' | InputAction>>;
  /** scalars of the contract: each has a class of its own */
  readonly scalars: ReadonlySet<string>;
  /** own field of `Event` -> what it needs of the contract */
  readonly requires: ReadonlyMap<string, Requirement>;
}

function namedTypeOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedTypeOf(type.type);
}

function toInput(node: InputValueDefinitionNode, coordinate: string): OwnInput {
  return {
    coordinate,
    name: node.name.value,
    namedType: namedTypeOf(node.type),
    required: node.type.kind === Kind.NON_NULL_TYPE && node.defaultValue === undefined,
  };
}

function toField(node: FieldDefinitionNode, type: string): OwnField {
  const coordinate = `${type}.${node.name.value}`;
  return {
    coordinate,
    name: node.name.value,
    namedType: namedTypeOf(node.type),
    arguments: (node.arguments ?? []).map((argument) =>
      toInput(argument, `${coordinate}(${argument.name.value}:)`),
    ),
  };
}

function toType(node: TypeDefinitionNode, own: ReadonlySet<string>): OwnType {
  const name = node.name.value;
  const isObject = node.kind === Kind.OBJECT_TYPE_DEFINITION || node.kind === Kind.INTERFACE_TYPE_DEFINITION;
  const fields = isObject ? (node.fields ?? []).map((field) => toField(field, name)) : [];
  const inputs = node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION ? (node.fields ?? []) : [];
  const values = node.kind === Kind.ENUM_TYPE_DEFINITION ? (node.values ?? []) : [];
  return {
    name,
    kind: node.kind,
    isOwn: own.has(name),
    fields: fields.filter(({ coordinate }) => own.has(coordinate)),
    inputs: inputs.map((input) => toInput(input, `${name}.${input.name.value}`)),
    values: values.map((value) => `${name}.${value.name.value}`),
    members:
      node.kind === Kind.UNION_TYPE_DEFINITION ? (node.types ?? []).map((type) => type.name.value) : [],
    interfaces: isObject ? (node.interfaces ?? []).map((type) => type.name.value) : [],
  };
}

function readUses(types: ReadonlyMap<string, OwnType>): OwnParts['uses'] {
  const uses = new Map<string, Set<'select' | InputAction>>();
  const use = (name: string, action: 'select' | InputAction): boolean => {
    const known = uses.get(name) ?? new Set();
    uses.set(name, known);
    return known.size !== known.add(action).size;
  };
  const enter = (name: string, action: InputAction): void => {
    if (!use(name, action)) return;
    for (const input of types.get(name)?.inputs ?? [])
      enter(input.namedType, inputActionOf(input.name, action));
  };
  for (const { fields } of types.values()) {
    for (const field of fields) {
      use(field.namedType, 'select');
      for (const argument of field.arguments)
        enter(argument.namedType, inputActionOf(argument.name, 'filterBy'));
    }
  }
  return uses;
}

/** @param whole - the schema of everything, printed and parsed */
export function readOwnParts(whole: DocumentNode, extensions: readonly CheckedExtension[]): OwnParts {
  // A coordinate's own type: `synthetic_one__Transfer.amount` says that the type is the extension's.
  const own = new Set(
    extensions.flatMap(({ own: coordinates, namespace }) => [
      ...coordinates,
      ...coordinates
        .map((coordinate) => coordinate.split('.')[0] ?? '')
        .filter((name) => name.startsWith(namespace)),
    ]),
  );
  const types = new Map<string, OwnType>();
  for (const definition of whole.definitions) {
    if (!isTypeDefinition(definition)) continue;
    const type = toType(definition, own);
    if (type.isOwn || type.fields.length > 0) types.set(type.name, type);
  }
  const implementors = new Map<string, OwnType[]>();
  for (const type of types.values()) {
    for (const name of type.interfaces) implementors.set(name, [...(implementors.get(name) ?? []), type]);
  }
  const requires = new Map<string, Requirement>();
  for (const { partner, requires: needed } of extensions) {
    for (const [field, coordinates] of needed) requires.set(field, { partner, coordinates });
  }
  const scalars = new Set(
    whole.definitions.flatMap((node) =>
      node.kind === Kind.SCALAR_TYPE_DEFINITION && !own.has(node.name.value) ? [node.name.value] : [],
    ),
  );
  return { types, implementors, uses: readUses(types), scalars, requires };
}

function isTypeDefinition(definition: DocumentNode['definitions'][number]): definition is TypeDefinitionNode {
  return definition.kind.endsWith('TypeDefinition');
}
