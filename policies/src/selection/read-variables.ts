/**
 * The variables of one operation: what was sent, checked against what the operation declares.
 *
 * Takes an operation and untrusted values, gives them twice: coerced, as conditions are judged by, and as sent with
 * the defaults filled in, as they go on to whoever answers.
 */
import {
  Kind,
  getVariableValues,
  valueFromASTUntyped,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql';
import { refuseInput } from './refuse-input.js';

export interface ReadVariables {
  readonly coerced: Record<string, unknown>;
  /** declared ones only; one that was not sent and has no default is not in it */
  readonly effective: Record<string, unknown>;
}

/**
 * @throws HubError BAD_USER_INPUT; its message names neither a value nor a variable
 * @see GraphQL specification, section 6.1.2
 */
export function readVariables(
  schema: GraphQLSchema,
  operation: OperationDefinitionNode,
  sent: unknown,
): ReadVariables {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent))
    refuseInput('variables are not an object');
  const values = sent as Readonly<Record<string, unknown>>;
  const definitions = operation.variableDefinitions ?? [];
  const names = definitions.map(({ variable }) => variable.name.value);
  if (new Set(names).size !== names.length) refuseInput('a variable is declared twice');
  const coerced = coerce(schema, definitions, values);
  const effective = Object.create(null) as Record<string, unknown>;
  for (const { variable, defaultValue } of definitions) {
    const name = variable.name.value;
    if (Object.hasOwn(values, name) && values[name] !== undefined) effective[name] = values[name];
    else if (defaultValue) effective[name] = valueFromASTUntyped(defaultValue);
  }
  return { coerced, effective };
}

/** The library puts values into a plain object, where `__proto__` is no name: it is given numbers for names. */
function coerce(
  schema: GraphQLSchema,
  definitions: readonly VariableDefinitionNode[],
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const numbered: VariableDefinitionNode[] = [];
  const given: Record<string, unknown> = {};
  for (const [index, definition] of definitions.entries()) {
    const name = definition.variable.name.value;
    const number = `v${index}`;
    numbered.push({
      ...definition,
      variable: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: number } },
    });
    if (Object.hasOwn(values, name)) given[number] = values[name];
  }
  const { coerced: read } = getVariableValues(schema, numbered, given, { maxErrors: 1 });
  // Not the library's message: it repeats the value, and suggests names of enum values that the caller did not type.
  if (!read) refuseInput('a variable is missing or does not fit its type');
  const coerced = Object.create(null) as Record<string, unknown>;
  for (const [index, { variable }] of definitions.entries()) {
    const number = `v${index}`;
    if (Object.hasOwn(read, number)) coerced[variable.name.value] = read[number];
  }
  return coerced;
}
