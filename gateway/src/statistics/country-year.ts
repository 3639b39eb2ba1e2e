/**
 * Country by year, which has no table of its own: the inverse-variance mean of the margins of L4 to L6.
 *
 * Takes the published tables of one indicator, gives one figure for each partner, country, year and counting unit,
 * rounded half to even. These three margins estimate one number with independent noise, so their mean is less noisy
 * than each of them. The sum over areas (L3) estimates another one: files without a known area are not in it, and with
 * few areas it would weigh most, so that the figure would miss the truth by many times its own standard error. Pure.
 * @see design, disclosure control, rule 4
 */
import type { Fraction, TableId } from '@vigil/shared';
import type { CellAddress } from './cell-address.js';
import { inverseVarianceMean, timesVariance } from './exact-variance.js';
import type { PublishedTable, Term } from './published-table.js';
import { countsPersonsOfFiles } from './series-rules.js';

const COUNTRY_YEAR_SOURCES = ['L4', 'L5', 'L6'] as const satisfies readonly TableId[];

interface Margin {
  readonly table: PublishedTable;
  /** indices of the cells of one country */
  readonly cells: number[];
  y: number;
}

/** @param tablesOf - every published table of an id */
export function countryYearTables(tablesOf: (id: TableId) => readonly PublishedTable[]): PublishedTable[] {
  const groups = new Map<string, { country: string; margins: Margin[] }>();
  for (const id of COUNTRY_YEAR_SOURCES) {
    for (const table of tablesOf(id)) {
      // Each counts the persons of a file that have the chosen group, sex or area: no margin of theirs is the whole, and
      // no two estimate the same number.
      if (countsPersonsOfFiles(table.release.document.plan, table)) continue;
      for (const [country, margin] of marginsOf(table)) {
        const { partner, partition } = table.release.document;
        const key = [partner, partition, country, table.countingUnit].join(' ');
        const group = groups.get(key) ?? { country, margins: [] };
        group.margins.push(margin);
        groups.set(key, group);
      }
    }
  }
  return [...groups.values()].map(({ country, margins }) => meanTable(country, margins));
}

function marginsOf(table: PublishedTable): ReadonlyMap<string, Margin> {
  const margins = new Map<string, Margin>();
  for (const [cell, { COUNTRY = '' }] of table.addresses.entries()) {
    const margin = margins.get(COUNTRY) ?? { table, cells: [], y: 0 };
    margin.cells.push(cell);
    margin.y += table.figures[cell]?.y ?? 0;
    margins.set(COUNTRY, margin);
  }
  return margins;
}

function meanTable(country: string, margins: readonly Margin[]): PublishedTable {
  const estimates = margins.map(({ table, cells, y }) => ({
    y,
    variance: timesVariance(table.variance, cells.length),
  }));
  const mean = inverseVarianceMean(estimates);
  const [first] = margins;
  if (first === undefined) throw new RangeError('a mean of no margin');
  const { partner, release, countingUnit, rule } = first.table;
  const address: CellAddress = { COUNTRY: country, YEAR: release.document.partition };
  return {
    id: 'COUNTRY_YEAR',
    partner,
    release,
    countingUnit,
    addresses: [address],
    figures: [{ y: mean.y }],
    variance: mean.variance,
    sources: margins.map(({ table }) => table.sources[0] ?? 'L4'),
    rule,
    isBreak: () => margins.some(({ table, cells }) => cells.some(table.isBreak)),
    isWhole: false,
    termsOf: () => margins.flatMap((margin, at) => weightedTerms(margin, mean.weights[at])),
  };
}

function weightedTerms({ table, cells }: Margin, weight: Fraction | undefined): Term[] {
  if (weight === undefined) return [];
  return cells.flatMap((cell) => table.termsOf(cell).map((term) => ({ ...term, weight })));
}
