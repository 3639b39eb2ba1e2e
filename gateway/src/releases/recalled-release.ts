/**
 * A release read back from the hub's database, verified again.
 *
 * Takes a row, gives the release, or null with a line in the log: a row that somebody changed, or whose key is
 * trusted no longer, must not answer, and must not stop the others either.
 */
import { HubError } from '@vigil/shared';
import type { Coalition } from '@vigil/shared';
import { readmitRelease } from './admit-release.js';
import type { ReleaseRecord } from './release-record.js';
import type { ReleaseLog } from './release-log.js';
import type { StoredRelease } from './stored-release.js';

export async function recalledRelease(
  record: ReleaseRecord,
  { coalition, log }: { readonly coalition: Coalition; readonly log: ReleaseLog },
): Promise<StoredRelease | null> {
  const { position, signedText, digest, countsFrom, revokedAt } = record;
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
    return { position, document, signedText, digest, countsFrom, revokedAt };
  } catch (error) {
    const reason = error instanceof HubError ? error.message : 'the text cannot be read';
    log.error({ ...fields, reason }, 'release not used: it does not verify any more');
    return null;
  }
}
