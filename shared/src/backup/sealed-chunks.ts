/**
 * Bytes sealed under a passphrase in chunks, so that a file of any size is written and opened with little memory.
 *
 * Key: scrypt (N = 2^17, r = 8, p = 1) over the passphrase and 32 random bytes of salt, fresh for each backup.
 * Each 64 KiB become one AES-256-GCM message whose nonce is the chunk's number (11 bytes, big-endian) and one byte
 * that says whether it is the last: the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizar, "Online
 * Authenticated-Encryption and its Nonce-Reuse Misuse-Resistance", 2015), as in age. A chunk that was changed, moved,
 * left out, doubled or cut off does not open. The file's header line is authenticated with every chunk.
 */
import { createCipheriv, createDecipheriv, scrypt } from 'node:crypto';
import { badBackup } from './backup-error.js';

export const SALT_BYTES = 32;
const CHUNK = 65_536;
const TAG = 16;
/** 128 MiB of memory and some tenths of a second for each guess (RFC 7914; parameters are part of the format) */
const SCRYPT = { N: 131_072, r: 8, p: 1, maxmem: 268_435_456 };

/** @returns 32 bytes */
export function passphraseKey(passphrase: string, salt: Uint8Array): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, SCRYPT, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

export interface ChunkKey {
  /** 32 bytes, used for this file alone */
  readonly key: Uint8Array;
  /** what stands before the chunks, authenticated with each of them */
  readonly header: Uint8Array;
}

function nonce(index: number, last: boolean): Buffer {
  const bytes = Buffer.alloc(12);
  bytes.writeUIntBE(index, 5, 6);
  bytes[11] = last ? 1 : 0;
  return bytes;
}

/** Pieces of exactly `size` bytes; the last one may be shorter, and is told apart. An empty source gives one piece. */
async function* inPieces(
  source: AsyncIterable<Uint8Array>,
  size: number,
): AsyncGenerator<{ piece: Buffer; last: boolean }> {
  let held: Buffer[] = [];
  let bytes = 0;
  for await (const block of source) {
    held.push(Buffer.from(block));
    bytes += block.byteLength;
    // one byte more than a piece must be there: only then is it known not to be the last
    while (bytes > size) {
      const all = Buffer.concat(held);
      yield { piece: all.subarray(0, size), last: false };
      held = [all.subarray(size)];
      bytes -= size;
    }
  }
  yield { piece: Buffer.concat(held), last: true };
}

/** Seals everything the source gives. */
export async function* sealChunks(
  source: AsyncIterable<Uint8Array>,
  { key, header }: ChunkKey,
): AsyncGenerator<Buffer> {
  let index = 0;
  for await (const { piece, last } of inPieces(source, CHUNK)) {
    const cipher = createCipheriv('aes-256-gcm', key, nonce(index, last));
    cipher.setAAD(header);
    yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
    index += 1;
  }
}

/**
 * Opens what `sealChunks` made.
 *
 * @throws HubError BACKUP_INVALID; a wrong passphrase cannot be told from a changed first chunk
 */
export async function* openChunks(
  source: AsyncIterable<Uint8Array>,
  { key, header }: ChunkKey,
): AsyncGenerator<Buffer> {
  let index = 0;
  for await (const { piece, last } of inPieces(source, CHUNK + TAG)) {
    yield openChunk(piece, nonce(index, last), { key, header }, index);
    index += 1;
  }
}

function openChunk(piece: Buffer, iv: Buffer, { key, header }: ChunkKey, index: number): Buffer {
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, iv, { authTagLength: TAG });
    decipher.setAAD(header);
    decipher.setAuthTag(piece.subarray(piece.byteLength - TAG));
    return Buffer.concat([decipher.update(piece.subarray(0, piece.byteLength - TAG)), decipher.final()]);
  } catch (cause) {
    throw badBackup(
      index === 0
        ? 'the passphrase is wrong, or the file was changed'
        : `chunk ${index + 1} was changed, moved or cut off`,
      cause,
    );
  }
}
