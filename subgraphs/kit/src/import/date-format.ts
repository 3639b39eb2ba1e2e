/**
 * Dates in an explicit format: `DD.MM.YYYY`, `YYYY-MM`, `M/D/YYYY`, `YYYY`.
 *
 * A mapping names the formats of its column; nothing is guessed, since 03/04/2012 is two different days. What
 * the format holds is the precision of the date. Pure.
 */

export type KnownPrecision = 'DAY' | 'MONTH' | 'YEAR';

export interface PreciseDate {
  /** YYYY-MM-DD; a coarser date is the first day of its month or year */
  readonly date: string;
  readonly precision: KnownPrecision;
}

export interface DateFormat {
  readonly pattern: RegExp;
  readonly precision: KnownPrecision;
}

/** DD and MM are exactly two digits, D and M one or two, YYYY four. */
const TOKENS: Readonly<Record<string, string>> = {
  YYYY: '(?<year>\\d{4})',
  MM: '(?<month>\\d{2})',
  M: '(?<month>\\d{1,2})',
  DD: '(?<day>\\d{2})',
  D: '(?<day>\\d{1,2})',
};
const TOKEN = /YYYY|MM|M|DD|D/g;
/** Any other letter in a format is a token that does not exist here, never text. */
const SEPARATORS = /^[ ./,:-]*$/;

/**
 * Reads a format.
 *
 * @returns null when it is not a format: no year, a token twice, a day without a month, other letters
 */
export function parseDateFormat(format: string): DateFormat | null {
  const tokens = format.match(TOKEN) ?? [];
  const count = (...names: string[]): number => tokens.filter((token) => names.includes(token)).length;
  const [years, months, days] = [count('YYYY'), count('MM', 'M'), count('DD', 'D')];
  if (years !== 1 || months > 1 || days > months || !SEPARATORS.test(format.replace(TOKEN, ''))) return null;
  const source = format.replace(/[./]/g, '\\$&').replace(TOKEN, (token) => TOKENS[token] ?? '');
  return {
    pattern: new RegExp(`^${source}$`, 'u'),
    precision: days === 1 ? 'DAY' : months === 1 ? 'MONTH' : 'YEAR',
  };
}

/**
 * Reads a date in the first format that fits.
 *
 * @returns null when no format fits or the day does not exist (31 April)
 */
export function parseDate(text: string, formats: readonly DateFormat[]): PreciseDate | null {
  for (const { pattern, precision } of formats) {
    const groups = pattern.exec(text)?.groups;
    if (groups === undefined) continue;
    const [year, month, day] = [groups['year'] ?? '', groups['month'] ?? '1', groups['day'] ?? '1'];
    const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
    if (year !== '0000' && isCalendarDay(date)) return { date, precision };
  }
  return null;
}

function isCalendarDay(date: string): boolean {
  const moment = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(date);
}
