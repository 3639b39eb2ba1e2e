/**
 * An indicator table for a terminal: cells in columns, then what a reader must know before quoting them.
 *
 * Takes an exported table, gives lines. Pure.
 */
import { percentUp } from '@vigil/shared';
import { exportPath, type ExportTable } from '../exports/index.js';

type Cell = ExportTable['cells'][number];

const FIGURES = ['value', '95 % interval', 'documented', 'SE', 'released', 'status', 'partners'] as const;
const MOST_SILENT = 10;

export function describeTable(table: ExportTable): string[] {
  const { indicator, by, dataVersion, asOf, notice, tables } = table;
  if (table.cells.length === 0) return describeNothing(table);
  const mixed = new Set(table.cells.map(({ countingUnit }) => countingUnit)).size > 1;
  const heading = [...by.map((dimension) => dimension.toLowerCase()), ...(mixed ? ['unit'] : []), ...FIGURES];
  const rows = table.cells.map((cell) => [
    ...by.map((dimension) => cell.at[dimension] ?? ''),
    ...(mixed ? [cell.countingUnit] : []),
    ...figuresOf(cell),
  ]);
  return [
    `${indicator.name} (${indicator.code}), counted: ${[...new Set(table.cells.map(({ countingUnit }) => countingUnit))].join(', ')}`,
    '',
    ...inColumns([heading, ...rows], by.length + (mixed ? 1 : 0)),
    '',
    ...describeCoverage(table),
    ...describeProtection(table),
    `made from: ${tables.join(', ')} as of ${asOf}, data version ${dataVersion}`,
    `to cite: ${exportPath(dataVersion, { indicator: indicator.code, format: 'csv' }, by)}`,
    notice,
  ];
}

function describeNothing(table: ExportTable): string[] {
  const { indicator, dataVersion, asOf, notice } = table;
  return [
    `${indicator.name} (${indicator.code}): no figures; no partner has released what was asked for`,
    ...describeCoverage(table),
    `as of ${asOf}, data version ${dataVersion}`,
    notice,
  ];
}

function figuresOf(cell: Cell): string[] {
  const { value, interval95, lower, upper, standardError, released, obsStatus, low, partners } = cell;
  return [
    value === null ? 'LOW' : String(value),
    `${interval95.from} to ${interval95.to}`,
    `${lower} to ${upper}`,
    standardError.toFixed(1),
    String(released),
    low && obsStatus !== 'U' ? `${obsStatus} U` : obsStatus,
    partners.join(' '),
  ];
}

/** Codes to the left, numbers to the right. */
function inColumns(rows: readonly (readonly string[])[], codes: number): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const lastNumber = codes + FIGURES.length - 3;
  return rows.map((row) =>
    row
      .map((text, column) => {
        const width = widths[column] ?? 0;
        return column >= codes && column <= lastNumber ? text.padStart(width) : text.padEnd(width);
      })
      .join('  ')
      .trimEnd(),
  );
}

function describeCoverage({ coverage }: ExportTable): string[] {
  const missing = coverage.filter(({ status }) => status === 'SILENT' || status === 'REVOKED');
  const lines = missing
    .slice(0, MOST_SILENT)
    .map(({ partner, country, area, from, to, status }) =>
      status === 'SILENT'
        ? `no report: ${partner} declares to watch ${area ?? country} from ${from} to ${to}, and has released nothing for it`
        : `revoked: ${partner} has taken back its figures of ${area ?? country} from ${from} to ${to}`,
    );
  const more = missing.length - lines.length;
  return more > 0 ? [...lines, `and ${more} more such lines; all of them with --json`] : lines;
}

function describeProtection({ protection }: ExportTable): string[] {
  return protection.map(
    ({ partner, profile, unit, bestGuess }) =>
      `protected: ${partner}, profile ${profile}, unit ${unit}: a guess about one unit is right in ${percentUp(bestGuess)} of cases at best`,
  );
}
