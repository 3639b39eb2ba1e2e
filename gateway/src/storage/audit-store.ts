/**
 * Audit entries in the hub's database: appended in a chain, read back for checking.
 *
 * Several hubs may share the database; an advisory lock makes them append one after the other, so that the
 * chain has no forks.
 */
import { CHAIN_START, auditTextHash, HubError, type ChainHead, type ChainedEntry } from '@vigil/shared';
import type { DataSource, EntityManager } from 'typeorm';
import type { AuditStore } from '../8-record/audit-queue.js';
import { AuditEntryRecord } from './audit-entry-record.js';
import { EntryTexts, type Unnumbered } from './entry-texts.js';
import { hubEntry, type HubEntry } from './operator-entry.js';

/** Any number that nothing else in this database locks. */
const AUDIT_LOCK = 7_311_001;
const READ_CHUNK = 1_000;
const UNIQUE_VIOLATION = '23505';

/** An entry as it is written: its canonical text is made once, for the hash and for the table. */
interface WrittenEntry extends ChainHead {
  readonly previousHash: string;
  readonly text: string;
}

async function readHead(manager: EntityManager): Promise<ChainHead | null> {
  const [newest] = await manager.query<{ sequence: string; hash: string }[]>(
    'SELECT sequence, hash FROM audit_entry ORDER BY sequence DESC LIMIT 1',
  );
  return newest === undefined ? null : { sequence: Number(newest.sequence), hash: newest.hash };
}

/** As three texts, however many rows: canonical JSON has no line break of its own. */
function columns(links: readonly WrittenEntry[]): string[] {
  const column = (of: (link: WrittenEntry) => string): string => links.map(of).join('\n');
  return [column(({ text }) => text), column(({ previousHash }) => previousHash), column(({ hash }) => hash)];
}

/** Numbered behind $1; the parameters after it are `columns`. */
const INSERT_FROM = `INSERT INTO audit_entry (sequence, entry, previous_hash, hash)
  SELECT $1::bigint + place, entry, previous_hash, hash
  FROM unnest(string_to_array($2, E'\\n'), string_to_array($3, E'\\n'), string_to_array($4, E'\\n'))
    WITH ORDINALITY AS link (entry, previous_hash, hash, place)`;

/**
 * Everything in one statement, which is a transaction of its own: whatever the server's default is, an acknowledged
 * entry is on disk, and two hubs append one after the other. The statement sees the table as it was before it got the
 * lock: if another hub has written meanwhile, a number comes twice, and nothing is written.
 */
const CONTINUE = `WITH ready AS MATERIALIZED (
    SELECT set_config('synchronous_commit', 'on', true), pg_advisory_xact_lock(${String(AUDIT_LOCK)})
  ), written AS (
    ${INSERT_FROM}, ready
    WHERE EXISTS (SELECT FROM audit_entry WHERE sequence = $1 AND hash = $5)
    RETURNING 1
  )
  SELECT count(*)::integer AS written FROM written`;

function isTaken(error: unknown): boolean {
  return ((error ?? {}) as { code?: unknown }).code === UNIQUE_VIOLATION;
}

function toChained(row: AuditEntryRecord): ChainedEntry<HubEntry> {
  const parsed = hubEntry.safeParse(JSON.parse(row.entry));
  if (!parsed.success || String(parsed.data.sequence) !== row.sequence) {
    throw new HubError('AUDIT_BROKEN', `entry ${row.sequence} was changed`, 'operator');
  }
  return { entry: parsed.data, previousHash: row.previousHash, hash: row.hash };
}

export class DatabaseAuditStore implements AuditStore {
  readonly #texts = new EntryTexts();
  /** where the last entry of this store stands */
  #end: ChainHead | null = null;
  /** the last time it wrote, nobody else had written since the time before */
  #isAlone = false;

  constructor(private readonly dataSource: DataSource) {}

  async append(entries: readonly Unnumbered[]): Promise<void> {
    const end = this.#end;
    const mayContinue = this.#isAlone && end !== null;
    // Until it is known how this ends, nothing is known of the chain's end.
    this.#isAlone = false;
    if (mayContinue && (await this.#continue(end, entries))) return;
    await this.dataSource.transaction((manager) => this.#appendLocked(manager, entries));
  }

  /** Checks the entries' shapes and chains them behind the head; the shape has no field for anything else. */
  #chained(head: ChainHead | null, entries: readonly Unnumbered[]): WrittenEntry[] {
    let { sequence, hash } = head ?? { sequence: 0, hash: CHAIN_START };
    return entries.map((entry) => {
      sequence += 1;
      const previousHash = hash;
      const text = this.#texts.textOf(entry, sequence);
      hash = auditTextHash(previousHash, text);
      return { sequence, text, previousHash, hash };
    });
  }

  /** In one round trip, if the chain ends where this store left it; false: it does not, and nothing was written. */
  async #continue(end: ChainHead, entries: readonly Unnumbered[]): Promise<boolean> {
    const links = this.#chained(end, entries);
    try {
      const [row] = await this.dataSource.query<{ written: number }[]>(CONTINUE, [
        end.sequence,
        ...columns(links),
        end.hash,
      ]);
      if (row?.written !== links.length) return false;
    } catch (error) {
      if (isTaken(error)) return false;
      throw error;
    }
    this.#end = links.at(-1) ?? end;
    this.#isAlone = true;
    return true;
  }

  async #appendLocked(manager: EntityManager, entries: readonly Unnumbered[]): Promise<void> {
    await manager.query(`SELECT set_config('synchronous_commit', 'on', true), pg_advisory_xact_lock($1)`, [
      AUDIT_LOCK,
    ]);
    const head = await readHead(manager);
    const links = this.#chained(head, entries);
    await manager.query(INSERT_FROM, [head?.sequence ?? 0, ...columns(links)]);
    // Where somebody else writes too, the lock is asked for first: to try without would be in vain.
    this.#isAlone = this.#end === null || this.#end.hash === head?.hash;
    this.#end = links.at(-1) ?? head;
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
