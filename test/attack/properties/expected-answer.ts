/**
 * What a caller ought to get: graphql-js over everybody's data put together by hand, where a coordinate of the contract
 * that is denied throws, and one of an extension is not in the schema.
 *
 * Takes a document, gives the answer, or why it is refused.
 */
import type { GraphQLError } from 'graphql';
import {
  Kind,
  OperationTypeNode,
  execute,
  getNullableType,
  getVariableValues,
  isInputObjectType,
  isIntrospectionType,
  isListType,
  isObjectType,
  print,
  specifiedRules,
  validate,
  type DocumentNode,
  type ExecutionResult,
  type GraphQLArgument,
  type GraphQLFieldResolver,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
} from 'graphql';
import { executedFields, type ExecutedField, type Operation } from './executed-fields.js';
import { knownPart } from './expected-schema.js';
import { inOrder, matches, type ListingArguments } from './listing.js';
import type { Rights } from './rights.js';
import { denied, exists, isHeld, readHeld } from './stub-partners.js';
import { usedInputs, type UsedInput } from './used-inputs.js';
import { OWNERS, argumentText, isOwnObject, valueAt, type HeldEvent } from './world.js';

export interface ExpectedError {
  readonly code: string;
  readonly message?: string;
  readonly path?: readonly (string | number)[] | undefined;
}

export interface Expected {
  /** undefined: nothing is executed */
  readonly data: unknown;
  readonly errors: readonly ExpectedError[];
  /** coordinates of the contract that the record has to name */
  readonly denied: readonly string[];
}

export interface Expecting {
  readonly rights: Rights;
  /** what this caller sees */
  readonly schema: GraphQLSchema;
  /** everything, for the types of values */
  readonly whole: GraphQLSchema;
  readonly world: ReadonlyMap<string, readonly HeldEvent[]>;
  /** own field of `Event` -> the names of what it is computed from */
  readonly requires: (coordinate: string) => readonly string[];
  /** a coordinate that is denied refuses the operation */
  readonly rejects: boolean;
}

export interface Asked {
  readonly document: DocumentNode;
  readonly variables: Readonly<Record<string, unknown>>;
}

const MAX_ERRORS = 10;
export const CURSOR = '<cursor>';

interface Context extends Expecting {
  readonly variables: Readonly<Record<string, unknown>>;
  /** takes coordinates that nobody's data may be read of */
  readonly denied: Set<string>;
}

export function expectedAnswer(expecting: Expecting, { document, variables }: Asked): Expected {
  const { schema } = expecting;
  const errors = validate(schema, document, specifiedRules, { maxErrors: MAX_ERRORS, hideSuggestions: true });
  if (errors.length > 0)
    return refusal(errors.map(({ message }) => ({ code: 'GRAPHQL_VALIDATION_FAILED', message })));
  const operation = document.definitions.find(
    (node): node is OperationDefinitionNode => node.kind === Kind.OPERATION_DEFINITION,
  );
  if (operation?.operation !== OperationTypeNode.QUERY)
    throw new Error('a document without a query was drawn');
  const { coerced, errors: misfits } = getVariableValues(
    schema,
    operation.variableDefinitions ?? [],
    variables,
    { maxErrors: MAX_ERRORS },
  );
  // A word or an input field that this caller does not know is no value of its type.
  if (coerced === undefined) return refusal(misfits.map(misfit));
  const context: Context = {
    ...expecting,
    variables: withDefaults(operation, variables, coerced),
    denied: new Set(),
  };
  const executed: Operation = { schema, document, operation, variables: context.variables };
  const refused = deniedInputs(context, executed);
  const fields = expecting.rejects ? deniedFields(context, executed) : [];
  if (fields.length + refused.length > 0) return refusal(refusals(fields, refused), [...fields, ...refused]);
  const result = execute({
    schema,
    document,
    variableValues: variables,
    contextValue: context,
    fieldResolver: resolve,
    typeResolver: (value) => (isOwnObject(value) ? value.type : undefined),
  }) as ExecutionResult;
  return {
    denied: [...context.denied],
    data: result.data,
    errors: (result.errors ?? []).map(({ extensions, path, message }) => {
      if (extensions['code'] !== 'UNAUTHORIZED_FIELD_OR_TYPE')
        throw new Error(`the oracle failed: ${message}`);
      return { code: 'UNAUTHORIZED_FIELD_OR_TYPE', path };
    }),
  };
}

