/**
 * Step 3 of a request: the delegation speaks of exactly what the body uses, no more and no less.
 *
 * So a hub whose filter and whose printed operation disagree is noticed, and a delegation for one question
 * cannot carry another.
 */
import { HubError } from '@vigil/shared';

/**
 * @param delegated - the coordinates that the delegation names
 * @param used - the coordinates that the body uses, each once
 * @throws HubError UNAUTHENTICATED when the two are not the same set, or one is named twice
 */
export function requireSameCoordinates(delegated: readonly string[], used: readonly string[]): void {
  const left = [...delegated].sort();
  const right = [...used].sort();
  if (left.length !== right.length || left.some((coordinate, index) => coordinate !== right[index])) {
    throw new HubError('UNAUTHENTICATED', 'the request carries no valid delegation', 'caller', {
      cause: new Error('the coordinates are not those of the body'),
    });
  }
}
