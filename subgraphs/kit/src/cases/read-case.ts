/** Reads one stored case file, and writes it as the document that `case edit` takes back. */
import { HubError } from '@vigil/shared';
import type { EntityManager } from 'typeorm';
import { In } from 'typeorm';
import { ActPerpetrator } from '../records/act-perpetrator.js';
import { Act } from '../records/act.js';
import { CaseFile } from '../records/case-file.js';
import type { CaseRows, RowOf } from '../records/case-rows.js';
import { Consent } from '../records/consent.js';
import { Event } from '../records/event.js';
import { Evidence } from '../records/evidence.js';
import { Intervention } from '../records/intervention.js';
import { Perpetrator } from '../records/perpetrator.js';
import { Victim } from '../records/victim.js';
import { Witness } from '../records/witness.js';
import { writeDate } from './loose-date.js';

/**
 * @param manager - a transaction; for CHANGE the case file stays locked to its end
 * @throws HubError NOT_FOUND when there is no such case file
 */
export async function readCaseRows(
  manager: EntityManager,
  reference: string,
  purpose: 'CHANGE' | 'SHOW' = 'CHANGE',
): Promise<CaseRows & { caseFile: CaseFile }> {
  const caseFile = await manager.findOne(CaseFile, {
    where: { reference },
    ...(purpose === 'CHANGE' ? { lock: { mode: 'pessimistic_write' as const } } : {}),
  });
  if (caseFile === null) {
    throw new HubError('NOT_FOUND', 'no case file has this reference', 'operator');
  }
  const ofFile = { where: { caseFileId: caseFile.id }, order: { id: 'ASC' } } as const;
  const events = await manager.find(Event, ofFile);
  const victims = await manager.find(Victim, ofFile);
  const perpetrators = await manager.find(Perpetrator, ofFile);
  const ofEvents = { where: { eventId: In(events.map(({ id }) => id)) }, order: { id: 'ASC' } } as const;
  const acts = await manager.find(Act, ofEvents);
  const witnesses = await manager.find(Witness, ofEvents);
  return {
    caseFile,
    caseFiles: [caseFile],
    events,
    victims,
    perpetrators,
    acts,
    witnesses,
    actPerpetrators: await manager.find(ActPerpetrator, { where: { actId: In(acts.map(({ id }) => id)) } }),
    consents: await manager.find(Consent, {
      where: { personId: In([...victims, ...witnesses].map(({ id }) => id)) },
      order: { scope: 'ASC', recipient: 'ASC' },
    }),
    evidence: await manager.find(Evidence, ofEvents),
    interventions: await manager.find(Intervention, ofEvents),
  };
}

/** Leaves out what says nothing, so that a person can read it. */
function brief(object: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).filter(
      ([, value]) => value !== null && !(Array.isArray(value) && value.length === 0),
    ),
  );
}

/** What stands inside an event does not repeat which event that is. */
function withoutEvent(row: object): Record<string, unknown> {
  return brief(Object.fromEntries(Object.entries(row).filter(([key]) => key !== 'eventId')));
}

function consentsOf(rows: CaseRows, personId: string): unknown[] {
  return rows.consents
    .filter((consent) => consent.personId === personId)
    .map(({ scope, recipient, state, recordedAt, expiresAt, withdrawnAt }) =>
      brief({
        ...{ scope, recipient, state, recordedAt: recordedAt.toISOString() },
        ...{ expiresAt: expiresAt?.toISOString() ?? null, withdrawnAt: withdrawnAt?.toISOString() ?? null },
      }),
    );
}

function eventDocument(rows: CaseRows, event: RowOf<Event>): Record<string, unknown> {
  const ofEvent = ({ eventId }: { eventId: string }): boolean => eventId === event.id;
  const { id, title, endDate, country, area, exactLocation, description, verification, violationStatus } =
    event;
  return brief({
    ...{ id, title, date: writeDate(event), endDate, country, area, exactLocation, description },
    ...{ verification, violationStatus },
    acts: rows.acts.filter(ofEvent).map((act) =>
      brief({
        ...{ id: act.id, type: act.type, method: act.method, date: writeDate(act), victim: act.victimId },
        perpetrators: rows.actPerpetrators
          .filter(({ actId }) => actId === act.id)
          .map(({ perpetratorId }) => perpetratorId),
        wgadCategory: act.wgadCategory,
      }),
    ),
    witnesses: rows.witnesses
      .filter(ofEvent)
      .map((witness) => ({ ...withoutEvent(witness), consents: consentsOf(rows, witness.id) }))
      .map(brief),
    evidence: rows.evidence.filter(ofEvent).map(withoutEvent),
    interventions: rows.interventions.filter(ofEvent).map(withoutEvent),
  });
}

/** The document of a case file, with the id of everything in it. */
export function rowsToDocument(rows: CaseRows & { caseFile: CaseFile }): Record<string, unknown> {
  const { reference, confidential, embargoUntil, coSignatories, synthetic, source, receivedAt } =
    rows.caseFile;
  return brief({
    ...{ reference, confidential, embargoUntil: embargoUntil?.toISOString() ?? null, coSignatories },
    ...{ synthetic, source, receivedAt: receivedAt.toISOString() },
    victims: rows.victims.map(({ id, sex, ageBand, victimGroup, legalName, contact, persons }) => ({
      ...brief({ id, sex, ageBand, group: victimGroup, legalName, contact, consents: consentsOf(rows, id) }),
      persons,
    })),
    perpetrators: rows.perpetrators.map(({ id, type, unit, legalName }) =>
      brief({ id, type, unit, legalName }),
    ),
    events: rows.events.map((event) => eventDocument(rows, event)),
  });
}
