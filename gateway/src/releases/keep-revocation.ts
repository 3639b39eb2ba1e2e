/**
 * Writes a verified revocation beside its release. The release stays, it stays spent, and answers from before the
 * revocation stay citable.
 *
 * Takes the verified statement inside `inOrder`, throws or writes one row.
 */
import { HubError } from '@vigil/shared';
import type { EntityManager } from 'typeorm';
import type { AdmittedRevocation } from './admit-revocation.js';
import { countsFrom } from './counts-from.js';
import { isAhead, newestMoment } from './moments.js';
import type { ReleaseLog } from './release-log.js';
import { ReleaseRecord } from './release-record.js';
import { RevocationRecord } from './revocation-record.js';

/** EARLY: its release is not here yet; it comes again with the next answer of its partner. */
export type RevocationOutcome = 'STORED' | 'KNOWN' | 'EARLY';

/** @throws HubError RELEASE_INVALID */
export async function keepRevocation(
  manager: EntityManager,
  { revocation, signedText }: AdmittedRevocation,
  log: ReleaseLog,
): Promise<RevocationOutcome> {
  const { partner, release: releaseId, ledger } = revocation;
  // Revoked is revoked: a second statement changes neither the day nor the reason that was published.
  if (await manager.existsBy(RevocationRecord, { releaseId })) return 'KNOWN';
  const release = await manager.findOneBy(ReleaseRecord, { releaseId, partner });
  if (release === null) return 'EARLY';
  const taken =
    (await manager.existsBy(ReleaseRecord, { partner, ledgerSequence: ledger.sequence })) ||
    (await manager.existsBy(RevocationRecord, { partner, ledgerSequence: ledger.sequence }));
  if (taken || ledger.sequence <= release.ledgerSequence) {
    throw invalid(releaseId, 'its ledger is behind the last receipt of this hub');
  }
  const stated = new Date(revocation.revokedAt);
  if (await isAhead(manager, stated)) throw invalid(releaseId, 'it was revoked later than now');
  await manager.insert(RevocationRecord, {
    releaseId,
    partner,
    ledgerSequence: ledger.sequence,
    signedText,
    countsFrom: countsFrom(stated, await newestMoment(manager)),
  });
  const { partition, sequence } = release;
  log.info({ partner, partition, sequence }, 'release revoked');
  return 'STORED';
}

function invalid(releaseId: string, message: string): HubError {
  return new HubError('RELEASE_INVALID', `revocation of ${releaseId}: ${message}`, 'operator');
}
