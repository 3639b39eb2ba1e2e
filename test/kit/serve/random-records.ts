/**
 * Random case files as a partner's own view may give them, nothing held by a constraint: codes, flags and dates that
 * are missing, lists with holes, consents that contradict each other. Beside the rows, the facts that they amount to.
 *
 * The consent rule is written out here a second time, from its description: the database must come to the same.
 */
import type { RecordFacts } from '@vigil/policies';
import { randomUUID } from 'node:crypto';

export interface Answer {
  readonly kind: 'VICTIM' | 'WITNESS';
  readonly person: string;
  readonly scope: string;
  readonly recipient: string | null;
  readonly state: string | null;
  readonly recordedAt: Date | null;
  readonly expiresAt: Date | null;
  readonly withdrawnAt: Date | null;
}

export interface RandomPerson {
  readonly id: string;
  readonly answers: readonly Answer[];
}

export interface RandomEvent {
  readonly id: string;
  readonly verification: string | null;
  readonly witnesses: readonly RandomPerson[];
}

export interface RandomFile {
  readonly id: string;
  readonly confidential: boolean | null;
  /** text, so that it may be infinite */
  readonly embargoUntil: string | null;
  readonly coSignatories: readonly (string | null)[] | null;
  readonly receivedAt: string | null;
  readonly victims: readonly RandomPerson[];
  readonly events: readonly RandomEvent[];
}

export const NOW = new Date('2014-03-01T12:00:00.000Z');
export const OWNER = 'synthetic-one';
const SCOPES = ['DEIDENTIFIED_SHARING', 'NAMED_BODY', 'LEGAL_PROCEEDINGS'];
/** and one that nobody was ever asked about: where there is nobody, nobody refused */
export const ASKED_SCOPES = [...SCOPES, 'MEDIA'];
export const ORGANISATIONS = ['court', 'other-body', 'it’s "odd"'];
export const VERIFICATIONS = ['VERIFIED', 'CORROBORATED', 'RECEIVED', 'DISPROVEN'];
const DAY = 86_400_000;

export type Draw = (sides: number) => number;

/** mulberry32: for tests only. */
export function seededDraw(seed: number): Draw {
  let state = seed;
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides;
  };
}

const pick = <Item>(draw: Draw, items: readonly Item[]): Item => items[draw(items.length)] as Item;
const dayFrom = (days: number): Date => new Date(NOW.getTime() + days * DAY);
/** mostly in the past, now and then today to the millisecond, or ahead */
const someDay = (draw: Draw): Date => dayFrom(pick(draw, [-700, -400, -300, -200, -100, 0, 30]));

function somebody(draw: Draw, kind: Answer['kind']): RandomPerson {
  const id = randomUUID();
  const answers = SCOPES.flatMap((scope) => {
    if (draw(8) === 0) return [];
    const recipients = pick(draw, [
      [null],
      [null],
      ['court'],
      ['court'],
      [null, 'court'],
      [null, 'other-body'],
    ]);
    return recipients.map((recipient): Answer => {
      const state = pick(draw, [
        ...Array<string>(12).fill('GRANTED'),
        'REFUSED',
        'WITHDRAWN',
        'EXPIRED',
        null,
      ]);
      return {
        ...{ kind, person: id, scope, recipient, state },
        recordedAt: draw(20) === 0 ? null : someDay(draw),
        expiresAt: draw(5) === 0 ? someDay(draw) : null,
        withdrawnAt: state === 'WITHDRAWN' && draw(4) > 0 ? someDay(draw) : null,
      };
    });
  });
  return { id, answers };
}

const several = <Item>(count: number, make: () => Item): Item[] => Array.from({ length: count }, make);

/** One made-up case file. */
export function randomFile(draw: Draw): RandomFile {
  const people = pick(draw, [0, 0, 1, 1, 2]);
  const dates = [
    null,
    'infinity',
    '-infinity',
    ...[-900, -365, -90.5, -90, -1, 0].map((days) => dayFrom(days).toISOString()),
  ];
  return {
    id: randomUUID(),
    confidential: pick(draw, [false, false, false, true, null]),
    embargoUntil: pick(draw, [
      null,
      null,
      'infinity',
      dayFrom(-1).toISOString(),
      dayFrom(0).toISOString(),
      dayFrom(1).toISOString(),
    ]),
    coSignatories: pick(draw, [
      null,
      [],
      [],
      ['court'],
      ['other-body', 'it’s "odd"'],
      ['court', null],
      [null],
    ]),
    receivedAt: pick(draw, dates),
    victims: several(people, () => somebody(draw, 'VICTIM')),
    events: several(1 + draw(2), () => ({
      id: randomUUID(),
      verification: pick(draw, [...VERIFICATIONS, 'Verified', null]),
      witnesses: several(pick(draw, [0, 0, 0, 1]), () => somebody(draw, 'WITNESS')),
    })),
  };
}

