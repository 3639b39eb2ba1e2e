/**
 * At a partner on views, where an erasure happens in another database: forgets in which cells a unit was counted
 * once the views no longer show it. Its acts stay bound, as when a case file is erased here.
 *
 * Ids pass through in batches; what is compared is compared by the database.
 */
import type { EntityManager } from 'typeorm';
import { readRecords } from '../node/read-records.js';
import { TABLES_ALONE } from './frozen-assignments.js';
import { readKeyedName, type KeyedName } from './keyed-names.js';
import type { ReleaseNode } from './release-node.js';

/** What can be counted as a unit, and how its name begins: `file:<uuid>`, ... */
const UNIT_TABLES = { file: 'case_file', victim: 'victim', act: 'act', event: 'event' } as const;
const FETCH_ROWS = 5_000;
/** an erased file's cells are names of tables without a place */
const HAS_CELLS = `array_to_string(cells, '') LIKE '% %'`;

/** Keyed names of everything that the views show, as rows of a table that goes with the transaction. */
async function nameShown(node: ReleaseNode, manager: EntityManager, nameOf: KeyedName): Promise<void> {
  await manager.query('CREATE TEMPORARY TABLE shown_unit (unit bytea NOT NULL) ON COMMIT DROP');
  await readRecords(node, async (records) => {
    for (const [kind, table] of Object.entries(UNIT_TABLES)) {
      const cursor = `shown_${kind}`;
      await records.query(`DECLARE ${cursor} NO SCROLL CURSOR FOR SELECT id FROM ${table}`);
      const fetch = (): Promise<{ id: string }[]> =>
        records.query<{ id: string }[]>(`FETCH ${FETCH_ROWS} FROM ${cursor}`);
      for (let rows = await fetch(); rows.length > 0; rows = await fetch()) {
        await manager.query(
          `INSERT INTO shown_unit SELECT decode(name, 'hex') FROM unnest($1::text[]) AS name`,
          [rows.map(({ id }) => nameOf('unit', `${kind}:${id}`))],
        );
      }
      await records.query(`CLOSE ${cursor}`);
    }
  });
  await manager.query('ANALYZE shown_unit');
}

/**
 * Does nothing at a partner with tables of its own.
 *
 * @returns how many assignments were forgotten
 * @throws HubError RECORDS_UNREADABLE
 */
export async function forgetVanishedCells(node: ReleaseNode): Promise<number> {
  if (node.settings.records === undefined) return 0;
  const [held] = await node.dataSource.query<{ any: boolean }[]>(
    `SELECT EXISTS (SELECT FROM release_assignment WHERE ${HAS_CELLS}) AS any`,
  );
  if (held?.any !== true) return 0;
  const nameOf = await readKeyedName(node);
  return node.dataSource.transaction(async (manager) => {
    await nameShown(node, manager, nameOf);
    const [, forgotten] = await manager.query<[unknown, number]>(
      `UPDATE release_assignment a SET cells = ${TABLES_ALONE}
       WHERE ${HAS_CELLS} AND NOT EXISTS (SELECT FROM shown_unit s WHERE s.unit = a.unit)`,
    );
    return forgotten;
  });
}
