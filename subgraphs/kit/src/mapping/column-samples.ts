/**
 * What the sampled cells of one column look like.
 *
 * Takes the cells, gives counts of distinct values and of patterns. The values themselves stay inside the process;
 * `quotable-values.ts` says which of them may be written into a draft.
 */

export interface ColumnSamples {
  /** as the file has it */
  readonly column: string;
  /** rows that were looked at */
  readonly rows: number;
  /** cells that hold something besides a placeholder such as `NA` */
  readonly filled: number;
  /** trimmed value -> rows; empty cells and placeholders aside */
  readonly values: ReadonlyMap<string, number>;
  /** placeholder -> rows */
  readonly placeholders: ReadonlyMap<string, number>;
}

/** What people write where nothing is recorded. Never taken for granted: `NA` is Namibia too. */
const PLACEHOLDERS: ReadonlySet<string> = new Set(
  [
    'NA',
    'N/A',
    'n/a',
    'na',
    '#N/A',
    'NULL',
    'null',
    'None',
    'none',
    'nan',
    'NaN',
    '-',
    '--',
    '—',
    '–',
    '.',
    '?',
  ].concat([
    'n/d',
    'N/D',
    'ND',
    'nd',
    's/d',
    'S/D',
    's/i',
    'S/I',
    'нет',
    'н/д',
    'нет данных',
    'غير متوفر',
    'لا يوجد',
  ]),
);

function isPlaceholder(value: string): boolean {
  return PLACEHOLDERS.has(value);
}

/** @param cells - one of each sampled row, '' when empty */
export function sampleColumn(column: string, cells: readonly string[]): ColumnSamples {
  const values = new Map<string, number>();
  const placeholders = new Map<string, number>();
  for (const cell of cells) {
    const value = cell.trim();
    if (value === '') continue;
    const into = isPlaceholder(value) ? placeholders : values;
    into.set(value, (into.get(value) ?? 0) + 1);
  }
  const filled = [...values.values()].reduce((sum, rows) => sum + rows, 0);
  return { column, rows: cells.length, filled, values, placeholders };
}

/** In what part of the filled cells, 0 to 1, the pattern is found. */
export function share({ values, filled }: ColumnSamples, matches: (value: string) => boolean): number {
  if (filled === 0) return 0;
  let rows = 0;
  for (const [value, times] of values) if (matches(value)) rows += times;
  return rows / filled;
}
