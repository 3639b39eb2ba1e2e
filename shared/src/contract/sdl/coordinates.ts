/**
 * Walks an SDL and gives every schema coordinate in it: `Type.field`, `Type.field(arg:)`, `Input.field`,
 * `Enum.VALUE`, `Scalar`, `Union`.
 *
 * Left out is only what federation and `@classified` bring themselves, each by its exact name, kind and, for
 * `_Service`, field: a type cannot hide by borrowing a name that starts alike.
 *
 * @see https://spec.graphql.org/draft/#sec-Schema-Coordinates
 */
import { Kind } from 'graphql';
import type {
  ConstDirectiveNode,
  DefinitionNode,
  DocumentNode,
  EnumTypeDefinitionNode,
  EnumTypeExtensionNode,
  FieldDefinitionNode,
  InputValueDefinitionNode,
} from 'graphql';
import { CLASSIFIED_DEFINITIONS } from './classified-definition.js';

/** One coordinate with its directives and, where it has one, its type. */
interface CoordinateNode {
  readonly coordinate: string;
  readonly directives: readonly ConstDirectiveNode[];
  readonly node: FieldDefinitionNode | InputValueDefinitionNode | null;
}

interface Classifiable {
  readonly name: { readonly value: string };
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

const FEDERATION_SCALARS: ReadonlySet<string> = new Set([
  '_Any',
  'federation__FieldSet',
  'federation__Policy',
  'federation__Scope',
  'link__Import',
]);
const FEDERATION_FIELDS: ReadonlySet<string> = new Set([
  'Query._service',
  'Query._entities',
  'Query._entities(representations:)',
  '_Service.sdl',
]);
const FEDERATION_ENUM = 'link__Purpose';
const FEDERATION_UNION = '_Entity';

/** @returns every coordinate in the order of the document; one that is defined twice comes twice */
export function coordinatesOf(document: DocumentNode): CoordinateNode[] {
  return document.definitions
    .flatMap((definition) => coordinatesOfDefinition(definition))
    .filter(({ coordinate }) => !FEDERATION_FIELDS.has(coordinate));
}

function coordinatesOfDefinition(definition: DefinitionNode): CoordinateNode[] {
  if ('fields' in definition) {
    return (definition.fields ?? []).flatMap((field) => coordinatesOfField(definition.name.value, field));
  }
  if ('values' in definition) return coordinatesOfEnum(definition);
  if (definition.kind === Kind.SCALAR_TYPE_DEFINITION) {
    return FEDERATION_SCALARS.has(definition.name.value) ? [] : [namedCoordinate(definition)];
  }
  if (definition.kind === Kind.UNION_TYPE_DEFINITION) {
    return definition.name.value === FEDERATION_UNION ? [] : [namedCoordinate(definition)];
  }
  return [];
}

function coordinatesOfEnum(definition: EnumTypeDefinitionNode | EnumTypeExtensionNode): CoordinateNode[] {
  const name = definition.name.value;
  if (name === FEDERATION_ENUM || Object.hasOwn(CLASSIFIED_DEFINITIONS, name)) return [];
  return (definition.values ?? []).map((value) => memberCoordinate(name, value, null));
}

function coordinatesOfField(
  type: string,
  field: FieldDefinitionNode | InputValueDefinitionNode,
): CoordinateNode[] {
  const own = memberCoordinate(type, field, field);
  const args = field.kind === Kind.FIELD_DEFINITION ? (field.arguments ?? []) : [];
  return [
    own,
    ...args.map((node) => ({
      coordinate: `${own.coordinate}(${node.name.value}:)`,
      directives: node.directives ?? [],
      node,
    })),
  ];
}

function memberCoordinate(type: string, member: Classifiable, node: CoordinateNode['node']): CoordinateNode {
  return { coordinate: `${type}.${member.name.value}`, directives: member.directives ?? [], node };
}

function namedCoordinate(definition: Classifiable): CoordinateNode {
  return { coordinate: definition.name.value, directives: definition.directives ?? [], node: null };
}
