import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { chmod, mkdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { answers, holdElsewhere, makeWorkbench, query, serverPid } from './workbench.js';
import type { Workbench } from './workbench.js';

/** Shared by the tests of this file, each of which leaves it closed and whole. */
let bench: Workbench;
beforeAll(async () => {
  bench = await makeWorkbench();
});
afterEach(() => bench.rest());
afterAll(() => bench.clean());

/** For what only a directory without a database shows. */
async function withNewBench(work: (fresh: Workbench) => Promise<void>): Promise<void> {
  const fresh = await makeWorkbench();
  try {
    await work(fresh);
  } finally {
    await fresh.clean();
  }
}

/** One clear line: no line break, names the directory. */
const oneLine = (...parts: string[]): unknown =>
  expect.stringMatching(new RegExp(`^[^\\n]*${parts.join('[^\\n]*')}[^\\n]*$`));

describe('who owns a data directory', () => {
  test('a second server is refused while the first lives, and may come when it has closed', async () => {
    const first = await bench.open('serve');
    await expect(bench.open('serve')).rejects.toMatchObject({
      code: 'DATA_DIRECTORY_IN_USE',
      message: oneLine(bench.dir, `process ${process.pid}`, 'stop that process'),
    });
    const other = await holdElsewhere(bench.dir, 'serve');
    expect(other.said).toMatch(/^refused DATA_DIRECTORY_IN_USE /);
    expect(await answers(first.url)).toBe(true);
    await first.close();
    expect(await serverPid(bench.dir)).toBeNull();
    const second = await bench.open('serve');
    expect(await answers(second.url)).toBe(true);
  });

  test('a command beside a server uses its database and leaves it running', async () => {
    const server = await bench.open('serve');
    const command = await bench.open('command');
    expect(command.url).toBe(server.url);
    await command.close();
    expect(await answers(server.url)).toBe(true);
  });

  test('a command alone starts the database for as long as it runs', async () => {
    const command = await bench.open('command');
    await query(command.url, 'DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 7 AS value');
    await command.close();
    expect(await serverPid(bench.dir)).toBeNull();
    const next = await bench.open('command');
    expect(await query(next.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  });

  test('three commands at once on a new directory share one database, which ends with the last of them', async () => {
    const [first, second, third] = await Promise.all([
      bench.open('command'),
      bench.open('command'),
      holdElsewhere(bench.dir, 'command'),
    ]);
    expect(second.url).toBe(first.url);
    expect(third.said).toBe(`open ${first.url}`);
    await first.close();
    await second.close();
    expect(await answers(first.url)).toBe(true);
    await third.end();
    expect(await serverPid(bench.dir)).toBeNull();
  });

  test('what a killed owner left running is stopped and started again, with everything that was committed', async () => {
    const owner = await holdElsewhere(bench.dir, 'serve');
    const url = owner.said.replace('open ', '');
    await query(url, 'DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 7 AS value');
    await owner.kill();
    const orphan = await serverPid(bench.dir);
    expect(orphan).not.toBeNull();
    expect(await answers(url)).toBe(true);
    const next = await bench.open('serve');
    expect(bench.warnings).toEqual([expect.stringContaining('left behind by a process that died')]);
    expect(await serverPid(bench.dir)).not.toBe(orphan);
    expect(await query(next.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  });

  test('a killed owner whose database was killed as well is followed by recovery', async () => {
    const owner = await holdElsewhere(bench.dir, 'serve');
    await query(owner.said.replace('open ', ''), 'DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 7 AS value');
    const pid = await serverPid(bench.dir);
    await owner.kill();
    process.kill(pid ?? 0, 'SIGKILL');
    const next = await bench.open('serve');
    expect(await query(next.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
  });

  test('a lock of another machine is not judged from here: refused, with the file to remove', async () => {
    await (await bench.open('command')).close();
    const lock = join(bench.dir, 'node.lock');
    await writeFile(
      lock,
      JSON.stringify({ pid: 1, started: null, host: 'some-other-container', nonce: 'x' }),
    );
    await expect(bench.open('serve')).rejects.toMatchObject({
      code: 'DATA_DIRECTORY_IN_USE',
      message: oneLine('remove', 'node.lock'),
    });
    await rm(lock);
    await bench.open('serve');
  });

  test.each([
    ['of a process that is gone', JSON.stringify({ pid: 4_194_303, started: null, nonce: 'x' })],
    [
      'of a reused process number',
      JSON.stringify({ pid: process.pid, started: 'another boot/1', nonce: 'x' }),
    ],
    ['that was cut short', '{"pid": 1'],
  ])('a lock %s blocks nobody', async (_, text) => {
    const { hostname } = await import('node:os');
    await mkdir(bench.dir, { mode: 0o711 });
    const content = text.replace('"started"', `"host": ${JSON.stringify(hostname())}, "started"`);
    for (const name of ['node.lock', 'postgres.mutex']) await writeFile(join(bench.dir, name), content);
    const database = await bench.open('serve');
    expect(await answers(database.url)).toBe(true);
  });
});

describe('an embedded database', () => {
  test('listens on the loopback interface only, asks for a password, and makes no socket file', async () => {
    const { url } = await bench.open('serve');
    const settings = await query<{ name: string; setting: string }>(
      url,
      `SELECT name, setting FROM pg_settings WHERE name IN ('listen_addresses', 'unix_socket_directories', 'fsync',
        'full_page_writes', 'shared_buffers', 'jit', 'TimeZone') ORDER BY name COLLATE "C"`,
    );
    expect(Object.fromEntries(settings.map(({ name, setting }) => [name, setting]))).toEqual({
      TimeZone: 'UTC',
      fsync: 'on',
      full_page_writes: 'on',
      jit: 'off',
      listen_addresses: '127.0.0.1',
      shared_buffers: '2048', // pages of 8 KiB
      unix_socket_directories: '',
    });
    const wrong = new URL(url);
    wrong.password = 'wrong';
    await expect(query(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
    const file = await stat(join(bench.dir, 'postgres.password'));
    expect(file.mode & 0o777).toBe(0o600);
  });

  test('writes no value into its log when a statement fails', async () => {
    const { url } = await bench.open('serve');
    await query(url, 'CREATE TABLE person (name text UNIQUE, born date)');
    await query(url, `INSERT INTO person VALUES ('CANARY-one', '1990-01-01')`);
    await expect(query(url, `INSERT INTO person VALUES ('CANARY-one', '1990-01-01')`)).rejects.toThrow(
      'duplicate',
    );
    await expect(query(url, `SELECT 'CANARY-two'::uuid`)).rejects.toThrow('invalid input');
    await expect(query(url, `SELECT CANARY_three`)).rejects.toThrow();
    const log = await readFile(join(bench.dir, 'postgres', 'vigil-server.log'), 'utf8');
    expect(log).toContain('ready to accept connections');
    expect(log).not.toMatch(/CANARY/i);
  });

  test.each([
    ['PG_VERSION cut to nothing', (dir: string) => truncate(join(dir, 'PG_VERSION'), 0)],
    ['PG_VERSION missing', (dir: string) => rm(join(dir, 'PG_VERSION'))],
    ['pg_control cut short', (dir: string) => truncate(join(dir, 'global', 'pg_control'), 100)],
    ['pg_control missing', (dir: string) => rm(join(dir, 'global', 'pg_control'))],
    [
      'pg_control full of zeros',
      (dir: string) => writeFile(join(dir, 'global', 'pg_control'), Buffer.alloc(8_192)),
    ],
    ['the whole of global missing', (dir: string) => rm(join(dir, 'global'), { recursive: true })],
    ['a password file that is gone', (dir: string) => rm(join(dir, '..', 'postgres.password'))],
  ])(
    'with %s says so in one line with the directory and the remedy, and keeps no lock',
    async (_, damage) => {
      await (await bench.open('command')).close();
      await damage(join(bench.dir, 'postgres'));
      for (const mode of ['serve', 'serve', 'command'] as const) {
        await expect(bench.open(mode)).rejects.toMatchObject({
          code: 'DATABASE_DAMAGED',
          message: oneLine(bench.dir, 'restore'),
        });
      }
    },
  );

  test('of a newer PostgreSQL is not touched', async () => {
    await (await bench.open('command')).close();
    await writeFile(join(bench.dir, 'postgres', 'PG_VERSION'), '99\n');
    await expect(bench.open('serve')).rejects.toMatchObject({
      code: 'DATABASE_DAMAGED',
      message: oneLine('PostgreSQL 99', 'pg_upgrade'),
    });
  });

  test('whose making was interrupted is made anew, and the remains are swept away', async () => {
    await mkdir(join(bench.dir, 'postgres.new-0123'), { recursive: true });
    await chmod(bench.dir, 0o711);
    await writeFile(join(bench.dir, 'postgres.new-0123', 'half'), 'half');
    const { url } = await bench.open('command');
    expect(await answers(url)).toBe(true);
    await expect(stat(join(bench.dir, 'postgres.new-0123'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('root, and an account that cannot enter the data directory', () => {
  const isRoot = process.getuid?.() === 0;

  test('the database lies in the system directory, found again by a pointer file', async () => {
    if (!isRoot) {
      console.log('not run: needs root');
      return;
    }
    const systemDir = join(bench.dir, '..', 'system');
    await mkdir(bench.dir, { mode: 0o700 });
    const first = await bench.open('command', { systemDir });
    await query(first.url, 'DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 7 AS value');
    await first.close();
    const pointer = (await readFile(join(bench.dir, 'postgres.location'), 'utf8')).trim();
    expect(pointer).toMatch(new RegExp(`^${systemDir}/clusters/[0-9a-f]{16}$`));
    expect((await stat(pointer)).uid).not.toBe(0);
    const second = await bench.open('serve', { systemDir });
    expect(await query(second.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
    await second.close();

    await rm(join(bench.dir, 'postgres.location'));
    await rm(join(bench.dir, 'postgres.password'));
    const anew = await bench.open('serve', { systemDir });
    expect(await query(anew.url, `SELECT to_regclass('kept') AS kept`)).toEqual([{ kept: null }]);
    expect(bench.warnings).toEqual([expect.stringContaining(`${pointer}.left-`)]);
    await anew.close();

    await rm(pointer, { recursive: true });
    await expect(bench.open('serve', { systemDir })).rejects.toMatchObject({
      code: 'DATABASE_DAMAGED',
      message: oneLine(pointer, 'restore'),
    });
  });
});
