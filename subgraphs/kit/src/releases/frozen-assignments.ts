/**
 * Frozen assignments: where each unit was counted, written with the release that first counted it.
 *
 * Units and acts stand there under keyed names, so that what outlives an erased case file names nothing, and
 * still an act that was counted in one year is known again in another.
 */
import { keyedHash } from '@vigil/shared';
import type { EntityManager } from 'typeorm';
import { readRecords } from '../node/read-records.js';
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
  /** false at a partner on views: its case files are no rows of this database, so none is pointed to */
  readonly ownTables: boolean;
}

/**
 * Freezes the assignments of a release, in the transaction of its document.
 *
 * A file erased since the snapshot was counted all the same: its acts stay bound, its cells are not kept. On
 * views that is found out later, by `forgetVanishedCells`.
 */
export async function freezeAssignments(
  manager: EntityManager,
  units: readonly CountedUnit[],
  { partition, release, nameOf, ownTables }: Freezing,
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
     SELECT $1, r.unit, r."table", f.id, CASE WHEN f.id IS NOT NULL OR NOT $4 THEN r.cell END, $2::integer, r.sources
     FROM jsonb_to_recordset($3::jsonb) AS r(unit text, "table" text, cell text, file uuid, sources jsonb)
     LEFT JOIN case_file f ON f.id = r.file
     ON CONFLICT (partition, unit, table_id)
     DO UPDATE SET cell_address = excluded.cell_address, sources = excluded.sources`,
    [partition, release, JSON.stringify(rows), ownTables],
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

/** What can be counted as a unit, and how its name begins: `file:<uuid>`, ... */
const UNIT_TABLES = { file: 'case_file', victim: 'victim', act: 'act', event: 'event' } as const;

/**
 * At a partner on views, where an erasure happens in another database: forgets in which cells a unit was
 * counted once the views no longer show it. Its acts stay bound, as in `forgetCells`.
 *
 * @returns how many assignments were forgotten
 * @throws HubError RECORDS_UNREADABLE
 */
export async function forgetVanishedCells(node: ReleaseNode): Promise<number> {
  if (node.settings.records === undefined) return 0;
  const held = await node.dataSource.query<{ unit: string }[]>(
    'SELECT DISTINCT unit FROM release_assignment WHERE cell_address IS NOT NULL',
  );
  if (held.length === 0) return 0;
  const nameOf = await readKeyedName(node);
  const shown = await readRecords(node, async (records) => {
    const names = new Set<string>();
    for (const [kind, table] of Object.entries(UNIT_TABLES)) {
      const rows = await records.query<{ id: string }[]>(`SELECT id FROM ${table}`);
      for (const { id } of rows) names.add(nameOf('unit', `${kind}:${id}`));
    }
    return names;
  });
  const vanished = held.map(({ unit }) => unit).filter((unit) => !shown.has(unit));
  const forgotten = await node.dataSource.query<[unknown, number]>(
    'UPDATE release_assignment SET cell_address = NULL WHERE unit = ANY($1::text[]) AND cell_address IS NOT NULL',
    [vanished],
  );
  return forgotten[1];
}
