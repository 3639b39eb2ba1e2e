/** When years had their last release: what is received after that is late. Takes the ledger. Pure. */
import { isReleased, type ChainedLedgerEntry } from '@vigil/shared';

/** @returns by year, the moment at which the last release of that year was reserved */
export function lastReleases(entries: readonly ChainedLedgerEntry[]): ReadonlyMap<string, Date> {
  const found = new Map<string, Date>();
  for (const { entry } of entries) {
    if (entry.kind !== 'reserve' || entry.stage !== 'FINAL') continue;
    // of several reservations the newest is the one that became the document
    if (isReleased(entries, entry.partition)) found.set(entry.partition, new Date(entry.at));
  }
  return found;
}
