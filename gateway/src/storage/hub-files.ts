/**
 * The hub's data directory: settings, the coalition file, and keys that never leave it.
 *
 *   hub.json  coalition.json  keys/delegation-signing.jwk  keys/cursor.key  keys/pairwise.key  postgres/
 *
 * The coalition file and the delegation keys may change while the hub runs; the rest is read once.
 */
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HubError, makeDataDirectory, parseCoalition, type Coalition } from '@vigil/shared';
import type { JWK } from 'jose';
import { z } from 'zod';
import { hubRetention } from '../operations/retention.js';
import {
  makeSigningKey,
  publicHalf,
  readSigningKeys,
  type SigningKey,
  type SigningKeys,
} from './delegation-keys.js';

const settingsSchema = z.strictObject({
  format: z.literal('vigil-hub-1'),
  id: z.string().min(1),
  retention: hubRetention.optional(),
});

export interface HubKeys {
  signing: SigningKeys;
  /** 32 bytes */
  cursor: Uint8Array;
  /** 32 bytes; undoes the pseudonyms that partners see */
  pairwise: Uint8Array;
}

export interface HubFiles {
  id: string;
  coalition: Coalition;
  keys: HubKeys;
}

const SECRET_BYTES = 32;

function keyPath(dataDir: string, name: string): string {
  return join(dataDir, 'keys', name);
}

function readText(dataDir: string, name: string): string {
  try {
    return readFileSync(join(dataDir, name), 'utf8');
  } catch (cause) {
    throw new HubError(
      'DATA_DIRECTORY_MISSING',
      `${name} is missing or unreadable in the data directory; \`vigil-hub init\` makes one`,
      'operator',
      { cause },
    );
  }
}

function parseFile(dataDir: string, name: string): unknown {
  try {
    return JSON.parse(readText(dataDir, name)) as unknown;
  } catch (error) {
    if (error instanceof HubError) throw error;
    throw new HubError('CONFIG_INVALID', `${name} is not JSON`, 'operator', { cause: error });
  }
}

function readSecret(dataDir: string, name: string): Uint8Array {
  const secret = Buffer.from(readText(dataDir, join('keys', name)).trim(), 'base64url');
  if (secret.byteLength !== SECRET_BYTES) {
    throw new HubError('CONFIG_INVALID', `keys/${name} does not hold ${SECRET_BYTES} bytes`, 'operator');
  }
  return secret;
}

function checkPublished(coalition: Coalition, signing: SigningKey): void {
  const published = coalition.hub.delegationKeys.keys.find(({ kid }) => kid === signing.kid);
  if (published?.['x'] === signing.key.x) return;
  throw new HubError(
    'CONFIG_INVALID',
    'coalition.json does not hold the public half of the delegation key',
    'operator',
  );
}

/** Would partners that hold this coalition file believe what this hub signs? */
function checkTrust(coalition: Coalition, id: string, { current, next }: SigningKeys): void {
  if (coalition.hub.id !== id) {
    throw new HubError('CONFIG_INVALID', 'coalition.json names another hub than hub.json', 'operator');
  }
  checkPublished(coalition, current);
  if (next !== null) checkPublished(coalition, next);
}

/** Two entries of one issuer would be one issuer with whichever rights come first. */
function checkIssuers({ issuers }: Coalition): void {
  const names = issuers.map(({ issuer }) => issuer);
  if (new Set(names).size !== names.length)
    throw new HubError('COALITION_INVALID', 'the coalition file names an issuer twice', 'operator');
}

/** What may change while the hub runs. */
export interface ChangingFiles {
  coalition: Coalition;
  signing: SigningKeys;
}

/** @throws HubError DATA_DIRECTORY_MISSING, CONFIG_INVALID, COALITION_INVALID naming the file */
export function readChangingFiles(dataDir: string, hubId: string): ChangingFiles {
  const signing = readSigningKeys(dataDir);
  const coalition = parseCoalition(parseFile(dataDir, 'coalition.json'));
  checkTrust(coalition, hubId, signing);
  checkIssuers(coalition);
  return { coalition, signing };
}

/** @throws HubError DATA_DIRECTORY_MISSING, CONFIG_INVALID, COALITION_INVALID naming the file */
export function readHubFiles(dataDir: string): HubFiles {
  const settings = settingsSchema.safeParse(parseFile(dataDir, 'hub.json'));
  if (!settings.success)
    throw new HubError('CONFIG_INVALID', 'hub.json is not of format vigil-hub-1', 'operator');
  const { id } = settings.data;
  const secrets = {
    cursor: readSecret(dataDir, 'cursor.key'),
    pairwise: readSecret(dataDir, 'pairwise.key'),
  };
  const { coalition, signing } = readChangingFiles(dataDir, id);
  return { id, coalition, keys: { signing, ...secrets } };
}

export interface InitHubOptions {
  dataDir: string;
  /** the hub's name as the issuer of delegations */
  id: string;
  randomBytes: (length: number) => Uint8Array;
}

/** What is there already stays: a second `init` changes no key. */
function writeOnce(path: string, text: string, mode: number): void {
  if (!existsSync(path)) writeFileSync(path, text, { mode, flag: 'wx' });
}

function emptyCoalition(id: string, delegation: JWK): unknown {
  return {
    format: 'vigil-coalition-1',
    id: 'coalition',
    name: 'Coalition',
    hub: { id, delegationKeys: { keys: [delegation] } },
    issuers: [],
    organisations: [],
    partners: [],
    agreements: [],
  };
}

/**
 * Makes a hub's data directory with keys of its own and a coalition file that names nobody yet.
 *
 * @returns the public key that partners need to verify the hub's delegations
 */
export async function initHub({ dataDir, id, randomBytes }: InitHubOptions): Promise<JWK & { kid: string }> {
  try {
    await makeDataDirectory(dataDir);
    mkdirSync(join(dataDir, 'keys'), { recursive: true, mode: 0o700 });
    chmodSync(join(dataDir, 'keys'), 0o700);
    const secret = (): string => `${Buffer.from(randomBytes(SECRET_BYTES)).toString('base64url')}\n`;
    writeOnce(keyPath(dataDir, 'delegation-signing.jwk'), await makeSigningKey(), 0o600);
    writeOnce(keyPath(dataDir, 'cursor.key'), secret(), 0o600);
    writeOnce(keyPath(dataDir, 'pairwise.key'), secret(), 0o600);
    writeOnce(
      join(dataDir, 'hub.json'),
      `${JSON.stringify({ format: 'vigil-hub-1', id }, null, 2)}\n`,
      0o644,
    );
    const key = publicHalf(readSigningKeys(dataDir).current);
    writeOnce(
      join(dataDir, 'coalition.json'),
      `${JSON.stringify(emptyCoalition(id, key), null, 2)}\n`,
      0o644,
    );
    return key;
  } catch (cause) {
    if (cause instanceof HubError) throw cause;
    throw new HubError('DATA_DIRECTORY_MISSING', 'the data directory cannot be made or written', 'operator', {
      cause,
    });
  }
}
