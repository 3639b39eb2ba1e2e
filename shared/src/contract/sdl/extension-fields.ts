/**
 * Rules about fields, arguments and the types they use, wherever they stand in an extension.
 *
 * Takes a definition with its place; gives nothing, or refuses. Of the contract only the scalars can be used,
 * because a type that two subgraphs define is a type that either can change for everybody.
 */
import { Kind } from 'graphql';
import type {
  ConstDirectiveNode,
  DefinitionNode,
  EnumValueDefinitionNode,
  FieldDefinitionNode,
  InputValueDefinitionNode,
  ObjectTypeDefinitionNode,
  ObjectTypeExtensionNode,
  StringValueNode,
  TypeNode,
} from 'graphql';
import { checkDefault } from './extension-defaults.js';
import { checkDirectives, type DirectivePlace } from './extension-directives.js';
import {
  BUILT_IN_SCALARS,
  checkMemberName,
  checkOwnName,
  isOwnName,
  type Naming,
} from './extension-names.js';
import { refuseExtension } from './refuse-extension.js';

/** `Event` and `Query`, and every own object type. */
export type ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode;

/** A place with the directives that may stand there. */
export interface PlaceAt {
  readonly place: string;
  readonly kind: DirectivePlace;
}

/** Lists in lists deeper than this are a type of their own. */
const MAX_WRAPPERS = 6;

/** What stands on the contract's names is said by the contract: two texts would be settled by majority. */
export function refuseDescription(place: string, node: StringValueNode | undefined): void {
  if (node === undefined) return;
  refuseExtension({
    place,
    node,
    what: "has a description, and it is the contract's",
    remedy: 'leave the description out',
  });
}

interface OwnTypeNode {
  readonly kind: DefinitionNode['kind'];
  readonly name: { readonly value: string };
  readonly directives?: readonly ConstDirectiveNode[] | undefined;
}

export function checkOwnType(
  naming: Naming,
  definition: OwnTypeNode & DefinitionNode,
  kind: DirectivePlace,
): void {
  const place = definition.name.value;
  checkOwnName(naming, { name: place, place, node: definition });
  checkDirectives(definition.directives, { kind, place });
}

export function checkMember(
  node: FieldDefinitionNode | InputValueDefinitionNode | EnumValueDefinitionNode,
  { place, kind }: PlaceAt,
): void {
  checkMemberName({ name: node.name.value, place, node: node.name });
  checkDirectives(node.directives, { kind, place });
}

export function checkInterfaces(naming: Naming, definition: Pick<ObjectNode, 'name' | 'interfaces'>): void {
  for (const node of definition.interfaces ?? []) {
    checkOwnReference(naming, node.name.value, { place: definition.name.value, node });
  }
}

export function checkFields(
  naming: Naming,
  definition: Pick<ObjectNode, 'name' | 'fields'>,
  kind: DirectivePlace,
): void {
  for (const field of definition.fields ?? []) {
    checkField(naming, field, { place: `${definition.name.value}.${field.name.value}`, kind });
  }
}

export function checkField(
  naming: Naming,
  field: FieldDefinitionNode,
  at: { place: string; kind: DirectivePlace },
): void {
  checkMember(field, at);
  checkType(naming, field.type, at.place);
  for (const argument of field.arguments ?? [])
    checkInput(naming, argument, `${at.place}(${argument.name.value}:)`);
}

export function checkInput(naming: Naming, input: InputValueDefinitionNode, place: string): void {
  checkMember(input, { place, kind: 'INPUT' });
  checkType(naming, input.type, place);
  if (namedType(input.type) === 'Sealed') {
    refuseExtension({
      place,
      node: input,
      what: 'takes a Sealed value',
      remedy: 'a sealed value is never an input: leave it out',
    });
  }
  checkDefault(input, place);
}

export function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}

export function isScalarName({ contract }: Naming, name: string): boolean {
  return BUILT_IN_SCALARS.has(name) || contract.scalars.has(name);
}

function checkType(naming: Naming, type: TypeNode, place: string): void {
  let wrappers = 0;
  for (let at = type; at.kind !== Kind.NAMED_TYPE; at = at.type) wrappers += 1;
  if (wrappers > MAX_WRAPPERS)
    refuseExtension({
      place,
      node: type,
      what: 'is a list of lists of lists',
      remedy: 'give the inner list a type of its own',
    });
  const name = namedType(type);
  if (!isScalarName(naming, name)) checkOwnReference(naming, name, { place, node: type });
}

/** A type that is used must be the partner's own; whether it exists is found when the schema is built. */
export function checkOwnReference(
  naming: Naming,
  name: string,
  { place, node }: { place: string; node: TypeNode },
): void {
  if (isOwnName(name, naming)) return;
  const what = `uses the type ${name}`;
  if (name === 'Event') {
    refuseExtension({
      place,
      node,
      what,
      remedy:
        'an extension adds to events and gives none out: answer the id, as ID, and ask event(id:) with it',
    });
  }
  if (naming.contract.types.has(name)) {
    refuseExtension({
      place,
      node,
      what,
      remedy: 'of the contract only the scalars can be used: use String, or a type of your own',
    });
  }
  refuseExtension({ place, node, what, remedy: `types of your own begin with ${naming.namespace}` });
}
