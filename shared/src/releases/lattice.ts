/**
 * The lattice: every cell a release has, whether anything happened in it or not.
 *
 * Takes declared coverage and a year, gives cells; never looks at data, so that the presence of a cell says
 * nothing. Pure.
 */
import type { DeclaredCoverage } from '../coalition/coalition.js';
import { LATTICE_TABLES } from '../contract/codes/lattice-tables.js';
import type { TableId } from './release-document.js';

/** The tables that are released today. */
export const RELEASED_TABLES = ['L1', 'L2', 'L3'] as const satisfies readonly TableId[];
export type ReleasedTable = (typeof RELEASED_TABLES)[number];

export interface LatticeCell {
  /** in the order of the table's dimensions */
  readonly at: readonly string[];
  /** what the noise is keyed with: `KIDNAPPING|XA|2012-03` */
  readonly address: string;
}

export interface LatticeQuestion {
  readonly table: ReleasedTable;
  readonly indicator: DeclaredCoverage['indicator'];
  /** four digits */
  readonly partition: string;
  readonly coverage: readonly DeclaredCoverage[];
}

/** The dimensions of a table, from the code list. */
export function dimensionsOf(table: ReleasedTable): ('COUNTRY' | 'AREA' | 'MONTH' | 'YEAR')[] {
  const entry = LATTICE_TABLES.find(({ id }) => id === table);
  return (entry?.dimensions ?? []).filter(
    (dimension) =>
      dimension === 'COUNTRY' || dimension === 'AREA' || dimension === 'MONTH' || dimension === 'YEAR',
  );
}

export function cellAddress(indicator: string, at: readonly string[]): string {
  return [indicator, ...at].join('|');
}

function monthsOf(partition: string, { from, to }: DeclaredCoverage): string[] {
  const months = Array.from(
    { length: 12 },
    (_, index) => `${partition}-${String(index + 1).padStart(2, '0')}`,
  );
  return months.filter((month) => from <= month && month <= to); // `YYYY-MM` orders as text
}

/**
 * The cells of one table for one indicator and year, in lattice order: by place, then by period.
 *
 * @returns empty when the partner declares no coverage there
 */
export function latticeCells({ table, indicator, partition, coverage }: LatticeQuestion): LatticeCell[] {
  const places = new Map<string, Set<string>>();
  for (const declared of coverage) {
    const months = declared.indicator === indicator ? monthsOf(partition, declared) : [];
    if (months.length === 0) continue;
    for (const place of table === 'L1' ? [declared.country] : declared.areas) {
      const periods = places.get(place) ?? new Set();
      for (const period of table === 'L3' ? [partition] : months) periods.add(period);
      places.set(place, periods);
    }
  }
  return [...places.keys()]
    .sort()
    .flatMap((place) => [...(places.get(place) ?? [])].sort().map((period) => [place, period]))
    .map((at) => ({ at, address: cellAddress(indicator, at) }));
}
