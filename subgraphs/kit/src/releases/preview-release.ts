/**
 * What a release would be made by, and what it would end, before anybody is asked: writes nothing, spends nothing.
 *
 * For the terminal; whoever calls `makeRelease` has decided.
 */
import { HubError, isReleased, openReservation, type PlanDocument } from '@vigil/shared';
import { wantedRelease, type MakeReleaseOptions } from './make-release.js';
import { withLedger } from './open-ledger.js';
import { planForRelease } from './plan-for-release.js';
import { behindReceipt } from './receipt.js';
import type { ReleaseNode } from './release-node.js';

export interface ReleasePreview {
  readonly document: PlanDocument;
  /** nobody has signed a plan for this year: it would be signed with the release */
  readonly fresh: boolean;
  /** provisional releases that were not made and could not follow: months, or the year */
  readonly closes: readonly string[];
}

/**
 * @returns null while a reservation is open: `makeRelease` ends it, or says what it waits for
 * @throws HubError what `makeRelease` refuses before it looks at a record
 */
export async function previewRelease(
  node: ReleaseNode,
  wanted: Pick<MakeReleaseOptions, 'year' | 'provisional'>,
): Promise<ReleasePreview | null> {
  const planned = wantedRelease(wanted);
  const partition = wanted.year;
  return withLedger(node, async ({ entries }) => {
    if (openReservation(entries) !== undefined) return null;
    const behind = await behindReceipt(node, entries);
    if (behind !== null) throw new HubError('LEDGER_BEHIND', behind, 'operator');
    const { signed, fresh } = await planForRelease(node, entries, { partition, planned });
    const { document } = signed;
    const closes = document.schedule.dates
      .filter(({ stage }) => planned.stage === 'FINAL' && stage === 'PROVISIONAL')
      .filter(({ stage, part }) => !isReleased(entries, partition, { stage, part }))
      .map(({ part }) => part);
    return { document, fresh, closes };
  });
}
