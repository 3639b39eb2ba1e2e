/**
 * The entry of a partner's ledger that a release or a revocation shows: its number, and the hash that seals everything
 * before it. Named back to the partner, it tells a node that was restored to before it, or went on from there.
 */
import { z } from 'zod';

const seal = z.object({ ledger: z.object({ sequence: z.int(), head: z.string() }) });
const signed = z.union([
  z.object({ document: seal }).transform(({ document }) => document.ledger),
  z.object({ revocation: seal }).transform(({ revocation }) => revocation.ledger),
]);

export interface LedgerSeen {
  readonly sequence: number;
  /** SHA-256 of the entry, lower-case hex */
  readonly head: string;
}

interface Kept {
  readonly partner: string;
  readonly ledgerSequence: number;
  /** canonical JSON of a release or revocation with its signature */
  readonly signedText: string;
}

/** What a row seals; null when somebody has changed its text: whoever looks for that finds it elsewhere. */
function sealOf({ signedText, ledgerSequence }: Kept): LedgerSeen | null {
  try {
    const seen = signed.parse(JSON.parse(signedText));
    return seen.sequence === ledgerSequence ? seen : null;
  } catch {
    return null;
  }
}

/** The newest entry of each partner, over what was known before. Whether its document still verifies does not matter. */
export function newestSeen(
  before: ReadonlyMap<string, LedgerSeen>,
  rows: readonly Kept[],
): ReadonlyMap<string, LedgerSeen> {
  const newest = new Map(before);
  const highestFirst = [...rows].sort((left, right) => right.ledgerSequence - left.ledgerSequence);
  for (const row of highestFirst) {
    if (row.ledgerSequence <= (newest.get(row.partner)?.sequence ?? 0)) continue;
    const seen = sealOf(row);
    if (seen !== null) newest.set(row.partner, seen);
  }
  return newest;
}
