/**
 * Judges a signed release: shape, signature, rules. What passes may be stored and answered from.
 *
 * Takes anything, gives the document or throws. Pure but for the cryptography.
 */
import { checkRelease } from './check-release.js';
import { verifyDetached, type TrustedPartner } from './detached-jws.js';
import { readShape } from './read-shape.js';
import { refuseRelease } from './refuse-release.js';
import { signedRelease, type ReleaseDocument } from './release-document.js';
import { RELEASE_TYP } from './sign-release.js';

/**
 * @param signed - `{ document, signature }` of any shape
 * @returns the document, checked
 * @throws HubError RELEASE_INVALID
 */
export async function verifyRelease(
  signed: unknown,
  { partner, keys }: TrustedPartner,
): Promise<ReleaseDocument> {
  const { document, signature } = readShape(signedRelease, signed);
  if (document.partner !== partner) refuseRelease('document is another partner’s');
  await verifyDetached(document, { signature, keys: keys.keys, typ: RELEASE_TYP });
  checkRelease(document);
  return document;
}
