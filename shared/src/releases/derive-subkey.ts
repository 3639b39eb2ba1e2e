/**
 * The subkeys of a partition year: one master key in a file, one key a purpose.
 *
 * Pure. No subkey tells anything about another or about the master.
 *
 * @see RFC 5869
 */
import { hkdfSync } from 'node:crypto';
import { HubError } from '../errors/hub-error.js';

/** noise: the draw; snapshot: digests of rows; cell-choice: which cell a file enters; ids: identifiers that leave */
export type SubkeyPurpose = 'noise' | 'snapshot' | 'cell-choice' | 'ids';

/**
 * HKDF-SHA256 with the purpose as info.
 *
 * @param master - at least 32 random bytes
 * @returns 32 bytes
 */
export function deriveSubkey(master: Uint8Array, purpose: SubkeyPurpose): Uint8Array {
  if (master.length < 32)
    throw new HubError('CONFIG_INVALID', 'a master key has fewer than 32 bytes', 'operator');
  return new Uint8Array(hkdfSync('sha256', master, new Uint8Array(0), `vigil-${purpose}-v1`, 32));
}
