/**
 * What earlier releases have fixed for a unit: in which cells it was counted, in how many other years, and that
 * it has come late once.
 *
 * Shapes, and the same kept in memory; in the database it is kept under keyed names (`frozen-assignments.ts`).
 * Asked, not listed.
 */
import type { ReleaseStage, TableId } from '@vigil/shared';
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
  of(unit: string): FrozenUnit;
  /** was this act counted in another partition? */
  countedElsewhere(actId: string): boolean;
}

export const UNIT_NOT_FROZEN: FrozenUnit = { cells: [], otherYears: 0, late: false };

export const NOTHING_FROZEN: FrozenAssignments = {
  of: () => UNIT_NOT_FROZEN,
  countedElsewhere: () => false,
};

/** The units that one release counted. */
export interface EarlierRelease {
  readonly partition: string;
  readonly stage: ReleaseStage;
  readonly units: readonly CountedUnit[];
}

/** What earlier releases bind in a partition, when they are at hand. */
export function frozenBy(earlier: readonly EarlierRelease[], partition: string): FrozenAssignments {
  const units = new Map<string, FrozenUnit & { readonly years: ReadonlySet<string> }>();
  const acts = new Set<string>();
  for (const release of earlier) {
    const here = release.partition === partition;
    for (const { unit, entered, sources } of release.units) {
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
      if (!here) for (const act of sources) acts.add(act);
    }
  }
  return { of: (unit) => units.get(unit) ?? UNIT_NOT_FROZEN, countedElsewhere: (act) => acts.has(act) };
}
