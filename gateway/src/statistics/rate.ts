/**
 * A figure against its denominator: so many for each 100,000 inhabitants.
 *
 * Takes a summed figure and a denominator with an error of its own, which a public constant has not; gives rate and
 * interval, both errors in it. Pure.
 */
import { POPULATION_NAME, POPULATION_SOURCE, populationOf } from '@vigil/shared';
import type { Dimension } from '@vigil/shared';
import { Z95 } from './bounds.js';
import type { CellAddress } from './cell-address.js';
import type { Question } from './question.js';

export interface Denominator {
  readonly name: string;
  readonly year: string;
  readonly value: number;
  readonly standardError: number;
  readonly source: string;
}

export interface Rate {
  readonly per: number;
  /** null when the figure is LOW */
  readonly value: number | null;
  readonly interval95: { readonly from: number; readonly to: number };
  readonly denominator: Denominator;
}

const PER = 100_000;

/** People of one sex, age or group live nowhere by themselves: they would need a denominator of their own. */
const OWN_DENOMINATOR: readonly Dimension[] = ['AREA', 'VICTIM_GROUP', 'SEX', 'AGE_BAND'];

/** The population of the one country and year that a cell is about; null where it is about several, or a part of one. */
export function denominatorOf(at: CellAddress, { needed, where }: Question): Denominator | null {
  if (OWN_DENOMINATOR.some((dimension) => needed.has(dimension))) return null;
  const asked = where.values.get('COUNTRY');
  const country = at.COUNTRY ?? (asked?.size === 1 ? [...asked][0] : undefined);
  const year = at.YEAR ?? at.MONTH?.slice(0, 4) ?? onlyYear(where);
  const population = country === undefined || year === null ? null : populationOf(country, year);
  if (population === null) return null;
  return {
    name: POPULATION_NAME,
    year: population.year,
    value: population.people,
    standardError: 0,
    source: POPULATION_SOURCE,
  };
}

function onlyYear({ from, to }: Question['where']): string | null {
  const [first, last] = [from?.slice(0, 4), to?.slice(0, 4)];
  return first !== undefined && first === last ? first : null;
}

/**
 * Y / N with the variance of a quotient of two independent estimates, to first order:
 * (SE_Y^2 + (Y/N)^2 SE_N^2) / N^2. It holds for Y = 0 too.
 *
 * @param denominator - above 0
 */
export function rateOf(
  { released, standardError, low }: { released: number; standardError: number; low: boolean },
  denominator: Denominator,
): Rate {
  const ratio = released / denominator.value;
  const error = Math.sqrt(standardError ** 2 + (ratio * denominator.standardError) ** 2) / denominator.value;
  return {
    per: PER,
    value: low ? null : ratio * PER,
    interval95: {
      from: Math.max(0, (ratio - Z95 * error) * PER),
      to: Math.max(0, (ratio + Z95 * error) * PER),
    },
    denominator,
  };
}
