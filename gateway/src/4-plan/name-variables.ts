/**
 * Puts a caller's variables under the names that the steps of a plan use.
 *
 * Takes a planned operation and values by the caller's names; the one thing of stage 4 that is done once a request.
 */
import type { PlannedOperation, Variables } from '../execution.js';

/** @param sent - defaults filled in; a variable that is not there stays away */
export function nameVariables(
  { variableNames }: Pick<PlannedOperation, 'variableNames'>,
  sent: Variables,
): Variables {
  const named = Object.create(null) as Record<string, unknown>;
  for (const [name, theirs] of variableNames) if (Object.hasOwn(sent, theirs)) named[name] = sent[theirs];
  return named;
}
