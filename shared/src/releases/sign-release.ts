/**
 * Signs a release document: a detached JWS over its canonical bytes.
 *
 * @see RFC 7515, appendix F; RFC 8037
 */
import { FlattenedSign, importJWK, type JWK } from 'jose';
import { HubError } from '../errors/hub-error.js';
import { canonicalBytes } from './canonical-json.js';
import type { ReleaseDocument, SignedRelease } from './release-document.js';

/** A signature of this kind is worth nothing anywhere else. */
export const RELEASE_TYP = 'vigil-release+jws';

/**
 * @param key - private Ed25519 key as a JWK with `kid`
 * @throws HubError CONFIG_INVALID when the key is of another kind
 */
export async function signRelease(document: ReleaseDocument, key: JWK): Promise<SignedRelease> {
  if (key.kty !== 'OKP' || key.crv !== 'Ed25519' || key.kid === undefined || key.d === undefined) {
    throw new HubError(
      'CONFIG_INVALID',
      'the release signing key is not a private Ed25519 key with a kid',
      'operator',
    );
  }
  const jws = await new FlattenedSign(canonicalBytes(document))
    .setProtectedHeader({ alg: 'EdDSA', kid: key.kid, typ: RELEASE_TYP })
    .sign(await importJWK(key, 'EdDSA'));
  return { document, signature: `${jws.protected ?? ''}..${jws.signature}` };
}
