/**
 * Ledger arithmetic: what has been reserved, what came of it, and what one unit has been exposed to.
 *
 * Entries form a hash chain and follow one grammar: a reservation, then its end, then the next reservation.
 * Takes entries, gives entries and sums; where they are kept is the partner's matter. Pure.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { HubError } from '../errors/hub-error.js';
import { canonicalBytes, canonicalJson } from './canonical-json.js';
import { signedRecovery } from './ledger-recovery.js';
import { noisyTablesOf } from './plan-tables.js';
import type { NoisyTable } from './privacy-loss.js';
import {
  releasePart,
  releasePlan,
  releaseStage,
  tableCounts,
  tableId,
  type ReleasePlan,
} from './release-document.js';
import type { PlannedRelease } from './release-plan.js';
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
  stage: releaseStage,
  part: releasePart,
  definitionVersion: z.string(),
  plan: releasePlan,
  digests: z
    .array(z.strictObject({ table: tableId, counts: tableCounts, indicator: indicatorCode, digest: hex256 }))
    .min(1),
});
/** The document stands: made in one go (`complete`), or by a later start that drew the same noise again (`recovered`). */
const complete = z.strictObject({
  ...common,
  kind: z.enum(['complete', 'recovered']),
  documentDigest: hex256,
});
/** No document will come of the reservation, and yet it is spent. */
const charged = z.strictObject({ ...common, kind: z.literal('charged'), reason: z.string() });

/** A document is withdrawn; what it told stays told, and stays spent. */
const revoked = z.strictObject({ ...common, kind: z.literal('revoked'), reason: z.string().min(1).max(500) });
/**
 * What the ledger held is lost, or the hub has seen more of it than there is: everything that the year's plan allows is
 * charged. It alone may leave numbers out, so that the hub finds the chain beyond its last receipt.
 */
const lost = z.strictObject({ ...common, kind: z.literal('lost'), recovery: signedRecovery });

export const ledgerEntry = z.discriminatedUnion('kind', [reserve, complete, charged, revoked, lost]);
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

/** The number of the next release: one more than any that was ever named. */
export function nextRelease(entries: readonly ChainedLedgerEntry[]): number {
  return entries.reduce((highest, { entry }) => Math.max(highest, entry.release), 0) + 1;
}

/** Numbers of the releases whose documents stand. */
function completedReleases(entries: readonly ChainedLedgerEntry[]): Set<number> {
  return new Set(
    entries.flatMap(({ entry }) =>
      entry.kind === 'complete' || entry.kind === 'recovered' ? [entry.release] : [],
    ),
  );
}

/** Everything about a plan but what its figures add up to: charged reservations raise those, and nothing else. */
function plannedShape({
  rho: _rho,
  bestGuess: _bestGuess,
  epsilon: _epsilon,
  ...shape
}: ReleasePlan): string {
  return canonicalJson(shape);
}

/** A year has one plan, and each release of it is drawn once in its life. */
function checkReservation(before: readonly ChainedLedgerEntry[], entry: Reservation): void {
  if (entry.release !== nextRelease(before))
    broken(`ledger entry ${entry.sequence} uses a release number out of order`);
  const completed = completedReleases(before);
  for (const { entry: earlier } of before) {
    if (earlier.kind !== 'reserve' || earlier.partition !== entry.partition) continue;
    if (!completed.has(earlier.release)) continue;
    if (earlier.stage === entry.stage && earlier.part === entry.part)
      broken(`ledger entry ${entry.sequence} reserves a release that was made already`);
    if (plannedShape(earlier.plan) !== plannedShape(entry.plan))
      broken(`ledger entry ${entry.sequence} reserves by another plan than the year's first release`);
  }
}

function checkRevoked(before: readonly ChainedLedgerEntry[], entry: LedgerEntry): void {
  const made = before.some(
    ({ entry: { kind, release, partition } }) =>
      (kind === 'complete' || kind === 'recovered') &&
      release === entry.release &&
      partition === entry.partition,
  );
  if (!made) broken(`ledger entry ${entry.sequence} revokes a release that was never made`);
  if (isRevoked(before, entry.release))
    broken(`ledger entry ${entry.sequence} revokes a release for the second time`);
}

