/**
 * Imports one file: check, map, stage in chunks, publish in one last transaction, report.
 *
 * Takes an open node, a path and a mapping. A file that is not what the mapping says publishes nothing; the
 * staging table is empty afterwards either way, and a killed import is cleaned up by the next one.
 */
import { HubError } from '@vigil/shared';
import { QueryFailedError, type QueryRunner } from 'typeorm';
import type { NodeContext } from '../node/node-context.js';
import { recordLocally, type LocalEntry } from '../node/record-locally.js';
import { checkBytes, refuseFile, type CheckedFile } from './check-bytes.js';
import { readKeyHash } from './erased-sources.js';
import { assertNothingLost, type ImportReport, type RejectedRow } from './import-report.js';
import type { ImportProgress } from './import-progress.js';
import { mapRow } from './map-row.js';
import type { Mapping } from './mapping-schema.js';
import { publish } from './publish.js';
import { readRows } from './read-rows.js';
import { RowRejection } from './row-rejection.js';
import { rowHash, sourceKey } from './source-key.js';
import { clearStaging, releaseImportLock, stageChunk, takeImportLock, type StagedRow } from './staging.js';
import { UnmappedValues } from './unmapped-values.js';

/** What `importFile` is asked to do. */
export interface ImportOrder {
  /** path of the CSV file */
  readonly file: string;
  readonly mapping: Mapping;
  /** true: do everything, publish nothing */
  readonly dryRun: boolean;
  /** who acts, for the local record */
  readonly actor: string;
  readonly progress: ImportProgress;
}

const CHUNK_ROWS = 500;

/**
 * @returns the report; read = imported + rejected + merged
 * @throws HubError IMPORT_FILE_INVALID (the file), MAPPING_INVALID (made-up data and real data do not mix),
 *   USAGE (another import is running)
 */
export async function importFile(context: NodeContext, order: ImportOrder): Promise<ImportReport> {
  try {
    refuseMixing(context, order.mapping);
    return await importChecked(context, order, await checkBytes(order.file));
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
  const { dryRun, fileSha256, read, imported, rejected, merged } = report;
  return entry(order, {
    result: dryRun ? 'DRY_RUN' : 'PUBLISHED',
    fileSha256,
    read,
    imported,
    rejected: rejected.length,
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

async function importChecked(
  context: NodeContext,
  order: ImportOrder,
  file: CheckedFile,
): Promise<ImportReport> {
  const runner = context.dataSource.createQueryRunner();
  await runner.connect();
  try {
    if (!(await takeImportLock(runner))) {
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

interface Run {
  readonly file: CheckedFile;
  readonly runner: QueryRunner;
}

async function importUnderLock(context: NodeContext, order: ImportOrder, run: Run): Promise<ImportReport> {
  const { runner, file } = run;
  await clearStaging(runner);
  const started = (await runner.query(
    'insert into import_run (dataset, file_sha256, started_at) values ($1, $2, $3::timestamptz) returning id',
    [order.mapping.dataset, file.sha256, context.now().toISOString()],
  )) as { id: string }[];
  const runId = started[0]?.id ?? '';
  try {
    const staged = await stageRows(context, order, { ...run, runId });
    await runner.startTransaction();
    const report = await publishRun(context, order, { ...run, runId, staged });
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
    // After a commit the staging is empty already; a dead connection leaves it to the next run.
    await clearStaging(runner).catch(() => undefined);
  }
}

interface Staged {
  readonly read: number;
  readonly rejected: readonly RejectedRow[];
  readonly unmapped: UnmappedValues;
}

/** Rows are judged before they are inserted; somebody at `case add` may come in between. */
function isTakenMeanwhile(error: unknown): error is QueryFailedError {
  const { code } = error instanceof QueryFailedError ? (error.driverError as { code?: unknown }) : {};
  return code === '23505'; // unique_violation
}

async function stageRows(
  context: NodeContext,
  order: ImportOrder,
  { file, runner, runId }: Run & { readonly runId: string },
): Promise<Staged> {
  const { mapping, progress } = order;
  const keyHash = await readKeyHash(context, mapping.dataset);
  const rejected: RejectedRow[] = [];
  const unmapped = new UnmappedValues();
  let chunk: StagedRow[] = [];
  let read = 0;
  progress.start(file.bytes);
  try {
    for await (const row of readRows(file, mapping)) {
      read += 1;
      try {
        const event = mapRow(mapping, row.cells, (column, value) => {
          unmapped.add(column, value);
        });
        const key = sourceKey(row, mapping.key);
        chunk.push({
          line: row.line,
          sourceKey: key,
          row: { ...event, hash: rowHash(row), keyHash: keyHash(key) },
        });
      } catch (error) {
        if (!(error instanceof RowRejection)) throw error;
        rejected.push({ line: row.line, column: error.column, rule: error.rule });
      }
      if (chunk.length === CHUNK_ROWS) {
        await stageChunk(runner, runId, chunk);
        chunk = [];
        progress.rows(read, row.bytesRead);
      }
    }
    await stageChunk(runner, runId, chunk);
    progress.rows(read, file.bytes);
  } finally {
    progress.stop();
  }
  if (read === 0) throw refuseFile('line 2: the file has a header and no rows');
  return { read, rejected, unmapped };
}

interface StagedRun extends Run {
  readonly runId: string;
  readonly staged: Staged;
}

async function publishRun(context: NodeContext, order: ImportOrder, run: StagedRun): Promise<ImportReport> {
  const { runner, runId, staged, file } = run;
  const { mapping, dryRun } = order;
  const { rejected, ...published } = await publish(runner, {
    runId,
    dataset: mapping.dataset,
    synthetic: mapping.synthetic,
    receivedAt: context.now(),
  });
  const report: ImportReport = {
    dataset: mapping.dataset,
    dryRun,
    fileSha256: file.sha256,
    read: staged.read,
    ...published,
    rejected: [...staged.rejected, ...rejected].sort((a, b) => a.line - b.line),
    unmapped: staged.unmapped.list(),
  };
  assertNothingLost(report);
  await runner.query(
    `update import_run set finished_at = $2::timestamptz, read = $3, imported = $4, rejected = $5, merged = $6
     where id = $1::uuid`,
    [runId, context.now().toISOString(), report.read, report.imported, report.rejected.length, report.merged],
  );
  await clearStaging(runner);
  return report;
}
