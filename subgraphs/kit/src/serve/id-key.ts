/**
 * The key of the pseudonymous ids, as `init` made it.
 *
 * It never leaves the node and is never made here: with another key every id that was ever given would change.
 */
import { HubError } from '@vigil/shared';
import { createSecretKey, type KeyObject } from 'node:crypto';
import { keyPath, readKey } from '../node/keys.js';

const NAME = 'id.key';
/** bytes; a key shorter than the hash would be the weakest part (RFC 2104, section 3) */
const MIN_BYTES = 32;

/**
 * Reads the key.
 *
 * @throws HubError DATA_DIRECTORY_MISSING when there is none, CONFIG_INVALID when it is too short
 */
export async function readIdKey(dataDir: string): Promise<KeyObject> {
  const bytes = await readKey(dataDir, NAME);
  if (bytes.byteLength < MIN_BYTES) {
    throw new HubError(
      'CONFIG_INVALID',
      `${keyPath(dataDir, NAME)} has fewer than ${MIN_BYTES} bytes`,
      'operator',
    );
  }
  return createSecretKey(bytes);
}
