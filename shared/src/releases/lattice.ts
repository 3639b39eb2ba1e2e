/**
 * The lattice: every cell a release has, whether anything happened in it or not.
 *
 * Takes declared coverage, code lists and a year, gives cells; never looks at data, so that the presence of a cell
 * says nothing. Pure.
 */
import type { DeclaredCoverage } from '../coalition/coalition.js';
import { LATTICE_TABLES } from '../contract/codes/lattice-tables.js';
import { AgeBand, PerpetratorType, Sex, VictimGroup } from '../contract/enums/people.js';
import type { ReleaseDimension, TableId } from './release-document.js';

export interface LatticeCell {
  /** in the order of the table's dimensions */
  readonly at: readonly string[];
  /** what the noise is keyed with: `KIDNAPPING|XA|2012-03` */
  readonly address: string;
}

export interface LatticeQuestion {
  readonly table: TableId;
  readonly indicator: DeclaredCoverage['indicator'];
  /** four digits */
  readonly partition: string;
  /** the year, or one month of it: then only the cells of that month */
  readonly part?: string;
  readonly coverage: readonly DeclaredCoverage[];
}

/** The dimensions of a table, from the code list; the optional tables have their own. */
export function releaseDimensionsOf(table: TableId): readonly ReleaseDimension[] {
  if (table === 'LATE') return ['MONTH_RECEIVED'];
  if (table === 'CLIPPED') return ['COUNTRY', 'YEAR'];
  return LATTICE_TABLES.find(({ id }) => id === table)?.dimensions ?? [];
}

export function cellAddress(indicator: string, at: readonly string[]): string {
  return [indicator, ...at].join('|');
}

/** The months of a year, `2012-01` to `2012-12`. */
export function monthsOfYear(partition: string): string[] {
  return Array.from({ length: 12 }, (_, index) => `${partition}-${String(index + 1).padStart(2, '0')}`);
}

/** Code lists that a dimension has all the words of, in the order of the contract. */
const WORDS: Readonly<Partial<Record<ReleaseDimension, readonly string[]>>> = {
  VICTIM_GROUP: Object.keys(VictimGroup),
  PERPETRATOR_TYPE: Object.keys(PerpetratorType),
  SEX: Object.keys(Sex),
  AGE_BAND: Object.keys(AgeBand),
};

/** Places with the months that are declared for them, in order of place. */
function coveredPlaces({ table, indicator, partition, coverage }: LatticeQuestion): [string, string[]][] {
  const places = new Map<string, Set<string>>();
  const byArea = releaseDimensionsOf(table).includes('AREA');
  for (const declared of coverage) {
    if (declared.indicator !== indicator) continue;
    // `YYYY-MM` orders as text
    const months = monthsOfYear(partition).filter((month) => declared.from <= month && month <= declared.to);
    if (months.length === 0) continue;
    for (const place of byArea ? declared.areas : [declared.country]) {
      const known = places.get(place) ?? new Set();
      for (const month of months) known.add(month);
      places.set(place, known);
    }
  }
  return [...places].map(([place, months]): [string, string[]] => [place, [...months].sort()]).sort(byText);
}

/**
 * The cells of one table for one indicator and year, in lattice order: by place, then period, then codes.
 *
 * @returns empty when the partner declares no coverage there
 */
export function latticeCells(question: LatticeQuestion): LatticeCell[] {
  const { table, indicator, partition, part = partition } = question;
  const places = coveredPlaces(question);
  const cell = (at: readonly string[]): LatticeCell => ({ at, address: cellAddress(indicator, at) });
  if (table === 'LATE')
    return places.length === 0 ? [] : monthsOfYear(partition).map((month) => cell([month]));
  const dimensions = releaseDimensionsOf(table);
  const words = dimensions.flatMap((dimension) => {
    const list = WORDS[dimension];
    return list === undefined ? [] : [list];
  });
  return places
    .flatMap(([place, months]) =>
      (dimensions.includes('MONTH') ? months : [partition]).map((period) => [place, period]),
    )
    .filter(([, period]) => part === partition || period === part)
    .flatMap((start) =>
      words.reduce<string[][]>(
        (all, list) => all.flatMap((at) => list.map((word) => [...at, word])),
        [start],
      ),
    )
    .map(cell);
}

function byText([left]: [string, string[]], [right]: [string, string[]]): number {
  return left < right ? -1 : 1;
}
