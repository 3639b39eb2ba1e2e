/**
 * The staging table: mapped rows wait here for the one transaction that publishes them.
 *
 * Takes an open connection, adds rows in chunks, clears them. What is staged is in no count and no answer.
 */
import type { QueryRunner } from 'typeorm';
import type { StagedEvent } from './map-row.js';

export interface StagedRow {
  readonly line: number;
  readonly sourceKey: string;
  /** `hash`: SHA-256 of all cells; equal rows are exact duplicates. `keyHash`: see `erased-sources.ts` */
  readonly row: StagedEvent & { readonly hash: string; readonly keyHash: string };
}

/**
 * pg_advisory_lock: one import at a time; the lock dies with its connection, so a killed import blocks nobody.
 * A number of its own: a release goes on beside an import.
 */
const IMPORT_LOCK = 7_161_004;

export async function takeImportLock(runner: QueryRunner): Promise<boolean> {
  const rows = (await runner.query('select pg_try_advisory_lock($1) as taken', [IMPORT_LOCK])) as {
    taken: boolean;
  }[];
  return rows[0]?.taken === true;
}

export async function releaseImportLock(runner: QueryRunner): Promise<void> {
  await runner.query('select pg_advisory_unlock($1)', [IMPORT_LOCK]);
}

/** Clears what a killed import left behind; only under the lock, so it cannot be somebody's work. */
export async function clearStaging(runner: QueryRunner): Promise<void> {
  await runner.query('delete from import_staging');
}

export async function stageChunk(
  runner: QueryRunner,
  runId: string,
  rows: readonly StagedRow[],
): Promise<void> {
  if (rows.length === 0) return;
  await runner.query(
    `insert into import_staging (run_id, line, source_key, "row")
     select $1::uuid, r.line, r."sourceKey", r."row"
     from jsonb_to_recordset($2::jsonb) as r(line integer, "sourceKey" text, "row" jsonb)`,
    [runId, JSON.stringify(rows)],
  );
}
