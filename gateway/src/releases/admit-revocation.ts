/**
 * May this revocation be kept?
 *
 * Takes anything a partner sent, gives the verified statement with its exact text. Only the partner that released can
 * revoke; a suspended one still may, for taking back harms nobody.
 */
import { HubError, canonicalJson, verifyRevocation } from '@vigil/shared';
import type { Coalition, CoalitionPartner, Revocation } from '@vigil/shared';
import { z } from 'zod';

export interface AdmittedRevocation {
  readonly revocation: Revocation;
  /** canonical JSON of revocation and signature */
  readonly signedText: string;
}

const claim = z.object({ revocation: z.object({ partner: z.string() }), signature: z.string() });

const about = z.object({ revocation: z.object({ release: z.string() }) });

/** The release that a revocation names, nothing verified; null where it names none. */
export function claimedRelease(signed: unknown): string | null {
  return about.safeParse(signed).data?.revocation.release ?? null;
}

/**
 * @param from - the partner that sent it, when it came over the wire
 * @throws HubError RELEASE_INVALID
 */
export async function admitRevocation(
  signed: unknown,
  coalition: Pick<Coalition, 'partners'>,
  from?: string,
): Promise<AdmittedRevocation> {
  const claimed = claim.safeParse(signed).data;
  if (claimed === undefined) refuse('it is not a signed revocation');
  const partner = coalition.partners.find(({ id }) => id === claimed.revocation.partner);
  if (partner === undefined) refuse('its partner is not in the coalition');
  if (from !== undefined && from !== partner.id) refuse('another partner sent it');
  return verifiedRevocation(signed, claimed.signature, partner);
}

/** @throws HubError RELEASE_INVALID */
async function verifiedRevocation(
  signed: unknown,
  signature: string,
  { id, releaseKeys }: CoalitionPartner,
): Promise<AdmittedRevocation> {
  const revocation = await verifyRevocation(signed, { partner: id, keys: releaseKeys });
  return { revocation, signedText: canonicalJson({ revocation, signature }) };
}

function refuse(message: string): never {
  throw new HubError('RELEASE_INVALID', message, 'operator');
}
