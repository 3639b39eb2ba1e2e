/**
 * Seals one value: a compact JWE for one key, bound by its header to one field of one record.
 *
 * Takes the value, the key and what it is bound to; gives text that only the private half opens. The partner seals, nobody
 * after it. `open-sealed.ts` is the recipient's side.
 */
import { CompactEncrypt } from 'jose';
import type { RecipientKey } from './recipient-key.js';
import {
  SEALED_ALG,
  SEALED_BLOCK_BYTES,
  SEALED_CRIT,
  SEALED_ENC,
  SEALED_TYP,
  type SealedHeader,
} from './sealed-header.js';

/** What the header says; `exp` in seconds since 1970. */
export type SealedBinding = Pick<SealedHeader, 'field' | 'record' | 'consent' | 'exp' | 'iss'>;

const MUST_UNDERSTAND = Object.fromEntries(SEALED_CRIT.map((name) => [name, true]));
const BLANK = 0x20;

/**
 * `{"value": …}` in UTF-8, filled up with blanks to whole blocks: JSON all the same, and its length says little.
 */
export function sealedPlaintext(value: unknown): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify({ value }));
  const size = Math.ceil(text.length / SEALED_BLOCK_BYTES) * SEALED_BLOCK_BYTES;
  const padded = new Uint8Array(size).fill(BLANK);
  padded.set(text);
  return padded;
}

/** @param plaintext - as `sealedPlaintext` makes it */
export async function sealPlaintext(
  plaintext: Uint8Array,
  { thumbprint, key }: RecipientKey,
  { field, record, consent, exp, iss }: SealedBinding,
): Promise<string> {
  return new CompactEncrypt(plaintext)
    .setProtectedHeader({
      ...{ alg: SEALED_ALG, enc: SEALED_ENC, typ: SEALED_TYP, kid: thumbprint },
      ...{ crit: [...SEALED_CRIT], field, record, consent, exp, iss },
    })
    .encrypt(key, { crit: MUST_UNDERSTAND });
}
