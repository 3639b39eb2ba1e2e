/**
 * Comma-separated text as RFC 4180 has it: CRLF, quotes where they are needed.
 *
 * Takes rows of values, gives text. A text that a spreadsheet would take for a formula gets an apostrophe before it;
 * numbers stay numbers, negative ones too. Pure.
 * @see RFC 4180; OWASP, CSV injection
 */
export type CsvValue = string | number | boolean | null;

const FORMULA = /^[=+\-@\t\r]/;
const QUOTED = /[",\r\n]/;

export function csvText(rows: readonly (readonly CsvValue[])[]): string {
  return rows.map((row) => `${row.map(field).join()}\r\n`).join('');
}

function field(value: CsvValue): string {
  if (value === null) return '';
  if (typeof value !== 'string') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
