/**
 * The keys that sign the hub's delegations, and how one follows another.
 *
 *   keys/delegation-signing.jwk        signs
 *   keys/delegation-signing.next.jwk   waits until every partner's copy of the coalition file has its public half
 *   keys/rotation.json                 when the next one begins to sign, and since when the present one does
 *
 * A private half that signs no more is gone; its public half stays in the coalition file until it is retired.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DELEGATION_LIFETIME_SECONDS, DELEGATION_SKEW_SECONDS, HubError } from '@vigil/shared';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { z } from 'zod';

export interface SigningKey {
  key: JWK;
  kid: string;
}

export interface SigningKeys {
  current: SigningKey;
  next: SigningKey | null;
  /** from then on the next key signs; null: only once the operator says so */
  nextSignsFrom: Date | null;
  /** null: since the hub was made */
  currentSince: Date | null;
}

const CURRENT = 'delegation-signing.jwk';
const NEXT = 'delegation-signing.next.jwk';
const ROTATION = 'rotation.json';
/** A delegation under way when the key changed is judged no later than this; doubled, for a slow line. */
const LAST_USE_SECONDS = 2 * (DELEGATION_LIFETIME_SECONDS + DELEGATION_SKEW_SECONDS);

const rotationSchema = z.strictObject({
  format: z.literal('vigil-key-rotation-1'),
  nextSignsFrom: z.iso.datetime().nullable(),
  currentSince: z.iso.datetime().nullable(),
});
type Rotation = Omit<z.infer<typeof rotationSchema>, 'format'>;

const coalitionKeys = z.looseObject({
  hub: z.looseObject({
    delegationKeys: z.looseObject({ keys: z.array(z.looseObject({ kid: z.string() })) }),
  }),
});

function pathOf(dataDir: string, name: string): string {
  return join(dataDir, 'keys', name);
}

function readJson(dataDir: string, name: string): unknown {
  try {
    return JSON.parse(readFileSync(join(dataDir, name), 'utf8')) as unknown;
  } catch (cause) {
    const missing = (cause as { code?: unknown }).code === 'ENOENT';
    throw new HubError(
      missing ? 'DATA_DIRECTORY_MISSING' : 'CONFIG_INVALID',
      missing
        ? `${name} is missing or unreadable in the data directory; \`vigil-hub init\` makes one`
        : `${name} is not JSON`,
      'operator',
      { cause },
    );
  }
}

/** Whole or not at all: a reader never sees half a file. */
function replaceFile(path: string, text: string, mode: number): void {
  writeFileSync(`${path}.new`, text, { mode });
  renameSync(`${path}.new`, path);
}

function parseKey(key: JWK, name: string): SigningKey {
  const { kty, crv, d, kid } = key;
  if (kty !== 'OKP' || crv !== 'Ed25519' || typeof d !== 'string' || typeof kid !== 'string') {
    throw new HubError('CONFIG_INVALID', `keys/${name} is no private Ed25519 key`, 'operator');
  }
  return { key, kid };
}

function readKey(dataDir: string, name: string): SigningKey {
  return parseKey(readJson(dataDir, join('keys', name)) as JWK, name);
}

function readRotation(dataDir: string): Rotation {
  if (!existsSync(pathOf(dataDir, ROTATION))) return { nextSignsFrom: null, currentSince: null };
  const parsed = rotationSchema.safeParse(readJson(dataDir, join('keys', ROTATION)));
  if (!parsed.success)
    throw new HubError(
      'CONFIG_INVALID',
      'keys/rotation.json is not of format vigil-key-rotation-1',
      'operator',
    );
  return parsed.data;
}

function writeRotation(dataDir: string, rotation: Rotation): void {
  const text = JSON.stringify({ format: 'vigil-key-rotation-1', ...rotation }, null, 2);
  replaceFile(pathOf(dataDir, ROTATION), `${text}\n`, 0o600);
}

/** @throws HubError DATA_DIRECTORY_MISSING, CONFIG_INVALID naming the file */
export function readSigningKeys(dataDir: string): SigningKeys {
  const current = readKey(dataDir, CURRENT);
  const next = existsSync(pathOf(dataDir, NEXT)) ? readKey(dataDir, NEXT) : null;
  const { nextSignsFrom, currentSince } = readRotation(dataDir);
  return {
    current,
    next,
    nextSignsFrom: nextSignsFrom === null || next === null ? null : new Date(nextSignsFrom),
    currentSince: currentSince === null ? null : new Date(currentSince),
  };
}

