/**
 * How many persons an act concerned: a number for every row, a column, or a column less the columns it is split into.
 *
 * 494 kidnapped, of whom 36 women and 163 men, leave 295 of unknown sex: three acts, of which the last is the
 * total `minus` the two others, so that nobody is lost and nobody counts twice. Shape and reading; pure.
 */
import { z } from 'zod';
import { MOST_PERSONS } from '../records/most-persons.js';
import type { RowCells } from './row-cells.js';
import { RowRejection } from './row-rejection.js';

const columnName = z.string().min(1);

/** A column whose empty cell means "not recorded", or always the same number. */
export const personsField = z
  .strictObject({
    column: columnName.optional(),
    /** columns that hold a part of the column's persons each; an empty cell takes nothing away */
    minus: z.array(columnName).min(1).optional(),
    constant: z.int().min(1).max(MOST_PERSONS).optional(),
  })
  .refine(({ column, constant }) => (column === undefined) !== (constant === undefined), {
    message: 'write exactly one of `column` and `constant`',
  })
  .refine(({ column, minus }) => minus === undefined || column !== undefined, {
    message: '`minus` goes with `column`',
  })
  .refine(({ column, minus = [] }) => new Set([column, ...minus]).size === minus.length + 1, {
    message: 'a column is named twice',
  });

export type PersonsField = z.infer<typeof personsField>;

/**
 * @returns null for a group of unrecorded size
 * @throws RowRejection for what is no whole number, and for parts that are more than the whole
 */
export function readPersons(row: RowCells, { column, minus = [], constant }: PersonsField): number | null {
  if (constant !== undefined) return constant;
  const whole = readNumber(row, column ?? '');
  const parts = minus.map((name) => readNumber(row, name) ?? 0).reduce((sum, part) => sum + part, 0);
  if (whole === null) return null;
  if (parts > whole) {
    throw new RowRejection(column ?? '', 'is less than the sum of the columns it is split into');
  }
  return whole - parts;
}

/** Spreadsheets write whole numbers as 2.0 where a column has an empty cell somewhere. */
function readNumber(row: RowCells, column: string): number | null {
  const value = row.cell(column);
  if (value === '') return null;
  const persons = /^\d{1,12}(\.0{1,6})?$/.test(value) ? Number(value) : Number.NaN;
  if (!(persons <= MOST_PERSONS)) {
    throw new RowRejection(column, `is not a whole number of persons between 0 and ${MOST_PERSONS}`);
  }
  return persons;
}
