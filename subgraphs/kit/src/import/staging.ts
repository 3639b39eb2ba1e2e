/**
 * The staging tables: mapped rows wait here for the one transaction that publishes them.
 *
 * Takes an open connection; adds rows in chunks, each with the checkpoint that says how far it brought the import,
 * in one transaction. What is staged is in no count and no answer. Chunks are not waited for until they are on the
 * disk: a crash of the machine may cost the last of them, and the checkpoint with them, never one without the other.
 */
import type { QueryRunner } from 'typeorm';
import type { RejectedRow, UnmappedValue } from './import-report.js';
import type { StagedCase } from './staged-case.js';

/** An event with the public name it will have. */
type NamedEvent = StagedCase['events'][number] & { readonly publicId: string };

export interface StagedRow {
  readonly line: number;
  readonly sourceKey: string;
  /**
   * `id`: see `time-ordered-id.ts`. `hash`: SHA-256 of all cells; equal rows are exact duplicates. `keyHash`: see
   * `erased-sources.ts`
   */
  readonly row: {
    readonly id: string;
    readonly hash: string;
    readonly keyHash: string;
    readonly events: readonly NamedEvent[];
  };
}

/** Which file by which mapping. */
export interface StagedFile {
  readonly dataset: string;
  readonly fileSha256: string;
  readonly mappingSha256: string;
}

/** How far a run has come. */
export interface Checkpoint {
  readonly runId: string;
  /** the last line that is staged or rejected; 0: none */
  readonly stagedLine: number;
  readonly read: number;
  readonly unmapped: readonly UnmappedValue[];
}

/** What is staged at once. */
export interface Chunk {
  readonly rows: readonly StagedRow[];
  readonly rejected: readonly RejectedRow[];
  readonly checkpoint: Checkpoint;
}

/**
 * pg_advisory_lock: one import at a time; the lock dies with its connection, so a killed import blocks nobody for
 * longer than its server needs to notice. A number of its own: a release goes on beside an import.
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

/** Clears what an import left behind; only under the lock, so it cannot be somebody's work. */
export async function clearStaging(runner: QueryRunner): Promise<void> {
  await runner.query('truncate import_staging, import_rejection, import_checkpoint');
}

/**
 * Goes on with the run that a killed import of the same file by the same mapping left, or starts one; what another
 * one left is cleared. So is a run that an erasure has taken a row from since (`cases/erase-case.ts`).
 */
export async function openRun(runner: QueryRunner, file: StagedFile, startedAt: Date): Promise<Checkpoint> {
  const left = (await runner.query(
    `select c.run_id as "runId", c.staged_line as "stagedLine", c.read, c.unmapped
     from import_checkpoint c join import_run r on r.id = c.run_id
     where c.file_sha256 = $1 and c.mapping_sha256 = $2 and r.dataset = $3 and r.finished_at is null
       and (select count(*) from import_checkpoint) = 1
       and c.read = (select count(*) from import_staging) + (select count(*) from import_rejection)`,
    [file.fileSha256, file.mappingSha256, file.dataset],
  )) as Checkpoint[];
  const [found] = left;
  if (found !== undefined) return found;
  await clearStaging(runner);
  const started = (await runner.query(
    `with run as (
       insert into import_run (dataset, file_sha256, started_at) values ($1, $2, $4::timestamptz) returning id)
     insert into import_checkpoint (run_id, file_sha256, mapping_sha256)
     select id, $2, $3 from run returning run_id as "runId"`,
    [file.dataset, file.fileSha256, file.mappingSha256, startedAt.toISOString()],
  )) as { runId: string }[];
  return { runId: started[0]?.runId ?? '', stagedLine: 0, read: 0, unmapped: [] };
}

const STAGE_ROWS = `insert into import_staging (run_id, line, source_key, "row")
  select $1::uuid, r.line, r."sourceKey", r."row"
  from jsonb_to_recordset($2::jsonb) as r(line integer, "sourceKey" text, "row" jsonb)`;

const STAGE_REJECTED = `insert into import_rejection (run_id, line, column_name, rule)
  select $1::uuid, r.line, r."column", r.rule
  from jsonb_to_recordset($2::jsonb) as r(line integer, "column" text, rule text)`;

const MOVE_CHECKPOINT = `update import_checkpoint set staged_line = $2, read = $3, unmapped = $4::jsonb
  where run_id = $1::uuid`;

export async function stageChunk(runner: QueryRunner, chunk: Chunk): Promise<void> {
  const { runId, stagedLine, read, unmapped } = chunk.checkpoint;
  await runner.query('begin; set local synchronous_commit = off');
  try {
    if (chunk.rows.length > 0) await runner.query(STAGE_ROWS, [runId, JSON.stringify(chunk.rows)]);
    if (chunk.rejected.length > 0) {
      await runner.query(STAGE_REJECTED, [runId, JSON.stringify(chunk.rejected)]);
    }
    await runner.query(MOVE_CHECKPOINT, [runId, stagedLine, read, JSON.stringify(unmapped)]);
    await runner.query('commit');
  } catch (error) {
    await runner.query('rollback').catch(() => undefined);
    throw error;
  }
}
