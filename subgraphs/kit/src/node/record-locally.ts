/**
 * Writes one line of what happened on this node, chained to the line before it.
 *
 * Takes who did what to which object, with coordinates, counts and codes; never a value of a case file.
 * `verify-local-record.ts` checks the chain.
 */
import type { EntityManager } from 'typeorm';
import { LocalRecord } from '../records/local-record.js';
import { FIRST_PREVIOUS_HASH, localRecordHash } from './local-record-hash.js';
import type { NodeContext } from './node-context.js';

export interface LocalEntry {
  readonly actor: string;
  /** `case.add`, `hub.refused`, ... */
  readonly action: string;
  /** what it was done to, by id or by coordinate */
  readonly object: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** pg_advisory_xact_lock: two writers at once would chain to the same predecessor */
const CHAIN_LOCK = 7_161_002;

async function append(manager: EntityManager, entry: LocalEntry, now: Date): Promise<void> {
  // a server may be set to confirm before it has written; what is answered must be on disk
  await manager.query('SET LOCAL synchronous_commit = on');
  await manager.query('SELECT pg_advisory_xact_lock($1)', [CHAIN_LOCK]);
  const [last] = await manager.query<{ sequence: string; hash: string }[]>(
    'SELECT sequence, hash FROM local_record ORDER BY sequence DESC LIMIT 1',
  );
  const record = {
    sequence: Number(last?.sequence ?? 0) + 1,
    at: now.toISOString(),
    actor: entry.actor,
    action: entry.action,
    object: entry.object,
    // as the database will give it back: no undefined, no dates
    details: JSON.parse(JSON.stringify(entry.details)) as Record<string, unknown>,
    previousHash: last?.hash ?? FIRST_PREVIOUS_HASH,
  };
  await manager.insert(LocalRecord, {
    ...record,
    sequence: String(record.sequence),
    at: now,
    details: record.details as object,
    hash: localRecordHash(record),
  });
}

/**
 * @param manager - a running transaction that the line belongs to: both are kept, or neither
 * @throws when it cannot be written; then what it tells of must not happen
 */
export async function recordLocally(
  context: Pick<NodeContext, 'dataSource' | 'now'>,
  entry: LocalEntry,
  manager?: EntityManager,
): Promise<void> {
  if (manager !== undefined) return append(manager, entry, context.now());
  await context.dataSource.transaction((own) => append(own, entry, context.now()));
}