/** Does this person grant the scope to the organisation now? From the words of the rule. */
function grants({ answers }: RandomPerson, scope: string, organisation: string | null): boolean {
  const about = answers.filter(
    (one) => one.scope === scope && (one.recipient === null || one.recipient === organisation),
  );
  return about.some(
    (given) =>
      (scope !== 'NAMED_BODY' || given.recipient !== null) &&
      holdsNow(given) &&
      !about.some((taken) => takesBack(taken, given)),
  );
}

function holdsNow({ state, recordedAt, expiresAt, withdrawnAt }: Answer): boolean {
  if (state !== 'GRANTED' || withdrawnAt !== null || recordedAt === null || recordedAt > NOW) return false;
  return expiresAt === null || expiresAt > NOW;
}

function takesBack(taken: Answer, given: Answer): boolean {
  const toThisOne = given.recipient === null && taken.recipient !== null;
  const since = given.recordedAt ?? NOW;
  const notOlder = (date: Date | null): boolean => date === null || date >= since;
  if (refuses(taken) && (toThisOne || notOlder(taken.withdrawnAt ?? taken.recordedAt))) return true;
  return toThisOne && hasEnded(taken) && notOlder(latest([taken.recordedAt, taken.expiresAt]));
}

function refuses({ state, withdrawnAt }: Answer): boolean {
  return (state !== 'GRANTED' && state !== 'EXPIRED') || withdrawnAt !== null;
}

function hasEnded({ state, expiresAt }: Answer): boolean {
  return state === 'EXPIRED' || (expiresAt !== null && expiresAt <= NOW);
}

function latest(dates: readonly (Date | null)[]): Date | null {
  const known = dates.flatMap((date) => (date === null ? [] : [date.getTime()]));
  return known.length === 0 ? null : new Date(Math.max(...known));
}

/** The facts of one event, with those of one person where a value is about somebody. */
export function factsOf(
  file: RandomFile,
  event: RandomEvent,
  { organisation, person }: { organisation: string | null; person?: RandomPerson },
): RecordFacts {
  const people = [...file.victims, ...file.events.flatMap(({ witnesses }) => witnesses)];
  const granted = (some: readonly RandomPerson[]): string[] =>
    ASKED_SCOPES.filter((scope) => some.every((one) => grants(one, scope, organisation)));
  const consents = granted(people);
  const { coSignatories, embargoUntil, receivedAt } = file;
  const known = receivedAt !== null && !receivedAt.includes('infinity');
  return {
    owner: OWNER,
    verification: event.verification,
    confidential: file.confidential,
    embargoed: embargoUntil !== null && (embargoUntil === 'infinity' || new Date(embargoUntil) > NOW),
    coSignatories: coSignatories?.every((name) => name !== null) === true ? coSignatories : null,
    consents,
    subjectConsents: person === undefined ? consents : granted([person]),
    daysSinceReceived: known ? Math.floor((NOW.getTime() - Date.parse(receivedAt)) / DAY) : null,
  };
}

/** Tables of the contract's columns without a single constraint, as a view is to whoever reads it. */
export const BARE_TABLES = `
  CREATE TABLE case_file (id uuid, confidential boolean, embargo_until timestamptz, co_signatories text[], received_at timestamptz);
  CREATE TABLE event (id uuid, case_file_id uuid, verification text);
  CREATE TABLE victim (id uuid, case_file_id uuid);
  CREATE TABLE witness (id uuid, event_id uuid);
  CREATE TABLE consent (id uuid, person_kind text, person_id uuid, scope text, recipient text, state text,
    recorded_at timestamptz, expires_at timestamptz, withdrawn_at timestamptz)`;

type Run = (text: string, values: unknown[]) => Promise<unknown>;

export async function insertFile(run: Run, file: RandomFile): Promise<void> {
  const insert = (table: string, ...values: unknown[]): Promise<unknown> =>
    run(`INSERT INTO ${table} VALUES (${values.map((_, at) => `$${at + 1}`).join(', ')})`, values);
  const { id, confidential, embargoUntil, coSignatories, receivedAt } = file;
  await insert('case_file', id, confidential, embargoUntil, coSignatories, receivedAt);
  const witnesses = file.events.flatMap((event) => event.witnesses);
  for (const event of file.events) {
    await insert('event', event.id, id, event.verification);
    for (const witness of event.witnesses) await insert('witness', witness.id, event.id);
  }
  for (const victim of file.victims) await insert('victim', victim.id, id);
  for (const one of [...file.victims, ...witnesses].flatMap(({ answers }) => answers)) {
    const { kind, person, scope, recipient, state, recordedAt, expiresAt, withdrawnAt } = one;
    await insert(
      'consent',
      ...[randomUUID(), kind, person, scope, recipient, state, recordedAt, expiresAt, withdrawnAt],
    );
  }
}
