/** Whose name stands beside an operator's action: the one given, else the account's. */
import { userInfo } from 'node:os';
import { HubError } from '@vigil/shared';
import { OPERATOR_NAME } from '../storage/operator-entry.js';

function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    // A container's account may have a number and no name.
    return `uid-${process.getuid?.() ?? 'unknown'}`;
  }
}

/** @throws HubError USAGE when it could be anything but a name */
export function operatorName(given: string | undefined): string {
  const name = given ?? accountName();
  if (OPERATOR_NAME.test(name)) return name;
  throw new HubError(
    'USAGE',
    'the name of who does this takes letters, digits, dots, hyphens and @, at most 64; give --by',
    'operator',
  );
}
