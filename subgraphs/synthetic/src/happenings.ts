/**
 * What happens in the two made-up countries: kind, place and time of each happening.
 *
 * XA and XB are codes that ISO 3166-1 leaves to users: no state has them, so no figure made here can be taken
 * for one of a real country. XA votes on 7 October 2012; detentions rise before and jump in that month.
 */
import type { SeededRandom } from './random.js';

export type HappeningKind = 'DETENTION' | 'KIDNAPPING' | 'CENSORSHIP' | 'OTHER';

export interface Happening {
  readonly kind: HappeningKind;
  readonly country: string;
  readonly area: string;
  /** YYYY-MM */
  readonly month: string;
  readonly day: number;
}

export const ELECTION_MONTH = '2012-10';
/** How much more often people are detained in XA around the election. */
const DETENTIONS: Readonly<Record<string, number>> = {
  '2012-08': 1.5,
  '2012-09': 2.5,
  '2012-10': 16,
  '2012-11': 4,
  '2012-12': 1.5,
};

const MONTHS = ['2012', '2013'].flatMap((year) =>
  Array.from({ length: 12 }, (_, index) => `${year}-${String(index + 1).padStart(2, '0')}`),
);

const AREAS: Readonly<Record<string, readonly (readonly [string, number])[]>> = {
  XA: [
    ['XA-01', 5],
    ['XA-02', 3],
    ['XA-03', 2],
    ['XA-04', 1],
  ],
  XB: [
    ['XB-01', 3],
    ['XB-02', 2],
    ['XB-03', 1],
  ],
};

export function pickArea(random: SeededRandom, country: string): string {
  return random.pick(AREAS[country] ?? [[`${country}-01`, 1]]);
}

/** @param countries - the countries somebody watches, by weight */
export function makeHappening(
  random: SeededRandom,
  kind: HappeningKind,
  countries: readonly (readonly [string, number])[],
): Happening {
  const country = random.pick(countries);
  const rises = country === 'XA' && kind === 'DETENTION';
  return {
    kind,
    country,
    area: pickArea(random, country),
    month: random.pick(MONTHS.map((month) => [month, rises ? (DETENTIONS[month] ?? 1) : 1] as const)),
    // 28: every month has that many
    day: random.between(1, 28),
  };
}
