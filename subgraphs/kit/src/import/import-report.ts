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
  readonly rejected: readonly RejectedRow[];
  readonly unmapped: readonly UnmappedValue[];
  /** rows equal to an earlier row of this file in every column */
  readonly exactDuplicates: number;
  /** merged rows whose content differs from the stored record; the stored record was kept */
  readonly differing: number;
  /** merged rows whose case file was erased here: they are not brought back */
  readonly erasedEarlier: number;
}

/**
 * @throws Error when a row was lost or counted twice; the import must not be published then
 */
export function assertNothingLost({ read, imported, merged, rejected }: ImportReport): void {
  if (read !== imported + rejected.length + merged) {
    throw new Error(
      `import lost rows: read ${read}, imported ${imported}, rejected ${rejected.length}, merged ${merged}`,
    );
  }
}

/** Longest list printed at a terminal; `--json` has all of it. */
const MOST_LINES = 50;

function listed<Item>(title: string, items: readonly Item[], text: (item: Item) => string): string[] {
  if (items.length === 0) return [];
  const more = items.length > MOST_LINES ? [`  and ${items.length - MOST_LINES} more: --json lists all`] : [];
  return [`${title}:`, ...items.slice(0, MOST_LINES).map((item) => `  ${text(item)}`), ...more];
}

export function printReport(report: ImportReport): string[] {
  const figures: readonly (readonly [string, number])[] = [
    ['read', report.read],
    ['imported', report.imported],
    ['rejected', report.rejected.length],
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
    ...printed.map(([name, value]) => `${name.padEnd(18)} ${value.padStart(width)}`),
    ...listed(
      'rejected rows',
      report.rejected,
      ({ line, column, rule }) => `line ${line}: column ${column} ${rule}`,
    ),
    ...listed(
      'unmapped values',
      report.unmapped,
      ({ column, value, rows }) => `${column}: ${value} (${rows} rows)`,
    ),
  ];
}

/** One JSON document; `rejected` is the list, `rejectedRows` its length. */
export function reportAsJson(report: ImportReport): string {
  return JSON.stringify({ ...report, rejectedRows: report.rejected.length });
}
