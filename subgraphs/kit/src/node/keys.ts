/**
 * The `keys` directory: private keys, each in a file of its own that only the node's account reads.
 *
 * A key is made once and never overwritten. Who makes which key is said beside its use; here are the files
 * and the one key that `init` makes, which signs releases.
 */
import { randomBytes } from 'node:crypto';
import { chmod, link, mkdir, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError } from '@vigil/shared';
import { calculateJwkThumbprint, exportJWK, generateKeyPair } from 'jose';
import type { JWK } from 'jose';

const RELEASE_SIGNING = 'release-signing.jwk';
const ID_KEY = 'id.key';
/** bytes; HMAC-SHA-256 gains nothing from more (RFC 2104, section 3) */
const ID_KEY_BYTES = 32;

export function keyPath(dataDir: string, name: string): string {
  return join(dataDir, 'keys', name);
}

/** @throws HubError DATA_DIRECTORY_MISSING when the key was never made or was lost */
export async function readKey(dataDir: string, name: string): Promise<Buffer> {
  try {
    return await readFile(keyPath(dataDir, name));
  } catch (cause) {
    throw new HubError(
      'DATA_DIRECTORY_MISSING',
      `key file ${keyPath(dataDir, name)} cannot be read; run vigil-partner init, or restore it from a backup`,
      'operator',
      { cause },
    );
  }
}

/**
 * Gives the key of this name, made now if there is none: whole on disk before it is used, and the same for
 * two processes that come at once.
 */
export async function createKeyOnce(
  dataDir: string,
  name: string,
  make: () => Promise<Uint8Array> | Uint8Array,
): Promise<Buffer> {
  const path = keyPath(dataDir, name);
  const kept = await readFile(path).catch(() => null);
  if (kept !== null) return kept;
  await mkdir(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
  await chmod(join(dataDir, 'keys'), 0o700);
  const temporary = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await file.writeFile(await make());
      await file.sync();
    } finally {
      await file.close();
    }
    // link, unlike rename, refuses to replace a key that somebody made meanwhile
    await link(temporary, path).catch((error: unknown) => {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    });
  } finally {
    await rm(temporary, { force: true });
  }
  return readFile(path);
}

async function makeReleaseKey(): Promise<Uint8Array> {
  const { privateKey } = await generateKeyPair('Ed25519', { extractable: true });
  const jwk = await exportJWK(privateKey);
  const named = { ...jwk, alg: 'EdDSA', use: 'sig', kid: await calculateJwkThumbprint(jwk) };
  return new TextEncoder().encode(`${JSON.stringify(named)}\n`);
}

/** Makes what a node needs before anything else: the key that signs releases, the key that hides ids. */
export async function createNodeKeys(dataDir: string): Promise<void> {
  await createKeyOnce(dataDir, RELEASE_SIGNING, makeReleaseKey);
  await createKeyOnce(dataDir, ID_KEY, () => randomBytes(ID_KEY_BYTES));
}

/** Private Ed25519 JWK that signs this partner's releases. */
export async function readReleaseKey(dataDir: string): Promise<JWK> {
  return JSON.parse((await readKey(dataDir, RELEASE_SIGNING)).toString('utf8')) as JWK;
}

/** The public half, for the coalition file. */
export async function publicReleaseKey(dataDir: string): Promise<JWK> {
  const { kty, crv, x, kid, alg, use } = await readReleaseKey(dataDir);
  if (kty === undefined || crv === undefined || x === undefined || kid === undefined) {
    throw new HubError(
      'CONFIG_INVALID',
      `${keyPath(dataDir, RELEASE_SIGNING)} is not an Ed25519 key`,
      'operator',
    );
  }
  return { kty, crv, x, kid, ...(alg === undefined ? {} : { alg }), ...(use === undefined ? {} : { use }) };
}
