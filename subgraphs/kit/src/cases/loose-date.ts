/** Dates as exact as they are known: how they are written, and how they are stored. */

interface StoredDate {
  /** YYYY-MM-DD; the first day of a month or year */
  readonly startDate: string | null;
  readonly datePrecision: 'DAY' | 'MONTH' | 'YEAR' | 'UNKNOWN';
}

/** Is this YYYY, YYYY-MM or YYYY-MM-DD, and a date of the calendar? */
export function isRealDate(text: string): boolean {
  if (!/^\d{4}(-\d{2}){0,2}$/.test(text)) return false;
  const { startDate } = storeDate(text);
  const date = new Date(`${startDate ?? ''}T00:00:00Z`);
  // JavaScript turns 31 February into 3 March instead of refusing it
  return !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === startDate;
}

/** @param text - checked by `isRealDate`; null: nobody knows */
export function storeDate(text: string | null): StoredDate {
  if (text === null) return { startDate: null, datePrecision: 'UNKNOWN' };
  if (text.length === 4) return { startDate: `${text}-01-01`, datePrecision: 'YEAR' };
  if (text.length === 7) return { startDate: `${text}-01`, datePrecision: 'MONTH' };
  return { startDate: text, datePrecision: 'DAY' };
}

/** The other way: a stored date as it is written. */
export function writeDate({
  startDate,
  datePrecision,
}: {
  startDate: string | null;
  datePrecision: string;
}): string | null {
  if (startDate === null) return null;
  const length = { YEAR: 4, MONTH: 7, DAY: 10 }[datePrecision] ?? 0;
  return length === 0 ? null : startDate.slice(0, length);
}
