/**
 * What earlier releases have fixed for a unit: in which cells it was counted, in how many other years, and that
 * it has come late once.
 *
 * Shapes, and the same kept in memory; in the database it is kept under keyed names (`frozen-assignments.ts`).
 * Asked, not listed.
 */
import type { ReleasePlan, ReleaseStage, TableId } from '@vigil/shared';
import type { CountedUnit } from './counted-unit.js';

/** One cell that a unit entered in this partition. */
export interface FrozenCell {
  readonly stage: ReleaseStage;
  readonly table: TableId;
  /** null once the file is erased: no longer known, and spent all the same */
  readonly cell: string | null;
}

export interface FrozenUnit {
  readonly cells: readonly FrozenCell[];
  /** in how many other partitions the unit was counted */
  readonly otherYears: number;
  /** it was counted as late, in whatever partition */
  readonly late: boolean;
}

export interface FrozenAssignments {
  /** @param otherNames - names whose years count as years of the unit too */
  of(unit: string, otherNames?: readonly string[]): FrozenUnit;
  /** was this act counted in another partition? */
  countedElsewhere(actId: string): boolean;
}

export const UNIT_NOT_FROZEN: FrozenUnit = { cells: [], otherYears: 0, late: false };

export const NOTHING_FROZEN: FrozenAssignments = {
  of: () => UNIT_NOT_FROZEN,
  countedElsewhere: () => false,
};

const UNIT_KINDS: readonly ReleasePlan['unit'][] = ['CASE_FILE', 'EVENT', 'PERSON'];

/** The name of a case file that counts itself, or whose events or persons do. */
export function fileCountedBy(unit: ReleasePlan['unit'], caseFileId: string): string {
  return unit === 'CASE_FILE' ? `file:${caseFileId}` : `file-by-${unit}:${caseFileId}`;
}

/**
 * Names under which a unit of a file may have counted in years whose plans count another kind of unit. Which event of a
 * file holds which person is not kept, so a year in which any of them counted is a year of each.
 */
export function namesOfOtherKinds(unit: ReleasePlan['unit'], caseFileId: string): string[] {
  return UNIT_KINDS.filter((kind) => kind !== unit).map((kind) => fileCountedBy(kind, caseFileId));
}

/** A unit with the other years in which it, or what has one of the other names, was counted. */
export interface YearedUnit extends FrozenUnit {
  readonly years: ReadonlySet<string>;
}

/** One unit of several names: where the first was counted, in the years of all. */
export function withYearsOf(
  units: ReadonlyMap<string, YearedUnit>,
  unit: string,
  otherNames: readonly string[],
): FrozenUnit {
  const own = units.get(unit) ?? { ...UNIT_NOT_FROZEN, years: new Set<string>() };
  if (otherNames.length === 0) return own;
  const years = new Set([unit, ...otherNames].flatMap((name) => [...(units.get(name)?.years ?? [])]));
  return { ...own, otherYears: years.size };
}

/** The units that one release counted. */
export interface EarlierRelease {
  /** the plan's; absent: CASE_FILE */
  readonly unit?: ReleasePlan['unit'];
  readonly partition: string;
  readonly stage: ReleaseStage;
  readonly units: readonly CountedUnit[];
}

/** Under the name of a file that was counted through its events or persons stand its years alone. */
function addFileYear(
  units: Map<string, YearedUnit>,
  kind: ReleasePlan['unit'],
  { caseFileId, partition }: { readonly caseFileId: string; readonly partition: string },
): void {
  if (kind === 'CASE_FILE') return;
  const file = fileCountedBy(kind, caseFileId);
  const known = units.get(file)?.years ?? [];
  units.set(file, { ...UNIT_NOT_FROZEN, years: new Set([...known, partition]) });
}

/** What earlier releases bind in a partition, when they are at hand. */
export function frozenBy(earlier: readonly EarlierRelease[], partition: string): FrozenAssignments {
  const units = new Map<string, YearedUnit>();
  const acts = new Set<string>();
  for (const release of earlier) {
    const here = release.partition === partition;
    const { unit: kind = 'CASE_FILE' } = release;
    for (const { unit, caseFileId, entered, sources } of release.units) {
      const before = units.get(unit) ?? { ...UNIT_NOT_FROZEN, years: new Set<string>() };
      const years = here ? before.years : new Set([...before.years, release.partition]);
      const counted = entered.filter(({ counts }) => counts === 'UNIT');
      const cells = counted.map(({ table, cell }): FrozenCell => ({ stage: release.stage, table, cell }));
      units.set(unit, {
        cells: here ? [...before.cells, ...cells] : before.cells,
        otherYears: years.size,
        late: before.late || counted.some(({ table }) => table === 'LATE'),
        years,
      });
      if (here) continue;
      for (const act of sources) acts.add(act);
      addFileYear(units, kind, { caseFileId, partition: release.partition });
    }
  }
  return {
    of: (unit, otherNames = []) => withYearsOf(units, unit, otherNames),
    countedElsewhere: (act) => acts.has(act),
  };
}
