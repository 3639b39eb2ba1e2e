/**
 * Caps: from qualifying contributions to at most one cell a table for every unit.
 *
 * What a unit adds is a function of that unit's own rows, the frozen plan and a key, never of another unit's
 * rows; that is what the whole guarantee rests on. Pure; the rows come from the indicator rules.
 */
import { cellAddress, keyedHash, plannedTables, type ReleasePlan, type ReleasedTable } from '@vigil/shared';
import type { Contribution } from '../indicators/contribution.js';

/** What earlier releases have fixed. Asked, not listed: it is kept under keyed names. */
export interface FrozenAssignments {
  /** the cell that a unit entered in a table of this partition */
  cellOf(unit: string, table: ReleasedTable): string | undefined;
  /** was this act counted in another partition? */
  countedElsewhere(actId: string): boolean;
}

export const NOTHING_FROZEN: FrozenAssignments = {
  cellOf: () => undefined,
  countedElsewhere: () => false,
};

/** One unit and the cells it enters. */
export interface CountedUnit {
  /** `file:<uuid>`, or for person units `victim:`, `act:` or `event:<uuid>` */
  readonly unit: string;
  readonly caseFileId: string;
  readonly cells: ReadonlyMap<ReleasedTable, string>;
  /** 1 for a file; for person units the persons of a recorded group, each a unit of its own in the same cell */
  readonly count: number;
  /** acts behind the rows that qualified in this partition; none of them may be counted in another one */
  readonly sources: readonly string[];
}

export interface CapInput {
  /** qualifying contributions; those of other years are left out here */
  readonly contributions: readonly Contribution[];
  readonly plan: ReleasePlan;
  readonly partition: string;
  /** subkey `cell-choice` of the partition year */
  readonly choiceKey: Uint8Array;
  readonly frozen: FrozenAssignments;
}

interface PlacedRow {
  readonly row: Contribution;
  readonly cells: ReadonlyMap<ReleasedTable, string>;
}

/**
 * Applies plan, caps and frozen assignments.
 *
 * @returns one entry for each unit that enters at least one table, ordered by unit
 */
export function capContributions(input: CapInput): CountedUnit[] {
  const units = new Map<string, PlacedRow[]>();
  for (const placed of placedRows(input)) {
    const unit = unitOf(placed.row, input.plan.unit);
    const rows = units.get(unit) ?? [];
    rows.push(placed);
    units.set(unit, rows);
  }
  return [...units.keys()].sort().flatMap((unit) => countUnit(unit, units.get(unit) ?? [], input));
}

function unitOf({ caseFileId, victimId, actId, eventId }: Contribution, unit: ReleasePlan['unit']): string {
  if (unit === 'CASE_FILE') return `file:${caseFileId}`;
  if (victimId !== null) return `victim:${victimId}`;
  return actId === null ? `event:${eventId}` : `act:${actId}`;
}

/** How many files that are not public have rows which this plan would count: persons of theirs are no public facts. */
export function filesNotPublic(input: Omit<CapInput, 'choiceKey'>): number {
  return new Set(placedRows(input).flatMap(({ row }) => (row.public ? [] : [row.caseFileId]))).size;
}

/**
 * A row without the acts that were counted in another year and then moved here: counting them again would
 * spend twice. What is left of the row is dated by what is left.
 */
function withoutMovedActs(
  row: Contribution,
  { partition, frozen }: Omit<CapInput, 'choiceKey'>,
): Contribution[] {
  const acts = row.acts.filter(({ id, year }) => year !== partition || !frozen.countedElsewhere(id));
  const [first] = acts;
  if (first === undefined) return [];
  if (acts.length === row.acts.length) return [row];
  const actId = row.actId === null ? null : first.id;
  return [{ ...row, acts, actId, month: first.month, year: first.year }];
}

