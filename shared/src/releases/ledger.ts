/**
 * Ledger arithmetic: what has been reserved, what came of it, and what one unit has been exposed to.
 *
 * Entries form a hash chain and follow one grammar: a reservation, then its end, then the next reservation.
 * Takes entries, gives entries and sums; where they are kept is the partner's matter. Pure.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { HubError } from '../errors/hub-error.js';
import { canonicalBytes } from './canonical-json.js';
import type { NoisyTable } from './privacy-loss.js';
import { releasePlan, tableId } from './release-document.js';
import { indicatorCode } from '../coalition/coalition.js';

const hex256 = z.string().regex(/^[0-9a-f]{64}$/);
const common = {
  format: z.literal('vigil-ledger-1'),
  sequence: z.int().positive(),
  previous: hex256,
  at: z.iso.datetime(),
  partition: z.string().regex(/^\d{4}$/),
  /** number of the release, counted over all partitions, used once */
  release: z.int().positive(),
};

/** Before any noise is drawn: the plan, and the digests of exactly what it will be drawn over. */
const reserve = z.strictObject({
  ...common,
  kind: z.literal('reserve'),
  definitionVersion: z.string(),
  plan: releasePlan,
  digests: z.array(z.strictObject({ table: tableId, indicator: indicatorCode, digest: hex256 })).min(1),
});
/** The document stands: made in one go (`complete`), or by a later start that drew the same noise again (`recovered`). */
const complete = z.strictObject({
  ...common,
  kind: z.enum(['complete', 'recovered']),
  documentDigest: hex256,
});
/** No document will come of the reservation, and yet it is spent. */
const charged = z.strictObject({ ...common, kind: z.literal('charged'), reason: z.string() });

export const ledgerEntry = z.discriminatedUnion('kind', [reserve, complete, charged]);
export type LedgerEntry = z.infer<typeof ledgerEntry>;
export type Reservation = z.infer<typeof reserve>;
type Body<Entry> = Entry extends LedgerEntry ? Omit<Entry, 'format' | 'sequence' | 'previous'> : never;
/** What a caller says; number and chain follow. */
export type LedgerBody = Body<LedgerEntry>;

export interface ChainedLedgerEntry {
  readonly entry: LedgerEntry;
  readonly hash: string;
}

const GENESIS = '0'.repeat(64);

export function ledgerHash(entry: LedgerEntry): string {
  return createHash('sha256').update(canonicalBytes(entry)).digest('hex');
}

function broken(message: string): never {
  throw new HubError('LEDGER_BROKEN', message, 'operator');
}

/** The reservation whose end is not written yet. */
export function openReservation(entries: readonly ChainedLedgerEntry[]): Reservation | undefined {
  const last = entries.at(-1)?.entry;
  return last?.kind === 'reserve' ? last : undefined;
}

/** The number of the next release. */
export function nextRelease(entries: readonly ChainedLedgerEntry[]): number {
  return (entries.at(-1)?.entry.release ?? 0) + 1;
}

function checkGrammar(before: readonly ChainedLedgerEntry[], entry: LedgerEntry): void {
  const open = openReservation(before);
  if (entry.kind === 'reserve') {
    if (open !== undefined)
      broken(`ledger entry ${entry.sequence} reserves while another reservation is open`);
    if (entry.release !== nextRelease(before))
      broken(`ledger entry ${entry.sequence} uses a release number out of order`);
  } else if (entry.release !== open?.release || entry.partition !== open.partition) {
    broken(`ledger entry ${entry.sequence} ends a reservation that is not open`);
  }
}

/**
 * Writes the next entry.
 *
 * @throws HubError LEDGER_BROKEN when the entry does not follow from the ones before
 */
export function appendEntry(before: readonly ChainedLedgerEntry[], body: LedgerBody): ChainedLedgerEntry {
  const entry: LedgerEntry = {
    ...body,
    format: 'vigil-ledger-1',
    sequence: before.length + 1,
    previous: before.at(-1)?.hash ?? GENESIS,
  };
  checkGrammar(before, entry);
  return { entry, hash: ledgerHash(entry) };
}

/**
 * Checks a whole ledger: shape, numbers, chain, grammar.
 *
 * @param read - entries as found, oldest first
 * @throws HubError LEDGER_BROKEN naming the first entry that is wrong
 */
export function checkLedger(
  read: readonly { readonly entry: unknown; readonly hash: unknown }[],
): ChainedLedgerEntry[] {
  const checked: ChainedLedgerEntry[] = [];
  for (const [index, { entry: raw, hash }] of read.entries()) {
    const parsed = ledgerEntry.safeParse(raw);
    if (!parsed.success) broken(`ledger entry ${index + 1} has not the shape of an entry`);
    const entry = parsed.data;
    if (entry.sequence !== index + 1) broken(`ledger entry ${index + 1} has another number`);
    if (entry.previous !== (checked.at(-1)?.hash ?? GENESIS))
      broken(`ledger entry ${index + 1} does not follow the one before`);
    if (hash !== ledgerHash(entry)) broken(`ledger entry ${index + 1} does not match its hash`);
    checkGrammar(checked, entry);
    checked.push({ entry, hash });
  }
  return checked;
}

/** Has this partition its release? */
export function isReleased(entries: readonly ChainedLedgerEntry[], partition: string): boolean {
  return entries.some(
    ({ entry }) => entry.partition === partition && (entry.kind === 'complete' || entry.kind === 'recovered'),
  );
}

/** Every noisy table that units of a partition are charged with: reservations count, whatever came of them. */
export function chargedTables(entries: readonly ChainedLedgerEntry[], partition: string): NoisyTable[] {
  return entries.flatMap(({ entry }) =>
    entry.kind === 'reserve' && entry.partition === partition
      ? entry.plan.tables.map(({ sigma2 }) => ({ sigma2 }))
      : [],
  );
}
