/**
 * Keys of a recipient: the public half that a partner seals to, the private half that opens.
 *
 * Takes a parsed JWK, gives a key with its RFC 7638 thumbprint. Two kinds only: EC P-256 and OKP X25519. Members that say
 * nothing about the key are dropped, so that nothing else travels with it.
 */
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey } from 'jose';
import { z } from 'zod';
import { HubError } from '../errors/hub-error.js';
import { BASE64URL_32_BYTES, SEALED_ALG } from './sealed-header.js';

export const RECIPIENT_CURVES = ['P-256', 'X25519'] as const;
export type RecipientCurve = (typeof RECIPIENT_CURVES)[number];

export type PublicRecipientJwk =
  | { readonly kty: 'EC'; readonly crv: 'P-256'; readonly x: string; readonly y: string }
  | { readonly kty: 'OKP'; readonly crv: 'X25519'; readonly x: string };
export type PrivateRecipientJwk = PublicRecipientJwk & { readonly d: string };

export interface RecipientKey {
  readonly jwk: PublicRecipientJwk;
  /** base64url(SHA-256), RFC 7638 */
  readonly thumbprint: string;
  readonly key: CryptoKey;
}

const bytes32 = z.string().regex(BASE64URL_32_BYTES);
const publicJwk = z.union([
  z.object({ kty: z.literal('EC'), crv: z.literal('P-256'), x: bytes32, y: bytes32 }),
  z.object({ kty: z.literal('OKP'), crv: z.literal('X25519'), x: bytes32 }),
]);
const usage = z.looseObject({
  use: z.literal('enc').optional(),
  alg: z.literal(SEALED_ALG).optional(),
});
/** Of any kind of key (RFC 7518, section 6). */
const PRIVATE_MEMBERS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k', 'priv'];

function refuse(message: string, cause?: unknown): HubError {
  return new HubError('CONFIG_INVALID', message, 'operator', cause === undefined ? {} : { cause });
}

async function toKey(jwk: PublicRecipientJwk | PrivateRecipientJwk): Promise<CryptoKey> {
  const key = await importJWK({ ...jwk }, SEALED_ALG).catch((cause: unknown) => {
    throw refuse('the key is none: its numbers do not belong to the curve', cause);
  });
  if (key instanceof Uint8Array) throw refuse('the key is not a key of a curve');
  return key;
}

function readPublic(value: unknown): PublicRecipientJwk {
  const used = usage.safeParse(value);
  const parsed = publicJwk.safeParse(value);
  if (parsed.success && used.success) return parsed.data;
  if (parsed.success) throw refuse(`the key is made for another use than ${SEALED_ALG}`);
  throw refuse('the key must be a JWK of kty EC with crv P-256, or of kty OKP with crv X25519');
}

/**
 * @throws HubError CONFIG_INVALID for another kind of key, and for a private one, which nobody may hand out
 */
export async function readRecipientKey(value: unknown): Promise<RecipientKey> {
  if (typeof value === 'object' && value !== null && PRIVATE_MEMBERS.some((name) => name in value)) {
    throw refuse('the key is a private one; ask the recipient for the public half alone');
  }
  const jwk = readPublic(value);
  return { jwk, thumbprint: await calculateJwkThumbprint({ ...jwk }), key: await toKey(jwk) };
}

/** @throws HubError CONFIG_INVALID when this is no private key of a recipient */
export async function readPrivateRecipientKey(value: unknown): Promise<RecipientKey> {
  const jwk = readPublic(value);
  const secret = z.looseObject({ d: bytes32 }).safeParse(value);
  if (!secret.success) throw refuse('the key is not a private one: it lacks `d`');
  const key = await toKey({ ...jwk, d: secret.data.d });
  return { jwk, thumbprint: await calculateJwkThumbprint({ ...jwk }), key };
}

/** Makes a key pair; the caller keeps it where only the recipient reads. */
export async function makeRecipientKey(
  curve: RecipientCurve = 'P-256',
): Promise<{ privateJwk: PrivateRecipientJwk; publicKey: RecipientKey }> {
  const { privateKey } = await generateKeyPair(SEALED_ALG, { crv: curve, extractable: true });
  const { d = '', ...rest } = await exportJWK(privateKey);
  const publicKey = await readRecipientKey(rest);
  return { privateJwk: { ...publicKey.jwk, d }, publicKey };
}
