/**
 * A caller's name as one partner sees it.
 *
 * Takes the hub's pseudonym secret, gives text. Partners that compare their logs cannot join them by caller.
 * Pure.
 */
import { createHmac } from 'node:crypto';
import { HubError } from '../errors/hub-error.js';

/** A shorter secret could be guessed by a partner that knows whom to look for. */
const LEAST_SECRET_BYTES = 32;

/**
 * @param secret - the hub's own, at least 32 bytes; whoever has it can undo the pseudonyms
 * @param subject - the caller's name at its issuer
 * @param partnerId - the partner that will see the pseudonym
 * @returns 43 characters base64url: HMAC-SHA-256 over a label, the partner and the subject
 * @throws HubError CONFIG_INVALID when the secret is too short
 */
export function pairwisePseudonym(secret: Uint8Array, subject: string, partnerId: string): string {
  if (secret.byteLength < LEAST_SECRET_BYTES) {
    throw new HubError(
      'CONFIG_INVALID',
      `pseudonym secret has ${secret.byteLength} bytes, needs ${LEAST_SECRET_BYTES}`,
      'operator',
    );
  }
  // A partner id holds no NUL, so the two parts cannot run into each other.
  return createHmac('sha256', secret)
    .update(`vigil-pairwise-1\0${partnerId}\0${subject}`)
    .digest('base64url');
}
