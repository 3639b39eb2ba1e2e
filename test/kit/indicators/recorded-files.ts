/** SYNTHETIC case files for the indicator rules, written straight into a test node's tables. */
import type { NodeContext } from '@vigil/kit';

export interface RecordedConsent {
  readonly state: 'GRANTED' | 'REFUSED' | 'WITHDRAWN' | 'EXPIRED' | 'NOT_ASKED';
  readonly recipient?: string;
  readonly expiresAt?: string;
  readonly scope?: string;
}

interface RecordedVictim {
  /** 1 unless given; null: a group of unrecorded size */
  readonly persons?: number | null;
  readonly legalName?: string;
  readonly consents?: readonly RecordedConsent[];
}

interface RecordedAct {
  readonly type: string;
  /** index into the file's victims */
  readonly victim?: number;
  readonly date?: string;
  readonly precision?: string;
  readonly wgad?: string;
}

interface RecordedEvent {
  readonly date?: string | null;
  readonly precision?: string;
  readonly country?: string | null;
  readonly area?: string | null;
  readonly verification?: string;
  readonly violationStatus?: string | null;
  readonly acts: readonly RecordedAct[];
}

interface RecordedFile {
  /** a public data set unless null is given: the partner's own casework */
  readonly source?: string | null;
  readonly victims?: readonly RecordedVictim[];
  readonly events: readonly RecordedEvent[];
}

async function insertOne(node: NodeContext, sql: string, values: readonly unknown[]): Promise<string> {
  const rows = await node.dataSource.query<{ id: string }[]>(`${sql} returning id`, [...values]);
  return rows[0]?.id ?? '';
}

async function addVictim(node: NodeContext, fileId: string, victim: RecordedVictim): Promise<string> {
  const id = await insertOne(
    node,
    `insert into victim (case_file_id, sex, age_band, victim_group, legal_name, persons)
     values ($1, 'UNKNOWN', 'UNKNOWN', 'UNKNOWN', $2, $3)`,
    [fileId, victim.legalName ?? null, victim.persons === undefined ? 1 : victim.persons],
  );
  for (const { state, recipient, expiresAt, scope } of victim.consents ?? []) {
    await insertOne(
      node,
      `insert into consent (person_kind, person_id, scope, recipient, state, expires_at, withdrawn_at)
       values ('VICTIM', $1, $2, $3, $4, $5, $6)`,
      [
        id,
        scope ?? 'AGGREGATE_STATISTICS',
        recipient ?? null,
        state,
        expiresAt ?? null,
        state === 'WITHDRAWN' ? '2013-06-01T00:00:00Z' : null,
      ],
    );
  }
  return id;
}

/** What an event is unless a test says otherwise: it counts for every indicator its acts belong to. */
const CONFIRMED = {
  date: '2012-05-06',
  precision: 'DAY',
  country: 'XA',
  area: 'XA-01',
  verification: 'CORROBORATED',
  violationStatus: '0101',
};

async function addEvent(node: NodeContext, ids: { file: string; victims: string[] }, event: RecordedEvent) {
  const { date, precision, country, area, verification, violationStatus } = { ...CONFIRMED, ...event };
  const eventId = await insertOne(
    node,
    `insert into event (case_file_id, public_id, start_date, date_precision, country, area, verification, violation_status)
     values ($1, rtrim(translate(encode(uuid_send(gen_random_uuid()), 'base64'), '+/', '-_'), '='), $2, $3, $4, $5, $6, $7)`,
    [ids.file, date, precision, country, area, verification, violationStatus],
  );
  for (const act of event.acts) {
    await insertOne(
      node,
      `insert into act (event_id, type, start_date, date_precision, victim_id, wgad_category)
       values ($1, $2, $3, $4, $5, $6)`,
      [
        eventId,
        act.type,
        act.date ?? null,
        act.date === undefined ? 'UNKNOWN' : (act.precision ?? 'DAY'),
        act.victim === undefined ? null : (ids.victims[act.victim] ?? null),
        act.wgad ?? null,
      ],
    );
  }
  return eventId;
}

/** Adds one synthetic case file; gives the ids of its events. */
export async function addFile(node: NodeContext, file: RecordedFile): Promise<string[]> {
  const fileId = await insertOne(
    node,
    `insert into case_file (reference, synthetic, source) values ('SYNTHETIC-' || gen_random_uuid(), true, $1)`,
    [file.source === undefined ? 'synthetic-public-list' : file.source],
  );
  const victims: string[] = [];
  for (const victim of file.victims ?? []) victims.push(await addVictim(node, fileId, victim));
  const events: string[] = [];
  for (const event of file.events) events.push(await addEvent(node, { file: fileId, victims }, event));
  return events;
}

/** Removes every case file, so that each rule is counted on its own records. */
export async function clearFiles(node: NodeContext): Promise<void> {
  await node.dataSource.query('delete from case_file');
}
