/**
 * Audit entries in the hub's database: appended in a chain, read back for checking.
 *
 * Several hubs may share the database; an advisory lock makes them append one after the other, so that the
 * chain has no forks.
 */
import {
  CHAIN_START,
  auditTextHash,
  canonicalJson,
  HubError,
  type ChainHead,
  type ChainedEntry,
} from '@vigil/shared';
import type { DataSource, EntityManager } from 'typeorm';
import type { AuditStore } from '../8-record/audit-queue.js';
import type { UnnumberedEntry } from '../8-record/describe-exchange.js';
import { AuditEntryRecord } from './audit-entry-record.js';
import { hubEntry, type FlagEntry, type HubEntry, type OperatorEntry } from './operator-entry.js';

/** Any number that nothing else in this database locks. */
const AUDIT_LOCK = 7_311_001;
const READ_CHUNK = 1_000;

async function readHead(manager: EntityManager): Promise<ChainHead | null> {
  const [newest] = await manager.query<{ sequence: string; hash: string }[]>(
    'SELECT sequence, hash FROM audit_entry ORDER BY sequence DESC LIMIT 1',
  );
  return newest === undefined ? null : { sequence: Number(newest.sequence), hash: newest.hash };
}

type Unnumbered = UnnumberedEntry | Omit<OperatorEntry, 'sequence'> | Omit<FlagEntry, 'sequence'>;

/** An entry as it is written: its canonical text is made once, for the hash and for the table. */
interface WrittenEntry extends Omit<ChainedEntry<HubEntry>, 'entry'> {
  readonly sequence: number;
  readonly text: string;
}

/** Checks an entry's shape and chains it behind the head; the shape has no field for anything else. */
function chained(head: ChainHead | null, entry: Unnumbered): WrittenEntry {
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
  const { sequence } = parsed.data;
  const text = canonicalJson(parsed.data);
  return { sequence, text, previousHash, hash: auditTextHash(previousHash, text) };
}

async function appendAll(manager: EntityManager, entries: readonly Unnumbered[]): Promise<void> {
  // Whatever the server's default is: an acknowledged entry is on disk.
  await manager.query(`SELECT set_config('synchronous_commit', 'on', true), pg_advisory_xact_lock($1)`, [
    AUDIT_LOCK,
  ]);
  let head = await readHead(manager);
  const rows = entries.map((entry) => {
    const link = chained(head, entry);
    head = { sequence: link.sequence, hash: link.hash };
    return link;
  });
  // As four columns, however many rows: a statement of its own text for each number of rows is parsed each time.
  await manager.query(
    `INSERT INTO audit_entry (sequence, entry, previous_hash, hash)
     SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[])`,
    [
      rows.map(({ sequence }) => sequence),
      rows.map(({ text }) => text),
      rows.map(({ previousHash }) => previousHash),
      rows.map(({ hash }) => hash),
    ],
  );
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
