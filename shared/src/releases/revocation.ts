/**
 * The revocation of a release: a statement of its partner, with a detached JWS like the release itself.
 *
 * What is revoked stays stored, stays spent, and answers nothing any more.
 */
import type { JWK } from 'jose';
import { z } from 'zod';
import { PARTNER_ID } from '../coalition/coalition.js';
import { signDetached, verifyDetached, type TrustedPartner } from './detached-jws.js';
import { plainLine } from './plain-text.js';
import { readShape } from './read-shape.js';
import { refuseRelease } from './refuse-release.js';
import { entryNumber } from './release-document.js';

export const revocation = z.strictObject({
  format: z.literal('vigil-revocation-1'),
  partner: z.string().regex(PARTNER_ID),
  /** `<partner>.<partition>.<sequence>` of the release */
  release: z.string().min(1),
  revokedAt: z.iso.datetime(),
  /** for the public: why; no figure, nothing about a case */
  reason: plainLine(500).min(1),
  /** the ledger entry that records the revocation */
  ledger: z.strictObject({ sequence: entryNumber, head: z.string().regex(/^[0-9a-f]{64}$/) }),
});
export type Revocation = z.infer<typeof revocation>;

export const signedRevocation = z.strictObject({ revocation, signature: z.string() });
export type SignedRevocation = z.infer<typeof signedRevocation>;

/** A signature of this kind is worth nothing anywhere else. */
export const REVOCATION_TYP = 'vigil-revocation+jws';

const RELEASE_ID = /^(.+)\.\d{4}\.[1-9]\d*$/;

/**
 * @param key - private Ed25519 key as a JWK with `kid`: the one that signs releases
 * @throws HubError CONFIG_INVALID when the key is of another kind
 */
export async function signRevocation(statement: Revocation, key: JWK): Promise<SignedRevocation> {
  return { revocation: statement, signature: await signDetached(statement, key, REVOCATION_TYP) };
}

/**
 * @param signed - `{ revocation, signature }` of any shape
 * @returns the statement; whether that release is known is the caller's matter
 * @throws HubError RELEASE_INVALID
 */
export async function verifyRevocation(
  signed: unknown,
  { partner, keys }: TrustedPartner,
): Promise<Revocation> {
  const { revocation: statement, signature } = readShape(signedRevocation, signed);
  if (statement.partner !== partner) refuseRelease('revocation is another partner’s');
  if (RELEASE_ID.exec(statement.release)?.[1] !== partner)
    refuseRelease('revocation names no release of its partner');
  await verifyDetached(statement, { signature, keys: keys.keys, typ: REVOCATION_TYP });
  return statement;
}
