/**
 * Generalisation: the coarsest step that every caller of the graph goes through, the owner's officers too.
 *
 * Gives SQL expressions, so that the exact day never leaves the database: not in an answer, not in an order,
 * not in a filter. Takes aliases of tables that have `start_date` and `date_precision`.
 */

/** A day or a month becomes the first of its month, a year its first of January; anything else has no date. */
export function generalisedDate(alias: string): string {
  return `(CASE ${alias}.date_precision
    WHEN 'DAY' THEN date_trunc('month', ${alias}.start_date::timestamp)::date
    WHEN 'MONTH' THEN date_trunc('month', ${alias}.start_date::timestamp)::date
    WHEN 'YEAR' THEN date_trunc('year', ${alias}.start_date::timestamp)::date
  END)`;
}

/** The precision that goes with `generalisedDate`: MONTH, YEAR, or UNKNOWN where no date is shown. */
export function generalisedPrecision(alias: string): string {
  return `(CASE
    WHEN ${alias}.start_date IS NULL THEN 'UNKNOWN'
    WHEN ${alias}.date_precision IN ('DAY', 'MONTH') THEN 'MONTH'
    WHEN ${alias}.date_precision = 'YEAR' THEN 'YEAR'
    ELSE 'UNKNOWN'
  END)`;
}

/** A plain date column, cut to the first of its month. */
export function monthOf(column: string): string {
  return `date_trunc('month', ${column}::timestamp)::date`;
}

/** A date as text, whatever the session's DateStyle is and without a detour over a JavaScript Date. */
export function dateText(expression: string): string {
  return `to_char(${expression}, 'YYYY-MM-DD')`;
}
