/**
 * Rows of whole case files, as they go into the tables: what `case add`, `case edit` and the generator of
 * synthetic files have in common.
 */
import type { EntityManager, EntityTarget, ObjectLiteral } from 'typeorm';
import { ActPerpetrator } from './act-perpetrator.js';
import { Act } from './act.js';
import { CaseFile } from './case-file.js';
import { Consent } from './consent.js';
import { Event } from './event.js';
import { Evidence } from './evidence.js';
import { Intervention } from './intervention.js';
import { Perpetrator } from './perpetrator.js';
import { Victim } from './victim.js';
import { Witness } from './witness.js';

/** The columns of an entity as a plain object: a row has no behaviour. */
export type RowOf<Entity> = { readonly [Column in keyof Entity]: Entity[Column] };

export interface CaseRows {
  readonly caseFiles: readonly RowOf<CaseFile>[];
  readonly events: readonly RowOf<Event>[];
  readonly victims: readonly RowOf<Victim>[];
  readonly perpetrators: readonly RowOf<Perpetrator>[];
  readonly acts: readonly RowOf<Act>[];
  readonly actPerpetrators: readonly RowOf<ActPerpetrator>[];
  readonly witnesses: readonly RowOf<Witness>[];
  readonly consents: readonly RowOf<Consent>[];
  readonly evidence: readonly RowOf<Evidence>[];
  readonly interventions: readonly RowOf<Intervention>[];
}

/** A statement holds at most this many rows: keeps the text of one parameter in the megabytes. */
const CHUNK = 5_000;

/**
 * Writes rows with one statement for each chunk; a row whose id exists is replaced.
 *
 * @param rows - with a value, perhaps null, for every column
 */
async function storeRows<Row extends ObjectLiteral>(
  manager: EntityManager,
  target: EntityTarget<Row>,
  rows: readonly RowOf<Row>[],
): Promise<void> {
  const { tableName, columns, primaryColumns } = manager.dataSource.getMetadata(target);
  const names = columns.map(({ databaseName }) => `"${databaseName}"`).join(', ');
  const keys = primaryColumns.map(({ databaseName }) => `"${databaseName}"`).join(', ');
  const changes = columns
    .filter(({ isPrimary }) => !isPrimary)
    .map(({ databaseName }) => `"${databaseName}" = EXCLUDED."${databaseName}"`);
  const statement = `INSERT INTO "${tableName}" (${names})
    SELECT ${names} FROM jsonb_populate_recordset(NULL::"${tableName}", $1::jsonb)
    ON CONFLICT (${keys}) ${changes.length === 0 ? 'DO NOTHING' : `DO UPDATE SET ${changes.join(', ')}`}`;
  for (let start = 0; start < rows.length; start += CHUNK) {
    const chunk = rows
      .slice(start, start + CHUNK)
      .map((row) =>
        Object.fromEntries(
          columns.map((column) => [column.databaseName, row[column.propertyName] as unknown]),
        ),
      );
    await manager.query(statement, [JSON.stringify(chunk)]);
  }
}

/** Writes whole case files inside the caller's transaction; parents come before children. */
export async function storeCaseRows(manager: EntityManager, rows: CaseRows): Promise<void> {
  await storeRows(manager, CaseFile, rows.caseFiles);
  await storeRows(manager, Event, rows.events);
  await storeRows(manager, Victim, rows.victims);
  await storeRows(manager, Perpetrator, rows.perpetrators);
  await storeRows(manager, Act, rows.acts);
  await storeRows(manager, ActPerpetrator, rows.actPerpetrators);
  await storeRows(manager, Witness, rows.witnesses);
  await storeRows(manager, Consent, rows.consents);
  await storeRows(manager, Evidence, rows.evidence);
  await storeRows(manager, Intervention, rows.interventions);
}
