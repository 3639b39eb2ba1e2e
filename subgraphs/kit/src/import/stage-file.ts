/**
 * Reads a file, maps its rows and stages them, chunk by chunk; goes on where a killed import stopped.
 *
 * The next chunk is read and mapped while the database takes the last one. Rows that the mapping rejects are staged
 * as rejections. Nothing of it is published here.
 */
import { createHash } from 'node:crypto';
import type { QueryRunner } from 'typeorm';
import type { CheckedFile } from './check-file.js';
import { checkHeader } from './check-header.js';
import type { KeyHash } from './erased-sources.js';
import { openRows, type FileRow } from './formats/index.js';
import type { RejectedRow } from './import-report.js';
import type { ImportProgress } from './import-progress.js';
import { mapRow } from './map-row.js';
import type { Mapping } from './mapping-schema.js';
import { refuseFile } from './refuse-file.js';
import { RowRejection } from './row-rejection.js';
import { rowHash, sourceKey } from './source-key.js';
import { stageChunk, type Checkpoint, type StagedRow } from './staging.js';
import { MOST_ACTS, MOST_EVENTS, publicId, rowId, type RandomBytes } from './time-ordered-id.js';
import { UnmappedValues } from './unmapped-values.js';

export interface StagingOrder {
  readonly file: CheckedFile;
  readonly mapping: Mapping;
  readonly progress: ImportProgress;
  readonly keyHash: KeyHash;
  readonly now: () => Date;
  readonly random: RandomBytes;
  /** where to go on */
  readonly from: Checkpoint;
}

export interface Staged {
  readonly read: number;
  readonly unmapped: UnmappedValues;
}

/** Read rows of one chunk: enough to make round trips cheap, few enough to lose little. */
const CHUNK_ROWS = 2_000;

/** @throws HubError IMPORT_FILE_INVALID */
export async function stageFile(runner: QueryRunner, order: StagingOrder): Promise<Staged> {
  const { file, mapping, progress, from } = order;
  const hash = createHash('sha256');
  const stager = new Stager(runner, order);
  progress.start(file.bytes);
  try {
    if (from.read > 0) progress.resumed(from.read);
    const rows = openRows(file.path, mapping.file, {
      tap: (bytes) => hash.update(bytes),
      onHeader: (header) => {
        checkHeader(header, mapping, file.hint);
      },
    });
    for await (const row of rows) {
      if (row.line <= from.stagedLine) continue;
      stager.add(row);
      if (!stager.full) continue;
      await stager.flush(row.line);
      progress.rows(stager.read, row.bytesRead);
    }
    if (hash.digest('hex') !== file.sha256) throw refuseFile('the file changed while it was read');
    await stager.end();
    progress.rows(stager.read, file.bytes);
  } finally {
    await stager.settled();
    progress.stop();
  }
  const { read, unmapped } = stager;
  if (read === 0) throw refuseFile('line 2: the file has a header and no rows');
  return { read, unmapped };
}

class Stager {
  read: number;
  readonly unmapped: UnmappedValues;
  private rows: StagedRow[] = [];
  private rejected: RejectedRow[] = [];
  private lastLine: number;
  /** the chunk that the database is taking; its error is met by the next flush */
  private taking: Promise<unknown> = Promise.resolve();
  private readonly tell: Parameters<typeof mapRow>[2];

  constructor(
    private readonly runner: QueryRunner,
    private readonly order: StagingOrder,
  ) {
    this.read = order.from.read;
    this.lastLine = order.from.stagedLine;
    this.unmapped = new UnmappedValues(order.from.unmapped);
    this.tell = (column, value) => {
      this.unmapped.add(column, value);
    };
  }

  get full(): boolean {
    return this.rows.length + this.rejected.length >= CHUNK_ROWS;
  }

  add(row: FileRow): void {
    this.read += 1;
    this.lastLine = row.line;
    try {
      this.rows.push(this.stagedRow(row));
    } catch (error) {
      if (!(error instanceof RowRejection)) throw error;
      this.rejected.push({ line: row.line, column: error.column, rule: error.rule });
    }
  }

  private stagedRow(row: FileRow): StagedRow {
    const { mapping, keyHash, now, random } = this.order;
    const { events } = mapRow(mapping, row.cells, this.tell);
    if (events.length === 0) throw new Error('the mapping made no event of a row');
    if (events.length > MOST_EVENTS || events.some(({ acts }) => acts.length > MOST_ACTS)) {
      throw new RowRejection(
        'events',
        `are more than ${MOST_EVENTS}, or one has more than ${MOST_ACTS} acts`,
      );
    }
    const key = sourceKey(row, mapping.key);
    return {
      line: row.line,
      sourceKey: key,
      row: {
        id: rowId(now(), random),
        hash: rowHash(row),
        keyHash: keyHash(key),
        events: events.map((event) => ({ ...event, publicId: publicId(random) })),
      },
    };
  }

  /** Hands the chunk over when the last one is in; its checkpoint is the line given. */
  async flush(stagedLine: number): Promise<void> {
    const { rows, rejected, read } = this;
    const unmapped = this.unmapped.list();
    this.rows = [];
    this.rejected = [];
    await this.taking;
    const { runId } = this.order.from;
    this.taking = stageChunk(this.runner, {
      rows,
      rejected,
      checkpoint: { runId, stagedLine, read, unmapped },
    });
    this.taking.catch(() => undefined);
  }

  async end(): Promise<void> {
    await this.flush(this.lastLine);
    await this.taking;
  }

  /** nothing of ours is on its way any more, whatever became of it */
  async settled(): Promise<void> {
    await this.taking.catch(() => undefined);
  }
}