/** The rows of this partition that fall into the declared lattice, with the cells each could enter. */
function placedRows(input: Omit<CapInput, 'choiceKey'>): PlacedRow[] {
  const { contributions, plan, partition } = input;
  const lattice = new Set(
    plannedTables(plan, partition).flatMap(({ id, cells }) => cells.map(({ address }) => `${id} ${address}`)),
  );
  return contributions
    .filter(({ year, persons }) => year === partition && persons >= 1)
    .flatMap((row) => withoutMovedActs(row, input))
    .filter(({ year }) => year === partition)
    .map((row) => ({ row, cells: cellsOf(row, (table, address) => lattice.has(`${table} ${address}`)) }))
    .filter(({ cells }) => cells.size > 0);
}

/** A dated row counts where its month is covered; an undated one enters year tables only. */
function cellsOf(
  { indicator, country, area, month, year }: Contribution,
  exists: (table: ReleasedTable, address: string) => boolean,
): Map<ReleasedTable, string> {
  const cells = new Map<ReleasedTable, string>();
  const enter = (table: ReleasedTable, place: string, period: string): void => {
    const address = cellAddress(indicator, [place, period]);
    if (exists(table, address)) cells.set(table, address);
  };
  if (month !== null) enter('L1', country, month);
  if (area?.startsWith(`${country}-`) !== true) return cells;
  if (month !== null) enter('L2', area, month);
  if (month === null || cells.has('L2')) enter('L3', area, year);
  return cells;
}

function countUnit(unit: string, rows: readonly PlacedRow[], input: CapInput): CountedUnit[] {
  const { plan, frozen } = input;
  const [first] = rows;
  if (first === undefined) return [];
  const chosen = chooseRows(unit, rows, input);
  const cells = new Map<ReleasedTable, string>();
  for (const { id } of plan.tables) {
    if (id !== 'L1' && id !== 'L2' && id !== 'L3') continue;
    const before = frozen.cellOf(unit, id);
    const kept = rows.some((row) => row.cells.get(id) === before) ? before : undefined;
    const cell = kept ?? chosen.find((row) => row.cells.has(id))?.cells.get(id);
    if (cell !== undefined) cells.set(id, cell);
  }
  const count = plan.unit === 'CASE_FILE' ? 1 : Math.max(...chosen.map(({ row }) => row.persons));
  const sources = [...new Set(rows.flatMap(({ row }) => row.acts.map((act) => act.id)))].sort();
  return [{ unit, caseFileId: first.row.caseFileId, cells, count, sources }];
}

/** Entry `single`: one (indicator, month) pair, then one country and one area of it. */
function chooseRows(unit: string, rows: readonly PlacedRow[], input: CapInput): PlacedRow[] {
  const choose = (
    kind: string,
    candidates: readonly PlacedRow[],
    name: (row: Contribution) => string,
  ): PlacedRow[] => {
    const names = [...new Set(candidates.map(({ row }) => name(row)))];
    const winner = names.length === 1 ? names[0] : keyedFirst(names, unit, kind, input);
    return candidates.filter(({ row }) => name(row) === winner);
  };
  const dated = input.plan.unit === 'CASE_FILE' ? rows : firstMonthOf(rows);
  const pair = choose('pair', dated, ({ indicator, month }) => `${indicator}|${month ?? ''}`);
  const country = choose('country', pair, (row) => row.country);
  const inAreas = country.filter(({ cells }) => cells.has('L3'));
  return inAreas.length === 0 ? country : choose('area', inAreas, (row) => row.area ?? '');
}

/** A person is dated once, by the first month: only then may a month be released when it ends. */
function firstMonthOf(rows: readonly PlacedRow[]): PlacedRow[] {
  const months = rows.flatMap(({ row }) => row.month ?? []).sort();
  return rows.filter(({ row }) => row.month === (months[0] ?? null));
}

/** The candidate with the smallest keyed hash: nobody without the key can tell, or steer, which one it is. */
function keyedFirst(
  names: readonly string[],
  unit: string,
  kind: string,
  { choiceKey, partition }: CapInput,
): string | undefined {
  const rank = (name: string): string =>
    Buffer.from(keyedHash(choiceKey, ['sdc-choice-v1', partition, unit, kind, name])).toString('hex');
  return names
    .map((name) => ({ name, rank: rank(name) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
    .at(0)?.name;
}
