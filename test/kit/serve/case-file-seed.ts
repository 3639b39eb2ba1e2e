/**
 * Hand-made case files: small enough to count on paper, with a canary in every identifying value.
 *
 * Everything not given is filled in so that the event exists for a body with an agreement.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';

export interface SeedPerson {
  /** false: no consent row at all */
  consent?:
    | {
        /** DEIDENTIFIED_SHARING unless said */
        scope?: string;
        recipient?: string | null;
        state?: string;
        expiresAt?: string;
        withdrawnAt?: string;
        recordedAt?: string;
      }[]
    | false;
}

interface SeedAct {
  type?: string;
  victim?: number;
  perpetrators?: number[];
  date?: string | null;
  precision?: string;
}

export interface SeedEvent {
  publicId?: string;
  date?: string | null;
  precision?: string;
  country?: string;
  area?: string | null;
  verification?: string;
  acts?: SeedAct[];
  witnesses?: SeedPerson[];
  evidence?: number;
  interventions?: { date?: string | null; type?: string; status?: string }[];
}

export interface SeedFile {
  confidential?: boolean;
  embargoUntil?: string | null;
  coSignatories?: string[];
  synthetic?: boolean;
  victims?: SeedPerson[];
  perpetrators?: number;
  events?: SeedEvent[];
}

export const CANARY = 'CANARY-';
const canary = (): string => `${CANARY}${randomUUID()}`;

interface People {
  fileId: string;
  victims: string[];
  perpetrators: string[];
}

type EventPeople = People & { eventId: string };

type Insert = (table: string, row: Record<string, unknown>) => Promise<string>;

/**
 * Writes one case file.
 *
 * @returns the public ids of its events, in order
 */
export async function seedFile(dataSource: DataSource, file: SeedFile): Promise<string[]> {
  const insert: Insert = async (table, row) => {
    const id = randomUUID();
    const full: Record<string, unknown> = table === 'act_perpetrator' ? row : { id, ...row };
    const columns = Object.keys(full);
    await dataSource.query(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((_, at) => `$${at + 1}`).join(', ')})`,
      Object.values(full),
    );
    return id;
  };
  const fileId = await insert('case_file', {
    reference: `FILE-${randomUUID()}`,
    confidential: file.confidential ?? false,
    synthetic: file.synthetic ?? true,
    embargo_until: file.embargoUntil ?? null,
    co_signatories: file.coSignatories ?? [],
  });
  const victims: string[] = [];
  for (const person of file.victims ?? []) victims.push(await seedVictim(insert, fileId, person));
  const perpetrators: string[] = [];
  for (let at = 0; at < (file.perpetrators ?? 0); at += 1) {
    perpetrators.push(
      await insert('perpetrator', {
        case_file_id: fileId,
        type: 'STATE',
        unit: canary(),
        legal_name: canary(),
      }),
    );
  }
  const ids: string[] = [];
  for (const event of file.events ?? [{}]) {
    ids.push(await seedEvent(insert, { fileId, victims, perpetrators }, event));
  }
  return ids;
}

/** A date that is given without a precision is known to the day; no date has no precision. */
const precisionOf = (date: string | null, given?: string): string =>
  given ?? (date === null ? 'UNKNOWN' : 'DAY');

async function seedEvent(insert: Insert, people: People, given: SeedEvent): Promise<string> {
  const publicId = given.publicId ?? randomBytes(17).toString('base64url').slice(0, 22);
  const { date = '2012-05-17', precision, country = 'XA', verification = 'CORROBORATED' } = given;
  const { area = `${country}-01` } = given;
  const eventId = await insert('event', {
    case_file_id: people.fileId,
    public_id: publicId,
    title: canary(),
    start_date: date,
    date_precision: precisionOf(date, precision),
    country,
    area,
    exact_location: canary(),
    description: canary(),
    verification,
  });
  await seedBelow(insert, { ...people, eventId }, given);
  return publicId;
}

async function seedBelow(insert: Insert, people: EventPeople, given: SeedEvent): Promise<void> {
  for (const act of given.acts ?? []) await seedAct(insert, people, act);
  for (const person of given.witnesses ?? []) await seedWitness(insert, people.eventId, person);
  for (let at = 0; at < (given.evidence ?? 0); at += 1) await seedEvidence(insert, people.eventId);
  for (const { date = null, type = 'LEGAL_AID', status = 'ACTION_PENDING' } of given.interventions ?? []) {
    await insert('intervention', { event_id: people.eventId, type, date, status });
  }
}

async function seedAct(insert: Insert, people: EventPeople, given: SeedAct): Promise<void> {
  const { type = 'DETENTION', date = null, precision, victim } = given;
  const actId = await insert('act', {
    event_id: people.eventId,
    type,
    method: canary(),
    start_date: date,
    date_precision: precisionOf(date, precision),
    victim_id: victim === undefined ? null : people.victims[victim],
  });
  for (const at of given.perpetrators ?? []) {
    await insert('act_perpetrator', { act_id: actId, perpetrator_id: people.perpetrators[at] });
  }
}

async function seedEvidence(insert: Insert, eventId: string): Promise<void> {
  await insert('evidence', {
    event_id: eventId,
    kind: 'PHOTO',
    sha256: randomBytes(32).toString('hex'),
    collected_at: '2012-05-18',
    content: canary(),
  });
}

async function seedVictim(insert: Insert, fileId: string, person: SeedPerson): Promise<string> {
  const id = await insert('victim', {
    case_file_id: fileId,
    sex: 'FEMALE',
    age_band: 'A25_34',
    victim_group: 'JOURNALIST',
    legal_name: canary(),
    contact: canary(),
    persons: 1,
  });
  await seedConsent(insert, 'VICTIM', id, person);
  return id;
}

async function seedWitness(insert: Insert, eventId: string, person: SeedPerson): Promise<string> {
  const id = await insert('witness', {
    event_id: eventId,
    connection: canary(),
    reliability: 'HIGH',
    legal_name: canary(),
    contact: canary(),
    testimony: canary(),
  });
  await seedConsent(insert, 'WITNESS', id, person);
  return id;
}

async function seedConsent(
  insert: Insert,
  kind: string,
  personId: string,
  person: SeedPerson,
): Promise<void> {
  if (person.consent === false) return;
  for (const given of person.consent ?? [{}]) {
    await insert('consent', {
      person_kind: kind,
      person_id: personId,
      scope: given.scope ?? 'DEIDENTIFIED_SHARING',
      recipient: given.recipient ?? null,
      state: given.state ?? 'GRANTED',
      recorded_at: given.recordedAt ?? '2012-06-01T00:00:00Z',
      expires_at: given.expiresAt ?? null,
      withdrawn_at: given.withdrawnAt ?? null,
    });
  }
}
