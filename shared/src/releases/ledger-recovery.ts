/**
 * The recovery of a lost ledger: a signed statement that everything a year's plan allows may have been drawn.
 *
 * Nobody can say any more what was spent, so all of it is: no plan of that year fits any bound afterwards. The
 * statement goes into the new ledger (`ledger.ts`, kind `lost`).
 */
import type { JWK } from 'jose';
import { z } from 'zod';
import { PARTNER_ID } from '../coalition/coalition.js';
import { signDetached, verifyDetached, type TrustedPartner } from './detached-jws.js';
import { plainLine } from './plain-text.js';
import { readShape } from './read-shape.js';
import { refuseRelease } from './refuse-release.js';
import { releasePlan } from './release-document.js';

export const recovery = z.strictObject({
  format: z.literal('vigil-recovery-1'),
  partner: z.string().regex(PARTNER_ID),
  /** the year whose planned releases are all charged */
  partition: z.string().regex(/^\d{4}$/),
  plan: releasePlan,
  /** highest release number that may have been used, over all years: the next one is the first that is surely free */
  release: z.int().positive(),
  recoveredAt: z.iso.datetime(),
  reason: plainLine(500).min(1),
});
export type Recovery = z.infer<typeof recovery>;

export const signedRecovery = z.strictObject({ recovery, signature: z.string() });
export type SignedRecovery = z.infer<typeof signedRecovery>;

/** A signature of this kind is worth nothing anywhere else. */
export const RECOVERY_TYP = 'vigil-recovery+jws';

/**
 * @param key - private Ed25519 key as a JWK with `kid`: the one that signs releases
 * @throws HubError CONFIG_INVALID when the key is of another kind
 */
export async function signRecovery(statement: Recovery, key: JWK): Promise<SignedRecovery> {
  return { recovery: statement, signature: await signDetached(statement, key, RECOVERY_TYP) };
}

/**
 * @param signed - `{ recovery, signature }` of any shape
 * @throws HubError RELEASE_INVALID
 */
export async function verifyRecovery(signed: unknown, { partner, keys }: TrustedPartner): Promise<Recovery> {
  const { recovery: statement, signature } = readShape(signedRecovery, signed);
  if (statement.partner !== partner) refuseRelease('recovery is another partner’s');
  await verifyDetached(statement, { signature, keys: keys.keys, typ: RECOVERY_TYP });
  return statement;
}
