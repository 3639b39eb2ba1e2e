/**
 * Frozen assignments in the database: what earlier releases bind for a few units, asked by keyed name.
 *
 * Written by `staged-assignments.ts` with the release that counts the units; read in batches, so that a node never
 * holds all of them.
 */
import type { ReleaseStage, TableId } from '@vigil/shared';
import type { EntityManager } from 'typeorm';
import {
  NOTHING_FROZEN,
  UNIT_NOT_FROZEN,
  withYearsOf,
  type FrozenAssignments,
  type FrozenCell,
  type YearedUnit,
} from './frozen-units.js';
import type { KeyedName } from './keyed-names.js';
import type { ReleaseNode } from './release-node.js';

/** What is asked of earlier releases at once. */
export interface AskedUnits {
  readonly units: readonly string[];
  readonly acts: readonly string[];
}

/** Asks what binds some units in a partition. */
export type ReadFrozen = (asked: AskedUnits) => Promise<FrozenAssignments>;

interface FrozenRow {
  readonly unit: string;
  readonly partition: string;
  readonly stage: ReleaseStage;
  readonly cells: readonly string[];
}

const UNITS = `
  SELECT encode(a.unit, 'hex') AS unit, f.partition, f.stage, a.cells
  FROM release_assignment a JOIN release_freeze f USING (release_sequence)
  WHERE a.unit = ANY (SELECT decode(name, 'hex') FROM unnest($1::text[]) AS name)
  ORDER BY a.release_sequence`;
const ACTS = `
  SELECT DISTINCT encode(s.act, 'hex') AS act
  FROM release_source s JOIN release_freeze f USING (release_sequence)
  WHERE s.act = ANY (SELECT decode(name, 'hex') FROM unnest($1::text[]) AS name) AND f.partition <> $2`;

/** `L1 KIDNAPPING|XA|2012-03`, or the table alone. */
function cellOf(stage: ReleaseStage, text: string): FrozenCell {
  const [table = '', cell = null] = text.split(' ');
  return { stage, table: table as TableId, cell };
}

function unitsOf(rows: readonly FrozenRow[], partition: string): Map<string, YearedUnit> {
  const units = new Map<string, YearedUnit>();
  for (const row of rows) {
    const before = units.get(row.unit) ?? { ...UNIT_NOT_FROZEN, years: new Set<string>() };
    const here = row.partition === partition;
    const years = here ? before.years : new Set([...before.years, row.partition]);
    const cells = row.cells.map((text) => cellOf(row.stage, text));
    units.set(row.unit, {
      cells: here ? [...before.cells, ...cells] : before.cells,
      otherYears: years.size,
      late: before.late || cells.some(({ table }) => table === 'LATE'),
      years,
    });
  }
  return units;
}

/**
 * Opens what binds a release of this partition.
 *
 * @returns a reader; where nothing is frozen yet it asks nothing
 */
export async function openFrozen(
  { dataSource }: Pick<ReleaseNode, 'dataSource'>,
  partition: string,
  nameOf: KeyedName,
): Promise<ReadFrozen> {
  const [state] = await dataSource.query<{ any: boolean; elsewhere: boolean }[]>(
    `SELECT count(*) > 0 AS any, count(*) FILTER (WHERE partition <> $1) > 0 AS elsewhere FROM release_freeze`,
    [partition],
  );
  if (state?.any !== true) return () => Promise.resolve(NOTHING_FROZEN);
  return async ({ units: asked, acts: askedActs }) => {
    const names = asked.map((unit) => nameOf('unit', unit));
    const units = unitsOf(await dataSource.query<FrozenRow[]>(UNITS, [names]), partition);
    const byUnit = new Map<string, YearedUnit>();
    for (const [place, unit] of asked.entries()) {
      const found = units.get(names[place] ?? '');
      if (found !== undefined) byUnit.set(unit, found);
    }
    const acts = new Set<string>();
    if (state.elsewhere) {
      const actNames = new Map(askedActs.map((act) => [nameOf('act', act), act]));
      const found = await dataSource.query<{ act: string }[]>(ACTS, [[...actNames.keys()], partition]);
      for (const { act } of found) acts.add(actNames.get(act) ?? '');
    }
    return {
      of: (unit, otherNames = []) => withYearsOf(byUnit, unit, otherNames),
      countedElsewhere: (act) => acts.has(act),
    };
  };
}

/** SQL: the tables alone. What is spent stays spent, and where it was counted is known no more. */
export const TABLES_ALONE = `ARRAY(SELECT split_part(cell, ' ', 1) FROM unnest(cells) AS cell)`;

/**
 * Before a case file is erased: forgets in which cells it was counted. That its acts were counted in a year
 * stays, under keyed names, so that they cannot be counted in another one.
 */
export async function forgetCells(manager: EntityManager, caseFileId: string): Promise<void> {
  await manager.query(
    `UPDATE release_assignment SET cells = ${TABLES_ALONE}, case_file_id = NULL WHERE case_file_id = $1`,
    [caseFileId],
  );
}

/** A release's files that were erased while it was made. */
export async function forgetErasedMeanwhile(manager: EntityManager, release: number): Promise<void> {
  await manager.query(
    `UPDATE release_assignment a SET cells = ${TABLES_ALONE}, case_file_id = NULL
     WHERE release_sequence = $1 AND case_file_id IS NOT NULL
       AND NOT EXISTS (SELECT FROM case_file f WHERE f.id = a.case_file_id)`,
    [release],
  );
}
