/**
 * Judges a signed release: shape, signature, rules. What passes may be stored and answered from.
 *
 * Takes anything, gives the document or throws. Pure but for the cryptography.
 */
import { compactVerify, decodeProtectedHeader, importJWK, type JWK } from 'jose';
import { canonicalBytes } from './canonical-json.js';
import { checkRelease, refuseRelease } from './check-release.js';
import { signedRelease, type ReleaseDocument } from './release-document.js';
import { RELEASE_TYP } from './sign-release.js';

/** Whose release it must be, and the keys that partner signs with. */
export interface TrustedPartner {
  readonly partner: string;
  readonly keys: { readonly keys: readonly JWK[] };
}

const DETACHED = /^([A-Za-z0-9_-]+)\.\.([A-Za-z0-9_-]+)$/;

async function checkSignature(document: unknown, signature: string, keys: readonly JWK[]): Promise<void> {
  const [, header, value] = DETACHED.exec(signature) ?? [];
  if (header === undefined || value === undefined) refuseRelease('signature is not a detached JWS');
  const payload = Buffer.from(canonicalBytes(document)).toString('base64url');
  const compact = `${header}.${payload}.${value}`;
  let kid: string | undefined;
  try {
    kid = decodeProtectedHeader(compact).kid;
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
  if (typ !== RELEASE_TYP) refuseRelease('signature was made for something else');
}

/**
 * @param signed - `{ document, signature }` of any shape
 * @returns the document, checked
 * @throws HubError RELEASE_INVALID
 */
export async function verifyRelease(
  signed: unknown,
  { partner, keys }: TrustedPartner,
): Promise<ReleaseDocument> {
  const parsed = signedRelease.safeParse(signed);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    refuseRelease(`field ${issue?.path.join('.') ?? '(root)'}: ${issue?.message ?? 'invalid'}`);
  }
  const { document, signature } = parsed.data;
  if (document.partner !== partner) refuseRelease('document is another partner’s');
  await checkSignature(document, signature, keys.keys);
  checkRelease(document);
  return document;
}
