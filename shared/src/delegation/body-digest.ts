/**
 * The digest that ties a delegation to one request body.
 *
 * Takes the body's bytes, gives text for the `digest` claim. Pure.
 */
import { createHash } from 'node:crypto';

/**
 * @param body - the exact bytes that are sent
 * @returns `sha-256=<base64url, unpadded>`
 */
export function bodyDigest(body: Uint8Array): string {
  return `sha-256=${createHash('sha256').update(body).digest('base64url')}`;
}