function checkLost(
  before: readonly ChainedLedgerEntry[],
  entry: Extract<LedgerEntry, { kind: 'lost' }>,
): void {
  const { partition, release } = entry.recovery.recovery;
  if (partition !== entry.partition || release !== entry.release)
    broken(`ledger entry ${entry.sequence} charges another year than its signed statement`);
  if (release < nextRelease(before) - 1)
    broken(`ledger entry ${entry.sequence} turns the release numbers back`);
}

function checkGrammar(before: readonly ChainedLedgerEntry[], entry: LedgerEntry): void {
  const open = openReservation(before);
  const ends = entry.kind === 'complete' || entry.kind === 'recovered' || entry.kind === 'charged';
  if (ends && (entry.release !== open?.release || entry.partition !== open.partition))
    broken(`ledger entry ${entry.sequence} ends a reservation that is not open`);
  if (!ends && open !== undefined)
    broken(`ledger entry ${entry.sequence} is written while a reservation is open`);
  if (entry.kind === 'reserve') checkReservation(before, entry);
  if (entry.kind === 'revoked') checkRevoked(before, entry);
  if (entry.kind === 'lost') checkLost(before, entry);
}

/** What the hub still knows of a ledger that is lost. */
export interface LedgerAnchor {
  /** number of the last entry the hub has seen; the new chain begins after it */
  readonly sequence: number;
}

/**
 * Writes the next entry.
 *
 * @param anchor - only for the charge of a ledger, or an end of one, that was lost
 * @throws HubError LEDGER_BROKEN when the entry does not follow from the ones before
 */
export function appendEntry(
  before: readonly ChainedLedgerEntry[],
  body: LedgerBody,
  anchor?: LedgerAnchor,
): ChainedLedgerEntry {
  const last = before.at(-1);
  if (anchor !== undefined && body.kind !== 'lost')
    broken('only the recovery of a lost ledger goes on after another number');
  const entry: LedgerEntry = {
    ...body,
    format: 'vigil-ledger-1',
    sequence: Math.max(last?.entry.sequence ?? 0, anchor?.sequence ?? 0) + 1,
    previous: last?.hash ?? GENESIS,
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
    const last = checked.at(-1);
    const next = (last?.entry.sequence ?? 0) + 1;
    if (entry.kind === 'lost' ? entry.sequence < next : entry.sequence !== next)
      broken(`ledger entry ${index + 1} has another number`);
    if (entry.previous !== (last?.hash ?? GENESIS))
      broken(`ledger entry ${index + 1} does not follow the one before`);
    if (hash !== ledgerHash(entry)) broken(`ledger entry ${index + 1} does not match its hash`);
    checkGrammar(checked, entry);
    checked.push({ entry, hash });
  }
  return checked;
}

/** Has this release been revoked? */
export function isRevoked(entries: readonly ChainedLedgerEntry[], release: number): boolean {
  return entries.some(({ entry }) => entry.kind === 'revoked' && entry.release === release);
}

/** Has this planned release of a partition its document? The last one of the year, unless another is named. */
export function isReleased(
  entries: readonly ChainedLedgerEntry[],
  partition: string,
  { stage, part }: PlannedRelease = { stage: 'FINAL', part: partition },
): boolean {
  const completed = completedReleases(entries);
  return entries.some(
    ({ entry }) =>
      entry.kind === 'reserve' &&
      entry.partition === partition &&
      entry.stage === stage &&
      entry.part === part &&
      completed.has(entry.release),
  );
}

/** Every noisy table that units of a partition are charged with beyond its plan: drawn perhaps, and never published. */
export function chargedTables(entries: readonly ChainedLedgerEntry[], partition: string): NoisyTable[] {
  const completed = completedReleases(entries);
  return entries.flatMap(({ entry }) => {
    if (entry.partition !== partition) return [];
    if (entry.kind === 'lost') return noisyTablesOf(entry.recovery.recovery.plan.tables);
    if (entry.kind !== 'reserve' || completed.has(entry.release)) return [];
    return noisyTablesOf(entry.plan.tables.filter(({ stage }) => stage === entry.stage));
  });
}
