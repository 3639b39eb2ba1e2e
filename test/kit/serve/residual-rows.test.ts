/** The rows that PostgreSQL gives under a residual are those that Cedar permits one by one, for random policies. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { RecordSql, SqlParameters } from '@vigil/kit';
import { loadPolicyEngine, type RecordFacts, type Residual } from '@vigil/policies';
import fc from 'fast-check';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { createPolicyFolders } from '../../policies/support/policy-folder.js';
import { createTestDatabase } from '../../support/database.js';
import {
  ASKED_SCOPES,
  BARE_TABLES,
  NOW,
  ORGANISATIONS,
  OWNER,
  VERIFICATIONS,
  factsOf,
  insertFile,
  randomFile,
  seededDraw,
  type RandomFile,
} from './random-records.js';

const POLICIES = 320;
const FILES = 48;
const CALLERS = [...ORGANISATIONS, null];
const TABLES = ['event', 'victim', 'witness'] as const;
type Table = (typeof TABLES)[number];

const STATEMENTS: Readonly<Record<Table, string>> = {
  event: 'SELECT e.id AS row FROM event e JOIN case_file cf ON cf.id = e.case_file_id',
  victim: `SELECT e.id || ' ' || v.id AS row FROM event e JOIN case_file cf ON cf.id = e.case_file_id
    JOIN victim v ON v.case_file_id = cf.id`,
  witness: `SELECT e.id || ' ' || w.id AS row FROM event e JOIN case_file cf ON cf.id = e.case_file_id
    JOIN witness w ON w.event_id = e.id`,
};
const PEOPLE = {
  event: null,
  victim: { kind: 'VICTIM', id: 'v.id' },
  witness: { kind: 'WITNESS', id: 'w.id' },
} as const;

interface Sample {
  /** as Cedar reads it */
  readonly policy: string;
  readonly organisation: string | null;
  readonly residual: Residual;
  /** rows that Cedar permits, by table */
  readonly permitted: Readonly<Record<Table, readonly string[]>>;
}

