/**
 * Which date formats fit the sampled cells of a column.
 *
 * Takes samples, gives the formats where only one reading is possible, and the open question where two are: 03/04/2012
 * is two days, and only the person who keeps the list knows which. Pure.
 */
import { parseDate, parseDateFormat } from '../import/date-format.js';
import type { ColumnSamples } from './column-samples.js';

export interface FittingDates {
  /** for `formats`, in the order to try them; incomplete while something is open */
  readonly formats: readonly string[];
  /** choices and why; null: nothing is open */
  readonly open: string | null;
  /** what was seen, for a comment */
  readonly evidence: string;
  /** 0 to 1: cells that some format can read */
  readonly readable: number;
}

interface Family {
  /** tells apart what could be mixed up: the separator and how many parts come before the year */
  readonly shape: RegExp;
  /** readings of the shape, each as a strict and a loose format */
  readonly readings: readonly (readonly [strict: string, loose: string])[];
  /** two readings that people really use; a single one is decided by fitting */
  readonly ambiguous: boolean;
}

function families(): readonly Family[] {
  const found: Family[] = [];
  for (const mark of ['.', '/', '-', ' ']) {
    const at = mark.replace(/[./]/, '\\$&');
    const write = (...parts: readonly string[]): string => parts.join(mark);
    found.push(
      {
        shape: new RegExp(`^\\d{1,2}${at}\\d{1,2}${at}\\d{4}$`),
        readings: [
          [write('DD', 'MM', 'YYYY'), write('D', 'M', 'YYYY')],
          [write('MM', 'DD', 'YYYY'), write('M', 'D', 'YYYY')],
        ],
        ambiguous: true,
      },
      {
        shape: new RegExp(`^\\d{4}${at}\\d{1,2}${at}\\d{1,2}$`),
        readings: [[write('YYYY', 'MM', 'DD'), write('YYYY', 'M', 'D')]],
        ambiguous: false,
      },
      {
        shape: new RegExp(`^\\d{1,2}${at}\\d{4}$`),
        readings: [[write('MM', 'YYYY'), write('M', 'YYYY')]],
        ambiguous: false,
      },
      {
        shape: new RegExp(`^\\d{4}${at}\\d{1,2}$`),
        readings: [[write('YYYY', 'MM'), write('YYYY', 'M')]],
        ambiguous: false,
      },
    );
  }
  found.push(
    { shape: /^(?:19|20)\d{6}$/, readings: [['YYYYMMDD', 'YYYYMMDD']], ambiguous: false },
    { shape: /^(?:1[5-9]|20)\d{2}$/, readings: [['YYYY', 'YYYY']], ambiguous: false },
  );
  return found;
}

/** Those that fit; the format is read once, not for every value. */
function fitting(values: readonly string[], format: string): readonly string[] {
  const parsed = parseDateFormat(format);
  return parsed === null ? [] : values.filter((value) => parseDate(value, [parsed]) !== null);
}

interface Settled {
  readonly formats: readonly string[];
  readonly open: string | null;
  readonly evidence: string;
  readonly read: readonly string[];
}

const NOTHING: Settled = { formats: [], open: null, evidence: '', read: [] };

/** `8 rows` of `12` that only one of two readings fits. */
function rowsOf(samples: ColumnSamples, values: readonly string[]): number {
  return values.reduce((sum, value) => sum + (samples.values.get(value) ?? 0), 0);
}

function settle(samples: ColumnSamples, { shape, readings, ambiguous }: Family): Settled {
  const values = [...samples.values.keys()].filter((value) => shape.test(value));
  if (values.length === 0) return NOTHING;
  const loosely = readings.map(([, loose]) => fitting(values, loose));
  const read = [...new Set(loosely.flat())];
  if (read.length === 0) return NOTHING;
  const written = readings.map(([strict, loose], index) => {
    const fits = loosely[index] ?? [];
    return fitting(fits, strict).length === fits.length ? strict : loose;
  });
  const [first = '', second = ''] = written;
  if (ambiguous) return dayOrMonth(samples, { first, second, loosely, read });
  return { formats: [first], open: null, evidence: `${first}: ${rowsOf(samples, read)}`, read };
}

