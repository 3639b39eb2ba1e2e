/**
 * May this release be stored?
 *
 * Takes anything a partner sent, gives the verified document with its exact text. Shape, signature, lattice
 * and privacy bound are judged by `verifyRelease` of the room `shared`, the same that a partner runs on its own
 * releases; here stands what only the coalition can judge. Whether the partner signed something else before is
 * the store's matter.
 */
import { createHash } from 'node:crypto';
import {
  HubError,
  canonicalJson,
  definitionVersionOf,
  isAreaCode,
  isCountryCode,
  verifyRelease,
} from '@vigil/shared';
import type { Coalition, CoalitionPartner, ReleaseDocument } from '@vigil/shared';
import { z } from 'zod';

export interface AdmittedRelease {
  readonly document: ReleaseDocument;
  /** canonical JSON of document and signature */
  readonly signedText: string;
  /** SHA-256 of the document's canonical bytes, 64 hex digits */
  readonly digest: string;
}

/** A count beyond this is no count of cases, and sums of it would leave GraphQL's 32-bit Int. */
const MOST_IN_A_CELL = 10_000_000;

const claim = z.object({ document: z.object({ partner: z.string() }), signature: z.string() });

/**
 * @param from - the partner that sent it, when it came over the wire
 * @throws HubError RELEASE_INVALID naming the first rule that is broken
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
  checkPlaces(admitted.document, partner);
  checkContent(admitted.document, partner);
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
  const document = await verifyRelease(signed, { partner: partner.id, keys: partner.releaseKeys });
  return {
    document,
    signedText: canonicalJson({ document, signature }),
    digest: createHash('sha256').update(canonicalJson(document), 'utf8').digest('hex'),
  };
}

/** A partner publishes about the countries it was admitted for, in codes that everybody knows. */
function checkPlaces({ plan }: ReleaseDocument, partner: CoalitionPartner): void {
  for (const { country, areas } of plan.coverage) {
    if (!isCountryCode(country)) refuse('its plan covers an unknown country');
    if (!partner.countries.includes(country))
      refuse('its plan covers a country of which the coalition file does not speak');
    if (!areas.every((area) => isAreaCode(area) && area.startsWith(`${country}-`))) {
      refuse('its plan covers an unknown area, or one of another country');
    }
  }
}

function checkContent(document: ReleaseDocument, partner: CoalitionPartner): void {
  if (document.synthetic !== partner.synthetic) refuse('real and synthetic are mixed up');
  // Figures of another definition are not comparable: they must not enter the same sum unannounced.
  if (document.definitionVersion !== definitionVersionOf(document.plan.indicators)) {
    refuse('it was made by other definitions of the indicators');
  }
  const cells = document.tables.flatMap((table) => table.cells);
  if (!cells.every(({ y }) => Math.abs(y) <= MOST_IN_A_CELL))
    refuse('a figure is beyond what can be counted');
}

function refuse(message: string): never {
  throw new HubError('RELEASE_INVALID', message, 'operator');
}
