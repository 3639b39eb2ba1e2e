/**
 * From the chosen rows of a unit to the cells that it enters, with how many counts each.
 *
 * A file adds one count to a cell; in a table of victims as many as there are persons of the file in that cell,
 * up to the cap. Pure.
 */
import { cellAddress, countsPersons, type TableId } from '@vigil/shared';
import type { Contribution, PersonTraits } from '../indicators/contribution.js';
import type { EnteredCell } from './counted-unit.js';
import { keyedOrder, type Chooser, type ChosenPair, type ChosenRows } from './choose-rows.js';
import type { PlacedRow } from './place-rows.js';

/** A cell that a row could enter, and which rows beside it belong to the same cell. */
interface OpenCell {
  readonly table: TableId;
  readonly cell: string;
  readonly holds: (row: Contribution) => boolean;
}

const personOf = ({ sex, ageBand }: PersonTraits): string => `${sex}|${ageBand}`;

/** Cells of country and month, area and month. */
function monthCells({ row, countryMonth, areaMonth }: PlacedRow): OpenCell[] {
  const cells: OpenCell[] = [];
  if (countryMonth !== null) cells.push({ table: 'L1', cell: countryMonth, holds: () => true });
  if (areaMonth !== null)
    cells.push({ table: 'L2', cell: areaMonth, holds: ({ area }) => area === row.area });
  return cells;
}

/** Cells of the year; where a row has several codes, one of them by keyed hash. */
function yearCells(chooser: Chooser, { row, inCountryYear, inAreaYear }: PlacedRow): OpenCell[] {
  const { indicator, country, area, year } = row;
  const cells: OpenCell[] = [];
  const [group = ''] = keyedOrder(chooser, 'victim-group', row.victimGroups);
  const inGroup = ({ victimGroups }: Contribution): boolean => victimGroups.includes(group);
  const enter = (table: TableId, at: readonly string[], holds: OpenCell['holds']): void => {
    const cell = cellAddress(indicator, at);
    if (chooser.lattice.cells.get(table)?.has(cell) === true) cells.push({ table, cell, holds });
  };
  if (inAreaYear && area !== null) {
    enter('L3', [area, year], (other) => other.area === area);
    enter('L7', [area, year, group], (other) => other.area === area && inGroup(other));
  }
  if (!inCountryYear) return cells;
  const [type = ''] = keyedOrder(chooser, 'perpetrator-type', row.perpetratorTypes);
  const [person = ''] = keyedOrder(chooser, 'person', row.people.map(personOf));
  enter('L4', [country, year, group], inGroup);
  enter('L5', [country, year, type], ({ perpetratorTypes }) => perpetratorTypes.includes(type));
  enter('L6', [country, year, ...person.split('|')], ({ people }) => people.map(personOf).includes(person));
  return cells;
}

/** Persons of the file in a cell, each victim once. */
function personsIn(cell: OpenCell, beside: readonly PlacedRow[]): number {
  const victims = new Map<string, number>();
  for (const { row } of beside) {
    if (!cell.holds(row)) continue;
    const victim = row.victimId ?? row.actId ?? row.eventId;
    victims.set(victim, Math.max(victims.get(victim) ?? 0, row.persons));
  }
  return [...victims.values()].reduce((sum, persons) => sum + persons, 0);
}

function countCell(
  { lattice: { plan } }: Chooser,
  open: OpenCell,
  { row: { row }, beside }: ChosenPair,
): EnteredCell[] {
  const { table, cell } = open;
  // each person of a recorded group is a unit of its own, in the same cell
  const count = plan.unit === 'PERSON' ? row.persons : 1;
  const unit: EnteredCell = { table, counts: 'UNIT', cell, count };
  if (plan.victimCap === 1 || !countsPersons(row.indicator)) return [unit];
  const persons = Math.min(plan.victimCap, personsIn(open, beside));
  return [unit, { table, counts: 'VICTIM', cell, count: persons }];
}

/** The cells of the chosen pairs in tables of months. */
export function enterMonths(chooser: Chooser, pairs: readonly ChosenPair[]): EnteredCell[] {
  return pairs.flatMap((pair) => monthCells(pair.row).flatMap((open) => countCell(chooser, open, pair)));
}

/** The cells of the chosen indicators in tables of the year. */
export function enterYears(chooser: Chooser, years: readonly ChosenPair[]): EnteredCell[] {
  return years.flatMap((pair) =>
    yearCells(chooser, pair.row).flatMap((open) => countCell(chooser, open, pair)),
  );
}

/**
 * `CLIPPED`: the one cell that says that the caps left something of this unit out of the tables of places.
 *
 * Rows that differ in codes or victims only are no loss: the unit is counted where they lie.
 */
export function enterClipped(
  chooser: Chooser,
  rows: readonly PlacedRow[],
  { pairs, years }: ChosenRows,
): EnteredCell[] {
  const { lattice } = chooser;
  const cells = lattice.cells.get('CLIPPED');
  if (cells === undefined) return [];
  const months = new Set(
    pairs.flatMap(({ row }) => monthCells(row).map(({ table, cell }) => `${table} ${cell}`)),
  );
  const placeOf = ({ indicator, country, area }: Contribution): string =>
    cellAddress(indicator, [country, area ?? '']);
  const places = new Set(years.map(({ row }) => placeOf(row.row)));
  const cut = rows.filter(
    (placed) =>
      monthCells(placed).some(({ table, cell }) => !months.has(`${table} ${cell}`)) ||
      (placed.row.month === null && !places.has(placeOf(placed.row))),
  );
  const cellOf = ({ row }: PlacedRow): string => cellAddress(row.indicator, [row.country, lattice.partition]);
  const [cell] = keyedOrder(chooser, 'clipped', cut.map(cellOf));
  if (cell === undefined || !cells.has(cell)) return [];
  const size = Math.max(...cut.map(({ row }) => row.persons));
  return [{ table: 'CLIPPED', counts: 'UNIT', cell, count: lattice.plan.unit === 'PERSON' ? size : 1 }];
}

/**
 * `LATE`: a unit that was received after the last release of the year of its acts, in the month it was received.
 *
 * @param rows - those of earlier years
 */
export function enterLate(chooser: Chooser, rows: readonly Contribution[]): EnteredCell[] {
  const cellOf = ({ indicator, monthReceived }: Contribution): string =>
    cellAddress(indicator, [monthReceived]);
  const [cell] = keyedOrder(
    chooser,
    'late',
    rows.map(cellOf).filter((late) => chooser.lattice.cells.get('LATE')?.has(late) === true),
  );
  if (cell === undefined) return [];
  const size = Math.max(...rows.map(({ persons }) => persons));
  return [{ table: 'LATE', counts: 'UNIT', cell, count: chooser.lattice.plan.unit === 'PERSON' ? size : 1 }];
}
