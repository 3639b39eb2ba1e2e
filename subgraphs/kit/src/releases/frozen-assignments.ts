/**
 * Frozen assignments: where each unit was counted, written with the release that first counted it.
 *
 * Units and acts stand there under keyed names, so that what outlives an erased case file names nothing, and
 * still an act that was counted in one year is known again in another.
 */
import { keyedHash } from '@vigil/shared';
import type { EntityManager } from 'typeorm';
import { readIdKey } from '../serve/id-key.js';
import type { CountedUnit, FrozenAssignments } from './cap-contributions.js';
import type { ReleaseNode } from './release-node.js';

/** Gives a unit or an act its keyed name, 64 hex digits. */
export type KeyedName = (kind: 'unit' | 'act', id: string) => string;

/** @throws HubError DATA_DIRECTORY_MISSING when the node's id key was lost: with another key nothing is known again */
export async function readKeyedName({ dataDir }: Pick<ReleaseNode, 'dataDir'>): Promise<KeyedName> {
  const key = (await readIdKey(dataDir)).export();
  return (kind, id) => Buffer.from(keyedHash(key, ['vigil-frozen-v1', kind, id])).toString('hex');
}

/** Reads what binds a release of this partition. */
export async function readFrozen(node: ReleaseNode, partition: string): Promise<FrozenAssignments> {
  const { dataSource } = node;
  const nameOf = await readKeyedName(node);
  const here = await dataSource.query<{ place: string; cell: string }[]>(
    `SELECT unit || ' ' || table_id AS place, cell_address AS cell FROM release_assignment
     WHERE partition = $1 AND cell_address IS NOT NULL`,
    [partition],
  );
  const elsewhere = await dataSource.query<{ act: string }[]>(
    `SELECT DISTINCT jsonb_array_elements_text(sources) AS act FROM release_assignment WHERE partition <> $1`,
    [partition],
  );
  const cells = new Map(here.map(({ place, cell }) => [place, cell]));
  const acts = new Set(elsewhere.map(({ act }) => act));
  return {
    cellOf: (unit, table) => cells.get(`${nameOf('unit', unit)} ${table}`),
    countedElsewhere: (actId) => acts.has(nameOf('act', actId)),
  };
}

interface Freezing {
  readonly partition: string;
  readonly release: number;
  readonly nameOf: KeyedName;
}

/**
 * Freezes the assignments of a release, in the transaction of its document.
 *
 * A file erased since the snapshot was counted all the same: its acts stay bound, its cells are not kept.
 */
export async function freezeAssignments(
  manager: EntityManager,
  units: readonly CountedUnit[],
  { partition, release, nameOf }: Freezing,
): Promise<void> {
  const rows = units.flatMap(({ unit, caseFileId, cells, sources }) => {
    const kept = {
      unit: nameOf('unit', unit),
      file: caseFileId,
      sources: sources.map((id) => nameOf('act', id)).sort(),
    };
    return [...cells].map(([table, cell]) => ({ ...kept, table, cell }));
  });
  await manager.query(
    `INSERT INTO release_assignment (partition, unit, table_id, case_file_id, cell_address, release_sequence, sources)
     SELECT $1, r.unit, r."table", f.id, CASE WHEN f.id IS NOT NULL THEN r.cell END, $2::integer, r.sources
     FROM jsonb_to_recordset($3::jsonb) AS r(unit text, "table" text, cell text, file uuid, sources jsonb)
     LEFT JOIN case_file f ON f.id = r.file
     ON CONFLICT (partition, unit, table_id)
     DO UPDATE SET cell_address = excluded.cell_address, sources = excluded.sources`,
    [partition, release, JSON.stringify(rows)],
  );
}

/**
 * Before a case file is erased: forgets in which cells it was counted. That its acts were counted in a year
 * stays, under keyed names, so that they cannot be counted in another one.
 */
export async function forgetCells(manager: EntityManager, caseFileId: string): Promise<void> {
  await manager.query('UPDATE release_assignment SET cell_address = NULL WHERE case_file_id = $1', [
    caseFileId,
  ]);
}