const quoted = (value: string): string => JSON.stringify(value);
const word = (...words: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...words).map(quoted);
const verification = word(...VERIFICATIONS, 'verified', 'it’s "odd"');
const atom = fc.oneof(
  fc.constantFrom('resource.confidential', 'resource.embargoed'),
  fc
    .tuple(fc.constantFrom('==', '!='), verification)
    .map(([by, value]) => `resource.verification ${by} ${value}`),
  fc
    .uniqueArray(verification, { minLength: 1, maxLength: 3 })
    .map((values) => `[${values.join(', ')}].contains(resource.verification)`),
  word(OWNER, 'synthetic-two').map((owner) => `resource.owner == ${owner}`),
  word(...ORGANISATIONS).map((name) => `resource.coSignatories.contains(${name})`),
  fc
    .tuple(fc.constantFrom('consents', 'subjectConsents'), word(...ASKED_SCOPES))
    .map(([set, scope]) => `resource.${set}.contains(${scope})`),
  fc
    .tuple(fc.constantFrom('<', '<=', '==', '>', '>=', '!='), fc.constantFrom(0, 1, 90, 91, 365))
    .map(([by, days]) => `resource.daysSinceReceived ${by} ${days}`),
);
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    { weight: 3, arbitrary: atom },
    { weight: 2, arbitrary: fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a} && ${b})`) },
    { weight: 2, arbitrary: fc.tuple(tie('condition'), tie('condition')).map(([a, b]) => `(${a} || ${b})`) },
    { weight: 1, arbitrary: tie('condition').map((of) => `!(${of})`) },
  ),
}));
const policyText = fc
  .tuple(condition, fc.option(condition, { freq: 3 }))
  .map(([permit, forbid]) =>
    [
      `@id("some-are-permitted") @reason("made up") permit (principal, action == Action::"select", resource is Coordinate) when { ${permit} };`,
      ...(forbid === null
        ? []
        : [
            `@id("some-are-forbidden") @reason("made up") forbid (principal, action, resource is Coordinate) when { ${forbid} };`,
          ]),
    ].join('\n'),
  );

const folders = createPolicyFolders();
const draw = seededDraw(20_141);
const files: RandomFile[] = Array.from({ length: FILES }, () => randomFile(draw));
let samples: Sample[];
let client: pg.Client;
let drop: () => Promise<void>;

/** What a residual does not name may be anything: Cedar alone wants every attribute to be there. */
const ANY: RecordFacts = {
  ...{ owner: OWNER, verification: 'VERIFIED', confidential: false, embargoed: false },
  ...{ coSignatories: [], consents: [], subjectConsents: [], daysSinceReceived: 0 },
};

function named(residual: Residual): string[] {
  if ('attribute' in residual) return [residual.attribute];
  if (residual.kind === 'not') return named(residual.of);
  return residual.kind === 'constant' ? [] : residual.of.flatMap(named);
}

const WITHOUT = [
  ...['aggregate-only', 'agreements', 'case-officers', 'co-signatories', 'confidential-files', 'courts'],
  ...['embargo', 'identifying', 'named-requirements', 'perpetrators', 'public', 'security-critical'],
  ...['sensitive-categories', 'verification', 'witnesses'],
].map((name) => `${name}.cedar`);

async function sampleOf(folder: string, policy: string, organisation: string | null): Promise<Sample> {
  await writeFile(join(folder, 'random.cedar'), policy);
  const engine = await loadPolicyEngine(folder);
  const question = {
    subject: { organisation, roles: [], purpose: 'OVERSIGHT' as const },
    agreements: [],
    action: 'select' as const,
    classification: { class: 'DEIDENTIFIED' as const, subject: 'NONE' as const, flags: [] },
    owner: OWNER,
  };
  const residual = engine.judge(question).condition;
  const needed = new Set(named(residual));
  const permits = (facts: RecordFacts): boolean => {
    const unknown = Object.entries(facts).filter(([, fact]) => fact === null);
    if (unknown.some(([name]) => needed.has(name))) return false;
    const record = Object.fromEntries(
      Object.entries(facts).map(([name, fact]) => [name, fact ?? ANY[name as keyof RecordFacts]]),
    );
    return engine.decide({ ...question, record }).allowed;
  };
  const events = files.flatMap((file) => file.events.map((event) => ({ file, event })));
  const rows = (table: Table): string[] =>
    events.flatMap(({ file, event }) => {
      if (table === 'event') return permits(factsOf(file, event, { organisation })) ? [event.id] : [];
      const people = table === 'victim' ? file.victims : event.witnesses;
      return people
        .filter((person) => permits(factsOf(file, event, { organisation, person })))
        .map(({ id }) => `${event.id} ${id}`);
    });
  const permitted = { event: rows('event'), victim: rows('victim'), witness: rows('witness') };
  return { policy, organisation, residual, permitted };
}

/** The rows that the database gives, in the order of the text. */
async function rowsOf(
  { residual, organisation }: Sample,
  table: Table,
  spoil: (sql: string) => string = (sql) => sql,
): Promise<string[]> {
  const parameters = new SqlParameters();
  const sql = new RecordSql({ caller: { organisation }, partner: OWNER, now: NOW }, parameters);
  const holds = spoil(sql.condition([residual], PEOPLE[table]) ?? 'TRUE');
  const { rows } = await client.query<{ row: string }>(
    `${STATEMENTS[table]} WHERE ${holds}`,
    parameters.values,
  );
  return rows.map(({ row }) => row).sort();
}

beforeAll(async () => {
  const database = await createTestDatabase();
  drop = () => database.drop();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(BARE_TABLES);
  for (const file of files) await insertFile((text, values) => client.query(text, values), file);
  const texts = fc.sample(policyText, { numRuns: POLICIES, seed: 2_014 });
  const folder = await folders.create({ without: WITHOUT });
  samples = [];
  for (const [at, text] of texts.entries())
    samples.push(await sampleOf(folder, text, CALLERS[at % CALLERS.length] ?? null));
}, 120_000);
afterAll(async () => {
  await client.end();
  await drop();
  await folders.removeAll();
});

test('the database gives exactly the rows that Cedar permits, of events, victims and witnesses', async () => {
  let given = 0;
  for (const sample of samples) {
    for (const table of TABLES) {
      const rows = await rowsOf(sample, table);
      expect({ policy: sample.policy, table, rows }).toEqual({
        ...{ policy: sample.policy, table },
        rows: [...sample.permitted[table]].sort(),
      });
      given += rows.length;
    }
  }
  expect(given).toBeGreaterThan(POLICIES);
});

test('the samples tell something: most residuals are open, and most let through some rows and not others', () => {
  const events = files.flatMap((file) => file.events).length;
  const partly = samples.filter(
    ({ permitted }) => permitted.event.length > 0 && permitted.event.length < events,
  );
  const attributes = new Set(samples.flatMap(({ residual }) => named(residual)));
  expect(partly.length).toBeGreaterThan(POLICIES / 2);
  // by hand: every attribute of a record but its owner, which is known
  expect([...attributes].sort()).toEqual(
    Object.keys(ANY)
      .filter((name) => name !== 'owner')
      .sort(),
  );
});

async function isCaught(spoil: (sql: string) => string): Promise<boolean> {
  for (const sample of samples) {
    for (const table of TABLES) {
      const rows = await rowsOf(sample, table, spoil);
      if (rows.join() !== [...sample.permitted[table]].sort().join()) return true;
    }
  }
  return false;
}

test('the comparison below finds nothing where nothing is spoilt', async () => {
  expect(await isCaught((sql) => sql)).toBe(false);
});

describe('broken twin:', () => {
  test.each<[string, (sql: string) => string]>([
    [
      'what is not known is no hindrance',
      (sql) => sql.replaceAll(/e\.verification IS NOT NULL|cf\.confidential IS NOT NULL/g, 'TRUE'),
    ],
    ['a list with a hole is a list', (sql) => sql.replaceAll('WHERE signed.name IS NULL', 'WHERE FALSE')],
    [
      'an embargo holds until its last moment, that included',
      (sql) => sql.replaceAll('embargo_until >', 'embargo_until >='),
    ],
    ['a day is counted up', (sql) => sql.replaceAll('floor(', 'ceil(')],
    [
      'witnesses are not asked',
      (sql) =>
        sql.replaceAll("person_kind = 'WITNESS'", "person_kind IS NOT NULL OR given.person_kind = 'WITNESS'"),
    ],
    [
      'a body is named by a grant for everybody',
      (sql) => sql.replaceAll(' AND given.recipient IS NOT NULL', ''),
    ],
    [
      'nothing takes a grant back',
      (sql) =>
        sql.replaceAll('SELECT 1 FROM consent taken WHERE', 'SELECT 1 FROM consent taken WHERE FALSE AND'),
    ],
    ['a grant never runs out', (sql) => sql.replaceAll('given.expires_at IS NULL OR', 'TRUE OR')],
    ['a grant of tomorrow holds today', (sql) => sql.replaceAll(/given\.recorded_at <= \S+/g, 'TRUE')],
    ['one scope is as good as another', (sql) => sql.replaceAll(/given\.scope = \S+/g, 'TRUE')],
    ['a grant is for everybody', (sql) => sql.replaceAll(/given\.recipient = \$\d+::text/g, 'TRUE')],
    [
      'somebody’s own consent is that of all',
      (sql) => sql.replaceAll(/given\.person_id = [vw]\.id/g, 'TRUE'),
    ],
  ])('%s', async (_what, spoil) => {
    expect(await isCaught(spoil)).toBe(true);
  });
});
