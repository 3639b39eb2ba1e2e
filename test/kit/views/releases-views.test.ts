/** Counts and releases of a partner on views: counted over there, kept here, nothing written over there. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  createNodeKeys,
  makeRelease,
  publicReleaseKey,
  runPartnerProgram,
  type NodeContext,
} from '@vigil/kit';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { contentOf, createCasework, type Casework } from './casework.js';

let casework: Casework;
let before: string;

beforeAll(async () => {
  casework = await createCasework();
  await createNodeKeys(casework.dataDir).catch(() => undefined);
  const file = join(casework.dataDir, 'coalition.json');
  const coalition = JSON.parse(await readFile(file, 'utf8')) as { partners: { releaseKeys: unknown }[] };
  const key = await publicReleaseKey(casework.dataDir);
  for (const partner of coalition.partners) partner.releaseKeys = { keys: [key] };
  await writeFile(file, JSON.stringify(coalition));
  before = await contentOf(casework);
});
afterAll(async () => {
  await casework.close();
});

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(...args: string[]): Promise<Ran> {
  const written = { out: '', err: '' };
  const stream = (name: 'out' | 'err') => ({
    write: (text: string): void => {
      written[name] += text;
    },
  });
  const code = await runPartnerProgram(
    ['--data-dir', casework.dataDir, ...args],
    { stdout: stream('out'), stderr: stream('err'), stdin: process.stdin },
    { DATABASE_URL: casework.nodeUrl, VIGIL_PARTNER_LOG_LEVEL: 'silent' },
  );
  return { code, ...written };
}

test('count gives what a hand count in the foreign tables gives', async () => {
  // by the definition of CENSORSHIP: measures in events at least corroborated, with a year and the country,
  // whose victim, if any, signed STAT with yes, not withdrawn, not run out
  const [counted] = await casework.owner<{ n: number }>(`
    SELECT count(*)::int AS n FROM casework.act a JOIN casework.event e ON e.event_record_number = a.event
    WHERE NOT e.is_deleted AND e.violation_status IN ('0101', '04')
      AND a.type_of_act IN ('100101000000', '100102000000', '100103000000', '090101000000', 'L-NET')
      AND coalesce(a.initial_date, e.initial_date) IS NOT NULL
      AND extract(year FROM coalesce(a.initial_date, e.initial_date)) = 2012
      AND (a.victim IS NULL OR EXISTS (
        SELECT 1 FROM casework.agreement_form f WHERE f.person = a.victim AND f.purpose = 'STAT' AND f.answer = 'Y'
          AND f.withdrawn_on IS NULL AND (f.valid_until IS NULL OR f.valid_until >= current_date)))`);

  const { code, out } = await run(
    'count',
    '--indicator',
    'CENSORSHIP',
    '--by',
    'year',
    '--year',
    '2012',
    '--json',
  );

  expect(code).toBe(0);
  const { total } = JSON.parse(out) as { total: { counted: number } };
  expect(counted?.n).toBeGreaterThan(50);
  expect(total.counted).toBe(counted?.n);
});

test('a release is made from the views; its assignments are frozen here, under keyed names alone', async () => {
  const node = await casework.open();

  const { document } = await makeRelease(node, { year: '2012' });

  expect(document.id).toBe('casework-example.2012.1');
  const [frozen] = await node.dataSource.query<{ n: number; named: number }[]>(
    "SELECT count(*)::int AS n, count(case_file_id)::int AS named FROM release_assignment WHERE cells[1] LIKE '% %'",
  );
  expect(frozen?.n).toBeGreaterThan(100);
  expect(frozen?.named).toBe(0);
  await node.close();
});

/** Runs work while an event is deleted over there, as the office deletes: by its mark. */
async function whileDeleted(number: string, work: (node: NodeContext) => Promise<void>): Promise<void> {
  await casework.owner(`UPDATE casework.event SET is_deleted = true WHERE event_record_number = '${number}'`);
  const node = await casework.open();
  try {
    await work(node);
  } finally {
    await node.close();
    await casework.owner(
      `UPDATE casework.event SET is_deleted = false WHERE event_record_number = '${number}'`,
    );
  }
}

