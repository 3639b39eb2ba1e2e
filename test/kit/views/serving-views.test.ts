/** A partner on views answers the hub from its own database, and nothing there is ever written. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startNode } from '@vigil/kit';
import { REGIONAL_BODY, type Caller } from '../serve/hub-double.js';
import { contentOf, createCasework, serveCasework, type Casework, type ServedCasework } from './casework.js';

const OFFICER: Caller = { organisation: 'casework-example', roles: ['CASE_OFFICER'], purpose: 'CASEWORK' };
const LIST = {
  query: `{ events(first: 500, orderBy: START_DATE_ASC) { nodes { id startDate datePrecision country area verification
    acts { type startDate victim { sex ageBand group } } interventions { type date status } } } }`,
};

let casework: Casework;
let served: ServedCasework;
let before: string;

beforeAll(async () => {
  casework = await createCasework();
  // a broken twin of «read only» would be seen by this: every table over there refuses to be written
  await casework.owner(`
    CREATE FUNCTION casework.refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'written'; END $$;
    DO $$ DECLARE t regclass; BEGIN
      FOR t IN SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'casework' AND c.relkind = 'r'
      LOOP EXECUTE format('CREATE TRIGGER refuse BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s
        FOR EACH STATEMENT EXECUTE FUNCTION casework.refuse()', t); END LOOP; END $$`);
  before = await contentOf(casework);
  served = await serveCasework(casework);
});
afterAll(async () => {
  await served.close();
  await casework.close();
});

interface Listed {
  readonly data: { readonly events: { readonly nodes: readonly { readonly id: string }[] } };
}
const idsIn = (text: string): string[] => (JSON.parse(text) as Listed).data.events.nodes.map(({ id }) => id);

/** Runs a change over there past the triggers, and puts them back on. */
async function inTheirOffice(statement: string): Promise<void> {
  await casework.owner(`BEGIN; SET LOCAL session_replication_role = replica; ${statement}; COMMIT`);
}

/**
 * What a hand count in the foreign tables says that a body with an agreement may see: events that are not
 * deleted, not closed, confirmed, likely or possible, and whose every victim and source signed SHARE with yes, not
 * withdrawn, not run out. The office's own three months with a report are long over.
 */
const SHAREABLE = `
  SELECT e.event_record_number AS number FROM casework.event e
  WHERE NOT e.is_deleted AND e.confidentiality = 'N' AND e.violation_status IN ('0101', '04', '03')
    AND NOT EXISTS (
      SELECT 1 FROM (SELECT victim AS p FROM casework.act a WHERE a.event = e.event_record_number AND victim IS NOT NULL
        UNION SELECT source FROM casework.information i WHERE i.event = e.event_record_number) people
      JOIN casework.person ON person_record_number = p
      WHERE confidentiality = 'Y' OR NOT EXISTS (
        SELECT 1 FROM casework.agreement_form f WHERE f.person = p AND f.purpose = 'SHARE' AND f.answer = 'Y'
          AND f.withdrawn_on IS NULL AND (f.valid_until IS NULL OR f.valid_until >= current_date)))`;

test('a regional body is answered from the views: the events that a hand count allows, and no name', async () => {
  const [counted] = await casework.owner<{ n: number }>(`SELECT count(*)::int AS n FROM (${SHAREABLE}) s`);

  const answer = await served.ask(LIST, REGIONAL_BODY);

  const ids = idsIn(answer.text);
  expect(ids).toHaveLength(counted?.n ?? -1);
  expect(counted?.n).toBeGreaterThan(100);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.every((id) => /^casework-example:[A-Za-z0-9_-]{22}$/.test(id))).toBe(true);
  expect(answer.text).not.toContain('CANARY');
  expect(answer.text).not.toMatch(/"[0-9]{4}-[0-9]{2}-(0[2-9]|[1-3][0-9])"/);
});

test('the partner’s own officer sees the titles', async () => {
  const answer = await served.ask({ query: '{ events(first: 2) { nodes { id title } } }' }, OFFICER);

  expect(answer.text).toContain('CANARY-TITLE-');
});

test('one event is found by its id, and the record of it is kept in the node’s own database', async () => {
  const [id] = idsIn((await served.ask(LIST, REGIONAL_BODY)).text);

  const answer = await served.ask({ query: `{ event(id: "${id ?? ''}") { id country } }` }, REGIONAL_BODY);

  expect(answer.json.data).toEqual({ event: { id, country: 'XB' } });
  const [last] = await served.node.dataSource.query<{ action: string }[]>(
    'SELECT action FROM local_record ORDER BY sequence DESC LIMIT 1',
  );
  expect(last?.action).toMatch(/^hub\./);
});

