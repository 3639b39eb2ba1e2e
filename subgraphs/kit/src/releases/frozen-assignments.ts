/**
 * Frozen assignments: where each unit was counted, written with the release that first counted it.
 */
import type { EntityManager } from 'typeorm';
import type { CountedUnit, FrozenAssignments } from './cap-contributions.js';
import type { ReleaseNode } from './release-node.js';

/** Reads what binds a release of this partition. */
export async function readFrozen({ dataSource }: ReleaseNode, partition: string): Promise<FrozenAssignments> {
  const here = await dataSource.query<{ unit: string; table: string; cell: string }[]>(
    'SELECT unit, table_id AS "table", cell_address AS cell FROM release_assignment WHERE partition = $1',
    [partition],
  );
  const elsewhere = await dataSource.query<{ event: string; year: string }[]>(
    `SELECT DISTINCT jsonb_array_elements_text(sources) AS event, partition AS year
     FROM release_assignment WHERE partition <> $1`,
    [partition],
  );
  const cells = new Map<string, Map<string, string>>();
  for (const { unit, table, cell } of here) {
    const tables = cells.get(unit) ?? new Map<string, string>();
    cells.set(unit, tables.set(table, cell));
  }
  const yearsOfEvent = new Map<string, Set<string>>();
  for (const { event, year } of elsewhere) {
    yearsOfEvent.set(event, (yearsOfEvent.get(event) ?? new Set<string>()).add(year));
  }
  return { cells, yearsOfEvent };
}

/**
 * Freezes the assignments of a release, in the transaction of its document.
 *
 * A file erased since the snapshot has nothing left to freeze.
 */
export async function freezeAssignments(
  manager: EntityManager,
  units: readonly CountedUnit[],
  { partition, release }: { readonly partition: string; readonly release: number },
): Promise<void> {
  const rows = units.flatMap(({ unit, caseFileId, cells, sources }) =>
    [...cells].map(([table, cell]) => ({ unit, table, cell, file: caseFileId, sources })),
  );
  await manager.query(
    `INSERT INTO release_assignment (partition, unit, table_id, case_file_id, cell_address, release_sequence, sources)
     SELECT $1, r.unit, r."table", r.file, r.cell, $2::integer, r.sources
     FROM jsonb_to_recordset($3::jsonb) AS r(unit text, "table" text, cell text, file uuid, sources jsonb)
     JOIN case_file f ON f.id = r.file
     ON CONFLICT (partition, unit, table_id)
     DO UPDATE SET cell_address = excluded.cell_address, sources = excluded.sources`,
    [partition, release, JSON.stringify(rows)],
  );
}
