/**
 * Which inputs an operation uses, and what it uses them for: arguments, input fields, enum values and the schema's own
 * scalars, in literals, lists, nested objects and variables alike.
 *
 * Takes selected fields, gives coordinates with the action that each needs. An argument that is written counts
 * even where its variable was not sent.
 */
import {
  Kind,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  type ValueNode,
} from 'graphql';
import type { Action } from '../permissions/subject-class.js';
import { typeCoordinate } from './read-coordinates.js';
import { refuseInput } from './refuse-input.js';
import { forEachField, type SelectedField, type SelectionTree } from './selection-tree.js';

export type InputAction = Exclude<Action, 'select' | 'unseal'>;

export interface InputCoordinate {
  readonly coordinate: string;
  readonly action: InputAction;
}

type Variables = Readonly<Record<string, unknown>>;

/** One input being walked: what it is used for, and where its findings go. */
interface Walk {
  readonly action: InputAction;
  readonly variables: Variables;
  readonly found: Map<string, InputCoordinate>;
  readonly walked: WalkedVariables;
}

/**
 * What is in variables, found once for each type and use, however many fields name them; one for each set of variables.
 */
export type WalkedVariables = Map<string, readonly InputCoordinate[]>;

/**
 * The inputs of one selected field.
 *
 * @param variables - the tree's own: declared variables with defaults filled in
 * @param walked - the same for all fields of one operation, so that no variable is walked for each of them
 * @returns in order of use, each once per action
 * @throws HubError BAD_USER_INPUT for an input that the schema does not have
 */
export function inputCoordinates(
  field: SelectedField,
  schema: GraphQLSchema,
  variables: Variables,
  walked: WalkedVariables = new Map(),
): InputCoordinate[] {
  const found = new Map<string, InputCoordinate>();
  // Introspection is answered from a public schema; its arguments reach nobody's data.
  if (field.kind !== 'FIELD') return [];
  const definition = findDefinition(schema, field);
  for (const { name, value } of field.arguments) {
    const argument = definition.args.find((candidate) => candidate.name === name.value);
    if (!argument) return refuseInput('an argument is given that does not exist');
    const walk: Walk = { action: inputActionOf(name.value, 'filterBy'), variables, found, walked };
    for (const coordinate of [field.coordinate, ...field.abstractCoordinates]) {
      note(walk, `${coordinate}(${name.value}:)`);
    }
    noteScalar(walk, argument.type);
    walkLiteral(walk, argument.type, value);
  }
  return [...found.values()];
}

/**
 * Everything that a partner must be allowed to answer for: selected fields that are not refused, and their inputs.
 *
 * @returns schema coordinates, each once, sorted by code unit
 */
export function usedCoordinates(tree: SelectionTree): string[] {
  const used = new Set<string>();
  const walked: WalkedVariables = new Map();
  forEachAllowed(tree, (field) => {
    for (const coordinate of [field.coordinate, ...field.abstractCoordinates]) used.add(coordinate);
    for (const { coordinate } of inputCoordinates(field, tree.schema, tree.variables, walked)) {
      // Types are judged where they are used; a delegation names places.
      if (coordinate.includes('.')) used.add(coordinate);
    }
  });
  return [...used].sort();
}

/**
 * The inputs that refuse an operation: those of fields that are not refused themselves.
 *
 * @param canUse - is asked about every input once for each thing it is used for
 */
export function deniedInputs(
  tree: SelectionTree,
  canUse: (action: InputAction, coordinate: string) => boolean,
): InputCoordinate[] {
  const denied = new Map<string, InputCoordinate>();
  const walked: WalkedVariables = new Map();
  forEachAllowed(tree, (field) => {
    for (const input of inputCoordinates(field, tree.schema, tree.variables, walked)) {
      if (!canUse(input.action, input.coordinate)) denied.set(`${input.action} ${input.coordinate}`, input);
    }
  });
  return [...denied.values()];
}

function forEachAllowed({ fields }: SelectionTree, visit: (field: SelectedField) => void): void {
  forEachField(fields, (field) => {
    if (field.kind !== 'FIELD' || field.denied) return false;
    visit(field);
    return true;
  });
}