test('a consent taken back over there hides the event at the next question', async () => {
  const ids = idsIn((await served.ask(LIST, REGIONAL_BODY)).text);
  const [somebody] = await casework.owner<{ person: string; events: number }>(
    `SELECT i.source AS person, count(*)::int AS events FROM casework.information i
     JOIN (${SHAREABLE}) s ON s.number = i.event GROUP BY 1 ORDER BY 2 DESC LIMIT 1`,
  );
  const withdraw = (date: string): string =>
    `UPDATE casework.agreement_form SET withdrawn_on = ${date} WHERE person = '${somebody?.person ?? ''}' AND purpose = 'SHARE'`;
  await inTheirOffice(withdraw(`date '2014-01-20'`));

  const left = idsIn((await served.ask(LIST, REGIONAL_BODY)).text);

  // that source may also have been a victim elsewhere: at least the events it told of are gone
  expect(ids.length - left.length).toBeGreaterThanOrEqual(somebody?.events ?? 1);
  expect(left.every((id) => ids.includes(id))).toBe(true);
  await inTheirOffice(withdraw('NULL'));
  expect(idsIn((await served.ask(LIST, REGIONAL_BODY)).text)).toEqual(ids);
});

test.each([
  ['without a state', 'NULL', 'recorded_at'],
  ['of refusal without a date', `'REFUSED'`, 'NULL'],
])(
  'an answer %s that the view gives beside a grant takes the grant back',
  async (_what, state, recordedAt) => {
    const people = await casework.owner<{ id: string }>(
      `SELECT 'casework-example:' || e.public_id AS id FROM vigil.event e
     WHERE EXISTS (SELECT FROM vigil.victim v WHERE v.case_file_id = e.case_file_id)
       OR EXISTS (SELECT FROM vigil.witness w JOIN vigil.event o ON o.id = w.event_id WHERE o.case_file_id = e.case_file_id)`,
    );
    const withPeople = (ids: readonly string[]): string[] =>
      ids.filter((id) => people.some((one) => one.id === id));
    expect(withPeople(idsIn((await served.ask(LIST, REGIONAL_BODY)).text)).length).toBeGreaterThan(0);
    await casework.owner(`
    ALTER VIEW vigil.consent RENAME TO consent_once;
    CREATE VIEW vigil.consent AS SELECT * FROM vigil.consent_once
    UNION ALL SELECT md5(id::text)::uuid, person_kind, person_id, scope, recipient, ${state}, ${recordedAt}, NULL, NULL
      FROM vigil.consent_once;
    GRANT SELECT ON vigil.consent TO ${casework.role}`);
    try {
      expect(withPeople(idsIn((await served.ask(LIST, REGIONAL_BODY)).text))).toEqual([]);
    } finally {
      await casework.owner('DROP VIEW vigil.consent; ALTER VIEW vigil.consent_once RENAME TO consent');
    }
  },
);

test('an embargo over there hides the event until its last moment has passed', async () => {
  const all = idsIn((await served.ask(LIST, REGIONAL_BODY)).text);
  const received = (date: string): Promise<void> =>
    inTheirOffice(`UPDATE casework.event SET date_received = ${date}
      WHERE event_record_number = (SELECT min(number) FROM (${SHAREABLE}) s)`);
  const [before] = await casework.owner<{ date: string }>(
    `SELECT date_received::text AS date FROM casework.event
      WHERE event_record_number = (SELECT min(number) FROM (${SHAREABLE}) s)`,
  );
  await received(`now() AT TIME ZONE 'UTC' - interval '89 days'`);
  try {
    expect(idsIn((await served.ask(LIST, REGIONAL_BODY)).text)).toHaveLength(all.length - 1);
    await received(`now() AT TIME ZONE 'UTC' - interval '91 days'`);
    expect(idsIn((await served.ask(LIST, REGIONAL_BODY)).text)).toEqual(all);
  } finally {
    await received(`'${before?.date ?? ''}'`);
  }
});

test('a session of the node cannot write, even where its role may', async () => {
  await casework.owner(`GRANT USAGE ON SCHEMA casework TO ${casework.role};
    GRANT INSERT ON casework.clari_notes TO ${casework.role}`);
  try {
    await expect(
      served.node.records.query(`INSERT INTO casework.clari_notes VALUES (-1, 'x', 'x', 'x', 'x')`),
    ).rejects.toMatchObject({ code: '25006' });
  } finally {
    await casework.owner(`REVOKE ALL ON SCHEMA casework FROM ${casework.role};
      REVOKE ALL ON casework.clari_notes FROM ${casework.role}`);
  }
});

