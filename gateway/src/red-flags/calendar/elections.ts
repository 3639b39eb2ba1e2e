/**
 * Votes near a month, as annotation of a red flag: arrests before an election are another matter than arrests in a
 * quiet spring, and whoever reads a flag should see it there.
 *
 * Takes a country and a month, gives texts; never changes what is flagged. Pure.
 */
import { REIGN_VOTES } from './reign-votes.js';

/** A vote this many days before the month or after it belongs to its context. */
const WITHIN_DAYS = 60;
const DAY_MILLISECONDS = 86_400_000;

/** Of the edition; what comes later is not known here, and silence would look like a quiet year. */
const LAST_DAY = Date.UTC(2021, 2, 31);
const NOT_KNOWN = 'votes after 2021-03 are not in the calendar';

const KINDS: Readonly<Record<string, string>> = {
  X: 'election of the executive',
  L: 'election of the legislature',
  R: 'referendum',
};

/** `20120304X` or, where only the month is known, `19930400R` */
const VOTE = /^(\d{4})(\d{2})(\d{2})([XLR])$/;

interface Vote {
  /** the day, or the first and the last that it may have been */
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/**
 * The votes of a country within 60 days of a month, in order: `election of the executive 2012-03-04`; and that there
 * may be others, where the month is too late for the calendar.
 *
 * @param country - ISO 3166-1 alpha-2
 * @param month - `2012-03`
 */
export function votesNear(country: string, month: string): string[] {
  const line = REIGN_VOTES.split('\n').find((known) => known.startsWith(`${country} `)) ?? '';
  const { from, to } = daysOf(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0);
  const reach = WITHIN_DAYS * DAY_MILLISECONDS;
  const near = line
    .split(' ')
    .slice(1)
    .map(voteOf)
    .filter((vote) => vote.to >= from - reach && vote.from <= to + reach)
    .map(({ text }) => text);
  return to + reach > LAST_DAY ? [...near, NOT_KNOWN] : near;
}

function voteOf(entry: string): Vote {
  const [, year = '', month = '', day = '', kind = ''] = VOTE.exec(entry) ?? [];
  const date = day === '00' ? `${year}-${month}` : `${year}-${month}-${day}`;
  return {
    ...daysOf(Number(year), Number(month), Number(day)),
    text: `${KINDS[kind] ?? 'vote'} ${date}`,
  };
}

/** @param day - 0 for the whole month */
function daysOf(year: number, month: number, day: number): { from: number; to: number } {
  if (day > 0) {
    const only = Date.UTC(year, month - 1, day);
    return { from: only, to: only };
  }
  return { from: Date.UTC(year, month - 1, 1), to: Date.UTC(year, month, 0) };
}
