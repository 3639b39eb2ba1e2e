/**
 * Rules about the contract's own types in an extension: `Event` is only a stub - its `id`, fields of the contract
 * that `@requires` names, and the partner's own fields - and `Query` has the partner's own fields alone.
 */
import { Kind, print } from 'graphql';
import type { FieldDefinitionNode } from 'graphql';
import { checkDirectives, fieldsOf } from './extension-directives.js';
import {
  checkField,
  isScalarName,
  namedType,
  refuseDescription,
  type ObjectNode,
  type PlaceAt,
} from './extension-fields.js';
import { checkOwnName, isOwnName, type Naming } from './extension-names.js';
import { refuseExtension } from './refuse-extension.js';

function checkStub(definition: ObjectNode): void {
  const place = definition.name.value;
  refuseDescription(place, 'description' in definition ? definition.description : undefined);
  const [stray] = definition.interfaces ?? [];
  if (stray !== undefined)
    refuseExtension({
      place,
      node: stray,
      what: 'implements an interface',
      remedy: 'leave it as the contract has it',
    });
}

export function checkQuery(naming: Naming, definition: ObjectNode): void {
  checkStub(definition);
  checkDirectives(definition.directives, { kind: 'TYPE', place: 'Query' });
  for (const field of definition.fields ?? [])
    checkJoinedField(naming, field, { place: `Query.${field.name.value}`, kind: 'FIELD' });
}

export function checkEvent(naming: Naming, definition: ObjectNode): void {
  checkStub(definition);
  checkDirectives(definition.directives, { kind: 'EVENT', place: 'Event' });
  const [key] = definition.directives ?? [];
  if (key === undefined || fieldsOf(key) !== 'id') {
    refuseExtension({
      place: 'Event',
      node: key ?? definition,
      what: 'has another key than its id',
      remedy: 'write type Event @key(fields: "id") { id: ID! @classified(class: DEIDENTIFIED) … }',
    });
  }
  const fields = definition.fields ?? [];
  if (!fields.some(({ name }) => name.value === 'id')) {
    refuseExtension({
      place: 'Event',
      node: definition,
      what: 'lacks the id that its key names',
      remedy: 'add id: ID! @classified(class: DEIDENTIFIED)',
    });
  }
  for (const field of fields) {
    const place = `Event.${field.name.value}`;
    const known = naming.contract.event.get(field.name.value);
    if (known === undefined) checkJoinedField(naming, field, { place, kind: 'EVENT_FIELD' });
    else checkContractField(naming, field, { place, known });
  }
  if (!fields.some(({ name }) => isOwnName(name.value, naming))) {
    refuseExtension({
      place: 'Event',
      node: definition,
      what: 'has no field of your own',
      remedy: `leave Event out, or add a field: ${naming.namespace}name`,
    });
  }
}

/** A field that other subgraphs' objects get: one partner's silence must not empty them. */
function checkJoinedField(naming: Naming, field: FieldDefinitionNode, { place, kind }: PlaceAt): void {
  checkOwnName(naming, { name: field.name.value, place, node: field });
  checkField(naming, field, { place, kind });
  if (field.type.kind === Kind.NON_NULL_TYPE) {
    refuseExtension({
      place,
      node: field,
      what: 'is never null, and would take the whole answer with it when you cannot be reached',
      remedy: 'leave out the last "!"',
    });
  }
}

function checkContractField(
  naming: Naming,
  field: FieldDefinitionNode,
  { place, known }: { place: string; known: FieldDefinitionNode },
): void {
  refuseDescription(place, field.description);
  const isId = field.name.value === 'id';
  const directives = (field.directives ?? []).map(({ name }) => name.value);
  const refuse = (what: string, remedy: string): never =>
    refuseExtension({ place, node: field, what, remedy });
  if (isId ? directives.includes('external') : !directives.includes('external')) {
    if (isId) refuse('is the key', 'leave out @external');
    refuse("is the contract's", 'mark it @external and name it in @requires, or leave it out');
  }
  checkDirectives(field.directives, { kind: 'CONTRACT_FIELD', place });
  if (print(field.type) !== print(known.type) || (field.arguments ?? []).length > 0) {
    refuse('is not as in the contract', `write ${field.name.value}: ${print(known.type)}`);
  }
  if (!isScalarName(naming, namedType(field.type)) || known.type.kind === Kind.LIST_TYPE) {
    refuse('is no scalar', 'require scalars of Event only, such as country, area or startDate');
  }
}
