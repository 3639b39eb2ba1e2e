/**
 * Which of a unit's rows count: pairs of indicator and month within the caps, and of each pair one row.
 *
 * Choices are made by keyed hash: nobody without the key can tell, or steer, which one it is. Everything a unit
 * enters comes from the rows chosen here, so that its cells in different tables belong together. Pure.
 */
import { keyedHash } from '@vigil/shared';
import type { FrozenCell } from './frozen-units.js';
import type { PlacedRow, PlannedLattice } from './place-rows.js';

/** One pair of a unit: the row that stands for it, and every row of that pair in the same country. */
export interface ChosenPair {
  readonly row: PlacedRow;
  readonly beside: readonly PlacedRow[];
}

export interface ChosenRows {
  /** for the tables of months */
  readonly pairs: readonly ChosenPair[];
  /** for the tables of the year: one for each indicator */
  readonly years: readonly ChosenPair[];
}

export interface Chooser {
  readonly unit: string;
  readonly lattice: PlannedLattice;
  /** subkey `cell-choice` of the partition year */
  readonly choiceKey: Uint8Array;
}

/** The candidates in the order of their keyed hash. */
export function keyedOrder(
  { unit, lattice, choiceKey }: Chooser,
  kind: string,
  names: Iterable<string>,
): string[] {
  const different = [...new Set(names)];
  if (different.length < 2) return different;
  const rank = (name: string): string =>
    Buffer.from(keyedHash(choiceKey, ['sdc-choice-v1', lattice.partition, unit, kind, name])).toString('hex');
  return different
    .map((name) => ({ name, rank: rank(name) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .map(({ name }) => name);
}

function keep<Row>(chooser: Chooser, kind: string, rows: readonly Row[], name: (row: Row) => string): Row[] {
  const [winner] = keyedOrder(chooser, kind, rows.map(name));
  return rows.filter((row) => name(row) === winner);
}

const pairOf = ({ row: { indicator, month } }: PlacedRow): string => `${indicator}|${month ?? ''}`;

/** Of the rows of one pair: one country, one area of it, one victim, measure or event. */
function standFor(chooser: Chooser, rows: readonly PlacedRow[], before: ReadonlySet<string>): ChosenPair[] {
  const again = rows.filter(({ countryMonth }) => countryMonth !== null && before.has(countryMonth));
  const beside = keep(chooser, 'country', again.length > 0 ? again : rows, ({ row }) => row.country);
  const inAreas = beside.filter(({ inAreaYear }) => inAreaYear);
  const inArea = inAreas.length === 0 ? beside : keep(chooser, 'area', inAreas, ({ row }) => row.area ?? '');
  // a victim may stand in several rows here, where no area of theirs is declared
  const [row] = keep(chooser, 'row', inArea, ({ row: { victimId, actId, eventId, area } }) =>
    [victimId ?? actId ?? eventId, eventId, area ?? ''].join('|'),
  );
  return row === undefined ? [] : [{ row, beside }];
}

/** A person or event is dated once, by the first month: only then may a month be released when it ends. */
function firstMonthOf(rows: readonly PlacedRow[]): PlacedRow[] {
  const months = rows.flatMap(({ row }) => row.month ?? []).sort();
  return rows.filter(({ row }) => row.month === (months[0] ?? null));
}

/** Pairs in the order in which they count: those already counted, then by month, then by keyed hash. */
function pairsInOrder(
  chooser: Chooser,
  rows: readonly PlacedRow[],
  before: ReadonlySet<string>,
): PlacedRow[][] {
  const pairs = new Map<string, PlacedRow[]>();
  for (const row of rows) {
    const pair = pairOf(row);
    pairs.set(pair, [...(pairs.get(pair) ?? []), row]);
  }
  const counted = (pair: string): number =>
    pairs.get(pair)?.some(({ countryMonth }) => countryMonth !== null && before.has(countryMonth)) === true
      ? 0
      : 1;
  const monthOf = (pair: string): string => pair.slice(pair.indexOf('|') + 1);
  return keyedOrder(chooser, 'pair', pairs.keys())
    .sort(
      (a, b) => counted(a) - counted(b) || (monthOf(a) < monthOf(b) ? -1 : Number(monthOf(a) > monthOf(b))),
    )
    .flatMap((pair) => [pairs.get(pair) ?? []]);
}

/** Entry `single`: one (indicator, month) pair of the year, for all tables. */
function chooseSingle(chooser: Chooser, rows: readonly PlacedRow[], before: ReadonlySet<string>): ChosenRows {
  const again = rows.filter(({ countryMonth }) => countryMonth !== null && before.has(countryMonth));
  const dated = chooser.lattice.plan.unit === 'CASE_FILE' ? rows : firstMonthOf(rows);
  const pair = keep(chooser, 'pair', again.length > 0 ? again : dated, pairOf);
  const chosen = standFor(chooser, pair, before);
  return { pairs: chosen, years: chosen };
}

/** Entry `multiple`: the first pairs of the year, and the indicators that come first in the tables of the year. */
function chooseMultiple(
  chooser: Chooser,
  rows: readonly PlacedRow[],
  before: ReadonlySet<string>,
): ChosenRows {
  const { plan } = chooser.lattice;
  const dated = pairsInOrder(
    chooser,
    rows.filter(({ row }) => row.month !== null),
    before,
  );
  const undated = pairsInOrder(
    chooser,
    rows.filter(({ row }) => row.month === null),
    before,
  );
  const indicators = new Map<string, PlacedRow[]>();
  for (const pair of [...dated, ...undated]) {
    const indicator = pair[0]?.row.indicator ?? '';
    if (!indicators.has(indicator)) indicators.set(indicator, pair);
  }
  return {
    pairs: dated.slice(0, plan.pairs).flatMap((pair) => standFor(chooser, pair, before)),
    years: [...indicators.values()]
      .slice(0, plan.yearIndicators)
      .flatMap((pair) => standFor(chooser, pair, before)),
  };
}

/** The choice of the year as a whole; what the last release of a year counts. */
export function chooseForYear(
  chooser: Chooser,
  rows: readonly PlacedRow[],
  cells: readonly FrozenCell[],
): ChosenRows {
  const before = new Set(cells.flatMap(({ table, cell }) => (table === 'L1' && cell !== null ? [cell] : [])));
  const choose = chooser.lattice.plan.entry === 'single' ? chooseSingle : chooseMultiple;
  return choose(chooser, rows, before);
}

/**
 * The choice for one month that has ended, or for the early release of a whole year. What earlier months have
 * counted is spent, whatever became of it since; nothing is counted in a month that has been released.
 */
export function chooseForPart(
  chooser: Chooser,
  rows: readonly PlacedRow[],
  cells: readonly FrozenCell[],
): readonly ChosenPair[] {
  const { plan, partition, planned } = chooser.lattice;
  const left =
    plan.pairs - cells.filter(({ stage, table }) => stage === 'PROVISIONAL' && table === 'L1').length;
  if (left <= 0) return [];
  if (planned.part === partition) return chooseForYear(chooser, rows, cells).pairs;
  const dated = plan.entry === 'single' ? firstMonthOf(rows) : rows;
  const here = dated.filter(({ row }) => row.month === planned.part);
  return pairsInOrder(chooser, here, new Set())
    .slice(0, left)
    .flatMap((pair) => standFor(chooser, pair, new Set()));
}
