/**
 * The cells of one row as a mapping sees them, and how a field with a code is read from them.
 *
 * Takes cells by column name, gives trimmed text and codes, or throws a `RowRejection`. Pure.
 */
import type { CodedField } from './coded-field.js';
import { RowRejection } from './row-rejection.js';

export type TellUnmapped = (column: string, value: string) => void;

export interface RowCells {
  /** trimmed text of a cell; '' when it is empty or one of the mapping's empty values */
  cell(column: string): string;
  /** a value that the mapping does not name */
  unmapped(column: string, value: string): void;
}

export const NOT_NAMED = 'holds a value that the mapping does not name';

/** @param cells - raw text by column name */
export function rowCells(
  cells: ReadonlyMap<string, string>,
  emptyValues: readonly string[],
  tellUnmapped: TellUnmapped,
): RowCells {
  return {
    cell(column) {
      const text = (cells.get(column) ?? '').trim();
      return emptyValues.includes(text) ? '' : text;
    },
    unmapped: tellUnmapped,
  };
}

/** The names of object members are values like any other. */
export function ownValue<T>(map: Readonly<Record<string, T>> | undefined, value: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, value) ? map[value] : undefined;
}

/** @returns null where the field may stay empty and does */
export function readCode(row: RowCells, field: CodedField): string | null {
  if (field.constant !== undefined) return field.constant;
  const column = field.column ?? '';
  const value = row.cell(column);
  const code = ownValue(field.map, value) ?? (field.codes.includes(value) ? value : undefined);
  if (code !== undefined) return code;
  if (value === '') {
    if (field.nullable) return null;
    if (field.codes.includes('UNKNOWN')) return 'UNKNOWN';
    throw new RowRejection(column, 'is empty');
  }
  row.unmapped(column, value);
  if (field.onUnmapped === 'UNKNOWN') return 'UNKNOWN';
  if (field.onUnmapped === 'report') return null;
  throw new RowRejection(column, NOT_NAMED);
}

/** A code of a field that is never empty; the schema has seen to that. */
export function requireCode(row: RowCells, field: CodedField): string {
  const code = readCode(row, field);
  if (code === null) throw new RowRejection(field.column ?? '', 'is empty');
  return code;
}

export function codeOr(row: RowCells, field: CodedField | undefined, absent: string): string {
  return field === undefined ? absent : requireCode(row, field);
}
