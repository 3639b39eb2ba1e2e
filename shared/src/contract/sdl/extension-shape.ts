/**
 * Rules about the definitions of an extension: which there may be, and what they are called.
 *
 * Takes the parsed SDL; gives nothing, or refuses at the first thing that is not allowed.
 */
import { Kind, OperationTypeNode, print } from 'graphql';
import type {
  DefinitionNode,
  DocumentNode,
  EnumTypeDefinitionNode,
  ScalarTypeDefinitionNode,
  SchemaDefinitionNode,
  SchemaExtensionNode,
} from 'graphql';
import { isCostDirective } from '../costs/check-cost-directive.js';
import { COST_DEFINITIONS } from '../costs/cost-definitions.js';
import { CLASSIFIED_DEFINITIONS } from './classified-definition.js';
import { checkLink } from './extension-directives.js';
import {
  checkFields,
  checkInput,
  checkInterfaces,
  checkMember,
  checkOwnReference,
  checkOwnType,
  refuseDescription,
  type ObjectNode,
} from './extension-fields.js';
import type { Naming } from './extension-names.js';
import { checkEvent, checkQuery } from './extension-stubs.js';
import { refuseExtension } from './refuse-extension.js';

/** @throws HubError SDL_REFUSED naming the place and what to write instead */
export function checkExtensionShape(document: DocumentNode, naming: Naming): void {
  const schemas: (SchemaDefinitionNode | SchemaExtensionNode)[] = [];
  const seen = new Set<string>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.SCHEMA_DEFINITION || definition.kind === Kind.SCHEMA_EXTENSION) {
      schemas.push(definition);
      checkSchema(definition);
    } else if ('name' in definition) {
      const name =
        definition.kind === Kind.DIRECTIVE_DEFINITION ? `@${definition.name.value}` : definition.name.value;
      if (seen.has(name))
        refuseExtension({
          place: name,
          node: definition,
          what: 'is defined twice',
          remedy: 'write it in one definition',
        });
      seen.add(name);
      checkDefinition(naming, definition, name);
    }
  }
  checkLink(schemas);
}

function checkSchema(node: SchemaDefinitionNode | SchemaExtensionNode): void {
  refuseDescription('schema', 'description' in node ? node.description : undefined);
  for (const operation of node.operationTypes ?? []) {
    const { operation: kind, type } = operation;
    if (kind !== OperationTypeNode.QUERY || type.name.value !== 'Query') {
      refuseExtension({
        place: 'schema',
        node: operation,
        what: `names ${type.name.value} for ${kind}`,
        remedy: 'an extension answers queries, by the type Query',
      });
    }
  }
}

function checkDefinition(naming: Naming, definition: DefinitionNode, name: string): void {
  if (definition.kind === Kind.DIRECTIVE_DEFINITION) checkDirectiveDefinition(definition, name);
  else if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.OBJECT_TYPE_EXTENSION)
    checkObject(naming, definition);
  else if (definition.kind === Kind.SCALAR_TYPE_DEFINITION) checkScalar(naming, definition);
  else if (definition.kind === Kind.ENUM_TYPE_DEFINITION) checkEnum(naming, definition);
  else checkOther(naming, definition, name);
}

function checkOther(naming: Naming, definition: DefinitionNode, name: string): void {
  if (definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
    checkOwnType(naming, definition, 'TYPE');
    checkInterfaces(naming, definition);
    checkFields(naming, definition, 'FIELD');
  } else if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
    checkOwnType(naming, definition, 'TYPE');
    for (const field of definition.fields ?? []) checkInput(naming, field, `${name}.${field.name.value}`);
  } else if (definition.kind === Kind.UNION_TYPE_DEFINITION) {
    checkOwnType(naming, definition, 'UNION');
    for (const type of definition.types ?? [])
      checkOwnReference(naming, type.name.value, { place: name, node: type });
  } else refuseExtended(definition, name);
}

function refuseExtended(node: DefinitionNode, place: string): never {
  const remedy =
    'write your own types in one definition each; only Event, Query and the schema may be extended';
  return refuseExtension({ place, node, what: 'is extended', remedy });
}

function checkEnum(naming: Naming, definition: EnumTypeDefinitionNode): void {
  const name = definition.name.value;
  // The vocabulary of @classified is compared byte for byte where the classes are read.
  if (Object.hasOwn(CLASSIFIED_DEFINITIONS, name)) return;
  checkOwnType(naming, definition, 'COSTED_TYPE');
  for (const value of definition.values ?? []) {
    checkMember(value, { place: `${name}.${value.name.value}`, kind: 'VALUE' });
  }
}

function checkDirectiveDefinition(node: DefinitionNode, name: string): void {
  if (name === '@classified') return;
  const cost = name.slice(1);
  if (isCostDirective(cost)) {
    if (textOf(node) === COST_DEFINITIONS[cost]) return;
    refuseExtension({
      place: name,
      node,
      what: "is not the contract's",
      remedy: `write ${COST_DEFINITIONS[cost]}`,
    });
  }
  const what = /classified/i.test(name) ? 'only looks like @classified' : 'is a directive of your own';
  refuseExtension({
    place: name,
    node,
    what,
    remedy: 'define @classified, @cost and @listSize as the contract does, and no other directive',
  });
}

/** To the byte. */
function textOf({ loc }: DefinitionNode): string {
  return loc === undefined ? '' : loc.source.body.slice(loc.start, loc.end);
}

function checkObject(naming: Naming, definition: ObjectNode): void {
  const name = definition.name.value;
  if (name === 'Event') checkEvent(naming, definition);
  else if (name === 'Query') checkQuery(naming, definition);
  else if (name === 'Mutation' || name === 'Subscription') {
    refuseExtension({
      place: name,
      node: definition,
      what: 'is not answered by anybody',
      remedy: 'leave it out: the graph is read, never written',
    });
  } else checkOwnObject(naming, definition);
}

function checkOwnObject(naming: Naming, definition: ObjectNode): void {
  checkOwnType(naming, definition, 'COSTED_TYPE');
  if (definition.kind === Kind.OBJECT_TYPE_EXTENSION) refuseExtended(definition, definition.name.value);
  checkInterfaces(naming, definition);
  checkFields(naming, definition, 'FIELD');
}

function checkScalar(naming: Naming, definition: ScalarTypeDefinitionNode): void {
  const place = definition.name.value;
  const known = naming.contract.scalars.get(place);
  if (known === undefined) {
    checkOwnType(naming, definition, 'SCALAR');
    return;
  }
  refuseDescription(place, definition.description);
  if (print(definition) !== known) {
    refuseExtension({
      place,
      node: definition,
      what: "is the contract's, and written otherwise",
      remedy: `write ${known}`,
    });
  }
}
