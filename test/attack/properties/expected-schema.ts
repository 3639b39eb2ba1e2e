/**
 * The schema that a caller ought to see, and what leaves it of a value that holds more: words and types that are not
 * there are not told of.
 *
 * Takes the whole schema as it was composed and what is visible; gives a schema of graphql-js.
 */
import {
  buildASTSchema,
  getNullableType,
  isAbstractType,
  isEnumType,
  isListType,
  isNonNullType,
  isScalarType,
  isSpecifiedScalarType,
  parse,
  printSchema,
  visit,
  type DefinitionNode,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql';
import { isOwnObject } from './world.js';

interface NamedNode {
  readonly name: { readonly value: string };
}

/** @param isOwn - is the type or the coordinate an extension's? */
export function expectedSchema(
  whole: GraphQLSchema,
  isOwn: (name: string) => boolean,
  visible: ReadonlySet<string>,
): GraphQLSchema {
  const isThere = (name: string): boolean => !isOwn(name) || visible.has(name);
  const document = parse(printSchema(whole), { noLocation: true });
  const definitions = document.definitions
    .filter((node) => !('name' in node) || isThere(node.name.value))
    .map((node) => withoutHidden(node, isThere));
  const cut = { ...document, definitions };
  const schema = buildASTSchema(cut, { assumeValidSDL: true });
  takeScalars(schema, whole);
  return schema;
}

/** Members, arguments, interfaces and types of a union that are not there. */
function withoutHidden(type: DefinitionNode, isThere: (name: string) => boolean): DefinitionNode {
  const name = 'name' in type ? type.name.value : '';
  const hasMember = (node: NamedNode): boolean => isThere(`${name}.${node.name.value}`);
  return visit(type, {
    FieldDefinition: (node) => {
      if (!hasMember(node)) return null;
      const args = node.arguments?.filter((arg) => isThere(`${name}.${node.name.value}(${arg.name.value}:)`));
      return { ...node, arguments: args ?? [] };
    },
    EnumValueDefinition: (node) => (hasMember(node) ? undefined : null),
    InputObjectTypeDefinition: (node) => ({ ...node, fields: node.fields?.filter(hasMember) ?? [] }),
    UnionTypeDefinition: (node) => ({
      ...node,
      types: node.types?.filter((member) => isThere(member.name.value)) ?? [],
    }),
    ObjectTypeDefinition: (node) => ({
      ...node,
      interfaces: node.interfaces?.filter((other) => isThere(other.name.value)) ?? [],
    }),
  });
}

/** What a scalar takes stands in the original; SDL knows names only. */
function takeScalars(schema: GraphQLSchema, original: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    const known = original.getType(type.name);
    if (!isScalarType(type) || isSpecifiedScalarType(type) || !isScalarType(known)) continue;
    Object.assign(type, {
      serialize: known.serialize,
      parseValue: known.parseValue,
      parseLiteral: known.parseLiteral,
    });
  }
}

const GONE = Symbol('gone');

/** @param type - in the caller's schema */
export function knownPart(schema: GraphQLSchema, type: GraphQLOutputType, value: unknown): unknown {
  const left = knownOf(schema, type, value);
  return left === GONE ? null : left;
}

function knownOf(schema: GraphQLSchema, type: GraphQLOutputType, value: unknown): unknown {
  const nullable = getNullableType(type);
  if (value === null || value === undefined) return null;
  if (isListType(nullable)) {
    const item = nullable.ofType;
    const items = (value as readonly unknown[]).map((one) => knownOf(schema, item, one));
    return isNonNullType(item)
      ? items.filter((one) => one !== GONE)
      : items.map((one) => (one === GONE ? null : one));
  }
  if (isEnumType(nullable)) return nullable.getValue(value as string) === undefined ? GONE : value;
  if (isAbstractType(nullable) && isOwnObject(value) && schema.getType(value.type) === undefined) return GONE;
  return value;
}
