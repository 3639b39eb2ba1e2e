/**
 * From the qualifying rows of a unit to the places of the declared lattice that they fall into.
 *
 * A row is judged by itself: its own date, its own place, its own acts. Pure; which of several rows counts is
 * chosen in `choose-rows.ts`.
 */
import {
  cellAddress,
  plannedTables,
  type PlannedRelease,
  type PlannedTable,
  type ReleasePlan,
  type TableId,
} from '@vigil/shared';
import type { Contribution } from '../indicators/contribution.js';
import type { FrozenAssignments } from './frozen-units.js';

/** A row and where the lattice has a place for it. */
export interface PlacedRow {
  readonly row: Contribution;
  /** the cell of country and month; null for an undated row, and where the month is not covered */
  readonly countryMonth: string | null;
  readonly areaMonth: string | null;
  /** may it enter the year tables of its country, of its area? */
  readonly inCountryYear: boolean;
  readonly inAreaYear: boolean;
}

/** A plan and a planned release of it, with its cells at hand. */
export interface PlannedLattice {
  readonly plan: ReleasePlan;
  readonly partition: string;
  readonly planned: PlannedRelease;
  /** the tables of this release, in order */
  readonly tables: readonly PlannedTable[];
  /** cells of all tables of the year: a unit chooses among all of them, whatever this release shows */
  readonly cells: ReadonlyMap<TableId, ReadonlySet<string>>;
  /** `KIDNAPPING|XA` and `KIDNAPPING|XA-01`: places that have year tables */
  readonly countries: ReadonlySet<string>;
  readonly areas: ReadonlySet<string>;
}

export function plannedLattice(
  plan: ReleasePlan,
  partition: string,
  planned: PlannedRelease,
): PlannedLattice {
  const cells = new Map<TableId, Set<string>>();
  const countries = new Set<string>();
  const areas = new Set<string>();
  const last: PlannedRelease = { stage: 'FINAL', part: partition };
  const ofYear = plannedTables(plan, partition, last);
  for (const table of ofYear) {
    const known = cells.get(table.id) ?? new Set<string>();
    cells.set(table.id, known);
    for (const { at, address } of table.cells) {
      known.add(address);
      if (table.id === 'L1') countries.add(cellAddress(table.indicator, at.slice(0, 1)));
      if (table.id === 'L3') areas.add(cellAddress(table.indicator, at.slice(0, 1)));
    }
  }
  return {
    ...{ plan, partition, planned, cells, countries, areas },
    tables: planned.stage === last.stage ? ofYear : plannedTables(plan, partition, planned),
  };
}

/**
 * A row without the acts that were counted in another year and then moved here: counting them again would
 * spend twice. What is left of the row is dated by what is left.
 */
function withoutMovedActs(
  row: Contribution,
  partition: string,
  frozen: FrozenAssignments,
): Contribution | null {
  const acts = row.acts.filter(({ id, year }) => year !== partition || !frozen.countedElsewhere(id));
  if (acts.length === row.acts.length) return row;
  const [first] = acts;
  if (first === undefined) return null;
  const actId = row.actId === null ? null : first.id;
  return { ...row, acts, actId, month: first.month, year: first.year };
}

/** A dated row counts where its month is covered; an undated one enters year tables only. */
function placeRow(row: Contribution, lattice: PlannedLattice): PlacedRow | null {
  const { indicator, country, area, month } = row;
  const inMonth = (table: TableId, place: string): string | null => {
    if (month === null) return null;
    const address = cellAddress(indicator, [place, month]);
    return lattice.cells.get(table)?.has(address) === true ? address : null;
  };
  const countryMonth = inMonth('L1', country);
  const inCountryYear =
    month === null ? lattice.countries.has(cellAddress(indicator, [country])) : countryMonth !== null;
  const own = area?.startsWith(`${country}-`) === true ? area : null;
  const areaMonth = own === null ? null : inMonth('L2', own);
  const undatedInArea = own !== null && month === null && lattice.areas.has(cellAddress(indicator, [own]));
  const inAreaYear = undatedInArea || areaMonth !== null;
  if (!inCountryYear && !inAreaYear) return null;
  return { row, countryMonth, areaMonth, inCountryYear, inAreaYear };
}

/** The rows of this partition that fall into the declared lattice. */
export function placeRows(
  rows: readonly Contribution[],
  lattice: PlannedLattice,
  frozen: FrozenAssignments,
): PlacedRow[] {
  const placed: PlacedRow[] = [];
  for (const row of rows) {
    if (row.year !== lattice.partition || row.persons < 1) continue;
    const left = withoutMovedActs(row, lattice.partition, frozen);
    if (left?.year !== lattice.partition) continue;
    const place = placeRow(left, lattice);
    if (place !== null) placed.push(place);
  }
  return placed;
}
