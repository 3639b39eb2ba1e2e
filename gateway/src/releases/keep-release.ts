/**
 * Writes an admitted release, if it fits what the hub has of its partner already.
 *
 * Takes the verified document inside `inOrder`, throws or writes one row.
 */
import { HubError } from '@vigil/shared';
import type { EntityManager } from 'typeorm';
import type { AdmittedRelease } from './admit-release.js';
import { countsFrom } from './counts-from.js';
import { isAhead, newestMoment } from './moments.js';
import type { ReleaseLog } from './release-log.js';
import { ReleaseRecord } from './release-record.js';
import { RevocationRecord } from './revocation-record.js';
import { checkSpentPrivacy } from './spent-privacy.js';

/** @throws HubError RELEASE_INVALID */
export async function keepRelease(
  manager: EntityManager,
  release: AdmittedRelease,
  log: ReleaseLog,
): Promise<'STORED' | 'KNOWN'> {
  const { document, digest } = release;
  const { id, partner, partition, stage, part, sequence, ledger, madeAt } = document;
  const known = await manager.findOneBy(ReleaseRecord, { partner, partition, sequence });
  if (known?.digest === digest) return 'KNOWN';
  if (known !== null) {
    const evidence = { partner, partition, sequence, digest: known.digest, refusedDigest: digest };
    log.error(evidence, 'a partner signed a second document for one release');
    throw invalid(id, 'another document was received for this partition and sequence');
  }
  await checkReceipts(manager, release);
  const earlier = await manager.findBy(ReleaseRecord, { partner, partition });
  checkSpentPrivacy(
    document,
    earlier.map(({ signedText }) => signedText),
  );
  const stated = new Date(madeAt);
  if (await isAhead(manager, stated)) throw invalid(id, 'it was made later than now');
  await manager.insert(ReleaseRecord, {
    releaseId: id,
    partner,
    partition,
    sequence,
    ledgerSequence: ledger.sequence,
    digest,
    signedText: release.signedText,
    countsFrom: countsFrom(stated, await newestMoment(manager)),
  });
  log.info({ partner, partition, stage, part, sequence, digest }, 'release stored');
  return 'STORED';
}

/** A restored backup writes its next entries over ones that the hub has seen. */
async function checkReceipts(manager: EntityManager, { document }: AdmittedRelease): Promise<void> {
  const { id, partner, sequence, ledger } = document;
  const last = await manager.findOne(ReleaseRecord, {
    where: { partner },
    order: { ledgerSequence: 'DESC' },
  });
  const behind = last !== null && (ledger.sequence <= last.ledgerSequence || sequence <= last.sequence);
  const taken = await manager.existsBy(RevocationRecord, { partner, ledgerSequence: ledger.sequence });
  if (behind || taken) throw invalid(id, 'its ledger is behind the last receipt of this hub');
}

function invalid(id: string, message: string): HubError {
  return new HubError('RELEASE_INVALID', `release ${id}: ${message}`, 'operator');
}
