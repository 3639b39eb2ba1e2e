/**
 * Audit entries in the hub's database: appended in a chain, read back for checking.
 *
 * Several hubs may share the database; an advisory lock makes them append one after the other, so that the
 * chain has no forks.
 */
import {
  auditEntry,
  canonicalJson,
  chainAuditEntry,
  HubError,
  type AuditEntry,
  type ChainHead,
  type ChainedEntry,
} from '@vigil/shared';
import type { DataSource, EntityManager } from 'typeorm';
import type { AuditStore } from '../8-record/audit-queue.js';
import type { UnnumberedEntry } from '../8-record/describe-exchange.js';
import { AuditEntryRecord } from './audit-entry-record.js';

/** Any number that nothing else in this database locks. */
const AUDIT_LOCK = 7_311_001;
const READ_CHUNK = 1_000;

async function readHead(manager: EntityManager): Promise<ChainHead | null> {
  const [newest] = await manager.find(AuditEntryRecord, { order: { sequence: 'DESC' }, take: 1 });
  return newest === undefined ? null : { sequence: Number(newest.sequence), hash: newest.hash };
}

async function appendAll(manager: EntityManager, entries: readonly UnnumberedEntry[]): Promise<void> {
  // Whatever the server's default is: an acknowledged entry is on disk.
  await manager.query('SET LOCAL synchronous_commit = on');
  await manager.query('SELECT pg_advisory_xact_lock($1)', [AUDIT_LOCK]);
  let head = await readHead(manager);
  const rows = entries.map((entry) => {
    const chained = chainAuditEntry(head, entry);
    head = { sequence: chained.entry.sequence, hash: chained.hash };
    return {
      sequence: String(chained.entry.sequence),
      entry: canonicalJson(chained.entry),
      previousHash: chained.previousHash,
      hash: chained.hash,
    };
  });
  await manager.insert(AuditEntryRecord, rows);
}

function toChained(row: AuditEntryRecord): ChainedEntry<AuditEntry> {
  const parsed = auditEntry.safeParse(JSON.parse(row.entry));
  if (!parsed.success || String(parsed.data.sequence) !== row.sequence) {
    throw new HubError('AUDIT_BROKEN', `entry ${row.sequence} was changed`, 'operator');
  }
  return { entry: parsed.data, previousHash: row.previousHash, hash: row.hash };
}

export class DatabaseAuditStore implements AuditStore {
  constructor(private readonly dataSource: DataSource) {}

  async append(entries: readonly UnnumberedEntry[]): Promise<void> {
    await this.dataSource.transaction((manager) => appendAll(manager, entries));
  }

  /** All entries in order, a chunk at a time. */
  async *entries(): AsyncGenerator<ChainedEntry<AuditEntry>> {
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
