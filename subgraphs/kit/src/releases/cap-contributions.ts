/**
 * Caps: from the qualifying rows of a unit to the cells that it enters.
 *
 * What a unit adds is a function of that unit's own rows, its own frozen assignments, the plan and a key, never
 * of another unit's rows; that is what the whole guarantee rests on. Pure; the rows come from the indicator rules.
 */
import type { PlannedRelease, ReleasePlan } from '@vigil/shared';
import type { Contribution } from '../indicators/contribution.js';
import { chooseForPart, chooseForYear, type Chooser } from './choose-rows.js';
import type { CountedUnit, EnteredCell } from './counted-unit.js';
import { enterClipped, enterLate, enterMonths, enterYears } from './enter-cells.js';
import { namesOfOtherKinds, type FrozenAssignments } from './frozen-units.js';
import { placeRows, plannedLattice, type PlacedRow, type PlannedLattice } from './place-rows.js';

/** A planned release with everything that decides what a unit adds, but the unit. */
export interface CapRules {
  readonly lattice: PlannedLattice;
  /** subkey `cell-choice` of the partition year */
  readonly choiceKey: Uint8Array;
  /** when earlier years had their last release, by year: who is received after that is late */
  readonly lastReleases: ReadonlyMap<string, Date>;
}

export interface CapInput {
  /** qualifying contributions; those of other years are left out here */
  readonly contributions: readonly Contribution[];
  readonly plan: ReleasePlan;
  readonly partition: string;
  /** default: the last release of the year */
  readonly planned?: PlannedRelease;
  readonly choiceKey: Uint8Array;
  readonly frozen: FrozenAssignments;
  readonly lastReleases?: ReadonlyMap<string, Date>;
}

/** The units that a row counts for: one, or each event of it. */
export function unitsOf(
  { caseFileId, victimId, actId, eventId, eventIds }: Contribution,
  unit: ReleasePlan['unit'],
): string[] {
  if (unit === 'CASE_FILE') return [`file:${caseFileId}`];
  if (unit === 'EVENT') return eventIds.map((id) => `event:${id}`);
  if (victimId !== null) return [`victim:${victimId}`];
  return [actId === null ? `event:${eventId}` : `act:${actId}`];
}

/**
 * Does the plan declare the country of a row of an earlier year? Where it speaks of that year too, in the month of the
 * row: what could enter no other table is in none.
 */
function isDeclared(
  { indicator, country, month, year }: Contribution,
  { coverage }: Pick<ReleasePlan, 'coverage'>,
): boolean {
  const here = coverage.filter((each) => each.indicator === indicator && each.country === country);
  const ofYear = here.filter(({ from, to }) => from.slice(0, 4) <= year && year <= to.slice(0, 4));
  if (ofYear.length === 0) return here.length > 0;
  return month === null || ofYear.some(({ from, to }) => from <= month && month <= to);
}

/** Rows of earlier years, of declared places, whose file came after the last release of that year, and in this one. */
function lateRows(
  rows: readonly Contribution[],
  { lattice, lastReleases }: CapRules,
  frozen: FrozenAssignments,
): Contribution[] {
  const { partition, plan } = lattice;
  return rows.filter((row) => {
    const { year, persons, monthReceived, acts } = row;
    const last = lastReleases.get(year);
    if (last === undefined || year >= partition || persons < 1) return false;
    const after =
      last.toISOString().slice(0, 7) <= monthReceived && monthReceived.startsWith(`${partition}-`);
    return after && isDeclared(row, plan) && !acts.some(({ id }) => frozen.countedElsewhere(id));
  });
}

function enterYear(
  chooser: Chooser,
  placed: readonly PlacedRow[],
  { rows, frozen, rules }: UnitRows,
): EnteredCell[] {
  const before = frozen.of(chooser.unit);
  const chosen = chooseForYear(chooser, placed, before.cells);
  const late =
    before.late || rules.lastReleases.size === 0 ? [] : enterLate(chooser, lateRows(rows, rules, frozen));
  return [
    ...enterMonths(chooser, chosen.pairs),
    ...enterYears(chooser, chosen.years),
    ...late,
    ...enterClipped(chooser, placed, chosen),
  ];
}

function actsOf(rows: readonly Contribution[]): string[] {
  const acts = rows.flatMap((row) => row.acts);
  return acts.length < 2 ? acts.map(({ id }) => id) : [...new Set(acts.map(({ id }) => id))].sort();
}

interface UnitRows {
  /** of one unit */
  readonly rows: readonly Contribution[];
  readonly frozen: FrozenAssignments;
  readonly rules: CapRules;
}

/**
 * What one unit adds to a planned release.
 *
 * @returns null when it adds nothing
 */
export function capUnit(unit: string, unitRows: UnitRows): CountedUnit | null {
  const { rows, frozen, rules } = unitRows;
  const { lattice, choiceKey } = rules;
  const { plan, planned, tables } = lattice;
  const [first] = rows;
  if (first === undefined) return null;
  const { yearsPerUnit } = plan;
  const otherNames = yearsPerUnit === null ? [] : namesOfOtherKinds(plan.unit, first.caseFileId);
  const before = frozen.of(unit, otherNames);
  if (yearsPerUnit !== null && before.otherYears >= yearsPerUnit) return null;
  const placed = placeRows(rows, lattice, frozen);
  const chooser: Chooser = { unit, lattice, choiceKey };
  const shown =
    planned.stage === 'FINAL'
      ? enterYear(chooser, placed, unitRows)
      : enterMonths(chooser, chooseForPart(chooser, placed, before.cells)).filter(({ table }) =>
          tables.some(({ id }) => id === table),
        );
  if (shown.length === 0) return null;
  const late = shown.some(({ table }) => table === 'LATE') ? lateRows(rows, rules, frozen) : [];
  const counted = [...placed.map(({ row }) => row), ...late];
  return { unit, caseFileId: first.caseFileId, entered: shown, sources: actsOf(counted) };
}

export function capRules(
  input: Omit<CapInput, 'contributions' | 'frozen'> & { readonly lattice?: PlannedLattice | undefined },
): CapRules {
  const { plan, partition, planned = { stage: 'FINAL', part: partition }, choiceKey, lastReleases } = input;
  return {
    lattice: input.lattice ?? plannedLattice(plan, partition, planned),
    choiceKey,
    lastReleases: lastReleases ?? new Map(),
  };
}

/** The same for every unit of some rows, ordered by unit. */
export function capUnits(
  contributions: readonly Contribution[],
  frozen: FrozenAssignments,
  rules: CapRules,
): CountedUnit[] {
  const units = new Map<string, Contribution[]>();
  for (const row of contributions) {
    for (const unit of unitsOf(row, rules.lattice.plan.unit)) {
      const rows = units.get(unit);
      if (rows === undefined) units.set(unit, [row]);
      else rows.push(row);
    }
  }
  return [...units.keys()]
    .sort()
    .flatMap((unit) => capUnit(unit, { rows: units.get(unit) ?? [], frozen, rules }) ?? []);
}

/**
 * Applies plan, caps and frozen assignments.
 *
 * @returns one entry for each unit that enters at least one table, ordered by unit
 */
export function capContributions(input: CapInput): CountedUnit[] {
  return capUnits(input.contributions, input.frozen, capRules(input));
}
