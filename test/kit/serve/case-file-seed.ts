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
        recipient?: string | null;
        state?: string;
        expiresAt?: string;
        withdrawnAt?: string;
        recordedAt?: string;
      }[]
    | false;
}

export interface SeedAct {
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
  interventions?: { date?: string | null }[];
}

export interface SeedFile {
  confidential?: boolean;
  synthetic?: boolean;
  victims?: SeedPerson[];
  perpetrators?: number;
  events?: SeedEvent[];
}

export const CANARY = 'CANARY-';
const canary = (): string => `${CANARY}${randomUUID()}`;

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

async function seedEvent(
  insert: Insert,
  people: { fileId: string; victims: string[]; perpetrators: string[] },
  event: SeedEvent,
): Promise<string> {
  const publicId = event.publicId ?? randomBytes(17).toString('base64url').slice(0, 22);
  const country = event.country ?? 'XA';
  const eventId = await insert('event', {
    case_file_id: people.fileId,
    public_id: publicId,
    title: canary(),
    start_date: event.date === undefined ? '2012-05-17' : event.date,
    date_precision: event.precision ?? (event.date === null ? 'UNKNOWN' : 'DAY'),
    country,
    area: event.area === undefined ? `${country}-01` : event.area,
    exact_location: canary(),
    description: canary(),
    verification: event.verification ?? 'CORROBORATED',
  });
  for (const act of event.acts ?? []) {
    const actId = await insert('act', {
      event_id: eventId,
      type: act.type ?? 'DETENTION',
      method: canary(),
      start_date: act.date ?? null,
      date_precision: act.precision ?? (act.date == null ? 'UNKNOWN' : 'DAY'),
      victim_id: act.victim === undefined ? null : people.victims[act.victim],
    });
    for (const at of act.perpetrators ?? []) {
      await insert('act_perpetrator', { act_id: actId, perpetrator_id: people.perpetrators[at] });
    }
  }
  for (const person of event.witnesses ?? []) await seedWitness(insert, eventId, person);
  for (let at = 0; at < (event.evidence ?? 0); at += 1) {
    await insert('evidence', {
      event_id: eventId,
      kind: 'PHOTO',
      sha256: randomBytes(32).toString('hex'),
      collected_at: '2012-05-18',
      content: canary(),
    });
  }
  for (const { date } of event.interventions ?? []) {
    await insert('intervention', { event_id: eventId, type: 'APPEAL', date: date ?? null, status: 'OPEN' });
  }
  return publicId;
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
      scope: 'DEIDENTIFIED_SHARING',
      recipient: given.recipient ?? null,
      state: given.state ?? 'GRANTED',
      recorded_at: given.recordedAt ?? '2012-06-01T00:00:00Z',
      expires_at: given.expiresAt ?? null,
      withdrawn_at: given.withdrawnAt ?? null,
    });
  }
}
