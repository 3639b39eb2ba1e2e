/**
 * The key of a partition year: one file, made before the first reservation, destroyed after the last release.
 *
 * Whoever has it can take the noise off the release; once it is gone, nobody can. A file that is not a whole key
 * is one that a crash left while it was made or destroyed; it counts as gone, for nobody can draw with it.
 */
import { access, open, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { flushDirectory, isMissing, replaceDurably } from './durable-file.js';

const KEY_BYTES = 32;

export function noiseKeyPath(dataDir: string, partition: string): string {
  return join(dataDir, 'keys', `noise-${partition}.key`);
}

/** @returns 32 bytes, or null when there is no such key (any more) */
export async function readNoiseKey(dataDir: string, partition: string): Promise<Uint8Array | null> {
  let text: string;
  try {
    text = await readFile(noiseKeyPath(dataDir, partition), 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  return /^[0-9a-f]{64}\n$/.test(text) ? new Uint8Array(Buffer.from(text.trim(), 'hex')) : null;
}

/** Is there a file of this key, whole or not? */
export async function hasNoiseKey(dataDir: string, partition: string): Promise<boolean> {
  try {
    await access(noiseKeyPath(dataDir, partition));
    return true;
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
}

/** Reads the key of a partition, or makes it. Only under the ledger's lock, and with no reservation open. */
export async function openNoiseKey(
  dataDir: string,
  partition: string,
  randomBytes: (size: number) => Uint8Array,
): Promise<Uint8Array> {
  const existing = await readNoiseKey(dataDir, partition);
  if (existing !== null) return existing;
  const key = randomBytes(KEY_BYTES);
  await replaceDurably(noiseKeyPath(dataDir, partition), `${Buffer.from(key).toString('hex')}\n`);
  return key;
}

/**
 * Overwrites and removes the key. On disks that move blocks about an old copy may remain; no file system can
 * promise more.
 *
 * @param onOverwritten - the moment before the file is removed
 * @returns whether there was one
 */
export async function destroyNoiseKey(
  dataDir: string,
  partition: string,
  onOverwritten: () => void | Promise<void> = () => undefined,
): Promise<boolean> {
  const path = noiseKeyPath(dataDir, partition);
  try {
    const file = await open(path, 'r+');
    try {
      await file.write(Buffer.alloc(2 * KEY_BYTES + 1), 0, 2 * KEY_BYTES + 1, 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await onOverwritten();
    await unlink(path);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  await flushDirectory(dirname(path));
  return true;
}
