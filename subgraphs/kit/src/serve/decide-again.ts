/**
 * Step 4 of a request: this partner's own decision, with its own copy of the policies and the coalition file.
 *
 * The hub has removed what the caller may not see; this side does not rely on it. Takes the operation and the
 * permission map of the caller's class, gives the coordinates that are denied; one of them refuses the request.
 */
import {
  forEachField,
  inputCoordinates,
  readCoordinates,
  type Action,
  type PermissionMap,
  type WalkedVariables,
} from '@vigil/policies';
import { HubError, type CallerCode } from '@vigil/shared';
import type { ReadOperation } from './read-operation.js';

export interface Denial {
  action: Action;
  coordinate: string;
}

/**
 * Lists every use of a coordinate that this partner does not allow; empty when all are allowed.
 *
 * A coordinate that the walk below did not come across is denied too: then the two ways of reading the
 * operation disagree, and in doubt the answer is no.
 */
export function deniedUses(operation: ReadOperation, map: PermissionMap, partner: string): Denial[] {
  const uses = usesOf(operation);
  const judged = new Set(uses.map(({ coordinate }) => coordinate));
  const unjudged = operation.coordinates
    .filter((coordinate) => !judged.has(coordinate))
    .map((coordinate) => ({ action: 'select' as const, coordinate }));
  const denied = uses.filter(({ action, coordinate }) =>
    action === 'select' ? !map.mayRead(coordinate, partner) : !map.allows(action, coordinate, partner),
  );
  return [...denied, ...unjudged];
}

/** The refusal for what was denied; a denied field outweighs a denied argument. */
export function denialError(denials: readonly Denial[]): HubError {
  const code: CallerCode = denials.some(({ action }) => action === 'select')
    ? 'UNAUTHORIZED_FIELD_OR_TYPE'
    : 'UNAUTHORIZED_ARGUMENT';
  return new HubError(code, 'this partner does not allow everything the request uses', 'caller');
}

/** How federation reaches an entity: the same for every question, and no data of anybody's. */
const MACHINERY: ReadonlySet<string> = new Set(['Query._entities', 'Query._entities(representations:)']);

/** What an operation does with which coordinate; `select` stands for reading, in the open or sealed. */
export function usesOf({ tree }: ReadOperation): Denial[] {
  const uses: Denial[] = [];
  // one for all fields: a large variable is walked once, however many fields name it
  const walked: WalkedVariables = new Map();
  forEachField(tree.fields, (field) => {
    if (field.kind === 'TYPENAME') return false;
    for (const coordinate of readCoordinates(field)) uses.push({ action: 'select', coordinate });
    uses.push(...inputCoordinates(field, tree.schema, tree.variables, walked));
    return true;
  });
  return uses.filter(({ coordinate }) => !MACHINERY.has(coordinate));
}