function refusal(errors: Expected['errors'], denied: readonly string[] = []): Expected {
  return { data: undefined, errors, denied };
}

/** Tells which variable, never what was sent in it. */
function misfit({ nodes }: GraphQLError): ExpectedError {
  const definition = nodes?.find((node) => node.kind === Kind.VARIABLE_DEFINITION);
  if (definition?.kind !== Kind.VARIABLE_DEFINITION) throw new Error('a variable without a definition');
  const { variable, type } = definition;
  return {
    code: 'BAD_USER_INPUT',
    message: `variable "$${variable.name.value}" does not fit its type ${print(type)}`,
  };
}

function refusals(fields: readonly string[], inputs: readonly string[]): ExpectedError[] {
  return [
    ...fields.map((coordinate) => ({
      code: 'UNAUTHORIZED_FIELD_OR_TYPE',
      message: `not authorized to read ${coordinate}`,
    })),
    ...inputs.map((coordinate) => ({
      code: 'UNAUTHORIZED_ARGUMENT',
      message: `not authorized to use ${coordinate}`,
    })),
  ];
}

/** As sent: what was coerced would hold the defaults of input fields that nobody wrote. */
function withDefaults(
  operation: OperationDefinitionNode,
  sent: Asked['variables'],
  coerced: Readonly<Record<string, unknown>>,
): Asked['variables'] {
  const missing = (operation.variableDefinitions ?? [])
    .map(({ variable }) => variable.name.value)
    .filter((name) => !Object.hasOwn(sent, name) && Object.hasOwn(coerced, name));
  return { ...sent, ...Object.fromEntries(missing.map((name) => [name, coerced[name]])) };
}

/** Below the root no field of the contract takes an argument; what an extension takes is there or is not. */
function deniedInputs(context: Context, operation: Operation): string[] {
  const { rights, schema, variables } = context;
  const query = schema.getQueryType();
  if (!isObjectType(query)) return [];
  const refused = executedFields(operation, () => false)
    .map(({ node }) => node)
    .filter((node) => rights.isContract(`Query.${node.name.value}`))
    .filter((node) => rights.readableAtAll(`Query.${node.name.value}`))
    .flatMap((node) => usedInputs(query, node, variables))
    .filter(({ action, coordinate }) => !rights.usableAtAll(action, coordinate));
  return [...new Set(refused.map(({ coordinate }) => coordinate))];
}

/** Of the contract, and of those of which nobody's data may be read; what is below one is not looked at. */
function deniedFields({ rights }: Context, operation: Operation): string[] {
  const coordinateOf = ({ parent, node }: ExecutedField): string => `${parent}.${node.name.value}`;
  const isDenied = (field: ExecutedField): boolean =>
    rights.isContract(coordinateOf(field)) && !rights.readableAtAll(coordinateOf(field));
  const fields = executedFields(operation, (field) => !isDenied(field));
  return [...new Set(fields.filter(isDenied).map(coordinateOf))];
}

type InputLike = Pick<GraphQLArgument, 'type' | 'defaultValue'>;
type Resolve = GraphQLFieldResolver<unknown, Context, Record<string, unknown>>;

const resolve: Resolve = (source, args, context, info) => {
  const { rights } = context;
  const { parentType, fieldName } = info;
  const coordinate = `${parentType.name}.${fieldName}`;
  if (isIntrospectionType(parentType)) return (source as Record<string, unknown>)[fieldName];
  if (!rights.isContract(coordinate))
    return known(context, info.returnType, ownValue(source, args, context, info));
  if (isHeld(source)) {
    if (!rights.readableAtAll(coordinate)) throw deniedAtAll(context, coordinate);
    const value = readHeld(rights, source, fieldName);
    return coordinate === 'Event.partner' ? partnerOf(source.event.owner) : value;
  }
  if (!rights.readableAtAll(coordinate)) throw deniedAtAll(context, coordinate);
  if (parentType.name !== 'Query') return (source as Record<string, unknown>)[fieldName];
  const asked = info.fieldNodes.flatMap((node) => usedInputs(parentType, node, context.variables));
  switch (fieldName) {
    case 'events':
      return listing(context, args, asked);
    case 'event':
      return oneEvent(context, args, asked);
    case 'partners':
      return OWNERS.map(partnerOf);
    default:
      throw new Error(`nobody has said what ${coordinate} answers`);
  }
};

