/** `views check`: what a partner's views must be, and each way in which they may not be it. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  checkViews,
  checkViewsBeforeServing,
  judgeTransport,
  nodeLogger,
  openNode,
  requireNoErrors,
  type NodeContext,
  type ViewFinding,
} from '@vigil/kit';
import { randomBytes } from 'node:crypto';
import { asRole, createCasework, example, type Casework } from './casework.js';

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

async function runScript(): Promise<void> {
  await casework.owner((await example('views.sql')).replaceAll('casework_reader', casework.role));
}

test('the views of the example keep the contract: nothing is wrong', async () => {
  const findings = await checkViews(node);

  expect(errorsOf(findings)).toEqual([]);
  expect(() => {
    requireNoErrors(findings);
  }).not.toThrow();
});

test('people without an answer are counted, as advice: no answer is a refusal', async () => {
  // counted by hand in the foreign tables: victim rows (person and event) of persons without any form
  const [row] = await casework.owner<{ silent: number }>(
    `SELECT count(*)::int AS silent FROM (SELECT DISTINCT a.event, a.victim FROM casework.act a
       JOIN casework.event e ON e.event_record_number = a.event AND NOT e.is_deleted
       WHERE a.victim IS NOT NULL) v
     WHERE NOT EXISTS (SELECT 1 FROM casework.agreement_form f WHERE f.person = v.victim)`,
  );

  expect(row?.silent).toBeGreaterThan(0);
  expect(await checkViews(node)).toContainEqual(
    expect.objectContaining({
      severity: 'ADVICE',
      where: 'consent of victim',
      says: expect.stringContaining(`${row?.silent ?? -1} of `) as unknown,
    }),
  );
});

describe('one right too many is found, and its remedy takes it away', () => {
  const T = 'casework.clari_notes';
  test.each<[string, (role: string) => string, string]>([
    [
      'INSERT on a table',
      (r) => `GRANT USAGE ON SCHEMA casework TO ${r}; GRANT INSERT ON ${T} TO ${r}`,
      `may write (INSERT): ${T}`,
    ],
    [
      'UPDATE on one column',
      (r) => `GRANT USAGE ON SCHEMA casework TO ${r}; GRANT UPDATE (phone) ON casework.person TO ${r}`,
      'may write (UPDATE): casework.person',
    ],
    ['DELETE on a view', (r) => `GRANT DELETE ON vigil.consent TO ${r}`, 'may write (DELETE): vigil.consent'],
    [
      'TRUNCATE, given to everybody',
      (r) => `GRANT USAGE ON SCHEMA casework TO ${r}; GRANT TRUNCATE ON ${T} TO PUBLIC`,
      `may write (TRUNCATE): ${T}`,
    ],
    [
      'SELECT on the table of persons',
      (r) => `GRANT USAGE ON SCHEMA casework TO ${r}; GRANT SELECT ON casework.person TO ${r}`,
      'may read beside the views: casework.person',
    ],
    [
      'SELECT on one column',
      (r) => `GRANT USAGE ON SCHEMA casework TO ${r}; GRANT SELECT (person_name) ON casework.person TO ${r}`,
      'may read beside the views: casework.person',
    ],
    [
      'CREATE in the schema of the views',
      (r) => `GRANT CREATE ON SCHEMA vigil TO ${r}`,
      'may create in the schema: vigil',
    ],
    [
      'membership in a role that reads everything',
      (r) => `GRANT pg_read_all_data TO ${r}`,
      'may act as pg_read_all_data',
    ],
    [
      'membership in a role that writes everything',
      (r) => `GRANT pg_write_all_data TO ${r}`,
      'may act as pg_write_all_data',
    ],
    ['SUPERUSER', (r) => `ALTER ROLE ${r} SUPERUSER`, 'is SUPERUSER'],
    ['CREATEROLE', (r) => `ALTER ROLE ${r} CREATEROLE`, 'is CREATEROLE'],
    ['BYPASSRLS', (r) => `ALTER ROLE ${r} BYPASSRLS`, 'is BYPASSRLS'],
    [
      'a function that writes with the rights of its owner',
      () => `CREATE OR REPLACE FUNCTION vigil.oops() RETURNS void LANGUAGE sql SECURITY DEFINER
        AS 'DELETE FROM casework.clari_notes'`,
      'may run a function with the rights of its owner (SECURITY DEFINER): vigil.oops()',
    ],
    [
      'a procedure that writes with the rights of its owner',
      () => `CREATE OR REPLACE PROCEDURE vigil.tidy() LANGUAGE sql SECURITY DEFINER
        AS 'DELETE FROM casework.clari_notes'`,
      'may run a function with the rights of its owner (SECURITY DEFINER): vigil.tidy()',
    ],
    [
      'a function that does what the account of the server may do',
      () => `CREATE OR REPLACE LANGUAGE unsafe_sql HANDLER plpgsql_call_handler;
        CREATE OR REPLACE FUNCTION vigil.outside() RETURNS void LANGUAGE unsafe_sql AS 'BEGIN END'`,
      'may run a function in an untrusted language (unsafe_sql): vigil.outside()',
    ],
    [
      'a sequence',
      (r) => `CREATE SEQUENCE vigil.numbers; GRANT USAGE ON SEQUENCE vigil.numbers TO ${r}`,
      'may draw from the sequence: vigil.numbers',
    ],
  ])('%s', async (_name, grant, says) => {
    await casework.owner(grant(casework.role));

    const errors = errorsOf(await checkViewsBeforeServing(node));

    const found = errors.find((one) => one.says === says);
    expect(found).toMatchObject({ check: 'RIGHTS', where: `role ${casework.role}` });
    expect(() => {
      requireNoErrors(errors);
    }).toThrow(expect.objectContaining({ code: 'RECORDS_UNREADABLE', audience: 'operator' }));
    for (const { remedy } of errors) await casework.owner(remedy);
    expect(errorsOf(await checkViewsBeforeServing(node))).toEqual([]);
  });

  test('to own something is found too', async () => {
    await casework.owner(
      `CREATE TABLE casework.left_over (n integer); ALTER TABLE casework.left_over OWNER TO ${casework.role}`,
    );

    const errors = errorsOf(await checkViewsBeforeServing(node));

    expect(errors).toContainEqual(expect.objectContaining({ says: 'owns: casework.left_over' }));
    await casework.owner('DROP TABLE casework.left_over');
    expect(errorsOf(await checkViewsBeforeServing(node))).toEqual([]);
  });
});

describe('a view that is not the contract’s is found, with its place and its remedy', () => {
  afterEach(async () => {
    await casework.owner('DROP SCHEMA vigil CASCADE');
    await runScript();
    expect(errorsOf(await checkViewsBeforeServing(node))).toEqual([]);
  });

  const replaceView = (view: string, statement: string): Promise<unknown> =>
    casework.owner(
      `DROP VIEW vigil.${view}; ${statement}; GRANT SELECT ON vigil.${view} TO ${casework.role}`,
    );
  const evidence = (sha: string): string =>
    `SELECT NULL::uuid AS id, NULL::uuid AS event_id, 'x'::text AS kind, ${sha} current_date AS collected_at, NULL::text AS content WHERE false`;

  test.each<[string, () => Promise<unknown>, Partial<ViewFinding>]>([
    [
      'a view is missing',
      () => casework.owner('DROP VIEW vigil.witness'),
      { where: 'vigil.witness', says: 'does not exist' },
    ],
    [
      'a column is missing',
      () => replaceView('evidence', `CREATE VIEW vigil.evidence AS ${evidence('')}`),
      { where: 'vigil.evidence.sha256', says: 'is missing' },
    ],
    [
      'the views are from before embargoes and co-signatories',
      () =>
        casework.owner(`ALTER VIEW vigil.case_file RENAME TO case_file_now; CREATE VIEW vigil.case_file AS
          SELECT id, reference, confidential, synthetic, source, received_at FROM vigil.case_file_now;
          GRANT SELECT ON vigil.case_file TO ${casework.role}`),
      {
        where: 'vigil.case_file.co_signatories',
        says: 'is missing',
        remedy: `add it to the SELECT of the view: '{}'::text[] AS co_signatories, or its value`,
      },
    ],
    [
      'a column has another type',
      () => replaceView('evidence', `CREATE VIEW vigil.evidence AS ${evidence(`'\\x00'::bytea AS sha256,`)}`),
      { where: 'vigil.evidence.sha256', says: 'has type bytea, the contract has text' },
    ],
    [
      'a materialized view, which shows a withdrawal too late',
      () =>
        replaceView(
          'evidence',
          `CREATE MATERIALIZED VIEW vigil.evidence AS ${evidence(`'x'::text AS sha256,`)}`,
        ),
      { where: 'vigil.evidence', says: expect.stringContaining('materialized') as unknown as string },
    ],
    [
      'a view over a materialized view',
      async () => {
        await casework.owner(
          `CREATE MATERIALIZED VIEW vigil.nightly AS ${evidence(`'x'::text AS sha256,`)};
           CREATE VIEW vigil.between AS SELECT * FROM vigil.nightly`,
        );
        await replaceView('evidence', 'CREATE VIEW vigil.evidence AS SELECT * FROM vigil.between');
      },
      { where: 'vigil.evidence', says: expect.stringContaining('vigil.nightly') as unknown as string },
    ],
    [
      'a copy in a table',
      () => replaceView('evidence', `CREATE TABLE vigil.evidence AS ${evidence(`'x'::text AS sha256,`)}`),
      { where: 'vigil.evidence', says: expect.stringContaining('is a table') as unknown as string },
    ],
    [
      'a view that runs with the rights of who asks',
      () => casework.owner('ALTER VIEW vigil.victim SET (security_invoker = true)'),
      { where: 'vigil.victim', says: expect.stringContaining('security_invoker') as unknown as string },
    ],
    [
      'a right is missing',
      () => casework.owner(`REVOKE SELECT ON vigil.consent FROM ${casework.role}`),
      { where: 'vigil.consent', says: 'may not be read' },
    ],
  ])('%s', async (_name, spoil, expected) => {
    await spoil();

    const found = errorsOf(await checkViewsBeforeServing(node));

    expect(found).toContainEqual(expect.objectContaining({ check: 'SHAPE', ...expected }));
    expect(found.every(({ remedy }) => remedy !== '')).toBe(true);
  });
});

test('a role that is only worn by another one, who may take it off, is found', async () => {
  const wearer = `wearer_${randomBytes(6).toString('hex')}`;
  await casework.owner(
    `CREATE ROLE ${wearer} LOGIN PASSWORD 'x'; GRANT ${casework.role} TO ${wearer};
     GRANT USAGE ON SCHEMA casework TO ${wearer}; GRANT DELETE ON casework.clari_notes TO ${wearer};
     ALTER ROLE ${wearer} SET role = ${casework.role};
     DO $$ BEGIN EXECUTE format('GRANT CONNECT ON DATABASE %I TO ${wearer}', current_database()); END $$`,
  );
  const worn = await openNode({
    dataDir: casework.dataDir,
    databaseUrl: casework.nodeUrl,
    recordsUrl: asRole(casework.ownerUrl, wearer, 'x'),
    mode: 'command',
    log: nodeLogger('silent'),
  });
  try {
    expect(errorsOf(await checkViewsBeforeServing(worn))).toEqual([
      expect.objectContaining({
        where: `role ${casework.role}`,
        says: expect.stringContaining(`worn by ${wearer}`) as unknown,
      }),
    ]);
  } finally {
    await worn.close();
    await casework.owner(`DROP OWNED BY ${wearer}; DROP ROLE ${wearer}`);
  }
});

test('names that would pass a network unencrypted are said, with the remedy', () => {
  expect(judgeTransport({ encrypted: false, address: '10.1.2.3' })).toEqual([
    expect.objectContaining({
      severity: 'ADVICE',
      remedy: expect.stringContaining('sslmode=verify-full') as unknown,
    }),
  ]);
  for (const address of [null, '127.0.0.1', '::1']) {
    expect(judgeTransport({ encrypted: false, address })).toEqual([]);
  }
  expect(judgeTransport({ encrypted: true, address: '10.1.2.3' })).toEqual([]);
});

test('a URL cannot take the session out of its read-only transaction mode', async () => {
  const url = new URL(casework.readerUrl);
  url.searchParams.set('options', '-c default_transaction_read_only=off -c search_path=casework');
  const opening = openNode({
    dataDir: casework.dataDir,
    databaseUrl: casework.nodeUrl,
    recordsUrl: url.href,
    mode: 'serve',
    log: nodeLogger('silent'),
  });
  await expect(opening).rejects.toMatchObject({
    code: 'CONFIG_INVALID',
    message: expect.not.stringContaining(url.password) as unknown,
  });
});
