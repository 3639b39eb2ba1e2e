/** `views check` counts the values that break the contract, and never says one that could be a name. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  checkViews,
  qualifyingContributions,
  readRecords,
  type NodeContext,
  type ViewFinding,
} from '@vigil/kit';
import { NOW, createCasework, example, type Casework } from './casework.js';

let casework: Casework;
let node: NodeContext;

beforeAll(async () => {
  casework = await createCasework();
  node = await casework.open();
});
afterAll(async () => {
  await casework.close();
});

const errorsOf = (findings: readonly ViewFinding[]): ViewFinding[] =>
  findings.filter(({ severity }) => severity === 'ERROR');

/** The script again, with `from` changed into `to` in one place or all. */
async function runScript(from = '', to = ''): Promise<void> {
  const script = await example('views.sql');
  if (from !== '' && !script.includes(from)) throw new Error(`the script has no ${from}`);
  await casework.owner(script.replaceAll(from, to).replaceAll('casework_reader', casework.role));
}

describe('values that break the contract are counted by column', () => {
  afterAll(() => runScript());

  test.each<[string, string, string, string, RegExp]>([
    [
      'a code of the foreign list',
      `THEN 'MALE'`,
      `THEN 'M'`,
      'victim.sex',
      /^\d+ rows: is no code of the contract \(M\)$/,
    ],
    [
      'a country that is none',
      `'XB'::text AS country`,
      `'YY'::text AS country`,
      'event.country',
      /is no code of the contract \(YY\)$/,
    ],
    [
      'an area of another country',
      `THEN 'XB-01'`,
      `THEN 'XA-01'`,
      'event.area',
      /is no ISO 3166-2 code of the country/,
    ],
    [
      'an act that the contract does not know',
      `THEN 'ASSEMBLY_DISPERSED'`,
      `THEN 'L_DISP'`,
      'act.type',
      /\(L_DISP\)$/,
    ],
    [
      'a public id of 21 characters',
      `'base64'), 22)`,
      `'base64'), 21)`,
      'event.public_id',
      /is not 22 characters/,
    ],
    [
      'the same public id for all',
      'vigil.vigil_public_id(e.event_record_number)',
      `vigil.vigil_public_id('x')`,
      'event.public_id',
      /^1 values stand in several rows$/,
    ],
    [
      'ids that several rows share',
      "vigil.vigil_id('act', a.act_record_number::text)",
      `vigil.vigil_id('act', a.event)`,
      'act.id',
      /values stand in several rows$/,
    ],
    [
      'a key that leads nowhere',
      `vigil.vigil_id('event', i.event)`,
      `vigil.vigil_id('act', i.event)`,
      'witness.event_id',
      /^\d+ rows point to no row of event$/,
    ],
    [
      'a missing reference',
      'e.event_record_number::text AS reference',
      'NULL::text AS reference',
      'case_file.reference',
      /is NULL$/,
    ],
    [
      'a withdrawal without its day',
      `(f.withdrawn_on::timestamp AT TIME ZONE 'UTC')::timestamptz AS withdrawn_at`,
      'NULL::timestamptz AS withdrawn_at',
      'consent.withdrawn_at',
      /goes with state WITHDRAWN/,
    ],
    [
      'a consent state of the form',
      `WHEN f.answer = 'Y' THEN 'GRANTED'`,
      `WHEN f.answer = 'Y' THEN 'Y'`,
      'consent.state',
      /\(Y\)$/,
    ],
    [
      'an invented day',
      `date_trunc('month', e.initial_date::timestamp)`,
      `date_trunc('month', e.initial_date::timestamp) + interval '4 days'`,
      'event.start_date',
      /does not fit date_precision/,
    ],
    [
      'a digest in capitals',
      'lower(d.sha256_hex)',
      'd.sha256_hex',
      'evidence.sha256',
      /is not 64 lower-case/,
    ],
    ['no persons', `WHEN '01' THEN 1 ELSE`, `WHEN '01' THEN 0 ELSE`, 'victim.persons', /is not 1 to/],
    [
      'records that say they are real',
      'true::boolean AS synthetic',
      'false::boolean AS synthetic',
      'case_file.synthetic',
      /is not marked true/,
    ],
    [
      'a victim of another case file',
      `(vigil.vigil_id('case_file', a.event))::uuid AS case_file_id,\n  (CASE p.sex`,
      `(SELECT vigil.vigil_id('case_file', min(event_record_number)) FROM casework.event WHERE NOT is_deleted)::uuid AS case_file_id,\n  (CASE p.sex`,
      'act.victim_id',
      /name somebody of another case file$/,
    ],
    [
      'a cast that fails on a value',
      "(CASE p.counting_unit WHEN '01' THEN 1 ELSE p.number_of_persons END)::integer",
      'p.person_name::integer',
      'victim',
      /fails on a value of its tables \(code 22P02\)/,
    ],
  ])('%s', async (...[, from, to, where, says]) => {
    await runScript(from, to);

    const found = errorsOf(await checkViews(node));

    expect(found).toContainEqual(
      expect.objectContaining({ where, says: expect.stringMatching(says) as unknown }),
    );
    expect(JSON.stringify(found)).not.toContain('CANARY');
  });

  test('a value that is no code is counted and never shown: it could be a name', async () => {
    await runScript(
      `(CASE p.sex WHEN '01' THEN 'MALE' WHEN '02' THEN 'FEMALE' WHEN '98' THEN 'NOT_APPLICABLE' ELSE 'UNKNOWN' END)::text AS sex`,
      `coalesce(initcap(split_part(p.person_name, '-', 2)), 'UNKNOWN')::text AS sex`,
    );

    const found = errorsOf(await checkViews(node)).find(({ where }) => where === 'victim.sex');

    // person_name is CANARY-NAME-n: every value would be «Name»
    expect(found?.says).toMatch(/^\d+ rows: is no code of the contract$/);
  });
});

test('an answer that the view gives no state for is no consent: it takes an earlier yes back', async () => {
  const consenting = async (): Promise<number> => {
    const asked = { indicators: ['KIDNAPPING'] as const, now: NOW };
    return (await readRecords(node, (records) => qualifyingContributions(records, asked))).length;
  };
  const before = await consenting();
  // beside every answer another one, of the same person and scope, that nobody can read
  await casework.owner(`
    ALTER VIEW vigil.consent RENAME TO consent_once;
    CREATE VIEW vigil.consent AS SELECT * FROM vigil.consent_once
    UNION ALL SELECT gen_random_uuid(), person_kind, person_id, scope, recipient, NULL, recorded_at, expires_at, NULL
      FROM vigil.consent_once;
    GRANT SELECT ON vigil.consent TO ${casework.role}`);

  expect(before).toBeGreaterThan(0);
  expect(await consenting()).toBe(0);

  await casework.owner('DROP VIEW vigil.consent; ALTER VIEW vigil.consent_once RENAME TO consent');
});
