/**
 * Which released table answers a question.
 *
 * Takes the dimensions a question needs (those of `by` and those `where` looks at) and what each table would
 * cost, gives one table, or refuses with the combinations that exist. A margin that has its own table is
 * never recomputed from another. Pure.
 * @see design, disclosure control, rule 4
 */
import { LATTICE_TABLES, compareFractions } from '@vigil/shared';
import type { Dimension, Fraction, TableId } from '@vigil/shared';
import { allowedCombinations, containsAll, withImplied, withoutImplied } from './lattice-dimensions.js';
import type { AnswerTableId } from './published-table.js';
import { StatisticsRefusal } from './statistics-refusal.js';

/** What the published tables of one id would give for the question asked. */
export interface MarginCost {
  /** how many (partner, country) pairs have it */
  readonly reach: number;
  /** the largest variance among the cells of the answer */
  readonly variance: Fraction;
}

/** @returns null when no partner has released that table for the indicator */
type CostOf = (id: TableId) => MarginCost | null;

type Table = (typeof LATTICE_TABLES)[number];

/** @throws HubError TABLE_NOT_IN_LATTICE with the combinations that exist as `allowed` */
export function whichTable(asked: Iterable<Dimension>, costOf: CostOf): AnswerTableId {
  const needed = withoutImplied(asked);
  const exact = LATTICE_TABLES.find(({ dimensions }) => sameSet(new Set<Dimension>(dimensions), needed));
  if (exact !== undefined) return exact.id;
  const candidates = LATTICE_TABLES.filter((table) => answersAsMargin(table, withImplied(needed)));
  const [first] = candidates;
  if (first === undefined) {
    throw new StatisticsRefusal(
      'TABLE_NOT_IN_LATTICE',
      'no table has these dimensions together; ask for one of the allowed combinations or fewer dimensions',
      { allowed: allowedCombinations() },
    );
  }
  if (containsAll(COUNTRY_YEAR, needed)) return 'COUNTRY_YEAR';
  return cheapest(candidates, costOf) ?? first.id;
}

/**
 * Country by year has no table of its own, but a figure of its own: the mean in `country-year.ts`. Its error is
 * smaller than that of every margin it is made of, so by the rule of the smallest error it answers every question that
 * needs nothing besides country and year.
 */
const COUNTRY_YEAR: ReadonlySet<Dimension> = new Set(['COUNTRY', 'YEAR']);

/** Month tables lack acts whose month is not known, so a question about years is answered by year tables only. */
function answersAsMargin({ dimensions }: Table, needed: ReadonlySet<Dimension>): boolean {
  const own = withImplied(dimensions);
  return containsAll(own, needed) && own.has('MONTH') === needed.has('MONTH');
}

/**
 * The margin with the smallest standard error, the lowest number on a tie, among those over the same population.
 *
 * A sum over area tables lacks acts whose area is not known and partners that report countries only: it answers
 * a question about countries only where no country table does. Among tables of one kind, those that reach the most
 * partners come first, for dropping one would change the sum.
 */
function cheapest(candidates: readonly Table[], costOf: CostOf): TableId | null {
  let best: { id: TableId; cost: MarginCost } | null = null;
  const whole = candidates.filter(({ dimensions }) => !withImplied(dimensions).has('AREA'));
  for (const { id } of whole.some((table) => costOf(table.id) !== null) ? whole : candidates) {
    const cost = costOf(id);
    if (cost !== null && (best === null || isBetter(cost, best.cost))) best = { id, cost };
  }
  return best?.id ?? null;
}

function isBetter(cost: MarginCost, best: MarginCost): boolean {
  if (cost.reach !== best.reach) return cost.reach > best.reach;
  return compareFractions(cost.variance, best.variance) < 0;
}

function sameSet<T>(left: ReadonlySet<T>, right: ReadonlySet<T>): boolean {
  return left.size === right.size && containsAll(left, right);
}
