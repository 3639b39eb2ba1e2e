/**
 * Audit entries in the hub's database: appended in a chain, read back for checking.
 *
 * Several hubs may share the database; an advisory lock makes them append one after the other, so that the
 * chain has no forks.
 */
import {
  CHAIN_START,
  auditLeafHash,
  canonicalJson,
  HubError,
  type ChainHead,
  type ChainedEntry,
} from '@vigil/shared';
import type { DataSource, EntityManager } from 'typeorm';
import type { AuditStore } from '../8-record/audit-queue.js';
import type { UnnumberedEntry } from '../8-record/describe-exchange.js';
import { AuditEntryRecord } from './audit-entry-record.js';
import { hubEntry, type HubEntry, type OperatorEntry } from './operator-entry.js';

/** Any number that nothing else in this database locks. */
const AUDIT_LOCK = 7_311_001;
const READ_CHUNK = 1_000;

async function readHead(manager: EntityManager): Promise<ChainHead | null> {
  const [newest] = await manager.find(AuditEntryRecord, { order: { sequence: 'DESC' }, take: 1 });
  return newest === undefined ? null : { sequence: Number(newest.sequence), hash: newest.hash };
}

type Unnumbered = UnnumberedEntry | Omit<OperatorEntry, 'sequence'>;

/** Checks an entry's shape and chains it behind the head; the shape has no field for anything else. */
function chained(head: ChainHead | null, entry: Unnumbered): ChainedEntry<HubEntry> {
  const parsed = hubEntry.safeParse({ ...entry, sequence: (head?.sequence ?? 0) + 1 });
  if (!parsed.success) {
    // No message of zod's: it may repeat the value that has no place here.
    const issue = parsed.error.issues[0];
    const place = issue?.path.join('.') || '(root)';
    throw new HubError(
      'AUDIT_BROKEN',
      `audit entry, field ${place}: ${issue?.code ?? 'invalid'}`,
      'operator',
    );
  }
  const previousHash = head?.hash ?? CHAIN_START;
  return { entry: parsed.data, previousHash, hash: auditLeafHash(previousHash, parsed.data) };
}

async function appendAll(manager: EntityManager, entries: readonly Unnumbered[]): Promise<void> {
  // Whatever the server's default is: an acknowledged entry is on disk.
  await manager.query('SET LOCAL synchronous_commit = on');
  await manager.query('SELECT pg_advisory_xact_lock($1)', [AUDIT_LOCK]);
  let head = await readHead(manager);
  const rows = entries.map((entry) => {
    const link = chained(head, entry);
    head = { sequence: link.entry.sequence, hash: link.hash };
    return {
      sequence: String(link.entry.sequence),
      entry: canonicalJson(link.entry),
      previousHash: link.previousHash,
      hash: link.hash,
    };
  });
  await manager.insert(AuditEntryRecord, rows);
}

function toChained(row: AuditEntryRecord): ChainedEntry<HubEntry> {
  const parsed = hubEntry.safeParse(JSON.parse(row.entry));
  if (!parsed.success || String(parsed.data.sequence) !== row.sequence) {
    throw new HubError('AUDIT_BROKEN', `entry ${row.sequence} was changed`, 'operator');
  }
  return { entry: parsed.data, previousHash: row.previousHash, hash: row.hash };
}

export class DatabaseAuditStore implements AuditStore {
  constructor(private readonly dataSource: DataSource) {}

  async append(entries: readonly Unnumbered[]): Promise<void> {
    await this.dataSource.transaction((manager) => appendAll(manager, entries));
  }

  /** All entries in order, a chunk at a time. */
  async *entries(): AsyncGenerator<ChainedEntry<HubEntry>> {
    for (let after = '0'; ;) {
      const rows = await this.dataSource
        .getRepository(AuditEntryRecord)
        .createQueryBuilder('entry')
        .where('entry.sequence > :after', { after })
        .orderBy('entry.sequence', 'ASC')
        .take(READ_CHUNK)
        .getMany();
      for (const row of rows) yield toChained(row);
      const last = rows.at(-1);
      if (last === undefined) return;
      after = last.sequence;
    }
  }
}
