/**
 * Each service of docker-compose.yml, run as a process of this machine until it ends well or is healthy: the same
 * entrypoint, command, environment and health check. There is no container engine here; what a container would give
 * is put in its place: a folder for each volume, this machine's name for each host, a database of the test server
 * for each database service.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isOneShot, readCompose, type Service } from '../operations/compose-file.js';
import { createTestDatabase } from '../support/database.js';
import { REPOSITORY, askHub } from '../support/demonstration.js';

const { services } = readCompose();
const databases: { drop(): Promise<void> }[] = [];
const running: ChildProcess[] = [];
/** a host name with its port in the file -> the port here */
const ports = new Map<string, number>();
let work: string;

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => {
        resolve(port);
      });
    });
  });
}

const ofDatabase = ({ image }: Service): boolean => image?.startsWith('postgres:') === true;
const needsOf = ({ depends_on = {} }: Service): string[] => Object.keys(depends_on);

/** Every service after those it depends on. */
function inOrder(): string[] {
  const done: string[] = [];
  const visit = (name: string): void => {
    for (const need of needsOf(services[name] ?? {})) visit(need);
    if (!done.includes(name)) done.push(name);
  };
  for (const name of Object.keys(services)) visit(name);
  return done;
}

/** The text of a container, as it reads here. */
function translated(name: string, text: string): string {
  const mounts = (services[name]?.volumes ?? []).map((volume) => volume.split(':'));
  let here = text;
  // longest first: /public/synthetic-one before /public
  for (const [volume = '', path = ''] of mounts.sort((a, b) => (b[1] ?? '').length - (a[1] ?? '').length)) {
    here = here.replaceAll(new RegExp(`(?<![\\w/])${path}(?=/|$)`, 'g'), join(work, volume));
  }
  if (name === 'hub-init') here = here.replace(/^--public=\/public$/, `--public=${join(work, 'public')}`);
  for (const [host, port] of ports) {
    here = here.replaceAll(`https://${host}:4001`, `https://localhost:${port}`);
  }
  const own = ports.get(name);
  return own === undefined
    ? here
    : here
        .replaceAll(/(localhost|127\.0\.0\.1):400[01]/g, `$1:${own}`)
        .replace(/^400[01]$/, String(own))
        .replace(/^0\.0\.0\.0$/, '127.0.0.1');
}

function environmentOf(name: string): NodeJS.ProcessEnv {
  const given = Object.entries(services[name]?.environment ?? {});
  return {
    PATH: process.env['PATH'],
    ...Object.fromEntries(given.map(([key, value]) => [key, translated(name, value)])),
  };
}

interface Ended {
  readonly code: number | null;
  readonly output: string;
}

function start(name: string, words: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const [file = '', ...args] = words.map((word) => translated(name, word));
  const child = spawn(file === 'node' ? process.execPath : file, args, {
    cwd: REPOSITORY,
    env: environmentOf(name),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      output += piece;
    });
  }
  const ended = new Promise<Ended>((resolve) => {
    child.once('exit', (code) => {
      resolve({ code, output });
    });
  });
  return { child, ended };
}

/** What the image of PostgreSQL would do with the secret: here the URL leads to a database of the test server. */
async function giveDatabase(name: string): Promise<void> {
  const folder = join(work, name.replace(/-db$/, '-secrets'));
  expect(readFileSync(join(folder, 'password'), 'utf8')).toMatch(/^[0-9a-f]{48}$/);
  const url = join(folder, 'database-url');
  expect(readFileSync(url, 'utf8')).toMatch(
    new RegExp(`^postgresql://vigil:[0-9a-f]{48}@${name}:5432/vigil\\n$`),
  );
  const database = await createTestDatabase();
  databases.push(database);
  chmodSync(url, 0o644);
  writeFileSync(url, `${database.url}\n`);
}

async function untilHealthy(name: string, ended: Promise<Ended>): Promise<void> {
  const check = services[name]?.healthcheck?.test?.slice(1) ?? [];
  const stopped: Ended[] = [];
  void ended.then((value) => stopped.push(value));
  for (let attempt = 0; attempt < 120; attempt += 1) {
    if (stopped[0] !== undefined) throw new Error(`${name} ended: ${stopped[0].output}`);
    if ((await start(name, check).ended).code === 0) return;
    await pause(500);
  }
  throw new Error(`${name} did not become healthy`);
}

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'vigil-compose-'));
  chmodSync(work, 0o711);
  for (const { volumes = [] } of Object.values(services)) {
    for (const volume of volumes) mkdirSync(join(work, volume.split(':')[0] ?? ''), { recursive: true });
  }
  for (const name of Object.keys(services)) {
    if (!isOneShot(services[name] ?? {}) && !ofDatabase(services[name] ?? {}))
      ports.set(name, await freePort());
  }
  // /public of the one that makes the coalition file holds the public volume of each partner
  mkdirSync(join(work, 'public'));
});

afterAll(async () => {
  for (const child of running.reverse()) {
    const ended = new Promise((resolve) => child.once('exit', resolve));
    if (child.exitCode === null) {
      child.kill('SIGTERM');
      await ended;
    }
  }
  for (const database of databases) await database.drop();
  rmSync(work, { recursive: true, force: true });
}, 120_000);

test('every service ends well or becomes healthy, in the order the file asks for, and the hub answers', async () => {
  for (const name of inOrder()) {
    const service = services[name] ?? {};
    if (ofDatabase(service)) {
      await giveDatabase(name);
      continue;
    }
    if (name === 'hub-init') await linkPublic();
    const { child, ended } = start(name, [...(service.entrypoint ?? []), ...(service.command ?? [])]);
    if (isOneShot(service)) {
      expect({ name, ...(await ended) }).toEqual({ name, code: 0, output: expect.any(String) });
    } else {
      running.push(child);
      await untilHealthy(name, ended);
    }
  }
  const url = `http://127.0.0.1:${ports.get('hub') ?? 0}`;
  const answer = await askHub(
    url,
    '{ partners { id } indicatorTable(indicator: UNLAWFUL_DETENTION, by: [COUNTRY, YEAR]) { cells { value } } }',
  );
  expect(answer).toContain('"synthetic-one"');
  expect(answer).not.toContain('"errors"');
  expect(
    (JSON.parse(answer) as { data: { indicatorTable: { cells: unknown[] } } }).data.indicatorTable.cells,
  ).not.toEqual([]);
}, 600_000);

test('made again, nothing is lost: one-shots find what is there', async () => {
  for (const name of ['synthetic-one-secrets', 'synthetic-one-init', 'hub-init']) {
    const service = services[name] ?? {};
    const before = readFileSync(join(work, 'coalition', 'coalition.json'), 'utf8');
    const { code } = await start(name, [...(service.entrypoint ?? []), ...(service.command ?? [])]).ended;
    expect({ name, code }).toEqual({ name, code: 0 });
    expect(readFileSync(join(work, 'coalition', 'coalition.json'), 'utf8')).toBe(before);
  }
}, 120_000);

async function linkPublic(): Promise<void> {
  const { symlink } = await import('node:fs/promises');
  for (const volume of services['hub-init']?.volumes ?? []) {
    const [name = '', path = ''] = volume.split(':');
    if (path.startsWith('/public/')) await symlink(join(work, name), join(work, path.slice(1)));
  }
}
