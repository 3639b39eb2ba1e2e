/**
 * Stage 3, decide: what of the operation this caller may ask.
 *
 * Takes an operation that is valid for a caller, gives the operation that is left. What may not be selected of any
 * partner is marked, is never planned, and answers null with an error later. A denied argument, input field or
 * order refuses the whole operation: leaving it out would answer another question. Where the operator wants it so,
 * a denied field refuses it too.
 *
 * `decide` follows from the operation, the permission map and the values of `@skip` and `@include` alone, so that
 * what it gives can be kept; `judge` is about one request's variables.
 */
import {
  deniedInputs,
  expandOperation,
  filterSelection,
  forEachField,
  usedCoordinates,
  type OperationKind,
  type PermissionMap,
  type SelectedField,
  type SelectionTree,
} from '@vigil/policies';
import { HubError, isCallerCode } from '@vigil/shared';
import { Kind, visit, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import { Refusal, refuse, type Decision } from '../exchange.js';

export interface DecideOptions {
  limits: { fields: number };
  /** what is answered here besides queries; nothing by default */
  kinds?: readonly OperationKind[];
  /** what becomes of an operation with denied fields: `filter` by default */
  onDenied?: 'filter' | 'reject';
}

export interface DecideInput {
  /** what this caller sees */
  schema: GraphQLSchema;
  document: DocumentNode;
  operation: OperationDefinitionNode;
  /** values of the variables that stand in `@skip` and `@include`; no other variable is looked at */
  conditions: Readonly<Record<string, unknown>>;
}

/** What follows from an operation and a permission map: no value of a caller is in it. */
export interface DecidedOperation {
  readonly map: PermissionMap;
  /** what was refused is marked in it; `variables` is empty */
  readonly tree: SelectionTree;
  /** coordinates that may not be selected */
  readonly denied: readonly string[];
  /** what is used whatever the variables are */
  readonly coordinates: readonly string[];
  /** the fields whose arguments have to be judged, without what is below them */
  readonly inputs: SelectionTree;
  /** the inputs that are refused, the same for all requests; null: variables stand in arguments */
  readonly refused: readonly string[] | null;
}

export interface Decide {
  /** @throws Refusal BAD_USER_INPUT, LIMIT_EXCEEDED */
  decide(input: DecideInput, map: PermissionMap): DecidedOperation;
  /**
   * @param variables - as sent, defaults filled in
   * @param denied - takes what is refused
   * @throws Refusal UNAUTHORIZED_ARGUMENT; UNAUTHORIZED_FIELD_OR_TYPE where denied fields refuse the operation
   */
  judge(decided: DecidedOperation, variables: Decision['variables'], denied: string[]): Decision;
}

const NO_VARIABLES: Decision['variables'] = Object.freeze({});

/** The same document, declaring nothing but the variables that stand in conditions. */
function conditionsOnly({ document, operation, conditions }: DecideInput): DocumentNode {
  const variableDefinitions = operation.variableDefinitions?.filter(({ variable }) =>
    Object.hasOwn(conditions, variable.name.value),
  );
  const cut = { ...operation, variableDefinitions: variableDefinitions ?? [] };
  return {
    ...document,
    definitions: document.definitions.map((definition) => (definition === operation ? cut : definition)),
  };
}

function expand(input: DecideInput, { limits, kinds = ['query'] }: DecideOptions): SelectionTree {
  try {
    const { schema, operation, conditions } = input;
    const tree = expandOperation({
      schema,
      document: conditionsOnly(input),
      operationName: operation.name?.value,
      variables: conditions,
      kinds,
      maxFields: limits.fields,
    });
    return { ...tree, variableDefinitions: operation.variableDefinitions ?? [], variables: NO_VARIABLES };
  } catch (error) {
    if (!(error instanceof HubError) || !isCallerCode(error.code)) throw error;
    throw refuse('document', error.code, error.message);
  }
}

function deniedFields({ fields }: SelectionTree): string[] {
  const denied: string[] = [];
  forEachField(fields, (field) => {
    if (field.denied) denied.push(field.coordinate);
    return true;
  });
  return denied;
}

/** The allowed fields that have arguments, in order of the text. */
function fieldsWithInputs({ fields }: SelectionTree): SelectedField[] {
  const found: SelectedField[] = [];
  forEachField(fields, (field) => {
    if (field.kind !== 'FIELD' || field.denied) return false;
    if (field.arguments.length > 0) found.push({ ...field, children: null });
    return true;
  });
  return found;
}

function hasVariable({ arguments: given }: SelectedField): boolean {
  let found = false;
  for (const argument of given)
    visit(argument, {
      [Kind.VARIABLE]: () => {
        found = true;
      },
    });
  return found;
}

/** Coordinates of denied inputs, each once, in order of use. */
function refusedInputs(inputs: SelectionTree, map: PermissionMap): readonly string[] {
  const refused = deniedInputs(inputs, (action, coordinate) => map.owners(action, coordinate).size > 0);
  return [...new Set(refused.map(({ coordinate }) => coordinate))];
}

/** A denied field outweighs a denied argument. The names are the caller's own, of what their schema shows them. */
function unauthorized(fields: readonly string[], inputs: readonly string[]): Refusal {
  return new Refusal('document', [
    ...[...new Set(fields)].map((coordinate) => ({
      code: 'UNAUTHORIZED_FIELD_OR_TYPE' as const,
      message: `not authorized to read ${coordinate}`,
    })),
    ...inputs.map((coordinate) => ({
      code: 'UNAUTHORIZED_ARGUMENT' as const,
      message: `not authorized to use ${coordinate}`,
    })),
  ]);
}

export function createDecide(options: DecideOptions): Decide {
  return {
    decide(input, map) {
      const whole = expand(input, options);
      const tree = filterSelection(whole, (coordinate) => map.readers(coordinate).size > 0);
      const fields = fieldsWithInputs(tree);
      const inputs = { ...tree, fields };
      return {
        map,
        tree,
        denied: deniedFields(tree),
        coordinates: usedCoordinates(tree),
        inputs,
        refused: fields.some(hasVariable) ? null : refusedInputs(inputs, map),
      };
    },
    judge(decided, variables, denied) {
      const { map, coordinates } = decided;
      const inputs = { ...decided.inputs, variables };
      denied.push(...decided.denied);
      const refused = decided.refused ?? refusedInputs(inputs, map);
      denied.push(...refused);
      const fields = options.onDenied === 'reject' ? decided.denied : [];
      if (fields.length + refused.length > 0) throw unauthorized(fields, refused);
      if (decided.refused !== null) return { map, coordinates: () => coordinates, variables };
      const used = (): string[] => [...new Set([...coordinates, ...usedCoordinates(inputs)])].sort();
      return { map, coordinates: used, variables };
    },
  };
}
