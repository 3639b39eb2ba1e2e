/**
 * Judges a signed release: shape, signature, rules. What passes may be stored and answered from.
 *
 * Takes anything, gives the document or throws. Pure but for the cryptography.
 */
import { canonicalJson } from './canonical-json.js';
import { checkRelease } from './check-release.js';
import { verifyDetachedText, type TrustedPartner } from './detached-jws.js';
import { readShape } from './read-shape.js';
import { refuseRelease } from './refuse-release.js';
import { signedRelease, type ReleaseDocument } from './release-document.js';
import { RELEASE_TYP } from './sign-release.js';

/** A release that was judged right. */
export interface VerifiedRelease {
  readonly document: ReleaseDocument;
  /** the document's canonical JSON, which the signature is over */
  readonly text: string;
}

/**
 * @param signed - `{ document, signature }` of any shape
 * @returns the document, checked, with its text: a document is long, and who verifies it often needs both
 * @throws HubError RELEASE_INVALID
 */
export async function verifiedRelease(
  signed: unknown,
  { partner, keys }: TrustedPartner,
): Promise<VerifiedRelease> {
  const { document, signature } = readShape(signedRelease, signed);
  if (document.partner !== partner) refuseRelease('document is another partner’s');
  const text = canonicalJson(document);
  await verifyDetachedText(text, { signature, keys: keys.keys, typ: RELEASE_TYP });
  checkRelease(document);
  return { document, text };
}

/**
 * @param signed - `{ document, signature }` of any shape
 * @returns the document, checked
 * @throws HubError RELEASE_INVALID
 */
export async function verifyRelease(signed: unknown, trusted: TrustedPartner): Promise<ReleaseDocument> {
  return (await verifiedRelease(signed, trusted)).document;
}