function findDefinition(schema: GraphQLSchema, field: SelectedField): GraphQLField<unknown, unknown> {
  const type = schema.getType(field.parentType);
  const fields = type && 'getFields' in type ? type.getFields() : {};
  const definition = Object.hasOwn(fields, field.fieldName) ? fields[field.fieldName] : undefined;
  if (!definition || !('args' in definition)) return refuseInput('a field is selected that does not exist');
  return definition;
}

/** `orderBy` orders and `by` groups, whatever stands around them; all other inputs narrow. */
export function inputActionOf(name: string, inherited: InputAction): InputAction {
  if (name === 'orderBy') return 'orderBy';
  return name === 'by' ? 'groupBy' : inherited;
}

function note({ found, action }: Walk, coordinate: string): void {
  found.set(`${action} ${coordinate}`, { coordinate, action });
}

/** A scalar with a class of its own is judged like the place that takes it, whatever the value is. */
function noteScalar(walk: Walk, type: GraphQLInputType): void {
  const coordinate = typeCoordinate(getNamedType(type));
  if (coordinate !== null) note(walk, coordinate);
}

function walkLiteral(walk: Walk, type: GraphQLInputType, node: ValueNode): void {
  if (node.kind === Kind.VARIABLE) {
    walkVariable(walk, type, node.name.value);
    return;
  }
  if (node.kind === Kind.NULL) return;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const items = node.kind === Kind.LIST ? node.values : [node];
    for (const item of items) walkLiteral(walk, nullable.ofType, item);
  } else if (isInputObjectType(nullable)) {
    if (node.kind !== Kind.OBJECT) return refuseInput('an input object is expected');
    for (const { name, value } of node.fields) {
      const inner = enterField(walk, nullable, name.value);
      walkLiteral(inner.walk, inner.type, value);
    }
  } else if (isEnumType(nullable)) {
    noteEnumValue(walk, nullable, node.kind === Kind.ENUM ? node.value : null);
  }
}

function walkVariable(walk: Walk, type: GraphQLInputType, name: string): void {
  if (!Object.hasOwn(walk.variables, name)) return;
  const key = `${walk.action} ${String(type)} ${name}`;
  let inside = walk.walked.get(key);
  if (inside === undefined) {
    const found = new Map<string, InputCoordinate>();
    walkValue({ ...walk, found }, type, walk.variables[name]);
    inside = [...found.values()];
    walk.walked.set(key, inside);
  }
  for (const { action, coordinate } of inside)
    walk.found.set(`${action} ${coordinate}`, { action, coordinate });
}

function walkValue(walk: Walk, type: GraphQLInputType, value: unknown): void {
  if (value === null || value === undefined) return;
  const nullable = getNullableType(type);
  if (isListType(nullable)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const item of items) walkValue(walk, nullable.ofType, item);
  } else if (isInputObjectType(nullable)) {
    if (typeof value !== 'object' || Array.isArray(value)) return refuseInput('an input object is expected');
    for (const [name, fieldValue] of Object.entries(value)) {
      const inner = enterField(walk, nullable, name);
      walkValue(inner.walk, inner.type, fieldValue);
    }
  } else if (isEnumType(nullable)) {
    noteEnumValue(walk, nullable, typeof value === 'string' ? value : null);
  }
}

function enterField(
  walk: Walk,
  type: { readonly name: string; getFields(): Readonly<Record<string, { readonly type: GraphQLInputType }>> },
  name: string,
): { walk: Walk; type: GraphQLInputType } {
  const fields = type.getFields();
  const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
  if (!field) return refuseInput('an input field is given that does not exist');
  const inner = { ...walk, action: inputActionOf(name, walk.action) };
  note(inner, `${type.name}.${name}`);
  noteScalar(inner, field.type);
  return { walk: inner, type: field.type };
}

function noteEnumValue(
  walk: Walk,
  type: { readonly name: string; getValue(name: string): unknown },
  name: string | null,
): void {
  if (name === null || !type.getValue(name)) return refuseInput('an enum value is given that does not exist');
  note(walk, `${type.name}.${name}`);
}
