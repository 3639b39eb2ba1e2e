/** Signs a release document: a detached JWS over its canonical bytes. */
import type { JWK } from 'jose';
import { signDetached } from './detached-jws.js';
import type { ReleaseDocument, SignedRelease } from './release-document.js';

/** A signature of this kind is worth nothing anywhere else. */
export const RELEASE_TYP = 'vigil-release+jws';

/**
 * @param key - private Ed25519 key as a JWK with `kid`
 * @throws HubError CONFIG_INVALID when the key is of another kind
 */
export async function signRelease(document: ReleaseDocument, key: JWK): Promise<SignedRelease> {
  return { document, signature: await signDetached(document, key, RELEASE_TYP) };
}
