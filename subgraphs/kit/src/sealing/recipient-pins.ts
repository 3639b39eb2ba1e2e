/**
 * Keys that this partner seals to: one for each organisation, pinned by whoever runs the node.
 *
 * A pin is a file `recipients/<organisation>.json` in the data directory. Nothing else makes a key one that is sealed to:
 * neither the hub nor the coalition file can hand one in. What a file says is checked again each time it is read.
 */
import { readFile, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError, readRecipientKey, type RecipientKey } from '@vigil/shared';
import { z } from 'zod';
import { flushDirectory, isMissing, replaceDurably } from '../releases/durable-file.js';

const FOLDER = 'recipients';
/** It becomes the name of a file: nothing that a file system could read as something else. */
export const PINNABLE = /^[a-z][a-z0-9-]{0,62}$/;

const pinFile = z.strictObject({
  format: z.literal('vigil-recipient-1'),
  organisation: z.string().regex(PINNABLE),
  /** RFC 7638 */
  thumbprint: z.string(),
  pinnedAt: z.iso.datetime(),
  key: z.looseObject({}),
});

export interface Pin extends RecipientKey {
  readonly organisation: string;
  readonly pinnedAt: string;
}

function pinPath(dataDir: string, organisation: string): string {
  return join(dataDir, FOLDER, `${organisation}.json`);
}

function broken(path: string, cause?: unknown): HubError {
  const message = `${path} is not a pin as it was written; remove it and pin the key again`;
  return new HubError('CONFIG_INVALID', message, 'operator', cause === undefined ? {} : { cause });
}

async function readPinFile(path: string, organisation: string): Promise<Pin> {
  let value: unknown;
  try {
    value = JSON.parse(await readFile(path, 'utf8'));
  } catch (error) {
    if (isMissing(error)) throw error;
    throw broken(path);
  }
  const parsed = pinFile.safeParse(value);
  if (!parsed.success || parsed.data.organisation !== organisation) throw broken(path);
  const { key, thumbprint, pinnedAt } = parsed.data;
  const read = await readRecipientKey(key).catch((cause: unknown) => {
    throw broken(path, cause);
  });
  // The thumbprint is what somebody compared; a key beside it that is another one was not.
  if (read.thumbprint !== thumbprint) throw broken(path);
  return { ...read, organisation, pinnedAt };
}

/**
 * The key pinned for an organisation; null when there is none.
 *
 * @throws HubError CONFIG_INVALID when the file was changed
 */
export async function readPin(dataDir: string, organisation: string | null): Promise<Pin | null> {
  if (organisation === null || !PINNABLE.test(organisation)) return null;
  try {
    return await readPinFile(pinPath(dataDir, organisation), organisation);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Every pin, by organisation. */
export async function listPins(dataDir: string): Promise<Pin[]> {
  const names = await readdir(join(dataDir, FOLDER)).catch((error: unknown) => {
    if (isMissing(error)) return [];
    throw error;
  });
  const organisations = names
    .filter((name) => name.endsWith('.json'))
    .map((name) => name.slice(0, -'.json'.length))
    .sort();
  return Promise.all(
    organisations.map((organisation) => readPinFile(pinPath(dataDir, organisation), organisation)),
  );
}

/** Keeps a pin; the caller has compared the thumbprint. */
export async function writePin(
  dataDir: string,
  { organisation, pinnedAt, jwk, thumbprint }: Omit<Pin, 'key'>,
): Promise<void> {
  const pin = { format: 'vigil-recipient-1', organisation, thumbprint, pinnedAt, key: jwk };
  await replaceDurably(pinPath(dataDir, organisation), `${JSON.stringify(pin, null, 2)}\n`);
}

/** @returns false: there was none */
export async function removePin(dataDir: string, organisation: string): Promise<boolean> {
  if (!PINNABLE.test(organisation)) return false;
  try {
    await rm(pinPath(dataDir, organisation));
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  await flushDirectory(join(dataDir, FOLDER));
  return true;
}