test('an event erased over there is forgotten here by the next release, and still not counted twice', async () => {
  const [erased] = await casework.owner<{ number: string }>(
    `SELECT event_record_number AS number FROM casework.event
     WHERE NOT is_deleted AND confidentiality = 'N' AND violation_status = '0101' AND district_no IS NOT NULL
       AND extract(year FROM initial_date) = 2012
       AND NOT EXISTS (SELECT 1 FROM casework.act a WHERE a.event = event_record_number AND a.victim IS NOT NULL)
     ORDER BY 1 LIMIT 1`,
  );
  const frozen = async (node: NodeContext): Promise<{ kept: number; all: number }> => {
    const [row] = await node.dataSource.query<{ kept: number; all: number }[]>(
      `SELECT count(DISTINCT unit) FILTER (WHERE cells[1] LIKE '% %')::int AS kept, count(DISTINCT unit)::int AS "all"
       FROM release_assignment JOIN release_freeze USING (release_sequence) WHERE partition = '2012'`,
    );
    return row ?? { kept: -1, all: -1 };
  };
  await whileDeleted(erased?.number ?? '', async (node) => {
    const held = await frozen(node);

    await makeRelease(node, { year: '2013' });

    const now = await frozen(node);
    expect(held.kept).toBe(held.all);
    expect(now).toEqual({ kept: held.all - 1, all: held.all });
  });
});

test.each([
  [['case', 'add', '--file', '/dev/null']],
  [['consent', 'grant', '00000000-0000-4000-8000-000000000000', '--scope', 'RESEARCH']],
  [['erase', 'E-2012-00001', '--reason', 'legal-order', '--yes']],
])('a command that writes case files is refused in one line: %j', async (args) => {
  const { code, out, err } = await run(...args);

  expect({ code: code === 0, out }).toEqual({ code: false, out: '' });
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('case show reads the views', async () => {
  const [some] = await casework.owner<{ number: string }>(
    'SELECT event_record_number AS number FROM casework.event WHERE NOT is_deleted ORDER BY 1 LIMIT 1',
  );

  const { code, out } = await run('case', 'show', some?.number ?? '', '--json');

  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({ reference: some?.number, synthetic: true });
});

test('with the records away: count says so in one line, and what needs no record still works', async () => {
  await casework.owner(`ALTER ROLE ${casework.role} NOLOGIN`);
  try {
    const count = await run('count', '--indicator', 'CENSORSHIP', '--by', 'year');
    const show = await run('release', 'show');
    const check = await run('views', 'check', '--json');

    expect(count).toMatchObject({ code: 1, out: '' });
    expect(count.err).toMatch(
      /^vigil-partner: the records database cannot be read: [^\n]+; vigil-partner views check [^\n]+\n$/,
    );
    expect(show).toMatchObject({
      code: 0,
      out: expect.stringContaining('casework-example.2012.1') as unknown,
    });
    expect(check.code).toBe(1);
    expect(JSON.parse(check.out)).toMatchObject({ errors: 1, findings: [{ check: 'CONNECTION' }] });
  } finally {
    await casework.owner(`ALTER ROLE ${casework.role} LOGIN`);
  }
});

test('views check prints findings and remedies, is recorded, and exits with 0 when nothing is wrong', async () => {
  const { code, out, err } = await run('views', 'check');

  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toMatch(/views of schema vigil: 0 errors, \d+ pieces of advice\n$/);
  expect(out).not.toContain('CANARY');
  const node = await casework.open();
  const [last] = await node.dataSource.query<{ action: string; object: string }[]>(
    'SELECT action, object FROM local_record ORDER BY sequence DESC LIMIT 1',
  );
  expect(last).toEqual({ action: 'views.check', object: 'vigil' });
});

test('every row over there is as it was before', async () => {
  expect(await contentOf(casework)).toBe(before);
});
