/**
 * A coalition on one PostgreSQL: partner nodes in a few processes, a hub in a process of its own, HTTP between them.
 *
 * Takes the partners and their case files, gives the hub's address. Each partner has keys and a schema of its own and
 * makes its release before the hub starts; the hub has pulled every release when `startStack` resolves. What an
 * attacker gets is the URL.
 */
import { initHub } from '@vigil/gateway';
import { openDatabase, parseCoalition, type DeclaredCoverage, type ReleaseDocument } from '@vigil/shared';
import { fork, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { REPOSITORY, askHub } from '../../support/demonstration.js';
import { everythingPulled, readDocuments } from './pulled-releases.js';

export interface StackPartner {
  readonly id: string;
  readonly coverage: readonly DeclaredCoverage[];
  readonly files: readonly { readonly month: string; readonly area: string | null }[];
}

export interface StackOptions {
  readonly broken?: 'noise-free-l3';
  /** how often the hub looks whether partners are up, in seconds */
  readonly checkSeconds?: number;
}

/** A server of its own, and schemas to be copied: a migration takes longer than a release. */
export interface StackServer {
  /** the largest number of partners of one stack */
  readonly partners: number;
  start(partners: readonly StackPartner[], options?: StackOptions): Promise<Stack>;
  close(): Promise<void>;
}

export interface Stack {
  readonly url: string;
  /** the bytes of a GraphQL answer */
  ask(query: string): Promise<string>;
  /** every document that the hub has, as it gives them to anybody */
  documents(): Promise<ReleaseDocument[]>;
  /** tells the process of a partner something */
  tell(kind: 'stop' | 'start' | 'add', id: string, files?: StackPartner['files']): Promise<void>;
  /** every partner's process is gone, without a goodbye, and so are their databases */
  killPartners(): Promise<void>;
  close(): Promise<void>;
}

const HOST = fileURLToPath(new URL('./node-host.mjs', import.meta.url));
const HOSTS = 2;
const HUB_ID = 'games-hub';

class Host {
  readonly #child: ChildProcess;
  readonly #waiting = new Map<
    number,
    { resolve: (answer: unknown) => void; reject: (error: Error) => void }
  >();
  #number = 0;

  constructor() {
    this.#child = fork(HOST, [], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: childEnvironment() });
    this.#child.on('message', (message) => {
      const { number, answer, failure } = message as { number: number; answer?: unknown; failure?: string };
      const waiting = this.#waiting.get(number);
      if (failure === undefined) waiting?.resolve(answer);
      else waiting?.reject(new Error(failure));
    });
    this.#child.once('exit', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the host has ended'));
    });
  }

  tell(kind: string, work: object): Promise<unknown> {
    this.#number += 1;
    const number = this.#number;
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, { resolve, reject });
      this.#child.send({ number, kind, work });
    });
  }

  get alive(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async kill(): Promise<void> {
    if (!this.alive) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}

/** Jest's own options are not for these processes. */
function childEnvironment(changes: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  return { ...process.env, NODE_OPTIONS: '', ...changes };
}

/** The crash of this server is not what is tested, and copying a thousand tables is all flushing. */
const UNFLUSHED = ['ALTER SYSTEM SET fsync = off', 'SELECT pg_reload_conf()'];

async function onServer(url: string, ...statements: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

function databaseOf(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

function schemaOf(index: number): string {
  return `p${index}`;
}

/** @param partners - the largest number of partners of one stack */
export async function startStackServer(partners: number): Promise<StackServer> {
  const directory = await mkdtemp(join(tmpdir(), 'vigil-stack-'));
  await chmod(directory, 0o711); // run by root, the database server has an account of its own
  const database = await openDatabase({
    dataDir: join(directory, 'server'),
    mode: 'serve',
    log: { info: () => undefined, warn: () => undefined },
    maxConnections: 60 + 3 * partners,
  });
  // kept from stack to stack: starting one takes longer than many releases
  const hosts = Array.from({ length: HOSTS }, () => new Host());
  const close = async (): Promise<void> => {
    await Promise.all(hosts.map((host) => host.kill()));
    await database.close();
    if (database.directory !== null) await rm(database.directory, { recursive: true, force: true });
    await rm(directory, { recursive: true, force: true });
  };
  const perHost = Math.ceil(partners / HOSTS);
  try {
    await onServer(database.url, ...UNFLUSHED, createDatabase('vigil_template'));
    const schemas = Array.from({ length: perHost }, (_, index) => schemaOf(index));
    await hosts[0]?.tell('template', { databaseUrl: databaseOf(database.url, 'vigil_template'), schemas });
  } catch (error) {
    await close();
    throw error;
  }
  let stacks = 0;
  return {
    partners,
    start: (list, options = {}) => {
      stacks += 1;
      hosts.forEach((host, index) => {
        if (!host.alive) hosts[index] = new Host();
      });
      return startStack({
        hosts: [...hosts],
        directory: join(directory, `stack-${stacks}`),
        serverUrl: database.url,
        name: `vigil_stack_${stacks}`,
        partners: list,
        options,
      });
    },
    close,
  };
}

function createDatabase(name: string, template = 'template0'): string {
  return `CREATE DATABASE ${name} TEMPLATE ${template} ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`;
}

interface StackWork {
  readonly hosts: readonly Host[];
  readonly directory: string;
  readonly serverUrl: string;
  readonly name: string;
  readonly partners: readonly StackPartner[];
  readonly options: StackOptions;
}

interface OpenedPartner {
  readonly id: string;
  readonly url: string;
  readonly key: object;
}

async function openPartners(work: StackWork, hubKey: object): Promise<OpenedPartner[]> {
  const { directory, serverUrl, name, partners, options, hosts } = work;
  const opened = await Promise.all(
    hosts.map(async (host, index) => {
      const database = `${name}_${index}`;
      const mine = partners.filter((_, at) => at % hosts.length === index);
      return host.tell('open', {
        directory,
        broken: options.broken,
        hubId: HUB_ID,
        hubKey,
        databaseUrl: databaseOf(serverUrl, database),
        partners: mine.map((partner, at) => ({ ...partner, schema: schemaOf(at) })),
      }) as Promise<OpenedPartner[]>;
    }),
  );
  return opened.flat();
}

function coalitionOf(work: StackWork, hubKey: object, opened: readonly OpenedPartner[]): object {
  const byId = new Map(opened.map((partner) => [partner.id, partner]));
  return parseCoalition({
    format: 'vigil-coalition-1',
    id: 'games',
    name: 'SYNTHETIC coalition of the games',
    hub: { id: HUB_ID, delegationKeys: { keys: [hubKey] } },
    issuers: [],
    organisations: [],
    partners: work.partners.map(({ id, coverage }) => ({
      id,
      name: `SYNTHETIC ${id}`,
      countries: ['XA'],
      url: byId.get(id)?.url,
      synthetic: true,
      releaseKeys: { keys: [byId.get(id)?.key] },
      coverage,
    })),
    agreements: [],
  });
}

async function startHubProcess(
  dataDir: string,
  databaseUrl: string,
  checkSeconds: number,
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(
    process.execPath,
    [join(REPOSITORY, 'gateway/bin/vigil-hub.mjs'), 'serve', '--data-dir', dataDir, '--port', '0'],
    {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      env: childEnvironment({
        DATABASE_URL: databaseUrl,
        VIGIL_HUB_LOG_LEVEL: 'fatal',
        VIGIL_HUB_PARTNER_DEADLINE_MILLISECONDS: '120000', // hundreds of partners on one machine
        VIGIL_HUB_RELEASE_SYNC_SECONDS: '10', // on a busy machine not every partner answers the first time
        VIGIL_HUB_PARTNER_CHECK_SECONDS: String(checkSeconds),
      }),
    },
  );
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => {
      resolve((message as { url: string }).url);
    });
    child.once('exit', () => {
      reject(new Error('the hub ended before it was ready'));
    });
  });
  return { child, url };
}

