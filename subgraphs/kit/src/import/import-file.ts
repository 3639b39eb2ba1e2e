/**
 * Imports one file: check, map, stage in chunks, publish in one last transaction, report.
 *
 * Takes an open node, a path and a mapping. A file that is not what the mapping says publishes nothing, and its
 * staging is cleared. What a killed import staged waits for the next import of the same file by the same mapping,
 * which goes on behind it; an import of anything else clears it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import { HubError } from '@vigil/shared';
import { QueryFailedError, type QueryRunner } from 'typeorm';
import type { NodeContext } from '../node/node-context.js';
import { recordLocally, type LocalEntry } from '../node/record-locally.js';
import { requireOwnTables } from '../node/require-own-tables.js';
import { checkFile, type CheckedFile } from './check-file.js';
import { readKeyHash } from './erased-sources.js';
import { assertNothingLost, MOST_REJECTED_LISTED, type ImportReport } from './import-report.js';
import type { ImportProgress } from './import-progress.js';
import type { Mapping } from './mapping-schema.js';
import { publish } from './publish.js';
import { refuseFile } from './refuse-file.js';
import { countRejected, firstRejected, writeRejected } from './rejected-rows.js';
import { stageFile, type Staged } from './stage-file.js';
import { clearStaging, openRun, releaseImportLock, takeImportLock, type Checkpoint } from './staging.js';
import { inBlocks } from './time-ordered-id.js';

/** What `importFile` is asked to do. */
export interface ImportOrder {
  /** path of the file; its format is the mapping's */
  readonly file: string;
  readonly mapping: Mapping;
  /** true: do everything, publish nothing */
  readonly dryRun: boolean;
  /** who acts, for the local record */
  readonly actor: string;
  readonly progress: ImportProgress;
  /** where to write every rejected row; the report lists the first ones only */
  readonly rejectedFile?: string | undefined;
  /** hears doubts about the file that do not refuse it */
  readonly warn?: ((warning: string) => void) | undefined;
}

/** Part of the checkpoint's mapping hash: another shape of staged rows, or another meaning, is another number. */
const STAGING_FORMAT = 2;
/** How long the server may need to notice that a killed import is gone. */
const LOCK_WAIT_MS = 5_000;
const LOCK_ASK_MS = 200;

/**
 * @returns the report; read = imported + rejected + merged
 * @throws HubError IMPORT_FILE_INVALID (the file), MAPPING_INVALID (made-up data and real data do not mix),
 *   USAGE (another import is running)
 */
export async function importFile(context: NodeContext, order: ImportOrder): Promise<ImportReport> {
  try {
    requireOwnTables(context);
    refuseMixing(context, order.mapping);
    await refuseOverwriting(order);
    const file = await checkFile(order.file, order.mapping.file);
    for (const warning of file.warnings) order.warn?.(warning);
    return await importChecked(context, order, file);
  } catch (error) {
    const code = error instanceof HubError ? error.code : 'INTERNAL_SERVER_ERROR';
    // The reason of the refusal matters more than a database that cannot write it down.
    await recordLocally(context, entry(order, { result: 'REFUSED', code })).catch(() => undefined);
    throw error;
  }
}

function entry({ actor, mapping }: ImportOrder, details: LocalEntry['details']): LocalEntry {
  return { actor, action: 'import', object: mapping.dataset, details };
}

function reported(order: ImportOrder, report: ImportReport): LocalEntry {
  const { dryRun, fileSha256, read, imported, rejectedRows, merged } = report;
  return entry(order, {
    result: dryRun ? 'DRY_RUN' : 'PUBLISHED',
    fileSha256,
    read,
    imported,
    rejected: rejectedRows,
    merged,
  });
}

/** A made-up row in real figures would be a lie, a real row on a synthetic node would be served as made up. */
function refuseMixing({ settings }: NodeContext, { synthetic }: Mapping): void {
  if (settings.synthetic === synthetic) return;
  throw new HubError(
    'MAPPING_INVALID',
    synthetic
      ? 'the mapping is of synthetic data, but this partner holds real data; use a partner whose settings say synthetic: true'
      : 'the mapping is of real data, but this partner is synthetic; mark made-up data by synthetic: true in the mapping',
    'operator',
  );
}

/** The list of rejected rows replaces what is there; the only copy of somebody's list must not be it. */
async function refuseOverwriting({ file, rejectedFile }: ImportOrder): Promise<void> {
  if (rejectedFile === undefined) return;
  const found = await Promise.all([file, rejectedFile].map((path) => realpath(path).catch(() => null)));
  if (found[0] === null || found[0] !== found[1]) return;
  throw new HubError('USAGE', '--rejected names the file that is imported; give another one', 'operator');
}

