/**
 * How many people live in a country: the public denominator of rates.
 *
 * Takes an ISO 3166-1 alpha-2 code and a year, gives the World Bank's figure, or nothing. Nobody's population is
 * guessed: a year after the table's last is answered by the last, for two years, and the answer says which year it is.
 * Pure; the figures are in `population-table.ts`.
 */
import { FIRST_YEAR, LAST_YEAR, POPULATION_TABLE } from './population-table.js';

export interface Population {
  readonly people: number;
  /** of the figure, four digits */
  readonly year: string;
}

export const POPULATION_NAME = 'Population, total';
export const POPULATION_SOURCE = 'World Bank, World Development Indicators, SP.POP.TOTL';

/** Populations change by a few per cent in so many years; beyond, a rate would be about another population. */
const MOST_YEARS_LATER = 2;

const series: ReadonlyMap<string, readonly (number | null)[]> = new Map(
  POPULATION_TABLE.trim()
    .split('\n')
    .map((line) => {
      const [country = '', ...changes] = line.split(' ');
      let before = 0;
      return [country, changes.map((change) => (change === '' ? null : (before += Number(change))))] as const;
    }),
);

/** @param year - four digits */
export function populationOf(country: string, year: string): Population | null {
  const asked = Number(year);
  if (!(asked >= FIRST_YEAR && asked <= LAST_YEAR + MOST_YEARS_LATER)) return null;
  const known = Math.min(asked, LAST_YEAR);
  const people = series.get(country)?.[known - FIRST_YEAR] ?? null;
  return people === null ? null : { people, year: String(known) };
}
