/**
 * Detached signatures over canonical JSON: one way for releases, plans, revocations and recoveries.
 *
 * Takes a JSON value and a key, gives or judges a JWS without payload. Each kind of statement has a `typ` of its
 * own, so that a signature made for one is worth nothing for another. Pure but for the cryptography.
 *
 * @see RFC 7515, appendix F; RFC 8037; RFC 8785
 */
import { FlattenedSign, compactVerify, decodeProtectedHeader, importJWK, type JWK } from 'jose';
import { HubError } from '../errors/hub-error.js';
import { canonicalBytes, canonicalJson } from './canonical-json.js';
import { refuseRelease } from './refuse-release.js';

/** Whose statement it must be, and the keys that partner signs with. */
export interface TrustedPartner {
  readonly partner: string;
  readonly keys: { readonly keys: readonly JWK[] };
}

const DETACHED = /^([A-Za-z0-9_-]+)\.\.([A-Za-z0-9_-]+)$/;

/**
 * @param key - private Ed25519 key as a JWK with `kid`
 * @returns `<protected header>..<signature>`
 * @throws HubError CONFIG_INVALID when the key is of another kind
 */
export async function signDetached(value: unknown, key: JWK, typ: string): Promise<string> {
  if (key.kty !== 'OKP' || key.crv !== 'Ed25519' || key.kid === undefined || key.d === undefined) {
    throw new HubError(
      'CONFIG_INVALID',
      'the release signing key is not a private Ed25519 key with a kid',
      'operator',
    );
  }
  const jws = await new FlattenedSign(canonicalBytes(value))
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ })
    .sign(await importJWK(key, 'EdDSA'));
  return `${jws.protected ?? ''}..${jws.signature}`;
}

export interface DetachedSignature {
  readonly signature: string;
  readonly keys: readonly JWK[];
  readonly typ: string;
}

/**
 * @throws HubError RELEASE_INVALID when the signature is not one of these keys over this value, for this purpose
 */
export function verifyDetached(value: unknown, signature: DetachedSignature): Promise<void> {
  return verifyDetachedText(canonicalJson(value), signature);
}

/** The same of a value that is written already: its canonical JSON. */
export async function verifyDetachedText(
  canonical: string,
  { signature, keys, typ: expected }: DetachedSignature,
): Promise<void> {
  const [, header, made] = DETACHED.exec(signature) ?? [];
  if (header === undefined || made === undefined) refuseRelease('signature is not a detached JWS');
  const payload = Buffer.from(canonical, 'utf8').toString('base64url');
  const compact = `${header}.${payload}.${made}`;
  let kid: string | undefined;
  try {
    kid = decodeProtectedHeader({ protected: header }).kid;
  } catch (cause) {
    refuseRelease('signature header cannot be read', { cause });
  }
  const [key, second] = kid === undefined ? [] : keys.filter((candidate) => candidate.kid === kid);
  if (key === undefined || second !== undefined) refuseRelease('signature names no key of this partner');
  if (key.kty !== 'OKP' || key.crv !== 'Ed25519')
    refuseRelease('the key of this signature is not an Ed25519 key');
  let typ: string | undefined;
  try {
    const verified = await compactVerify(compact, await importJWK(key, 'EdDSA'), { algorithms: ['EdDSA'] });
    typ = verified.protectedHeader.typ;
  } catch (cause) {
    refuseRelease('signature does not verify', { cause });
  }
  if (typ !== expected) refuseRelease('signature was made for something else');
}
