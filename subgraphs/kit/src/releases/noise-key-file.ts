/**
 * The key of a partition year: one file, made before the first reservation, destroyed after the last release.
 *
 * Whoever has it can take the noise off the release; once it is gone, nobody can.
 */
import { open, readFile, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { HubError } from '@vigil/shared';
import { flushDirectory, isMissing, writeDurably } from './durable-file.js';

const KEY_BYTES = 32;

export function noiseKeyPath(dataDir: string, partition: string): string {
  return join(dataDir, 'keys', `noise-${partition}.key`);
}

/**
 * @returns 32 bytes, or null when there is no such key (any more)
 * @throws HubError CONFIG_INVALID when the file is damaged
 */
export async function readNoiseKey(dataDir: string, partition: string): Promise<Uint8Array | null> {
  let text: string;
  try {
    text = await readFile(noiseKeyPath(dataDir, partition), 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  if (!/^[0-9a-f]{64}\n$/.test(text)) {
    throw new HubError('CONFIG_INVALID', `noise key file of ${partition} is damaged`, 'operator');
  }
  return new Uint8Array(Buffer.from(text.trim(), 'hex'));
}

/** Reads the key of a partition, or makes it. */
export async function openNoiseKey(
  dataDir: string,
  partition: string,
  randomBytes: (size: number) => Uint8Array,
): Promise<Uint8Array> {
  const existing = await readNoiseKey(dataDir, partition);
  if (existing !== null) return existing;
  const key = randomBytes(KEY_BYTES);
  await writeDurably(noiseKeyPath(dataDir, partition), `${Buffer.from(key).toString('hex')}\n`, 'wx');
  return key;
}

/**
 * Overwrites and removes the key. On disks that move blocks about an old copy may remain; no file system can
 * promise more.
 *
 * @returns whether there was one
 */
export async function destroyNoiseKey(dataDir: string, partition: string): Promise<boolean> {
  const path = noiseKeyPath(dataDir, partition);
  try {
    const file = await open(path, 'r+');
    try {
      await file.write(Buffer.alloc(2 * KEY_BYTES + 1), 0, 2 * KEY_BYTES + 1, 0);
      await file.sync();
    } finally {
      await file.close();
    }
    await unlink(path);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  await flushDirectory(dirname(path));
  return true;
}
