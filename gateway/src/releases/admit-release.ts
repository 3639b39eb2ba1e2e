/**
 * May this release be stored?
 *
 * Takes anything a partner sent, gives the verified document with its exact text. Shape, signature, lattice
 * and privacy bound are judged by `verifiedRelease` of the room `shared`, the same that a partner runs on its own
 * releases; whether it fits the coalition file by `checkAgainstCoalition`, which a partner can run before it spends
 * anything. What the hub knows of the releases before it is the store's matter.
 */
import { createHash } from 'node:crypto';
import { HubError, checkAgainstCoalition, checkCounts, verifiedRelease } from '@vigil/shared';
import type { Coalition, CoalitionPartner, ReleaseDocument } from '@vigil/shared';
import { z } from 'zod';
import { knowsDefinitions } from './known-definitions.js';

export interface AdmittedRelease {
  readonly document: ReleaseDocument;
  /** canonical JSON of document and signature */
  readonly signedText: string;
  /** SHA-256 of the document's canonical bytes, 64 hex digits */
  readonly digest: string;
}

const claim = z.object({ document: z.object({ partner: z.string() }), signature: z.string() });

/**
 * @param from - the partner that sent it, when it came over the wire
 * @throws HubError RELEASE_INVALID naming the first rule that is broken; PLAN_INVALID for a unit without a plan
 */
export async function admitRelease(
  signed: unknown,
  coalition: Coalition,
  from?: string,
): Promise<AdmittedRelease> {
  const claimed = claim.safeParse(signed).data;
  if (claimed === undefined) refuse('it is not a signed release');
  const partner = coalition.partners.find(({ id }) => id === claimed.document.partner);
  if (partner === undefined) refuse('its partner is not in the coalition');
  if (from !== undefined && from !== partner.id) refuse('another partner sent it');
  if (partner.status !== 'ACTIVE') refuse('its partner is suspended or has withdrawn');
  const admitted = await verified(signed, claimed.signature, partner);
  const { document } = admitted;
  checkAgainstCoalition({ plan: document.plan, synthetic: document.synthetic, partner });
  checkCounts(document.tables);
  checkDefinitions(document);
  return admitted;
}

/**
 * Verifies a stored text again: a row that somebody changed in the database must not answer.
 *
 * @throws HubError RELEASE_INVALID
 */
export async function readmitRelease(
  signedText: string,
  partner: CoalitionPartner,
): Promise<AdmittedRelease> {
  const signed: unknown = JSON.parse(signedText);
  const claimed = claim.safeParse(signed).data;
  if (claimed === undefined) refuse('it is not a signed release');
  return verified(signed, claimed.signature, partner);
}

async function verified(
  signed: unknown,
  signature: string,
  partner: CoalitionPartner,
): Promise<AdmittedRelease> {
  const { document, text } = await verifiedRelease(signed, {
    partner: partner.id,
    keys: partner.releaseKeys,
  });
  return {
    document,
    // Canonical JSON of both: put together, for a document is long and its canonical form is at hand.
    signedText: `{"document":${text},"signature":${JSON.stringify(signature)}}`,
    digest: createHash('sha256').update(text, 'utf8').digest('hex'),
  };
}

function checkDefinitions({ definitionVersion }: ReleaseDocument): void {
  if (!knowsDefinitions(definitionVersion)) {
    refuse('it was made by definitions of the indicators that this version of the hub does not know');
  }
}

function refuse(message: string): never {
  throw new HubError('RELEASE_INVALID', message, 'operator');
}
