/** `vigil-partner serve` as a process: what it says when it is ready, and that it leaves nothing behind. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { createHubDouble } from './hub-double.js';
import { writeDataDirectory } from './serving-node.js';

const COMMAND = join(dirname(fileURLToPath(import.meta.url)), '../../../subgraphs/kit/bin/vigil-partner.mjs');

let parent: string;
let dataDir: string;
let database: TestDatabase;
const started: Serving[] = [];

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'vigil-command-'));
  await chmod(parent, 0o711); // the database server of a run as root is another user
  dataDir = join(parent, 'node');
  await mkdir(dataDir, { mode: 0o711 });
  await writeDataDirectory(dataDir, await createHubDouble());
  database = await createTestDatabase();
});
afterAll(async () => {
  for (const { child, ended } of started) {
    child.kill('SIGKILL');
    await ended;
  }
  await database.drop();
  await rm(parent, { recursive: true, force: true });
});

interface Serving {
  child: ChildProcess;
  stderr(): string;
  /** exit code */
  ended: Promise<number | null>;
  ready: Promise<string>;
}

function serve(databaseUrl: string | undefined, args: string[] = ['--port', '0']): Serving {
  const child = spawn(process.execPath, [COMMAND, '--data-dir', dataDir, 'serve', ...args], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: { PATH: process.env['PATH'], DATABASE_URL: databaseUrl },
  });
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const ready = new Promise<string>((resolve, reject) => {
    child.once('message', (message) => {
      const { type, url } = message as { type: string; url: string };
      if (type === 'ready') resolve(url);
    });
    void ended.then(() => {
      reject(new Error(`ended before it was ready: ${text}`));
    });
  });
  ready.catch(() => undefined);
  const serving = { child, stderr: () => text, ended, ready };
  started.push(serving);
  return serving;
}

/** The lines for people, without the log, which is JSON. */
const spoken = (stderr: string): string[] =>
  stderr.split('\n').filter((line) => line !== '' && !line.startsWith('{'));

/** Does anybody listen on this port of loopback? */
function accepts(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => {
      resolve(false);
    });
  });
}

describe('serve', () => {
  test('says when it is ready, answers strangers with 401, and ends with SIGTERM', async () => {
    const node = serve(database.url);
    const url = await node.ready;
    expect(spoken(node.stderr())).toEqual([`vigil-partner synthetic-one ready at ${url}`]);
    expect((await fetch(`${url}/health/live`)).status).toBe(200);
    expect((await fetch(`${url}/graphql`, { method: 'POST', body: '{}' })).status).toBe(401);
    node.child.kill('SIGTERM');
    expect(await node.ended).toBe(0);
    await expect(fetch(`${url}/health/live`)).rejects.toThrow();
  });

  test('ends by itself when the process that started it is gone', async () => {
    const node = serve(database.url);
    await node.ready;
    node.child.disconnect();
    expect(await node.ended).toBe(0);
  });

  test('a second one on the same data directory says so in one line and fails', async () => {
    const first = serve(database.url);
    await first.ready;
    const second = serve(database.url);
    expect(await second.ended).toBe(1);
    expect(spoken(second.stderr())).toHaveLength(1);
    expect(spoken(second.stderr())[0]).toMatch(/in use/);
    first.child.kill('SIGINT');
    expect(await first.ended).toBe(0);
  });

  test('a port that is none is refused in one line', async () => {
    const node = serve(database.url, ['--port=70000']);
    expect(await node.ended).not.toBe(0);
    expect(spoken(node.stderr())).toEqual(['vigil-partner: port is not a number from 0 to 65535']);
  });

  test('with its own database: nothing of it runs on after the end', async () => {
    const node = serve(undefined);
    await node.ready;
    const pidFile = join(dataDir, 'postgres', 'postmaster.pid');
    const port = Number((await readFile(pidFile, 'utf8')).split('\n')[3]); // the file's fourth line
    expect(await accepts(port)).toBe(true);
    node.child.kill('SIGINT');
    expect(await node.ended).toBe(0);
    expect(existsSync(pidFile)).toBe(false);
    expect(await accepts(port)).toBe(false);
  });
});

describe('any command', () => {
  test('whose reader stops reading ends in peace: no stack, no failure', async () => {
    const child = spawn(process.execPath, [COMMAND, 'extension', '--help'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
    // closed long before the program has started: its first line finds nobody
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect({ code, said }).toEqual({ code: 0, said: '' });
  });
});
