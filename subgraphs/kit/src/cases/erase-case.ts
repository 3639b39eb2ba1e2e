/**
 * Erases a case file, or everything in it that names somebody.
 *
 * The local record keeps who erased which file, when, on what ground and how much; nothing of what it held.
 * Figures already released stay as they are: they hold no record, and a release is never made twice.
 */
import type { EntityManager } from 'typeorm';
import { In } from 'typeorm';
import { leaveTombstones, type ErasedSource } from '../import/erased-sources.js';
import type { NodeContext } from '../node/node-context.js';
import { recordLocally } from '../node/record-locally.js';
import { requireOwnTables } from '../node/require-own-tables.js';
import { Act } from '../records/act.js';
import { CaseFile } from '../records/case-file.js';
import type { CaseRows } from '../records/case-rows.js';
import { Event } from '../records/event.js';
import { Evidence } from '../records/evidence.js';
import { Perpetrator } from '../records/perpetrator.js';
import { Victim } from '../records/victim.js';
import { Witness } from '../records/witness.js';
import { readCaseRows } from './read-case.js';

/** A closed list: a reason in free words would put into the record what must leave it. */
export const ERASURE_REASONS = [
  'person-request',
  'consent-withdrawn',
  'retention-ended',
  'legal-order',
  'recorded-in-error',
] as const;
export type ErasureReason = (typeof ERASURE_REASONS)[number];

const TABLES = [
  'case_file',
  'event',
  'victim',
  'perpetrator',
  'act',
  'act_perpetrator',
  'witness',
  'consent',
  'evidence',
  'intervention',
  'import_staging',
  'release_assignment',
];

const ids = (rows: readonly { id: string }[]): { id: ReturnType<typeof In<string>> } => ({
  id: In(rows.map(({ id }) => id)),
});

async function blankIdentifying(manager: EntityManager, rows: CaseRows): Promise<void> {
  await manager.update(Event, ids(rows.events), { title: null, exactLocation: null, description: null });
  await manager.update(Act, ids(rows.acts), { method: null });
  await manager.update(Victim, ids(rows.victims), { legalName: null, contact: null });
  await manager.update(Perpetrator, ids(rows.perpetrators), { unit: null, legalName: null });
  await manager.update(Witness, ids(rows.witnesses), {
    // free text in which a witness may be told by what they are to the victim
    ...{ connection: null, reliability: null },
    ...{ legalName: null, contact: null, testimony: null },
  });
  await manager.update(Evidence, ids(rows.evidence), { content: null });
}

/** Rows of a failed import wait for their next try; the erased file must not come back with them. */
async function forgetStaged(manager: EntityManager, rows: CaseRows): Promise<void> {
  for (const { sourceDataset, sourceKey } of rows.events) {
    if (sourceKey === null) continue;
    await manager.query(
      `DELETE FROM import_staging USING import_run
       WHERE import_run.id = run_id AND dataset = $1 AND source_key = $2`,
      [sourceDataset, sourceKey],
    );
  }
}

export interface ErasureOptions {
  readonly actor: string;
  readonly reason: ErasureReason;
  /** keep the file, its acts and codes; blank names, contacts, testimony, free texts, places, contents */
  readonly identifyingOnly: boolean;
}

/**
 * @returns whether the tables were rewritten as well; if not, erased values stay readable for somebody with
 *   the database's own files until `VACUUM FULL` runs
 * @throws HubError NOT_FOUND
 */
export async function eraseCase(
  context: NodeContext,
  reference: string,
  { actor, reason, identifyingOnly }: ErasureOptions,
): Promise<boolean> {
  requireOwnTables(context);
  await context.dataSource.transaction(async (manager) => {
    const rows = await readCaseRows(manager, reference);
    await forgetStaged(manager, rows);
    let sources: readonly ErasedSource[] = [];
    if (identifyingOnly) await blankIdentifying(manager, rows);
    else {
      sources = await leaveTombstones(context, manager, rows);
      await manager.delete(CaseFile, { id: rows.caseFile.id });
    }
    const { events, acts, victims, witnesses, evidence } = rows;
    await recordLocally(
      context,
      {
        actor,
        action: identifyingOnly ? 'erase.identifying' : 'erase.case-file',
        object: `case_file:${rows.caseFile.id}`,
        details: {
          reason,
          ...{ events: events.length, acts: acts.length, victims: victims.length },
          ...{ witnesses: witnesses.length, evidence: evidence.length },
          ...(sources.length === 0 ? {} : { sources }),
        },
      },
      manager,
    );
  });
  return rewriteTables(context);
}

/** PostgreSQL keeps old versions of a row in its files until the table is rewritten. */
async function rewriteTables({ dataSource, log }: NodeContext): Promise<boolean> {
  try {
    for (const table of TABLES) await dataSource.query(`VACUUM (FULL) ${table}`);
    // removes the old files now instead of soon; needs a right that an owner of tables may not have
    await dataSource.query('CHECKPOINT').catch(() => undefined);
    return true;
  } catch (error) {
    log.warn({ code: (error as { code?: unknown }).code }, 'erased rows were not rewritten');
    return false;
  }
}
