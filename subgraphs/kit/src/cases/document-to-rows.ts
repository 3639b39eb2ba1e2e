/**
 * Turns a case document into rows. Objects that carry an id keep it, new ones get one.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import { HubError } from '@vigil/shared';
import type { CaseRows, RowOf } from '../records/case-rows.js';
import type { Consent } from '../records/consent.js';
import type { Event } from '../records/event.js';
import type { CaseDocument, ConsentDocument } from './case-document.js';
import { storeDate } from './loose-date.js';

/** What a document does not hold and an edit must not lose. */
export interface KeptColumns {
  readonly caseFileId: string;
  readonly receivedAt: Date;
  /** by event id */
  readonly events: ReadonlyMap<string, Pick<Event, 'publicId' | 'sourceDataset' | 'sourceKey'>>;
}

/** 128 random bits in base64url: 22 characters. */
export function newPublicId(random: (bytes: number) => Buffer = randomBytes): string {
  return random(16).toString('base64url');
}

function newCaseColumns(now: Date): KeptColumns {
  return { caseFileId: randomUUID(), receivedAt: now, events: new Map() };
}

interface Named {
  readonly id?: string | undefined;
  readonly key?: string | undefined;
}

/** Gives every person an id and says how acts may name them. */
function identify<Person extends Named>(
  people: readonly Person[],
  kind: string,
): { rows: (Person & { id: string })[]; find: (name: string) => string } {
  const rows = people.map((person) => ({ ...person, id: person.id ?? randomUUID() }));
  const names = new Map<string, string>();
  for (const { id, key } of rows) {
    for (const name of key === undefined ? [id] : [id, key]) {
      if (names.has(name))
        throw new HubError('IMPORT_FILE_INVALID', `case file: two ${kind}s share a key`, 'operator');
      names.set(name, id);
    }
  }
  return {
    rows,
    find: (name) => {
      const id = names.get(name);
      if (id !== undefined) return id;
      throw new HubError(
        'IMPORT_FILE_INVALID',
        `case file: an act names a ${kind} that the file does not list`,
        'operator',
      );
    },
  };
}

function consentRow(
  kind: 'VICTIM' | 'WITNESS',
  personId: string,
  consent: ConsentDocument,
  now: Date,
): RowOf<Consent> {
  const { scope, recipient, state } = consent;
  const instant = (text: string | null): Date | null => (text === null ? null : new Date(text));
  return {
    id: randomUUID(),
    personKind: kind,
    personId,
    scope,
    recipient,
    state,
    recordedAt: instant(consent.recordedAt) ?? now,
    expiresAt: instant(consent.expiresAt),
    withdrawnAt: instant(consent.withdrawnAt) ?? (state === 'WITHDRAWN' ? now : null),
  };
}

function eventRows(
  document: CaseDocument,
  kept: KeptColumns,
): (CaseDocument['events'][number] & { id: string; row: RowOf<Event> })[] {
  return document.events.map((event) => {
    const id = event.id ?? randomUUID();
    const before = kept.events.get(id);
    const { title, endDate, country, area, exactLocation, description, verification, violationStatus } =
      event;
    const row = {
      ...{ id, caseFileId: kept.caseFileId, publicId: before?.publicId ?? newPublicId() },
      ...{ title, ...storeDate(event.date), endDate, country, area, exactLocation, description },
      ...{ verification, violationStatus },
      ...{ sourceDataset: before?.sourceDataset ?? null, sourceKey: before?.sourceKey ?? null },
    };
    return { ...event, id, row };
  });
}

type ActOfEvent = CaseDocument['events'][number]['acts'][number] & {
  id: string;
  event: { id: string; date: string | null };
};

function actRows(
  acts: readonly ActOfEvent[],
  findVictim: (name: string) => string,
  findPerpetrator: (name: string) => string,
): Pick<CaseRows, 'acts' | 'actPerpetrators'> {
  return {
    acts: acts.map(({ id, event, type, method, date, victim, wgadCategory }) => ({
      ...{ id, eventId: event.id, type, method, ...storeDate(date ?? event.date) },
      ...{ victimId: victim === null ? null : findVictim(victim), wgadCategory },
    })),
    actPerpetrators: acts.flatMap(({ id, perpetrators }) =>
      [...new Set(perpetrators.map(findPerpetrator))].map((perpetratorId) => ({ actId: id, perpetratorId })),
    ),
  };
}

function attachedRows(events: CaseDocument['events']): Pick<CaseRows, 'evidence' | 'interventions'> {
  const ofEvent = <Row extends { id?: string | undefined }>(id: string | undefined, list: readonly Row[]) =>
    list.map((row) => ({ ...row, id: row.id ?? randomUUID(), eventId: id ?? '' }));
  return {
    evidence: events.flatMap(({ id, evidence }) => ofEvent(id, evidence)),
    interventions: events.flatMap(({ id, interventions }) => ofEvent(id, interventions)),
  };
}

/**
 * @param kept - columns of the stored case file when it is edited
 * @throws HubError IMPORT_FILE_INVALID when an act points to nobody
 */
export function documentToRows(
  document: CaseDocument,
  now: Date,
  kept: KeptColumns = newCaseColumns(now),
): CaseRows {
  const { caseFileId } = kept;
  const { reference, confidential, embargoUntil, coSignatories, synthetic = false } = document;
  const { source, receivedAt } = document;
  const victims = identify(document.victims, 'victim');
  const perpetrators = identify(document.perpetrators, 'perpetrator');
  const events = eventRows(document, kept);
  const acts = events.flatMap((event) =>
    event.acts.map((act) => ({ ...act, id: act.id ?? randomUUID(), event })),
  );
  const witnesses = events.flatMap((event) =>
    event.witnesses.map((witness) => ({ ...witness, id: witness.id ?? randomUUID(), eventId: event.id })),
  );
  const received = receivedAt === null ? kept.receivedAt : new Date(receivedAt);
  return {
    caseFiles: [
      {
        ...{ id: caseFileId, reference, confidential, synthetic, source, receivedAt: received },
        ...{ embargoUntil: embargoUntil === null ? null : new Date(embargoUntil), coSignatories },
      },
    ],
    events: events.map(({ row }) => row),
    victims: victims.rows.map(({ id, sex, ageBand, group, legalName, contact, persons }) => ({
      ...{ id, caseFileId, sex, ageBand, victimGroup: group, legalName, contact, persons },
    })),
    perpetrators: perpetrators.rows.map(({ id, type, unit, legalName }) => ({
      id,
      caseFileId,
      type,
      unit,
      legalName,
    })),
    ...actRows(acts, victims.find, perpetrators.find),
    witnesses: witnesses.map(({ id, eventId, connection, reliability, legalName, contact, testimony }) => ({
      ...{ id, eventId, connection, reliability, legalName, contact, testimony },
    })),
    consents: [
      ...victims.rows.flatMap(({ id, consents }) =>
        consents.map((consent) => consentRow('VICTIM', id, consent, now)),
      ),
      ...witnesses.flatMap(({ id, consents }) =>
        consents.map((consent) => consentRow('WITNESS', id, consent, now)),
      ),
    ],
    ...attachedRows(events),
  };
}
