/**
 * What the inputs of a schema are used for: to narrow, to order or to group.
 *
 * Takes SDL, gives arguments, input fields and values of orders with the action that each needs.
 */
import { inputActionOf, type Action } from '@vigil/policies';
import { Kind, parse, type FieldDefinitionNode, type InputValueDefinitionNode, type TypeNode } from 'graphql';

type Use = readonly [coordinate: string, action: Action];

/** @returns each coordinate once; what is no input is left out */
export function readInputActions(sdl: string): Use[] {
  const { definitions } = parse(sdl, { noLocation: true });
  const enums = new Map<string, Action>();
  const uses = definitions.flatMap((definition) =>
    'fields' in definition
      ? (definition.fields ?? []).flatMap((field) => usesOf(definition.name.value, field, enums))
      : [],
  );
  const values = definitions.flatMap((definition): Use[] => {
    const action = 'values' in definition ? enums.get(definition.name.value) : undefined;
    if (action === undefined || !('values' in definition)) return [];
    return (definition.values ?? []).map(({ name }) => [`${definition.name.value}.${name.value}`, action]);
  });
  return [...uses, ...values];
}

/** @param enums - takes the enums whose values order or group */
function usesOf(
  type: string,
  field: FieldDefinitionNode | InputValueDefinitionNode,
  enums: Map<string, Action>,
): Use[] {
  const place = `${type}.${field.name.value}`;
  if (field.kind === Kind.INPUT_VALUE_DEFINITION)
    return [[place, inputActionOf(field.name.value, 'filterBy')]];
  return (field.arguments ?? []).map((argument) => {
    const action = inputActionOf(argument.name.value, 'filterBy');
    if (action !== 'filterBy') enums.set(namedType(argument.type), action);
    return [`${place}(${argument.name.value}:)`, action];
  });
}

function namedType(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : namedType(type.type);
}
