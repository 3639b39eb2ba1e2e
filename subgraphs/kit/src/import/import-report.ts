/**
 * The report of an import: every row that was read is accounted for.
 *
 * Shapes, the invariant, and the text of it. A rejected row is known by line, column and rule, never by its
 * values; of unmapped values the code itself is told, since somebody has to add it to the map.
 */

export interface RejectedRow {
  readonly line: number;
  readonly column: string;
  readonly rule: string;
}

export interface RejectedByRule {
  readonly column: string;
  readonly rule: string;
  readonly rows: number;
}

export interface UnmappedValue {
  readonly column: string;
  readonly value: string;
  readonly rows: number;
}

export interface ImportReport {
  readonly dataset: string;
  readonly dryRun: boolean;
  readonly fileSha256: string;
  readonly read: number;
  readonly imported: number;
  /** known before: by an earlier import, by an earlier equal row of this file, or as erased */
  readonly merged: number;
  readonly rejectedRows: number;
  /** the first of them by line, `MOST_REJECTED_LISTED` at most */
  readonly rejected: readonly RejectedRow[];
  /** all of them, the most frequent rule first */
  readonly rejectedByRule: readonly RejectedByRule[];
  readonly unmapped: readonly UnmappedValue[];
  /** rows equal to an earlier row of this file in every column */
  readonly exactDuplicates: number;
  /** merged rows whose content differs from the stored record; the stored record was kept */
  readonly differing: number;
  /** merged rows whose case file was erased here: they are not brought back */
  readonly erasedEarlier: number;
  /** rows that a killed import of the same file by the same mapping had staged; 0: started at the beginning */
  readonly resumedAfter: number;
}

/** A longer list is written into a file (`--rejected`). */
export const MOST_REJECTED_LISTED = 1_000;

/**
 * @throws Error when a row was lost or counted twice; the import must not be published then
 */
export function assertNothingLost({ read, imported, merged, rejectedRows }: ImportReport): void {
  if (read !== imported + rejectedRows + merged) {
    throw new Error(
      `import lost rows: read ${read}, imported ${imported}, rejected ${rejectedRows}, merged ${merged}`,
    );
  }
}

/** Longest list printed at a terminal. */
const MOST_LINES = 50;

function listed<Item>(title: string, items: readonly Item[], text: (item: Item) => string): string[] {
  if (items.length === 0) return [];
  const more = items.length > MOST_LINES ? [`  and ${items.length - MOST_LINES} more: --json lists all`] : [];
  return [`${title}:`, ...items.slice(0, MOST_LINES).map((item) => `  ${text(item)}`), ...more];
}

/** The first rows with line, column and rule; what is behind them, counted by rule. */
function listRejected({ rejected, rejectedRows, rejectedByRule }: ImportReport): string[] {
  if (rejectedRows === 0) return [];
  const first = rejected.slice(0, MOST_LINES);
  const lines = first.map(({ line, column, rule }) => `  line ${line}: column ${column} ${rule}`);
  if (first.length === rejectedRows) return ['rejected rows:', ...lines];
  const all = rejectedByRule.map(
    ({ column, rule, rows }) => `    ${rows.toLocaleString('en-US')}: column ${column} ${rule}`,
  );
  const more = (rejectedRows - first.length).toLocaleString('en-US');
  return [
    'rejected rows:',
    ...lines,
    `  and ${more} more; --rejected <file> writes every one into a file; all by rule:`,
    ...all,
  ];
}

export function printReport(report: ImportReport): string[] {
  const figures: readonly (readonly [string, number])[] = [
    ['read', report.read],
    ['imported', report.imported],
    ['rejected', report.rejectedRows],
    ['merged', report.merged],
    ['exact duplicates', report.exactDuplicates],
    ['merged, differing', report.differing],
    ['erased earlier', report.erasedEarlier],
    ['unmapped values', report.unmapped.reduce((sum, { rows }) => sum + rows, 0)],
  ];
  const printed = figures.map(([name, value]) => [name, value.toLocaleString('en-US')] as const);
  const width = Math.max(...printed.map(([, value]) => value.length));
  return [
    `data set ${report.dataset}${report.dryRun ? ' (dry run: nothing was published)' : ''}`,
    ...(report.resumedAfter === 0
      ? []
      : [
          `an import that was stopped had read ${report.resumedAfter.toLocaleString('en-US')} rows; this one went on`,
        ]),
    ...printed.map(([name, value]) => `${name.padEnd(18)} ${value.padStart(width)}`),
    ...listRejected(report),
    ...listed(
      'unmapped values',
      report.unmapped,
      ({ column, value, rows }) => `${column}: ${value} (${rows} rows)`,
    ),
  ];
}

/** One JSON document; `rejected` is the list up to its limit, `rejectedRows` the number of all. */
export function reportAsJson(report: ImportReport): string {
  return JSON.stringify(report);
}
