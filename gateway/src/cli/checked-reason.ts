/** The reason that an operator gives for a decision, as it is kept with it. */
import { HubError } from '@vigil/shared';

const MOST_CHARACTERS = 500;

/** @throws HubError USAGE when it is not one line of text */
export function checkedReason(reason: string): string {
  const text = reason.trim();
  if (text !== '' && text.length <= MOST_CHARACTERS && !/\p{Cc}/u.test(text)) return text;
  throw new HubError('USAGE', `the reason is one line of 1 to ${MOST_CHARACTERS} characters`, 'operator');
}