describe('when the views cannot be read, the hub is told NOT_AVAILABLE and the log says why, once', () => {
  const refused = {
    errors: [
      { message: 'the records of this partner cannot be read now', extensions: { code: 'NOT_AVAILABLE' } },
    ],
  };

  test.each<[string, string, string, RegExp]>([
    [
      'a right was revoked',
      'REVOKE SELECT ON vigil.victim FROM ROLE',
      'GRANT SELECT ON vigil.victim TO ROLE',
      /a right is missing: view victim \(code 42501\)/,
    ],
    [
      'a column is gone',
      'ALTER VIEW vigil.event RENAME COLUMN verification TO checked',
      'ALTER VIEW vigil.event RENAME COLUMN checked TO verification',
      /a column is missing: column e\.verification \(code 42703\)/,
    ],
    [
      'a view is gone',
      'ALTER VIEW vigil.consent RENAME TO answers',
      'ALTER VIEW vigil.answers RENAME TO consent',
      /a view is missing: relation \\*"consent\\*" \(code 42P01\)/,
    ],
    [
      'the schema is closed',
      'REVOKE USAGE ON SCHEMA vigil FROM ROLE',
      'GRANT USAGE ON SCHEMA vigil TO ROLE',
      /a (view|right) is missing/,
    ],
    [
      'the server does not let the role in any more',
      `ALTER ROLE ROLE NOLOGIN; SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'ROLE'`,
      'ALTER ROLE ROLE LOGIN',
      /the records URL/,
    ],
    [
      'the tables are locked for longer than the node waits',
      `ALTER ROLE ROLE SET search_path = nothing`,
      'ALTER ROLE ROLE RESET search_path',
      /^$/,
    ],
  ])('%s', async (_name, spoil, mend, line) => {
    const withRole = (statement: string): string =>
      statement
        .replaceAll(' ROLE ROLE', ` ROLE ${casework.role}`)
        .replaceAll(/\bROLE\b(?! reader)/g, casework.role);
    const healthy = (await served.ask(LIST, REGIONAL_BODY)).text;
    const from = served.logged.length;
    await casework.owner(withRole(spoil));

    const answer = await served.ask(LIST, REGIONAL_BODY);

    await casework.owner(withRole(mend));
    if (line.source === '^$') {
      // the node sets its own search path: what the role would see by itself does not matter
      expect(answer.text).toBe(healthy);
      return;
    }
    expect(answer).toMatchObject({ status: 200, json: refused });
    const said = served.logged.slice(from).filter((text) => text.includes('request refused'));
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(line);
    expect(said[0]).toContain('vigil-partner views check');
    expect(served.logged.slice(from).join('\n')).not.toMatch(/CANARY|password|"at":/);
    expect((await served.ask(LIST, REGIONAL_BODY)).text).toBe(healthy);
  });
});

test('the start of serve is refused with one right too many, and served again without it', async () => {
  const grant = `GRANT USAGE ON SCHEMA casework TO ${casework.role}; GRANT SELECT ON casework.person TO ${casework.role}`;
  await casework.owner(grant);
  try {
    await expect(startNode(served.node, { port: 0 })).rejects.toMatchObject({
      code: 'RECORDS_UNREADABLE',
      message: expect.stringContaining('may read beside the views: casework.person') as unknown,
    });
  } finally {
    await casework.owner(grant.replaceAll('GRANT', 'REVOKE').replaceAll(' TO ', ' FROM '));
  }
  await (await startNode(served.node, { port: 0 })).close();
});

test('people who work over there are not held up: nothing of ours stays open, no lock outlives an answer', async () => {
  await served.ask(LIST, REGIONAL_BODY);

  const open = await casework.owner(
    `SELECT pid FROM pg_stat_activity WHERE usename = '${casework.role}' AND state <> 'idle'`,
  );
  const locks = await casework.owner(
    `SELECT l.pid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
     WHERE a.usename = '${casework.role}' AND l.locktype = 'relation' AND l.mode <> 'AccessShareLock'`,
  );

  expect({ open, locks }).toEqual({ open: [], locks: [] });
});

test('after all of this every row over there is as it was', async () => {
  expect(await contentOf(casework)).toBe(before);
});