function deniedAtAll(context: Context, coordinate: string): GraphQLError {
  context.denied.add(coordinate);
  return denied();
}

function known({ schema }: Context, type: GraphQLOutputType, value: unknown): unknown {
  return knownPart(schema, type, value);
}

const ownValue: Resolve = (source, given, { whole, rights, requires }, { parentType, fieldName }) => {
  const type = whole.getType(parentType.name);
  const field = isObjectType(type) ? type.getFields()[fieldName] : undefined;
  if (field === undefined) throw new Error('a field that there is not was executed');
  const args = Object.fromEntries(
    field.args
      .map((arg) => [arg.name, withHiddenDefaults(arg, given[arg.name])] as const)
      .filter(([, value]) => value !== undefined),
  );
  const at = (place: string): unknown =>
    valueAt(whole, field.type, `${place}.${fieldName}${argumentText(args)}`);
  if (isOwnObject(source)) return at(source.place);
  const owner = rights.owner(`${parentType.name}.${fieldName}`) ?? '';
  if (!isHeld(source)) return at(owner);
  const { event } = source;
  if (event.owner !== owner || !rights.readableOf(`Event.${fieldName}`, event.root)) return null;
  const needed = requires(`Event.${fieldName}`);
  const inputs = Object.fromEntries(
    needed.map((name) => [
      name,
      rights.readableOf(`Event.${name}`, event.root) ? event.root.values[name] : null,
    ]),
  );
  const computed = fieldName.endsWith('computed') ? argumentText(inputs) : '';
  return valueAt(whole, field.type, `${event.id}.${fieldName}${argumentText(args)}${computed}`);
};

/** A partner fills in its own defaults, also of inputs that the caller does not see. */
function withHiddenDefaults({ type, defaultValue }: InputLike, value: unknown): unknown {
  if (value === undefined) return defaultValue;
  const nullable = getNullableType(type);
  if (Array.isArray(value) && isListType(nullable)) {
    const item = { type: nullable.ofType, defaultValue: undefined };
    return value.map((one) => withHiddenDefaults(item, one));
  }
  if (value === null || !isInputObjectType(nullable)) return value;
  const fields = Object.values(nullable.getFields()).map(
    (field) =>
      [field.name, withHiddenDefaults(field, (value as Record<string, unknown>)[field.name])] as const,
  );
  return Object.fromEntries(fields.filter(([, inner]) => inner !== undefined));
}

/** As `statistics` shows a partner that has released nothing. */
export function partnerOf(id: string): Record<string, unknown> {
  return {
    id,
    name: `Partner ${id}`,
    countries: ['XA', 'XB'],
    status: 'UP',
    methodology: null,
    fundingStreams: [],
    lastRelease: null,
  };
}

/** What a partner is sent beside what the caller wrote, or instead of it. */
function sentInputs(asked: readonly UsedInput[]): UsedInput[] {
  const first: UsedInput = { action: 'filterBy', coordinate: 'Query.events(first:)' };
  return [first, ...asked.filter(({ coordinate }) => coordinate !== 'EventFilter.partners')];
}

function rows(
  { rights, world }: Context,
  needed: readonly string[],
  inputs: readonly UsedInput[],
): HeldEvent[] {
  return OWNERS.filter(
    (owner) =>
      [...needed, 'Event.id', 'Event.startDate'].every((coordinate) => rights.readable(coordinate, owner)) &&
      inputs.every(({ action, coordinate }) => rights.usable(action, coordinate, owner)),
  )
    .flatMap((owner) => world.get(owner) ?? [])
    .filter((event) => exists(rights, event, inputs));
}

function listing(context: Context, args: Record<string, unknown>, asked: readonly UsedInput[]): unknown {
  const { where, orderBy, first } = args as ListingArguments;
  const found = inOrder(
    rows(context, ['Query.events', 'EventConnection.nodes'], sentInputs(asked)).filter((event) =>
      matches(event, where),
    ),
    orderBy,
  );
  const shown = found.slice(0, first ?? 20);
  return {
    nodes: shown.map(({ root }) => root),
    pageInfo: { hasNextPage: found.length > shown.length, endCursor: shown.length > 0 ? CURSOR : null },
  };
}

function oneEvent(context: Context, { id }: Record<string, unknown>, asked: readonly UsedInput[]): unknown {
  return rows(context, ['Query.event'], asked).find((event) => event.id === id)?.root ?? null;
}
