/**
 * The signed plan of a year: unit, caps, tables, variances, coverage and days, fixed before anything is counted.
 *
 * Takes anything, gives the statement or throws. What it fixes, every release of that year repeats.
 */
import type { JWK } from 'jose';
import { z } from 'zod';
import { PARTNER_ID } from '../coalition/coalition.js';
import { checkDefinitionVersion, checkPlan, checkSchedule } from './check-release.js';
import { signDetached, verifyDetached, type TrustedPartner } from './detached-jws.js';
import { readShape } from './read-shape.js';
import { refuseRelease } from './refuse-release.js';
import { releasePlan, releaseSchedule } from './release-document.js';

export const planDocument = z.strictObject({
  format: z.literal('vigil-plan-1'),
  partner: z.string().regex(PARTNER_ID),
  partition: z.string().regex(/^\d{4}$/),
  definitionVersion: z.string().min(1),
  plan: releasePlan,
  schedule: releaseSchedule,
});
export type PlanDocument = z.infer<typeof planDocument>;

export const signedPlan = z.strictObject({ document: planDocument, signature: z.string() });
export type SignedPlan = z.infer<typeof signedPlan>;

/** A signature of this kind is worth nothing anywhere else. */
export const PLAN_TYP = 'vigil-plan+jws';

/**
 * @param key - private Ed25519 key as a JWK with `kid`: the one that signs releases
 * @throws HubError CONFIG_INVALID when the key is of another kind
 */
export async function signPlan(document: PlanDocument, key: JWK): Promise<SignedPlan> {
  return { document, signature: await signDetached(document, key, PLAN_TYP) };
}

/**
 * @param signed - `{ document, signature }` of any shape
 * @returns the plan, checked as a release's plan is
 * @throws HubError RELEASE_INVALID; PLAN_INVALID for a unit that has no plan, or does not fit an indicator
 */
export async function verifyPlan(signed: unknown, { partner, keys }: TrustedPartner): Promise<PlanDocument> {
  const { document, signature } = readShape(signedPlan, signed);
  if (document.partner !== partner) refuseRelease('plan is another partner’s');
  await verifyDetached(document, { signature, keys: keys.keys, typ: PLAN_TYP });
  checkPlan(document.plan);
  checkDefinitionVersion(document);
  checkSchedule(document);
  return document;
}
