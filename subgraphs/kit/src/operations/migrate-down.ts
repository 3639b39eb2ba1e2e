/**
 * Takes migrations back, newest first, for going back to an older version of this program.
 *
 * All of it is one transaction: it is tried, what it would destroy is counted, and without consent it is rolled back.
 */
import { HubError } from '@vigil/shared';
import type { DataSource, QueryRunner } from 'typeorm';
import { MIGRATION_LOCK } from '../node/data-source.js';

export interface Loss {
  /** a table, or table.column */
  readonly what: string;
  readonly rows: number;
}

export interface MigrateDownOptions {
  /** name of the migration that stays as the newest; null: none stays */
  readonly to: string | null;
  /** destroy what is lost with them */
  readonly yes: boolean;
}

interface Applied {
  readonly id: number;
  readonly name: string;
}

async function columns(runner: QueryRunner): Promise<{ table: string; column: string }[]> {
  return (await runner.query(
    `SELECT c.relname AS "table", a.attname AS "column"
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
       AND a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname COLLATE "C", a.attnum`,
  )) as { table: string; column: string }[];
}

async function counts(runner: QueryRunner): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const { table, column } of await columns(runner)) {
    const [row] = (await runner.query(
      `SELECT count(*)::integer AS rows, count("${column}")::integer AS filled FROM "${table}"`,
    )) as { rows: number; filled: number }[];
    found.set(table, row?.rows ?? 0);
    found.set(`${table}.${column}`, row?.filled ?? 0);
  }
  return found;
}

/** Tables that are gone with their rows, and columns that are gone from a table that stays. */
function losses(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): Loss[] {
  return [...before]
    .filter(([what, rows]) => rows > 0 && !after.has(what))
    .filter(([what]) => !what.includes('.') || after.has(what.slice(0, what.indexOf('.'))))
    .map(([what, rows]) => ({ what, rows }));
}

async function appliedAfter(runner: QueryRunner, to: string | null): Promise<Applied[]> {
  const applied = (await runner.query('SELECT id, name FROM node_migration ORDER BY id DESC')) as Applied[];
  const place = to === null ? applied.length : applied.findIndex(({ name }) => name === to);
  if (place >= 0) return applied.slice(0, place);
  const names = applied.map(({ name }) => name).reverse();
  throw new HubError(
    'USAGE',
    `no migration ${to ?? ''} is applied; there are: ${names.join(', ')}`,
    'operator',
  );
}

async function undo(dataSource: DataSource, runner: QueryRunner, { id, name }: Applied): Promise<void> {
  const migration = dataSource.migrations.find((one) => (one.name ?? one.constructor.name) === name);
  if (migration === undefined) {
    throw new HubError(
      'USAGE',
      `migration ${name} was applied by a newer version; take it back with that version`,
      'operator',
    );
  }
  await migration.down(runner).catch((cause: unknown) => {
    // dependent_objects_still_exist: PostgreSQL manual, appendix A
    if ((cause as { code?: unknown }).code !== '2BP01') throw cause;
    throw new HubError(
      'USAGE',
      `something of your own in the database depends on what ${name} made; remove that first`,
      'operator',
      { cause },
    );
  });
  await runner.query('DELETE FROM node_migration WHERE id = $1', [id]);
}

/**
 * @returns names of the migrations that were taken back, newest first, and what went with them
 * @throws HubError USAGE when something would be lost and nobody said yes; nothing has changed then
 */
export async function migrateDown(
  dataSource: DataSource,
  { to, yes }: MigrateDownOptions,
): Promise<{ undone: string[]; lost: Loss[] }> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.startTransaction();
    await runner.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
    const taken = await appliedAfter(runner, to);
    const before = await counts(runner);
    for (const migration of taken) await undo(dataSource, runner, migration);
    const lost = losses(before, await counts(runner)).filter(({ what }) => what !== 'node_migration');
    if (lost.length > 0 && !yes) {
      const list = lost.map(({ what, rows }) => `${what} (${rows} rows)`).join(', ');
      throw new HubError('USAGE', `this would destroy ${list}; make a backup, then say --yes`, 'operator');
    }
    await runner.commitTransaction();
    return { undone: taken.map(({ name }) => name), lost };
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction();
    throw error;
  } finally {
    await runner.release();
  }
}
