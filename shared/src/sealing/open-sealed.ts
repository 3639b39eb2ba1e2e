/**
 * Opens a sealed value with the recipient's private key, on the recipient's own machine.
 *
 * Takes text and key, gives the value with the header that was verified together with it. That the header is true is
 * certain; who wrote it is not: whoever has the public key can seal to it (RFC 7518, section 4.6, has no sender's key).
 */
import { compactDecrypt } from 'jose';
import { HubError } from '../errors/hub-error.js';
import type { RecipientKey } from './recipient-key.js';
import { SEALED_ALG, SEALED_CRIT, SEALED_ENC, readSealedHeader, type SealedHeader } from './sealed-header.js';

export interface OpenedValue {
  readonly header: SealedHeader;
  readonly value: unknown;
  readonly expired: boolean;
}

export interface OpenOptions {
  readonly now: Date;
  /** the recipient was told what that means */
  readonly evenExpired?: boolean;
}

const UNDERSTOOD = Object.fromEntries(SEALED_CRIT.map((name) => [name, true]));

function refuse(message: string, cause?: unknown): HubError {
  return new HubError('SEALED_INVALID', message, 'operator', cause === undefined ? {} : { cause });
}

function readPlaintext(plaintext: Uint8Array): unknown {
  let opened: unknown;
  try {
    opened = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plaintext));
  } catch {
    // without the cause: its message would quote what was sealed
    throw refuse('what was sealed is not in the form that Vigil seals');
  }
  const isOurs =
    typeof opened === 'object' &&
    opened !== null &&
    Object.keys(opened).length === 1 &&
    Object.hasOwn(opened, 'value');
  if (!isOurs) throw refuse('what was sealed is not in the form that Vigil seals');
  return (opened as { value: unknown }).value;
}

/**
 * @throws HubError SEALED_INVALID: no sealed value, for another key, changed on its way, or expired
 */
export async function openSealed(
  sealed: string,
  key: RecipientKey,
  { now, evenExpired = false }: OpenOptions,
): Promise<OpenedValue> {
  const header = readSealedHeader(sealed);
  if (header === null) throw refuse('this is not a sealed value of Vigil');
  if (header.kid !== key.thumbprint) {
    throw refuse(`sealed to another key: ${header.kid}, this one is ${key.thumbprint}`);
  }
  const { plaintext } = await compactDecrypt(sealed, key.key, {
    keyManagementAlgorithms: [SEALED_ALG],
    contentEncryptionAlgorithms: [SEALED_ENC],
    crit: UNDERSTOOD,
    maxDecompressedLength: 0,
  }).catch((cause: unknown) => {
    throw refuse('it does not open with this key, or was changed on its way', cause);
  });
  const expired = header.exp <= now.getTime() / 1000;
  if (expired && !evenExpired) {
    throw refuse(`expired on ${new Date(header.exp * 1000).toISOString()}; ask the partner again`);
  }
  return { header, value: readPlaintext(plaintext), expired };
}
