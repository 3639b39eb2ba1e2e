/**
 * Months as numbers, so that periods can be walked and joined.
 *
 * Takes and gives `2012-03`; a month's number is 12 x year + month - 1. Pure.
 */

export function monthNumber(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1;
}

export function monthText(number: number): string {
  const year = String(Math.floor(number / 12)).padStart(4, '0');
  return `${year}-${String((number % 12) + 1).padStart(2, '0')}`;
}

export function yearOfMonth(number: number): string {
  return monthText(number).slice(0, 4);
}

/** First month of a bound that is a month or a year. */
export function firstMonth(bound: string): number {
  return monthNumber(bound.length === 4 ? `${bound}-01` : bound);
}

/** Last month of a bound that is a month or a year. */
export function lastMonth(bound: string): number {
  return monthNumber(bound.length === 4 ? `${bound}-12` : bound);
}
