/**
 * kill -9 at several points of an import, in a real process: nothing half-published is there, the next import of the
 * same file by the same mapping goes on, and nothing is there twice.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createNodeKeys, writeSettings } from '@vigil/kit';
import pg from 'pg';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { testCoalition, TEST_SETTINGS } from '../support/node.js';
import { HEADER, MAPPING_YAML } from '../kit/import/synthetic-mapping.js';

const BIN = fileURLToPath(new URL('../../subgraphs/kit/bin/vigil-partner.mjs', import.meta.url));
const ROWS = 21_000;
/** each starts a few processes, and the machine may have others to run */
const PATIENCE_MS = 600_000;

/** Every 500th row has no date, every other 700th repeats the one before. */
function syntheticRows(): string {
  const lines = [HEADER];
  for (let row = 1; row <= ROWS; row += 1) {
    const repeats = row % 700 === 0 && row % 500 !== 0;
    const key = repeats ? row - 1 : row;
    lines.push(`${key},${row % 500 === 0 ? 'someday' : '2012-05-06'},XA,North,${(key % 9) + 1},rally,x`);
  }
  return `${lines.join('\n')}\n`;
}
// 21 000 / 500 = 42 without a date; 21 000 / 700 = 30, of which 3500, 7000 … 21 000 (6) have no date
const EXPECTED = { read: ROWS, merged: 24, rejectedRows: 42, imported: ROWS - 24 - 42 };

let dataDir: string;
let database: TestDatabase;
let client: pg.Client;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'vigil-resume-'));
  database = await createTestDatabase();
  client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await writeSettings(dataDir, TEST_SETTINGS);
  await createNodeKeys(dataDir);
  await writeFile(join(dataDir, 'coalition.json'), JSON.stringify(testCoalition()));
  await writeFile(join(dataDir, 'mapping.yaml'), MAPPING_YAML);
  await writeFile(join(dataDir, 'list.csv'), syntheticRows());
});
afterEach(async () => {
  await client.end();
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
});

interface ImportRun {
  readonly code: number | null;
  readonly signal: string | null;
  readonly stderr: string;
  readonly report: Record<string, unknown>;
}

/** Imports in a process of its own; it dies as soon as it says this. */
async function runImport(killWhenSaid?: string): Promise<ImportRun> {
  const args = ['import', join(dataDir, 'list.csv'), '--mapping', join(dataDir, 'mapping.yaml'), '--json'];
  const child = spawn(process.execPath, [BIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', VIGIL_PARTNER_DATA_DIR: dataDir, DATABASE_URL: database.url },
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => {
    stderr += bytes.toString();
    if (killWhenSaid !== undefined && stderr.includes(killWhenSaid)) child.kill('SIGKILL');
  });
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
  return { code, signal, stderr, report: stdout === '' ? {} : (JSON.parse(stdout) as ImportRun['report']) };
}

async function count(table: string): Promise<number> {
  const { rows } = await client.query<{ rows: number }>(`select count(*)::int as rows from ${table}`);
  return rows[0]?.rows ?? -1;
}

/** The tables hold each row once, and the staging is empty. */
async function expectWhole(): Promise<void> {
  const { imported } = EXPECTED;
  for (const table of ['case_file', 'event', 'act', 'victim', 'perpetrator', 'act_perpetrator']) {
    expect([table, await count(table)]).toEqual([table, imported]);
  }
  for (const table of ['import_staging', 'import_checkpoint', 'import_rejection']) {
    expect([table, await count(table)]).toEqual([table, 0]);
  }
  const { rows } = await client.query(
    'select read, imported, rejected, merged from import_run where finished_at is not null',
  );
  expect(rows).toEqual([{ read: ROWS, imported, rejected: EXPECTED.rejectedRows, merged: EXPECTED.merged }]);
}

test.each([
  ['while it reads', '(20 %)'],
  ['after all is read', '(100 %)'],
  ['when a part is published', '40 % published'],
  ['when all is published but the transaction', '100 % published'],
])(
  'killed %s, an import goes on and doubles nothing',
  async (_where, said) => {
    const killed = await runImport(said);
    expect(killed.signal).toBe('SIGKILL');
    expect([await count('case_file'), await count('event')]).toEqual([0, 0]);

    const again = await runImport();

    expect(again).toMatchObject({ code: 0, report: EXPECTED });
    // the last chunk or two may still have been on their way to the database
    expect(again.report['resumedAfter']).toBeGreaterThan(0);
    expect(again.stderr).toContain('import: goes on behind ');
    await expectWhole();
  },
  PATIENCE_MS,
);

test(
  'killed three times, first in reading and then twice in publishing, it still doubles nothing',
  async () => {
    for (const said of ['(40 %)', '40 % published', '90 % published']) {
      expect((await runImport(said)).signal).toBe('SIGKILL');
      expect(await count('case_file')).toBe(0);
    }
    const again = await runImport();
    expect(again).toMatchObject({ code: 0, report: { ...EXPECTED, resumedAfter: ROWS } });
    await expectWhole();
  },
  PATIENCE_MS,
);

test(
  'another mapping of the same file does not go on: what was staged by the first is cleared',
  async () => {
    expect((await runImport('(60 %)')).signal).toBe('SIGKILL');
    expect(await count('import_staging')).toBeGreaterThan(0);
    const other = MAPPING_YAML.replace('rally: PROTESTER', 'rally: STUDENT');
    await writeFile(join(dataDir, 'mapping.yaml'), other);
    expect(await runImport()).toMatchObject({ code: 0, report: { ...EXPECTED, resumedAfter: 0 } });
    await expectWhole();
    const { rows } = await client.query('select distinct victim_group from victim');
    expect(rows).toEqual([{ victim_group: 'STUDENT' }]);
  },
  PATIENCE_MS,
);

test(
  'another file does not go on either',
  async () => {
    expect((await runImport('(60 %)')).signal).toBe('SIGKILL');
    await writeFile(join(dataDir, 'list.csv'), syntheticRows().replace('rally,x', 'rally,y'));
    expect(await runImport()).toMatchObject({ code: 0, report: { ...EXPECTED, resumedAfter: 0 } });
    await expectWhole();
  },
  PATIENCE_MS,
);

test(
  'broken twin: a checkpoint that speaks of rows which are not staged is not believed',
  async () => {
    expect((await runImport('(60 %)')).signal).toBe('SIGKILL');
    await client.query('delete from import_staging where line % 100 = 0');
    expect(await runImport()).toMatchObject({ code: 0, report: { ...EXPECTED, resumedAfter: 0 } });
    await expectWhole();
  },
  PATIENCE_MS,
);
