/**
 * Which row is the header, and whether HXL tags follow: by the shape of the first records, whatever the format.
 * Pure; a cell's text leaves only as a column name.
 */
import { LAST_HEADER_ROW } from '../file-section.js';
import { isHxlTags, tagsOf } from './hxl-tags.js';
import { columnNames } from './open-rows.js';

export interface DetectedTable {
  /** counted from 1, blank rows left out */
  readonly headerRow: number;
  readonly columns: readonly string[];
  readonly hxlTags: readonly string[] | null;
  /** cells of the usual row */
  readonly width: number;
  /** part of the records that have that width, 0 to 1 */
  readonly regular: number;
  readonly notes: readonly string[];
}

const NUMBER = /^[\s\d.,:/+-]+$/;

export function detectTable(records: readonly (readonly string[])[]): DetectedTable {
  const width = usualWidth(records);
  const regular = records.filter(({ length }) => length === width).length / Math.max(records.length, 1);
  const needed = Math.max(1, Math.ceil(width * 0.6));
  const found = records
    .slice(0, LAST_HEADER_ROW)
    .findIndex((cells) => cells.length === width && filled(cells) >= needed);
  const at = Math.max(found, 0);
  const header = records[at] ?? [];
  const next = records[at + 1];
  const hxlTags = next !== undefined && next.length === width && isHxlTags(next) ? tagsOf(next) : null;
  return {
    headerRow: at + 1,
    columns: columnNames(header),
    hxlTags,
    width,
    regular,
    notes: [...headerNotes(header, at + 1), ...(hxlTags === null ? [] : [hxlNote(hxlTags)])],
  };
}

const filled = (cells: readonly string[]): number => cells.filter((cell) => cell.trim() !== '').length;

function usualWidth(records: readonly (readonly string[])[]): number {
  const times = new Map<number, number>();
  for (const { length } of records) times.set(length, (times.get(length) ?? 0) + 1);
  return [...times].sort(([one, a], [other, b]) => b - a || other - one)[0]?.[0] ?? 0;
}

function headerNotes(header: readonly string[], row: number): string[] {
  const names = header.map((cell) => cell.trim());
  const numbers = names.filter((name) => name !== '' && NUMBER.test(name)).length;
  const unnamed = names.filter((name) => name === '').length;
  const twice = new Set(columnNames(header)).size !== header.length;
  return [
    row === 1
      ? numbers * 2 > names.length
        ? 'header: row 1 holds numbers, so the file may have no header (look at it; a header must be there)'
        : `header: row 1, ${names.length} columns (likely)`
      : `header: row ${row}, ${names.length} columns; the rows above it are not as wide (likely; look at it)`,
    ...(unnamed === 0
      ? []
      : [`${unnamed} columns have no name; they are called by their place, such as (column 3)`]),
    ...(twice ? ['two columns have the same name; give each a name of its own before importing'] : []),
  ];
}

function hxlNote(tags: readonly string[]): string {
  return `HXL: the row after the header holds ${tags.filter((tag) => tag !== '').length} tags (sure)`;
}