async function startStack(work: StackWork): Promise<Stack> {
  const { directory, serverUrl, name, partners, hosts } = work;
  await mkdir(directory, { mode: 0o711 });
  const hubDir = join(directory, 'hub');
  const names = [`${name}_hub`, ...Array.from({ length: HOSTS }, (_, index) => `${name}_${index}`)];
  let hub: ChildProcess | undefined;
  const dropPartners = (): Promise<void> =>
    onServer(serverUrl, ...names.slice(1).map((each) => `DROP DATABASE IF EXISTS ${each} WITH (FORCE)`));
  const close = async (): Promise<void> => {
    if (hub?.exitCode === null) {
      const gone = once(hub, 'exit');
      hub.kill('SIGTERM');
      await gone;
    }
    await Promise.all(hosts.filter(({ alive }) => alive).map((host) => host.tell('close', {})));
    await dropPartners();
    await onServer(serverUrl, `DROP DATABASE IF EXISTS ${names[0]} WITH (FORCE)`);
    await rm(directory, { recursive: true, force: true });
  };
  try {
    await onServer(
      serverUrl,
      ...names.map((each, at) => createDatabase(each, at === 0 ? undefined : 'vigil_template')),
    );
    const hubKey = await initHub({ dataDir: hubDir, id: HUB_ID, randomBytes });
    const opened = await openPartners(work, hubKey);
    await writeFile(join(hubDir, 'coalition.json'), JSON.stringify(coalitionOf(work, hubKey, opened)));
    const running = await startHubProcess(
      hubDir,
      databaseOf(serverUrl, `${name}_hub`),
      work.options.checkSeconds ?? 3_600,
    );
    hub = running.child;
    const { url } = running;
    await everythingPulled(url, partners.length);
    return {
      url,
      ask: (query) => askHub(url, query),
      documents: () => readDocuments(url),
      tell: async (kind, id, files = []) => {
        await hosts[partners.findIndex((partner) => partner.id === id) % HOSTS]?.tell(kind, { id, files });
      },
      killPartners: async () => {
        await Promise.all(hosts.map((host) => host.kill()));
        await dropPartners();
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