interface TwoReadings {
  readonly first: string;
  readonly second: string;
  /** values that fit each of the two */
  readonly loosely: readonly (readonly string[])[];
  readonly read: readonly string[];
}

/** The cells decide where some fit one reading only; where they do not, or contradict each other, a person does. */
function dayOrMonth(samples: ColumnSamples, { first, second, loosely, read }: TwoReadings): Settled {
  const [day, month] = loosely.map((values) => new Set(values));
  const rowsOnly = (values: ReadonlySet<string> | undefined): number =>
    rowsOf(
      samples,
      read.filter((value) => values?.has(value) !== true),
    );
  // fitting only the one is not fitting the other
  const [onlyDay, onlyMonth] = [rowsOnly(month), rowsOnly(day)];
  const all = rowsOf(samples, read);
  if (onlyDay > 0 && onlyMonth > 0) {
    const why = `${onlyDay} of ${all} sampled dates are only ${first}, ${onlyMonth} only ${second}: the column mixes both; it has to be put right in the list first`;
    return { formats: [], open: why, evidence: '', read };
  }
  if (onlyDay === 0 && onlyMonth === 0) {
    const why = `${first} or ${second}: all ${all} sampled dates fit both, so the cells cannot tell; ask who keeps the list`;
    return { formats: [], open: why, evidence: '', read };
  }
  const format = onlyDay > 0 ? first : second;
  const evidence = `${format}: ${all}, of which ${Math.max(onlyDay, onlyMonth)} fit no other order of day and month`;
  return { formats: [format], open: null, evidence, read };
}

/** Why cells fit no format: what a person can do about it, never the cells. */
const UNREADABLE: readonly (readonly [RegExp, string])[] = [
  [/\d[T ]\d{1,2}:\d{2}/, 'with a time of day'],
  [/\p{L}{3,}/u, 'with a month or another word'],
  [/^\d{1,2}[./ -]\d{1,2}[./ -]\d{2}$/, 'with a year of two digits'],
  [/^\d{5}(?:\.\d+)?$/, 'numbers of days as a spreadsheet keeps them'],
];

function unreadable(samples: ColumnSamples, read: ReadonlySet<string>): string {
  const counts = new Map<string, number>();
  for (const [value, rows] of samples.values) {
    if (read.has(value)) continue;
    const reason = UNREADABLE.find(([pattern]) => pattern.test(value))?.[1] ?? 'of another kind';
    counts.set(reason, (counts.get(reason) ?? 0) + rows);
  }
  if (counts.size === 0) return '';
  const list = [...counts].map(([reason, rows]) => `${rows} ${reason}`).join(', ');
  return `no format of the language reads: ${list}; write them as numbers (31/12/2021) in the list`;
}

export function fittingDates(samples: ColumnSamples): FittingDates {
  const settled = families()
    .map((family) => settle(samples, family))
    .filter(({ read }) => read.length > 0);
  const read = new Set(settled.flatMap((one) => one.read));
  const readable = samples.filled === 0 ? 0 : rowsOf(samples, [...read]) / samples.filled;
  const open = settled.flatMap((one) => (one.open === null ? [] : [one.open]));
  const rest = unreadable(samples, read);
  const evidence = settled.flatMap((one) => (one.evidence === '' ? [] : [one.evidence]));
  return {
    formats: settled.flatMap((one) => one.formats),
    open:
      open.length > 0
        ? open.join('; ')
        : settled.length === 0
          ? rest || 'no cell of the sample is filled'
          : null,
    evidence: [...evidence, ...(rest === '' || settled.length === 0 ? [] : [rest])].join('; '),
    readable,
  };
}
