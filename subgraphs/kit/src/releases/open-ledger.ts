/**
 * The ledger, opened: read from both homes, checked, brought level, and locked for as long as the work takes
 * (`with-ledger-lock.ts`).
 *
 * A lock may fail where the ledger must not: both homes are looked at again before every entry, and before noise is
 * drawn.
 */
import {
  HubError,
  appendEntry,
  checkLedger,
  type ChainedLedgerEntry,
  type LedgerBody,
  type Reservation,
} from '@vigil/shared';
import type { EntityManager } from 'typeorm';
import { appendToLedgerFile, readLedgerFile, requireLedgerFileEnd } from './ledger-file.js';
import { reconcileLedger } from './reconcile-ledger.js';
import type { ReleaseNode } from './release-node.js';
import { withLedgerLock } from './with-ledger-lock.js';

export interface OpenLedger {
  /** oldest first; grows with `reserve` and `end` */
  readonly entries: readonly ChainedLedgerEntry[];
  /** what opening had to put right, in words */
  readonly notes: readonly string[];
  /** Writes a reservation: to the file, then to the database; looks at both. Only after this may noise be drawn. */
  reserve(
    body: Extract<LedgerBody, { kind: 'reserve' }>,
    betweenHomes: () => Promise<void>,
  ): Promise<Reserved>;
  /** Writes an ending, or a revocation, in one transaction with what belongs to it, then to the file. */
  end(
    body: Exclude<LedgerBody, { kind: 'reserve' }>,
    beside: (manager: EntityManager, written: ChainedLedgerEntry) => Promise<void>,
    betweenHomes?: () => Promise<void>,
  ): Promise<void>;
}

export interface Reserved {
  readonly entry: Reservation;
  readonly hash: string;
}

/** Inside a transaction: a server may be set to confirm before it has written, and noise follows from an entry. */
export async function insertEntry(
  manager: EntityManager,
  { entry, hash }: ChainedLedgerEntry,
): Promise<void> {
  await manager.query('SET LOCAL synchronous_commit = on');
  await manager.query('INSERT INTO release_ledger (sequence, entry, hash) VALUES ($1, $2::jsonb, $3)', [
    entry.sequence,
    JSON.stringify(entry),
    hash,
  ]);
}

/** The ledger as the database has it, checked. */
export async function readDatabaseLedger({ dataSource }: ReleaseNode): Promise<ChainedLedgerEntry[]> {
  const rows = await dataSource.query<{ entry: unknown; hash: unknown }[]>(
    'SELECT entry, hash FROM release_ledger ORDER BY sequence',
  );
  return checkLedger(rows);
}

/** Reads both homes and puts right what a crash left; refuses everything else. */
async function readLevelled(node: ReleaseNode): Promise<{ entries: ChainedLedgerEntry[]; notes: string[] }> {
  const notes: string[] = [];
  const file = await readLedgerFile(node.dataDir);
  if (file.torn)
    notes.push('the ledger file ended in a half-written line; it was cut off, nothing had followed from it');
  const database = await readDatabaseLedger(node);
  const found = reconcileLedger(file.entries, database);
  if (found.kind === 'same') return { entries: database, notes };
  if (found.kind === 'adopt') {
    await node.dataSource.transaction((manager) => insertEntry(manager, found.entry));
    notes.push(
      `release ${found.entry.entry.release} was reserved in the ledger file but not in the database; ` +
        'the reservation was taken over',
    );
    return { entries: [...database, found.entry], notes };
  }
  await appendToLedgerFile(node.dataDir, found.entry);
  const { kind, release } = found.entry.entry;
  const what = kind === 'revoked' ? 'revocation' : kind === 'lost' ? 'charge' : 'end';
  notes.push(`the ${what} of release ${release} was missing in the ledger file; it was added`);
  return { entries: database, notes };
}

/**
 * Before noise is drawn: the reservation is the last entry of both homes. A pool may have come to another server since,
 * and that one need not have what was written.
 */
async function requireReserved(node: ReleaseNode, hash: string): Promise<void> {
  await requireLedgerFileEnd(node.dataDir, hash);
  if ((await readDatabaseLedger(node)).at(-1)?.hash === hash) return;
  throw new HubError(
    'LEDGER_BROKEN',
    'the reservation is not the last ledger entry of the database: another program writes to it, or the database is ' +
      'another one than a moment ago; nothing was drawn',
    'operator',
  );
}

function openLedger(node: ReleaseNode, entries: ChainedLedgerEntry[], notes: string[]): OpenLedger {
  return {
    entries,
    notes,
    async reserve(body, betweenHomes) {
      const reserved = appendEntry(entries, body);
      const { entry, hash } = reserved;
      if (entry.kind !== 'reserve') throw new TypeError('a reservation became another entry');
      await appendToLedgerFile(node.dataDir, reserved);
      await betweenHomes();
      await node.dataSource.transaction((manager) => insertEntry(manager, reserved));
      await requireReserved(node, hash);
      entries.push(reserved);
      return { entry, hash };
    },
    async end(body, beside, betweenHomes = () => Promise.resolve()) {
      const ended = appendEntry(entries, body);
      await requireLedgerFileEnd(node.dataDir, entries.at(-1)?.hash);
      await node.dataSource.transaction(async (manager) => {
        await insertEntry(manager, ended);
        await beside(manager, ended);
      });
      entries.push(ended);
      await betweenHomes();
      await appendToLedgerFile(node.dataDir, ended);
    },
  };
}

/**
 * Opens the ledger for one piece of work; nobody else has it meanwhile.
 *
 * @throws HubError LEDGER_BEHIND, LEDGER_BROKEN
 */
export async function withLedger<Result>(
  node: ReleaseNode,
  work: (ledger: OpenLedger) => Promise<Result>,
): Promise<Result> {
  return withLedgerLock(node, async () => {
    const { entries, notes } = await readLevelled(node);
    return work(openLedger(node, entries, notes));
  });
}
