/**
 * What an import of these rows would do, without importing them.
 *
 * Takes a mapping and rows, gives counts, rejected rows with reasons, and what each indicator would count. It knows
 * the file only: rows that the node holds already, or has erased, are told by `import --dry-run`.
 */
import { createHash } from 'node:crypto';
import type { FileRow } from '../import/formats/index.js';
import type { RejectedRow } from '../import/import-report.js';
import { mapRow } from '../import/map-row.js';
import type { Mapping } from '../import/mapping-schema.js';
import { RowRejection } from '../import/row-rejection.js';
import { rowHash, sourceKey } from '../import/source-key.js';
import { IndicatorPreview, type PreviewedIndicator } from './indicator-preview.js';
import { UnmappedPreview, type PreviewedUnmapped } from './unmapped-preview.js';

export interface DatesFound {
  /** YYYY-MM-DD; null when no row has a date */
  readonly first: string | null;
  readonly last: string | null;
  /** events whose date is a day, a month, a year, or not known */
  readonly precision: Readonly<Record<string, number>>;
}

export interface RowCheck {
  readonly dataset: string;
  readonly read: number;
  /** rows that an empty node would import */
  readonly imported: number;
  /** rows equal to an earlier one of this file */
  readonly merged: number;
  readonly rejectedRows: number;
  /** the first of them, in the order of the file */
  readonly rejected: readonly RejectedRow[];
  /** how often each rule rejected a row */
  readonly rejectedBy: readonly { readonly column: string; readonly rule: string; readonly rows: number }[];
  readonly unmapped: readonly PreviewedUnmapped[];
  readonly dates: DatesFound;
  /** ISO 3166-1 alpha-2 -> events; '' where none is known */
  readonly countries: Readonly<Record<string, number>>;
  /** ISO 3166-2 -> events; '' where none is known */
  readonly areas: Readonly<Record<string, number>>;
  readonly indicators: readonly PreviewedIndicator[];
  /** act type -> acts that belong to no indicator */
  readonly noIndicator: Readonly<Record<string, number>>;
}

/** Longest list of rejected rows that is kept; all are counted. */
const MOST_REJECTED = 10_000;

class Tally {
  private readonly counts = new Map<string, number>();

  add(name: string, times = 1): void {
    this.counts.set(name, (this.counts.get(name) ?? 0) + times);
  }

  sorted(): readonly (readonly [string, number])[] {
    return [...this.counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  }

  toObject(): Record<string, number> {
    return Object.fromEntries(this.sorted());
  }
}

class Check {
  private read = 0;
  private imported = 0;
  private merged = 0;
  private rejectedRows = 0;
  private readonly rejected: RejectedRow[] = [];
  private readonly rules = new Tally();
  private readonly unmapped = new UnmappedPreview();
  private readonly preview = new IndicatorPreview();
  private readonly countries = new Tally();
  private readonly areas = new Tally();
  private readonly precision = new Tally();
  private first: string | null = null;
  private last: string | null = null;
  /** key of a row, as a digest -> its line and content */
  private readonly seen = new Map<string, { readonly line: number; readonly hash: string }>();

  constructor(private readonly mapping: Mapping) {}

  add(row: FileRow): void {
    this.read += 1;
    try {
      const { events } = mapRow(this.mapping, row.cells, (column, value) => {
        this.unmapped.add(column, value);
      });
      if (this.known(row)) {
        this.merged += 1;
        return;
      }
      this.imported += 1;
      for (const event of events) {
        this.preview.add(event);
        this.countries.add(event.country ?? '');
        this.areas.add(event.area ?? '');
        this.precision.add(event.datePrecision);
        this.date(event.startDate);
      }
    } catch (error) {
      if (!(error instanceof RowRejection)) throw error;
      this.reject({ line: row.line, column: error.column, rule: error.rule });
    }
  }

  /** @throws RowRejection when the key is an earlier row's, with other content: the importer's own rule */
  private known(row: FileRow): boolean {
    const key = createHash('sha256').update(sourceKey(row, this.mapping.key)).digest('base64').slice(0, 22);
    const hash = rowHash(row).slice(0, 32);
    const earlier = this.seen.get(key);
    if (earlier === undefined) {
      this.seen.set(key, { line: row.line, hash });
      return false;
    }
    if (earlier.hash === hash) return true;
    throw new RowRejection('key', `repeats the key of line ${earlier.line} with other content`);
  }

  private date(date: string | null): void {
    if (date === null) return;
    if (this.first === null || date < this.first) this.first = date;
    if (this.last === null || date > this.last) this.last = date;
  }

  private reject(row: RejectedRow): void {
    this.rejectedRows += 1;
    this.rules.add(JSON.stringify([row.column, row.rule.replace(/of line \d+ /, 'of an earlier line ')]));
    if (this.rejected.length < MOST_REJECTED) this.rejected.push(row);
  }

  result(): RowCheck {
    return {
      dataset: this.mapping.dataset,
      read: this.read,
      imported: this.imported,
      merged: this.merged,
      rejectedRows: this.rejectedRows,
      rejected: this.rejected,
      rejectedBy: this.rules.sorted().map(([text, rows]) => {
        const [column = '', rule = ''] = JSON.parse(text) as string[];
        return { column, rule, rows };
      }),
      unmapped: this.unmapped.list(),
      dates: { first: this.first, last: this.last, precision: this.precision.toObject() },
      countries: this.countries.toObject(),
      areas: this.areas.toObject(),
      indicators: this.preview.indicators(),
      noIndicator: this.preview.noIndicator(),
    };
  }
}

/** @throws whatever the rows throw: a file that is not what the mapping says */
export async function checkRows(mapping: Mapping, rows: AsyncIterable<FileRow>): Promise<RowCheck> {
  const check = new Check(mapping);
  for await (const row of rows) check.add(row);
  return check.result();
}
