/**
 * Stage 3, decide: what of the operation this caller may ask.
 *
 * Takes a received operation and a caller, gives the operation that is left. What may not be selected of any
 * partner is marked, stays out of the text that is planned, and answers null with an error later. A denied
 * argument, input field or order refuses the whole operation: leaving it out would answer another question.
 */
import {
  deniedInputs,
  expandOperation,
  filterSelection,
  printSelection,
  type PermissionMap,
  type SelectedField,
  type SelectionTree,
} from '@vigil/policies';
import { HubError, isCallerCode } from '@vigil/shared';
import { parse } from 'graphql';
import { Refusal, refuse, type Decision, type Exchange, type ReceivedOperation } from '../exchange.js';

export interface DecideOptions {
  limits: { fields: number };
}

type Filtered = Pick<Exchange, 'denied'> & Pick<Decision, 'map' | 'tree' | 'filtered'>;

function expand(operation: ReceivedOperation, maxFields: number): SelectionTree {
  try {
    return expandOperation({
      schema: operation.public.schema,
      document: operation.document,
      operationName: operation.operationName,
      variables: operation.variables,
      maxFields,
    });
  } catch (error) {
    if (!(error instanceof HubError) || !isCallerCode(error.code)) throw error;
    throw refuse('document', error.code, error.message);
  }
}

function deniedFields(fields: readonly SelectedField[]): string[] {
  return fields.flatMap((field) => (field.denied ? [field.coordinate] : deniedFields(field.children ?? [])));
}

function refuseDeniedInputs(tree: SelectionTree, map: PermissionMap, denied: string[]): void {
  const inputs = deniedInputs(tree, (action, coordinate) => map.owners(action, coordinate).size > 0);
  if (inputs.length === 0) return;
  const coordinates = [...new Set(inputs.map(({ coordinate }) => coordinate))];
  denied.push(...coordinates);
  throw new Refusal(
    'document',
    coordinates.map((coordinate) => ({
      code: 'UNAUTHORIZED_ARGUMENT',
      message: `not authorized to use ${coordinate}`,
    })),
  );
}

/** The planner's own variable in every request for entities; two of one name are one. */
const PLANNER_VARIABLE = 'representations';

function refusePlannerVariable({ variableDefinitions }: SelectionTree): void {
  if (variableDefinitions.some(({ variable }) => variable.name.value === PLANNER_VARIABLE))
    throw refuse('document', 'BAD_USER_INPUT', `a variable cannot be called $${PLANNER_VARIABLE}`);
}

/**
 * Makes the stage; the function it gives notes in the exchange what was denied, also when it refuses. The map is
 * the one whose view the operation was validated against.
 */
export function createDecide(
  options: DecideOptions,
): (exchange: Pick<Exchange, 'operation' | 'denied'>, map: PermissionMap) => Filtered {
  return ({ operation, denied }, map) => {
    if (operation === null) {
      throw new HubError('INTERNAL_SERVER_ERROR', 'nothing was received to decide on', 'operator');
    }
    const whole = expand(operation, options.limits.fields);
    refusePlannerVariable(whole);
    const tree = filterSelection(whole, (coordinate) => map.owners('select', coordinate).size > 0);
    denied.push(...deniedFields(tree.fields));
    refuseDeniedInputs(tree, map, denied);
    const { query, variables } = printSelection(tree);
    return { map, tree, denied, filtered: { query, variables: { ...variables }, document: parse(query) } };
  };
}
