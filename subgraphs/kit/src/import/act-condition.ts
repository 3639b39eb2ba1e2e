/**
 * `when`: on which rows an act happened, by what a column says.
 *
 * A cell is compared as text; a 0/1 column that one day holds "yes" must not quietly become "nothing happened", so
 * `otherwise` can name the other values, and a third one rejects the row. Shape and judgement; pure.
 */
import { z } from 'zod';
import { RowRejection } from './row-rejection.js';
import type { RowCells } from './row-cells.js';

const column = z.string().min(1);
const values = z.array(z.string());

const condition = z
  .strictObject({
    column,
    /** the cell is one of these; '' is an empty cell */
    equals: values.min(1).optional(),
    /** with `equals`: all other values there are */
    otherwise: values.min(1).optional(),
    /** the cell is the year of the event's start date: for lists that repeat a lasting measure every year */
    yearOf: z.literal('startDate').optional(),
  })
  .refine(({ equals, yearOf }) => (equals === undefined) !== (yearOf === undefined), {
    message: 'write exactly one of `equals` and `yearOf`',
  })
  .refine(({ equals, otherwise }) => equals !== undefined || otherwise === undefined, {
    message: '`otherwise` goes with `equals`',
  })
  .refine(({ equals = [], otherwise = [] }) => !equals.some((value) => otherwise.includes(value)), {
    message: 'a value stands in both `equals` and `otherwise`',
  });

export type ActCondition = z.infer<typeof condition>;

/** One condition, or several that must all hold. */
export const actConditions = z.union([
  condition.transform((one): ActCondition[] => [one]),
  z.array(condition).min(1),
]);

/**
 * Do all conditions hold?
 *
 * @param startDate - YYYY-MM-DD, or null when the event has none; then no year is its year
 * @throws RowRejection for a value that neither `equals` nor `otherwise` names
 */
export function conditionsHold(
  row: RowCells,
  conditions: readonly ActCondition[],
  startDate: string | null,
): boolean {
  // all are judged: a value nobody named rejects the row even where another condition has failed
  return conditions.map((one) => conditionHolds(row, one, startDate)).every((holds) => holds);
}

function conditionHolds(
  row: RowCells,
  { column: name, equals, otherwise }: ActCondition,
  startDate: string | null,
): boolean {
  const value = row.cell(name);
  if (equals === undefined) return startDate !== null && wholeNumber(value) === startDate.slice(0, 4);
  if (equals.includes(value)) return true;
  if (otherwise === undefined || otherwise.includes(value)) return false;
  row.unmapped(name, value);
  throw new RowRejection(name, 'holds a value that the condition of an act does not name');
}

/** Spreadsheets write whole numbers as 2021.0 where a column has an empty cell somewhere. */
const wholeNumber = (text: string): string => text.replace(/\.0+$/, '');
