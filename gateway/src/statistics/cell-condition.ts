/**
 * Which cells a question is about.
 *
 * Takes the checked `where` of a question, answers for one cell address and partner. Pure; the checking is
 * in `question.ts`.
 */
import type { CellAddress } from './cell-address.js';
import type { Dimension } from '@vigil/shared';

/** A missing entry means that nothing was asked about that dimension. */
export interface CellCondition {
  readonly values: ReadonlyMap<Dimension, ReadonlySet<string>>;
  /** first and last month (`2012-03`) or year (`2012`), inclusive; both of the same precision */
  readonly from: string | null;
  readonly to: string | null;
  readonly partners: ReadonlySet<string> | null;
}

/** Is the cell one of those that are asked for? Whose it is, `mayHold` looks at. */
export function meets(address: CellAddress, where: CellCondition): boolean {
  for (const [dimension, allowed] of where.values) {
    const value = address[dimension];
    if (value === undefined || !allowed.has(value)) return false;
  }
  return withinPeriod(address.MONTH ?? address.YEAR ?? '', where);
}

/** Can a table of this partner and year have a cell that meets it? Most tables of many years need no closer look. */
export function mayHold(partition: string, partner: string, where: CellCondition): boolean {
  if (where.partners !== null && !where.partners.has(partner)) return false;
  if (where.from !== null && partition < where.from.slice(0, 4)) return false;
  return where.to === null || partition <= where.to.slice(0, 4);
}

/** @param period - a month or a year, at least as precise as the bounds */
function withinPeriod(period: string, { from, to }: Pick<CellCondition, 'from' | 'to'>): boolean {
  if (from !== null && period.slice(0, from.length) < from) return false;
  return to === null || period.slice(0, to.length) <= to;
}
