/**
 * Adds and edits case files: each one transaction, together with its line in the local record.
 */
import { HubError } from '@vigil/shared';
import type { EntityManager } from 'typeorm';
import { In, Not } from 'typeorm';
import type { EntityTarget } from 'typeorm';
import type { NodeContext } from '../node/node-context.js';
import { recordLocally } from '../node/record-locally.js';
import { requireOwnTables } from '../node/require-own-tables.js';
import { ActPerpetrator } from '../records/act-perpetrator.js';
import { Act } from '../records/act.js';
import { CaseFile } from '../records/case-file.js';
import { storeCaseRows } from '../records/case-rows.js';
import type { CaseRows } from '../records/case-rows.js';
import { Consent } from '../records/consent.js';
import { Event } from '../records/event.js';
import { Evidence } from '../records/evidence.js';
import { Intervention } from '../records/intervention.js';
import { Perpetrator } from '../records/perpetrator.js';
import { Victim } from '../records/victim.js';
import { Witness } from '../records/witness.js';
import type { CaseDocument } from './case-document.js';
import { documentToRows } from './document-to-rows.js';
import { readCaseRows } from './read-case.js';

export interface ChangedCase {
  readonly caseFileId: string;
  /** how many of each, for the person at the terminal and for the record */
  readonly counts: Readonly<Record<string, number>>;
}

function countsOf(rows: CaseRows): Record<string, number> {
  const { events, acts, victims, perpetrators, witnesses, evidence, interventions, consents } = rows;
  const lists = { events, acts, victims, perpetrators, witnesses, evidence, interventions, consents };
  return Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, list.length]));
}

async function refuseTakenReference(manager: EntityManager, reference: string, own?: string): Promise<void> {
  const taken = await manager.existsBy(CaseFile, {
    reference,
    ...(own === undefined ? {} : { id: Not(own) }),
  });
  if (taken) {
    throw new HubError(
      'IMPORT_FILE_INVALID',
      'another case file has this reference; change it with: case edit',
      'operator',
    );
  }
}

/**
 * Made-up and real case files never share a node: a figure must not mix them.
 *
 * @throws HubError IMPORT_FILE_INVALID when the document says it is what the node is not
 */
function markedAsNode({ settings }: NodeContext, document: CaseDocument): CaseDocument {
  const { synthetic } = settings;
  if ((document.synthetic ?? synthetic) === synthetic) return { ...document, synthetic };
  throw new HubError(
    'IMPORT_FILE_INVALID',
    synthetic
      ? 'this node holds synthetic case files only; a real one belongs on a node of its own'
      : 'a synthetic case file has no place on a node with real ones',
    'operator',
  );
}

/** @throws HubError IMPORT_FILE_INVALID when the reference is taken or the document carries ids */
export async function addCase(
  context: NodeContext,
  actor: string,
  given: CaseDocument,
): Promise<ChangedCase> {
  requireOwnTables(context);
  const document = markedAsNode(context, given);
  const rows = documentToRows(document, context.now());
  if (givenIds(document).size > 0) {
    throw new HubError(
      'IMPORT_FILE_INVALID',
      'a new case file carries no ids; use keys, or: case edit',
      'operator',
    );
  }
  const caseFileId = rows.caseFiles[0]?.id ?? '';
  const counts = countsOf(rows);
  await context.dataSource.transaction(async (manager) => {
    await refuseTakenReference(manager, document.reference);
    await storeCaseRows(manager, rows);
    await recordLocally(
      context,
      { actor, action: 'case.add', object: `case_file:${caseFileId}`, details: counts },
      manager,
    );
  });
  return { caseFileId, counts };
}

function givenIds({ victims, perpetrators, events }: CaseDocument): Set<string> {
  const children = events.flatMap(({ acts, witnesses, evidence, interventions }) => [
    ...acts,
    ...witnesses,
    ...evidence,
    ...interventions,
  ]);
  const all: { id?: string | undefined }[] = [...victims, ...perpetrators, ...events, ...children];
  return new Set(all.flatMap(({ id }) => (id === undefined ? [] : [id])));
}

const OWNED_BY_EVENT: readonly [
  EntityTarget<{ id: string; eventId: string }>,
  'acts' | 'witnesses' | 'evidence' | 'interventions',
][] = [
  [Act, 'acts'],
  [Witness, 'witnesses'],
  [Evidence, 'evidence'],
  [Intervention, 'interventions'],
];
const OWNED_BY_FILE: readonly [
  EntityTarget<{ id: string; caseFileId: string }>,
  'events' | 'victims' | 'perpetrators',
][] = [
  [Event, 'events'],
  [Victim, 'victims'],
  [Perpetrator, 'perpetrators'],
];

/** Takes away what the edited document no longer holds, and all answers and links, which are written anew. */
async function removeAbsent(
  manager: EntityManager,
  before: CaseRows & { caseFile: CaseFile },
  after: CaseRows,
): Promise<void> {
  const eventId = In(before.events.map(({ id }) => id));
  for (const [target, list] of OWNED_BY_EVENT) {
    await manager.delete(target, { eventId, id: Not(In(after[list].map(({ id }) => id))) });
  }
  for (const [target, list] of OWNED_BY_FILE) {
    await manager.delete(target, {
      caseFileId: before.caseFile.id,
      id: Not(In(after[list].map(({ id }) => id))),
    });
  }
  await manager.delete(ActPerpetrator, { actId: In(before.acts.map(({ id }) => id)) });
  await manager.delete(Consent, {
    personId: In([...before.victims, ...before.witnesses].map(({ id }) => id)),
  });
}

function idsOf({
  events,
  acts,
  victims,
  perpetrators,
  witnesses,
  evidence,
  interventions,
}: CaseRows): Set<string> {
  const all = [...events, ...acts, ...victims, ...perpetrators, ...witnesses, ...evidence, ...interventions];
  return new Set(all.map(({ id }) => id));
}

/**
 * Replaces a case file by its edited document. Ids stay, so that published pseudonyms and frozen assignments
 * of releases keep their meaning.
 *
 * @throws HubError NOT_FOUND, or IMPORT_FILE_INVALID when the document names an id of another case file
 */
export async function editCase(
  context: NodeContext,
  actor: string,
  reference: string,
  given: CaseDocument,
): Promise<ChangedCase> {
  requireOwnTables(context);
  const document = markedAsNode(context, given);
  return context.dataSource.transaction(async (manager) => {
    const before = await readCaseRows(manager, reference);
    const known = idsOf(before);
    if ([...givenIds(document)].some((id) => !known.has(id))) {
      throw new HubError(
        'IMPORT_FILE_INVALID',
        'the document names an id that is not of this case file',
        'operator',
      );
    }
    const { id, receivedAt } = before.caseFile;
    await refuseTakenReference(manager, document.reference, id);
    const events = new Map(before.events.map((event) => [event.id, event]));
    const after = documentToRows(document, context.now(), { caseFileId: id, receivedAt, events });
    await removeAbsent(manager, before, after);
    await storeCaseRows(manager, after);
    const counts = countsOf(after);
    await recordLocally(
      context,
      { actor, action: 'case.edit', object: `case_file:${id}`, details: counts },
      manager,
    );
    return { caseFileId: id, counts };
  });
}