/** The key that signs at this moment. */
export function signingKeyAt({ current, next, nextSignsFrom }: SigningKeys, now: Date): SigningKey {
  return next !== null && nextSignsFrom !== null && nextSignsFrom <= now ? next : current;
}

/** The public half, as it stands in the coalition file. */
export function publicHalf({ key, kid }: SigningKey): JWK & { kid: string } {
  const { d, ...half } = key;
  if (d === undefined)
    throw new HubError('CONFIG_INVALID', 'the delegation key has no private half', 'operator');
  return { ...half, kid };
}

/** @returns the text of a new private key's file */
export async function makeSigningKey(): Promise<string> {
  const { privateKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = await exportJWK(privateKey);
  return `${JSON.stringify({ ...jwk, kid: await calculateJwkThumbprint(jwk), alg: 'EdDSA', use: 'sig' })}\n`;
}

type PublishedKey = { kid: string };

/** Changes the list of the hub's keys in the coalition file and nothing else of it. */
function changePublished(dataDir: string, change: (keys: PublishedKey[]) => PublishedKey[]): void {
  const parsed = coalitionKeys.safeParse(readJson(dataDir, 'coalition.json'));
  if (!parsed.success)
    throw new HubError('COALITION_INVALID', 'coalition file, field hub.delegationKeys: invalid', 'operator');
  const { hub } = parsed.data;
  const keys = change(hub.delegationKeys.keys);
  const text = JSON.stringify(
    { ...parsed.data, hub: { ...hub, delegationKeys: { ...hub.delegationKeys, keys } } },
    null,
    2,
  );
  replaceFile(join(dataDir, 'coalition.json'), `${text}\n`, 0o644);
}

/**
 * Makes the next key and puts its public half into this hub's coalition file.
 *
 * @param signsFrom - null: not before `activateNextKey`
 * @returns the next key; one that was waiting already stays the one, so that a second call makes no third key
 */
export async function makeNextKey(
  dataDir: string,
  signsFrom: Date | null,
): Promise<{ next: SigningKey; made: boolean }> {
  const { next: waiting, currentSince } = readSigningKeys(dataDir);
  const text = waiting === null ? await makeSigningKey() : null;
  const next = waiting ?? parseKey(JSON.parse(text ?? '') as JWK, NEXT);
  // Published before it is kept: a running hub refuses a key that no partner could know.
  changePublished(dataDir, (keys) =>
    keys.some(({ kid }) => kid === next.kid) ? keys : [...keys, publicHalf(next)],
  );
  if (text !== null || signsFrom !== null) {
    writeRotation(dataDir, {
      nextSignsFrom: signsFrom?.toISOString() ?? null,
      currentSince: currentSince?.toISOString() ?? null,
    });
  }
  if (text !== null) replaceFile(pathOf(dataDir, NEXT), text, 0o600);
  const made = text !== null;
  return { next, made };
}

/**
 * Lets the next key sign from now on; the private half of the one before is gone.
 *
 * @returns null: there is no next key
 */
export function activateNextKey(
  dataDir: string,
  now: Date,
): { activated: SigningKey; before: SigningKey } | null {
  const { current, next, nextSignsFrom } = readSigningKeys(dataDir);
  if (next === null) return null;
  const since = nextSignsFrom !== null && nextSignsFrom < now ? nextSignsFrom : now;
  writeRotation(dataDir, { nextSignsFrom: null, currentSince: since.toISOString() });
  renameSync(pathOf(dataDir, NEXT), pathOf(dataDir, CURRENT));
  return { activated: next, before: current };
}

/**
 * Takes the public halves of keys that sign no more out of the coalition file.
 *
 * @returns their ids
 * @throws HubError USAGE while a delegation that they signed may still be under way
 */
export function retireKeys(dataDir: string, now: Date): string[] {
  const { current, next, currentSince } = readSigningKeys(dataDir);
  const free = currentSince === null ? null : new Date(currentSince.getTime() + LAST_USE_SECONDS * 1_000);
  if (free !== null && free > now) {
    throw new HubError(
      'USAGE',
      `delegations of the key before may still be under way; retire it after ${free.toISOString()}`,
      'operator',
    );
  }
  const kept = new Set([current.kid, ...(next === null ? [] : [next.kid])]);
  let retired: string[] = [];
  changePublished(dataDir, (keys) => {
    retired = keys.map(({ kid }) => kid).filter((kid) => !kept.has(kid));
    return keys.filter(({ kid }) => kept.has(kid));
  });
  return retired;
}