async function importChecked(
  context: NodeContext,
  order: ImportOrder,
  file: CheckedFile,
): Promise<ImportReport> {
  const runner = context.dataSource.createQueryRunner();
  await runner.connect();
  try {
    if (!(await lockWithin(runner, LOCK_WAIT_MS))) {
      throw new HubError('USAGE', 'another import is running on this node; wait for its end', 'operator');
    }
    try {
      return await importUnderLock(context, order, { file, runner });
    } finally {
      await releaseImportLock(runner).catch(() => undefined); // a dead connection holds no lock
    }
  } finally {
    await runner.release();
  }
}

async function lockWithin(runner: QueryRunner, milliseconds: number): Promise<boolean> {
  for (let waited = 0; !(await takeImportLock(runner)); waited += LOCK_ASK_MS) {
    if (waited >= milliseconds) return false;
    await pause(LOCK_ASK_MS);
  }
  return true;
}

/** The server looks now and then whether we are still there; otherwise a killed import holds its lock until it ends. */
async function noticeDeath(runner: QueryRunner): Promise<void> {
  // a server on a system that cannot see it refuses the setting
  await runner.query("set client_connection_check_interval = '1s'").catch(() => undefined);
}

/** Two mappings that could stage a row differently have different hashes. */
export function mappingHash(mapping: Mapping): string {
  const text = JSON.stringify([STAGING_FORMAT, mapping], (_key, value: unknown) =>
    value instanceof RegExp || typeof value === 'function' ? String(value) : value,
  );
  return createHash('sha256').update(text).digest('hex');
}

interface Run {
  readonly file: CheckedFile;
  readonly runner: QueryRunner;
}

async function importUnderLock(context: NodeContext, order: ImportOrder, run: Run): Promise<ImportReport> {
  const { runner, file } = run;
  const { mapping, progress } = order;
  await noticeDeath(runner);
  const staging = {
    dataset: mapping.dataset,
    fileSha256: file.sha256,
    mappingSha256: mappingHash(mapping),
  };
  const from = await openRun(runner, staging, context.now());
  try {
    const keyHash = await readKeyHash(context, mapping.dataset);
    const random = inBlocks(randomBytes);
    const staged = await stageFile(runner, {
      file,
      mapping,
      progress,
      keyHash,
      now: context.now,
      random,
      from,
    });
    // the planner knows nothing yet of what has just come in
    await runner.query('analyze import_staging (run_id, line, source_key)');
    await runner.startTransaction();
    const report = await publishRun(context, order, { ...run, from, staged });
    if (order.dryRun) {
      await runner.rollbackTransaction();
      await recordLocally(context, reported(order, report));
    } else {
      // One transaction: what is published is on record, and the other way round.
      await recordLocally(context, reported(order, report), runner.manager);
      await runner.commitTransaction();
    }
    return report;
  } catch (error) {
    if (runner.isTransactionActive) await runner.rollbackTransaction().catch(() => undefined);
    throw isTakenMeanwhile(error)
      ? refuseFile('a case file of the same name was added while the import ran; import again', error)
      : error;
  } finally {
    progress.stop();
    // After a commit the staging is empty already; a dead connection leaves it to the next run.
    await clearStaging(runner).catch(() => undefined);
  }
}

/** Rows are judged before they are inserted; somebody at `case add` may come in between. */
function isTakenMeanwhile(error: unknown): error is QueryFailedError {
  const { code } = error instanceof QueryFailedError ? (error.driverError as { code?: unknown }) : {};
  return code === '23505'; // unique_violation
}

interface StagedRun extends Run {
  readonly from: Checkpoint;
  readonly staged: Staged;
}

async function publishRun(context: NodeContext, order: ImportOrder, run: StagedRun): Promise<ImportReport> {
  const { runner, staged, file, from } = run;
  const { mapping, dryRun, rejectedFile } = order;
  const { runId } = from;
  const published = await publish(runner, {
    runId,
    dataset: mapping.dataset,
    synthetic: mapping.synthetic,
    receivedAt: context.now(),
    onPiece: (done, total) => {
      order.progress.published(done, total);
    },
  });
  const rejectedByRule = await countRejected(runner, runId);
  const report: ImportReport = {
    dataset: mapping.dataset,
    dryRun,
    fileSha256: file.sha256,
    read: staged.read,
    ...published,
    rejectedRows: rejectedByRule.reduce((sum, { rows }) => sum + rows, 0),
    rejected: await firstRejected(runner, runId, MOST_REJECTED_LISTED),
    rejectedByRule,
    unmapped: staged.unmapped.list(),
    resumedAfter: from.read,
  };
  assertNothingLost(report);
  if (rejectedFile !== undefined) await writeRejected(runner, runId, rejectedFile);
  await runner.query(
    `update import_run set finished_at = $2::timestamptz, read = $3, imported = $4, rejected = $5, merged = $6
     where id = $1::uuid`,
    [runId, context.now().toISOString(), report.read, report.imported, report.rejectedRows, report.merged],
  );
  await clearStaging(runner);
  return report;
}
