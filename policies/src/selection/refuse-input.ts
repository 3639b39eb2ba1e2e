/**
 * How an operation is refused: one code, and no word that the caller did not type.
 */
import { HubError } from '@vigil/shared';

/** @throws HubError BAD_USER_INPUT, always */
export function refuseInput(message: string, cause?: unknown): never {
  throw new HubError('BAD_USER_INPUT', message, 'caller', cause === undefined ? undefined : { cause });
}
