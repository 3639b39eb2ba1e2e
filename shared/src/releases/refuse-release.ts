/** The one way in which what a partner has signed is refused. */
import { HubError } from '../errors/hub-error.js';

/** @throws HubError RELEASE_INVALID */
export function refuseRelease(message: string, options?: ErrorOptions): never {
  throw new HubError('RELEASE_INVALID', message, 'operator', options);
}
