/** `views init`: the script for the administrator asks for exactly the contract's columns and decides nothing alone. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { contractViews, migrate, nodeDataSource, runPartnerProgram, scramVerifier } from '@vigil/kit';
import { pbkdf2Sync } from 'node:crypto';
import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { asClient, dropRole, foreignDatabase } from './casework.js';

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function init(dataDir: string, ...args: string[]): Promise<Ran> {
  const written = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({
    write: (text: string): void => {
      written[name] += text;
    },
  });
  const code = await runPartnerProgram(
    ['--data-dir', dataDir, 'views', 'init', ...args],
    { stdout: stream('out'), stderr: stream('err'), stdin: process.stdin },
    {},
  );
  return { code, ...written };
}

let dataDir: string;
const roles: string[] = [];

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'vigil-init-'));
});
afterEach(async () => {
  await rm(dataDir, { recursive: true, force: true });
});

function roleName(): string {
  const role = `reader_${Math.random().toString(16).slice(2, 12)}`;
  roles.push(role);
  return role;
}

test('the contract of the views is the kit’s own tables: their columns, types and NOT NULL, as PostgreSQL has them', async () => {
  const database = await createTestDatabase();
  const own = nodeDataSource(database.url, () => undefined);
  await own.initialize();
  try {
    await migrate(own);
    for (const { name, columns } of contractViews()) {
      const rows = await own.query<{ name: string; type: string; nullable: boolean }[]>(
        `SELECT attname AS name, replace(format_type(atttypid, atttypmod), 'timestamp with time zone', 'timestamptz') AS type,
           NOT attnotnull AS nullable
         FROM pg_attribute WHERE attrelid = $1::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attname`,
        [name],
      );
      const contract = columns.map((column) => ({
        name: column.name,
        type: column.type,
        nullable: column.nullable,
      }));
      expect(contract.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(rows);
    }
  } finally {
    await own.destroy();
    await database.drop();
  }
});

test('the unedited script is refused by PostgreSQL with the first decision’s name, and leaves nothing behind', async () => {
  const database = await createTestDatabase();
  const role = roleName();
  try {
    const { code, out, err } = await init(dataDir, '--role', role);

    expect(code).toBe(0);
    for (const { name, columns } of contractViews()) {
      expect(out).toContain(`CREATE VIEW vigil.${name} AS SELECT`);
      for (const column of columns) expect(out).toContain(`::${column.type} AS ${column.name}`);
    }
    expect(err).toMatch(/^\d+ decisions are left/);
    await expect(asClient(database.url, out)).rejects.toThrow(/DECIDE: /);
    const left = await asClient(
      database.url,
      `SELECT rolname FROM pg_roles WHERE rolname = '${role}' UNION ALL SELECT nspname FROM pg_namespace WHERE nspname = 'vigil'`,
    );
    expect(left).toEqual([]);
  } finally {
    await database.drop();
  }
});

test('the script holds no password; the URL that does is readable by its owner alone', async () => {
  const { out } = await init(dataDir, '--role', 'reader_somebody');

  const path = join(dataDir, 'keys', 'records-url');
  const url = new URL(await readFile(path, 'utf8'));
  expect(url.username).toBe('reader_somebody');
  expect(url.password).toMatch(/^[0-9a-f]{48}$/);
  expect(out).not.toContain(url.password);
  expect(out).toContain("PASSWORD 'SCRAM-SHA-256$4096:");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test('a second run keeps the key of the public ids and the password: no event gets another name', async () => {
  const keyIn = (script: string): string | undefined => /sha256\('\\x([0-9a-f]{64})'/.exec(script)?.[1];
  const first = await init(dataDir, '--role', 'reader_twice');
  const password = await readFile(join(dataDir, 'keys', 'records-url'), 'utf8');

  const second = await init(dataDir, '--role', 'reader_twice');

  expect(keyIn(first.out)).toMatch(/^[0-9a-f]{64}$/);
  expect(keyIn(second.out)).toBe(keyIn(first.out));
  expect(await readFile(join(dataDir, 'keys', 'records-url'), 'utf8')).toBe(password);
});

test('an edited script is never overwritten', async () => {
  const file = join(dataDir, 'views.sql');
  await init(dataDir, '--out', file);

  const again = await init(dataDir, '--out', file);

  expect(again).toMatchObject({ code: 2, err: expect.stringContaining('is there already') as unknown });
});

test('a verifier is what RFC 5802 makes of password and salt', () => {
  // RFC 7677, section 3: user "user", password "pencil", salt W22ZaJ0SNY7soEsUEjb6gQ==, 4096 iterations;
  // the proof and the signature of its exchange follow from StoredKey WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=
  // and ServerKey wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU= (also the example of PostgreSQL's scram-common)
  const salt = Buffer.from('W22ZaJ0SNY7soEsUEjb6gQ==', 'base64');

  expect(pbkdf2Sync('pencil', salt, 4096, 32, 'sha256')).toHaveLength(32);
  expect(scramVerifier('pencil', salt)).toBe(
    'SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$WG5d8oPm3OtcPnkdi4Uo7BkeZkBFzpcXkuLmtbsT4qY=:wfPLwcE6nTWhTAmQ7tl2KeoiWGPlZqQxSrmfPwDl2dU=',
  );
});

describe('with a database to look at', () => {
  let foreign: TestDatabase;

  beforeAll(async () => {
    foreign = await foreignDatabase();
  });
  afterAll(async () => {
    const server = new URL(foreign.url);
    server.pathname = '/postgres';
    await foreign.drop();
    for (const role of roles) await dropRole(server.href, role);
  });

  test('tables, keys and HURIDOCS codes are proposed, unknown codes and everything else wait for a person', async () => {
    const { code, out, err } = await init(dataDir, '--url', foreign.url, '--role', roleName());

    expect({ code, err: /^\d+ decisions/.test(err) }).toEqual({ code: 0, err: true });
    expect(out).toContain('FROM casework.event AS t');
    expect(out).toContain("vigil.vigil_id('event', t.event_record_number::text)");
    expect(out).toContain("WHEN '030104000000' THEN 'ABDUCTION_KIDNAPPING'");
    expect(out).toContain(`WHEN 'L-DISP' THEN "DECIDE: act.type for L-DISP"`);
    expect(out).toContain('FROM "DECIDE: table of victim" AS t');
    expect(out).toContain('"DECIDE: case_file.confidential boolean"');
  });

  test('a consent is never proposed: the view of consents has no row', async () => {
    const { out } = await init(dataDir, '--url', foreign.url, '--role', roleName());

    const view = /CREATE VIEW vigil\.consent AS SELECT[^;]*;/.exec(out)?.[0] ?? '';
    expect(view).toMatch(/FROM \(SELECT 1\) AS nobody WHERE false;$/);
    expect(view).not.toContain('agreement_form');
  });

  test('nothing of a record is in the script, and nothing is written over there', async () => {
    const { out } = await init(dataDir, '--url', foreign.url, '--role', roleName());

    expect(out).not.toContain('CANARY');
    expect(await asClient(foreign.url, `SELECT 1 FROM pg_namespace WHERE nspname = 'vigil'`)).toEqual([]);
  });

  test('with every decision made the script runs twice, and the URL opens the views and nothing else', async () => {
    const role = roleName();
    const { out } = await init(dataDir, '--url', foreign.url, '--role', role);
    // a person would decide; here every open decision becomes NULL, and a table of no rows
    const decided = out
      .replaceAll(/FROM "DECIDE: [^"]*" AS t/g, 'FROM (SELECT 1) AS t WHERE false')
      .replaceAll(/"DECIDE: [^"]*"/g, 'NULL');

    await asClient(foreign.url, decided);
    await asClient(foreign.url, decided);

    const url = (await readFile(join(dataDir, 'keys', 'records-url'), 'utf8')).trim();
    const [seen] = await asClient<{ n: number }>(url, 'SELECT count(*)::int AS n FROM vigil.event');
    expect(seen?.n).toBe(900);
    await expect(asClient(url, 'SELECT * FROM casework.person')).rejects.toMatchObject({ code: '42501' });
    await expect(asClient(url, 'CREATE TABLE vigil.x (n integer)')).rejects.toMatchObject({
      code: expect.stringMatching(/^(42501|25006)$/) as unknown,
    });
    await asClient(foreign.url, 'DROP SCHEMA vigil CASCADE');
  });

  test('a script that gives a column another type undoes itself', async () => {
    const { out } = await init(dataDir, '--url', foreign.url, '--role', roleName());
    const wrong = out
      .replaceAll(/FROM "DECIDE: [^"]*" AS t/g, 'FROM (SELECT 1) AS t WHERE false')
      .replaceAll(/"DECIDE: [^"]*"/g, 'NULL')
      .replace('::date AS collected_at', '::text AS collected_at');

    await expect(asClient(foreign.url, wrong)).rejects.toThrow('evidence.collected_at must be date');
    expect(await asClient(foreign.url, `SELECT 1 FROM pg_namespace WHERE nspname = 'vigil'`)).toEqual([]);
  });
});
