/**
 * One case file of the attacked partner: one event, a victim, a witness, a perpetrator, a piece of evidence; every
 * identifying and confidential value is a canary. Whatever is not given is so that the event exists for a body with
 * an agreement.
 */
import { randomBytes, randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { CANARY } from '../../kit/serve/case-file-seed.js';

export type Scope =
  'DEIDENTIFIED_SHARING' | 'LEGAL_PROCEEDINGS' | 'NAMED_BODY' | 'RESEARCH' | 'MEDIA' | 'AGGREGATE_STATISTICS';

export interface Consent {
  readonly of: 'VICTIM' | 'WITNESS' | 'OTHER_VICTIM';
  readonly scope: Scope;
  /** null: everybody */
  readonly recipient?: string | null;
  readonly state?: string;
  readonly recordedAt?: string;
  readonly expiresAt?: string;
  readonly withdrawnAt?: string;
}

export interface CaseFile {
  readonly confidential?: boolean;
  readonly embargoUntil?: string | null;
  readonly coSignatories?: readonly string[];
  readonly verification?: string;
  /** one more person in the file, whom no act names */
  readonly otherVictim?: boolean;
  readonly consents?: readonly Consent[];
}

export interface SeededCase {
  /** as callers know it */
  readonly id: string;
  readonly fileId: string;
  readonly eventId: string;
  readonly victimId: string;
  readonly witnessId: string;
  /** the canary of each value, by table and column */
  readonly secrets: Readonly<Record<string, string>>;
}

const everybody = (scope: Scope, recipient: string | null = null): Consent[] => [
  { of: 'VICTIM', scope, recipient },
  { of: 'WITNESS', scope, recipient },
];

/** Everybody agrees to sharing without names. */
export const SHARED: readonly Consent[] = everybody('DEIDENTIFIED_SHARING');
/** And to proceedings, and to be named to the court. */
export const TO_THE_COURT: readonly Consent[] = [
  ...SHARED,
  ...everybody('LEGAL_PROCEEDINGS', 'court'),
  ...everybody('NAMED_BODY', 'court'),
];

class Seeding {
  readonly secrets: Record<string, string> = {};

  constructor(private readonly dataSource: DataSource) {}

  secret(name: string): string {
    const value = `${CANARY}${randomUUID()}`;
    this.secrets[name] = value;
    return value;
  }

  async insert(table: string, row: Readonly<Record<string, unknown>>): Promise<string> {
    const id = randomUUID();
    const full = table === 'act_perpetrator' ? row : { id, ...row };
    const columns = Object.keys(full);
    const places = columns.map((_column, at) => `$${at + 1}`);
    await this.dataSource.query(
      `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${places.join(', ')})`,
      Object.values(full),
    );
    return id;
  }

  victim(fileId: string, name: string): Promise<string> {
    return this.insert('victim', {
      ...{ case_file_id: fileId, sex: 'FEMALE', age_band: 'A25_34', victim_group: 'JOURNALIST', persons: 1 },
      ...{ legal_name: this.secret(`${name}.legalName`), contact: this.secret(`${name}.contact`) },
    });
  }
}

async function seedBelow(
  seeding: Seeding,
  { fileId, eventId, victimId }: { fileId: string; eventId: string; victimId: string },
): Promise<string> {
  const perpetrator = await seeding.insert('perpetrator', {
    ...{ case_file_id: fileId, type: 'STATE', unit: seeding.secret('Perpetrator.unit') },
    legal_name: seeding.secret('Perpetrator.legalName'),
  });
  const act = await seeding.insert('act', {
    ...{ event_id: eventId, type: 'DETENTION', method: seeding.secret('Act.method') },
    ...{ start_date: '2012-05-17', date_precision: 'DAY', victim_id: victimId },
  });
  await seeding.insert('act_perpetrator', { act_id: act, perpetrator_id: perpetrator });
  await seeding.insert('evidence', {
    ...{ event_id: eventId, kind: 'PHOTO', sha256: randomBytes(32).toString('hex') },
    ...{ collected_at: '2012-05-18', content: seeding.secret('Evidence.content') },
  });
  return seeding.insert('witness', {
    ...{ event_id: eventId, connection: seeding.secret('Witness.connection'), reliability: 'HIGH' },
    ...{ legal_name: seeding.secret('Witness.legalName'), contact: seeding.secret('Witness.contact') },
    testimony: seeding.secret('Witness.testimony'),
  });
}

/** Writes one consent of a person. */
export async function insertConsent(
  dataSource: DataSource,
  person: { readonly kind: string; readonly id: string },
  given: Omit<Consent, 'of'>,
): Promise<void> {
  await new Seeding(dataSource).insert('consent', {
    ...{ person_kind: person.kind, person_id: person.id, scope: given.scope },
    ...{ recipient: given.recipient ?? null, state: given.state ?? 'GRANTED' },
    ...{ recorded_at: given.recordedAt ?? '2012-06-01T00:00:00Z', expires_at: given.expiresAt ?? null },
    withdrawn_at: given.withdrawnAt ?? null,
  });
}

export async function seedCase(dataSource: DataSource, file: CaseFile): Promise<SeededCase> {
  const seeding = new Seeding(dataSource);
  const fileId = await seeding.insert('case_file', {
    ...{ reference: `FILE-${randomUUID()}`, confidential: file.confidential ?? false, synthetic: true },
    ...{ embargo_until: file.embargoUntil ?? null, co_signatories: [...(file.coSignatories ?? [])] },
  });
  const victimId = await seeding.victim(fileId, 'Victim');
  const otherId = file.otherVictim === true ? await seeding.victim(fileId, 'OtherVictim') : null;
  const opaque = randomBytes(17).toString('base64url').slice(0, 22);
  const eventId = await seeding.insert('event', {
    ...{ case_file_id: fileId, public_id: opaque, title: seeding.secret('Event.title') },
    ...{ start_date: '2012-05-17', date_precision: 'DAY', country: 'XA', area: 'XA-01' },
    ...{ exact_location: seeding.secret('Event.exactLocation') },
    ...{ description: seeding.secret('Event.description'), verification: file.verification ?? 'VERIFIED' },
  });
  const witnessId = await seedBelow(seeding, { fileId, eventId, victimId });
  const people = {
    VICTIM: { kind: 'VICTIM', id: victimId },
    WITNESS: { kind: 'WITNESS', id: witnessId },
    OTHER_VICTIM: { kind: 'VICTIM', id: otherId ?? victimId },
  };
  for (const given of file.consents ?? SHARED) await insertConsent(dataSource, people[given.of], given);
  return { id: `synthetic-one:${opaque}`, fileId, eventId, victimId, witnessId, secrets: seeding.secrets };
}
