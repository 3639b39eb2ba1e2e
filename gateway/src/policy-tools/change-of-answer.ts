/**
 * What the difference between two answers means for the people in the records.
 *
 * Takes both answers, gives the change, or null when no record is treated differently. Pure.
 */
import type { Residual } from '@vigil/policies';
import type { Answer, AnswerChange, Direction } from './changes.js';
import { compareConditions } from './compare-conditions.js';

/** @throws HubError POLICY_INVALID when the conditions name too much to go through */
export function changeOf(before: Answer, after: Answer): AnswerChange | null {
  const { gained, lost } = compareConditions(before.condition, after.condition);
  // Of what was or will be denied there is nothing to be done with.
  const isRead = !isNever(before.condition) && !isNever(after.condition);
  const dropped = isRead ? without(before.obligations, after.obligations) : [];
  const added = isRead ? without(after.obligations, before.obligations) : [];
  const direction = directionOf(gained !== null || dropped.length > 0, lost !== null || added.length > 0);
  return direction === null ? null : { direction, before, after, gained, lost, dropped, added };
}

function isNever(condition: Residual): boolean {
  return condition.kind === 'constant' && !condition.value;
}

function without(names: readonly string[], taken: readonly string[]): string[] {
  return names.filter((name) => !taken.includes(name));
}

function directionOf(widens: boolean, narrows: boolean): Direction | null {
  if (widens && narrows) return 'BOTH';
  if (widens) return 'WIDER';
  return narrows ? 'NARROWER' : null;
}
