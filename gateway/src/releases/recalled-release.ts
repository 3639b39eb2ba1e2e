/**
 * Releases and revocations read back from the hub's database, verified again.
 *
 * Takes a row, gives what it holds, or null with a line in the log: a row that somebody changed, or whose key is
 * trusted no longer, must not answer, and must not stop the others either.
 */
import { HubError } from '@vigil/shared';
import type { Coalition } from '@vigil/shared';
import { readmitRelease } from './admit-release.js';
import { admitRevocation } from './admit-revocation.js';
import type { ReleaseRecord } from './release-record.js';
import type { ReleaseLog } from './release-log.js';
import type { RevocationRecord } from './revocation-record.js';
import type { StoredRelease } from './stored-release.js';

interface Recalling {
  readonly coalition: Coalition;
  readonly log: ReleaseLog;
}

/** What the hub holds of a release's revocation. */
export interface RecalledRevocation {
  /** from when it counts */
  readonly countsFrom: Date;
  /** canonical JSON of revocation and signature; null: the row does not verify any more, and counts all the same */
  readonly signedText: string | null;
}

export async function recalledRelease(
  record: ReleaseRecord,
  { coalition, log }: Recalling,
): Promise<StoredRelease | null> {
  const { position, signedText, digest, countsFrom } = record;
  const fields = { partner: record.partner, partition: record.partition, sequence: record.sequence };
  const partner = coalition.partners.find(({ id }) => id === record.partner);
  if (partner === undefined) {
    log.error(fields, 'release not used: its partner is not in the coalition');
    return null;
  }
  try {
    const { document, ...admitted } = await readmitRelease(signedText, partner);
    const agrees = document.partition === record.partition && document.sequence === record.sequence;
    if (!agrees || admitted.digest !== digest || admitted.signedText !== signedText) {
      throw new HubError('RELEASE_INVALID', 'the row does not agree with its document', 'operator');
    }
    return { position, document, signedText, digest, countsFrom, revokedAt: null };
  } catch (error) {
    log.error({ ...fields, reason: reasonOf(error) }, 'release not used: it does not verify any more');
    return null;
  }
}

/** In doubt a release stays revoked: without its revocation it would answer. */
export async function recalledRevocation(
  { releaseId, partner, signedText, countsFrom }: RevocationRecord,
  { coalition, log }: Recalling,
): Promise<RecalledRevocation> {
  try {
    const admitted = await admitRevocation(JSON.parse(signedText), coalition, partner);
    if (admitted.revocation.release === releaseId) return { countsFrom, signedText };
    throw new HubError('RELEASE_INVALID', 'the row does not agree with its statement', 'operator');
  } catch (error) {
    log.error({ partner, releaseId, reason: reasonOf(error) }, 'a revocation does not verify any more');
    return { countsFrom, signedText: null };
  }
}

function reasonOf(error: unknown): string {
  return error instanceof HubError ? error.message : 'the text cannot be read';
}
