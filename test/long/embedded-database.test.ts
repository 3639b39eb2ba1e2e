import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { chown, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { answers, holdElsewhere, makeWorkbench, query, serverPid } from '../shared/database/workbench.js';
import type { Workbench } from '../shared/database/workbench.js';

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
    await withNewBench(async (fresh) => {
      const [first, second, third] = await Promise.all([
        fresh.open('command'),
        fresh.open('command'),
        holdElsewhere(fresh.dir, 'command'),
      ]);
      expect(second.url).toBe(first.url);
      expect(third.said).toBe(`open ${first.url}`);
      await first.close();
      await second.close();
      expect(await answers(first.url)).toBe(true);
      await third.end();
      expect(await serverPid(fresh.dir)).toBeNull();
    });
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
    await query(
      owner.said.replace('open ', ''),
      'DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 7 AS value',
    );
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
    await mkdir(bench.dir, { recursive: true, mode: 0o711 });
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
    await query(url, 'DROP TABLE IF EXISTS person; CREATE TABLE person (name text UNIQUE, born date)');
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

  /** Puts something else, or nothing, in the place of a file while `work` runs. */
  async function damaged(file: string, content: Buffer | null, work: () => Promise<void>): Promise<void> {
    await (await bench.open('command')).close();
    const path = join(bench.dir, file);
    await rename(path, `${path}.kept`);
    try {
      if (content !== null) {
        await writeFile(path, content);
        // the server's account must be able to open it: the content is what is wrong
        const { uid, gid } = await stat(`${path}.kept`);
        await chown(path, uid, gid);
      }
      await work();
    } finally {
      await rm(path, { force: true });
      await rename(`${path}.kept`, path);
    }
  }

  const CONTROL = 'postgres/global/pg_control';
  test.each([
    ['PG_VERSION cut to nothing', 'postgres/PG_VERSION', Buffer.alloc(0)],
    ['PG_VERSION missing', 'postgres/PG_VERSION', null],
    ['pg_control cut short', CONTROL, Buffer.alloc(100)],
    ['pg_control missing', CONTROL, null],
    ['pg_control full of zeros', CONTROL, Buffer.alloc(8_192)],
    ['the whole of global missing', 'postgres/global', null],
    ['a password file that is gone', 'postgres.password', null],
  ])(
    'with %s says so in one line with the directory and the remedy, and keeps no lock',
    async (_, file, content) => {
      await damaged(file, content, async () => {
        for (const mode of ['serve', 'serve', 'command'] as const) {
          await expect(bench.open(mode)).rejects.toMatchObject({
            code: 'DATABASE_DAMAGED',
            message: oneLine(bench.dir, 'restore'),
          });
        }
      });
      expect(await answers((await bench.open('serve')).url)).toBe(true);
    },
  );

  test('of a newer PostgreSQL is not touched', async () => {
    await damaged('postgres/PG_VERSION', Buffer.from('99\n'), async () => {
      await expect(bench.open('serve')).rejects.toMatchObject({
        code: 'DATABASE_DAMAGED',
        message: oneLine('PostgreSQL 99', 'pg_upgrade'),
      });
    });
  });

  test('whose making was interrupted is made anew, and the remains are swept away', async () => {
    await withNewBench(async (fresh) => {
      const remains = join(fresh.dir, 'postgres.new-0123');
      await mkdir(fresh.dir, { mode: 0o711 });
      await mkdir(remains);
      await writeFile(join(remains, 'half'), 'half');
      const { url } = await fresh.open('command');
      expect(await answers(url)).toBe(true);
      await expect(stat(remains)).rejects.toMatchObject({ code: 'ENOENT' });
    });
  });
});

describe('root, and an account that cannot enter the data directory', () => {
  const isRoot = process.getuid?.() === 0;

  test('the database lies in the system directory, found again by a pointer file', async () => {
    if (!isRoot) {
      console.log('not run: needs root');
      return;
    }
    await withNewBench(async (fresh) => {
      const systemDir = join(fresh.dir, '..', 'system');
      await mkdir(fresh.dir, { mode: 0o700 });
      const first = await fresh.open('command', { systemDir });
      await query(first.url, 'DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 7 AS value');
      await first.close();
      const pointer = (await readFile(join(fresh.dir, 'postgres.location'), 'utf8')).trim();
      expect(pointer).toMatch(new RegExp(`^${systemDir}/clusters/[0-9a-f]{16}$`));
      expect((await stat(pointer)).uid).not.toBe(0);
      const second = await fresh.open('serve', { systemDir });
      expect(await query(second.url, 'SELECT value FROM kept')).toEqual([{ value: 7 }]);
      await second.close();

      await rm(join(fresh.dir, 'postgres.location'));
      await rm(join(fresh.dir, 'postgres.password'));
      const anew = await fresh.open('serve', { systemDir });
      expect(await query(anew.url, `SELECT to_regclass('kept') AS kept`)).toEqual([{ kept: null }]);
      expect(fresh.warnings).toEqual([expect.stringContaining(`${pointer}.left-`)]);
      await anew.close();

      await rm(pointer, { recursive: true });
      await expect(fresh.open('serve', { systemDir })).rejects.toMatchObject({
        code: 'DATABASE_DAMAGED',
        message: oneLine(pointer, 'restore'),
      });
    });
  });
});
