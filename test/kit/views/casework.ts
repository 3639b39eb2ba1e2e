/**
 * A partner on views under test: the example's foreign database, as its scripts make it, and a node beside it.
 *
 * Role and databases have names of their own, so that suites run beside each other on one server.
 */
import { openNode, startNode, type NodeContext, type RunningNode } from '@vigil/kit';
import { createHash, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createTestDatabase } from '../../support/database.js';
import { REPOSITORY } from '../../support/demonstration.js';
import { createHubDouble, type Caller, type HubDouble, type Question } from '../serve/hub-double.js';
import { keepLog, post, type Answer } from '../serve/serving-node.js';

const FOLDER = join(REPOSITORY, 'subgraphs', 'casework-example');
/** after the example's years have ended, before its forms run out */
export const NOW = new Date('2014-02-01T00:00:00.000Z');

export interface Casework {
  readonly dataDir: string;
  readonly nodeUrl: string;
  /** the foreign database, as its owner */
  readonly ownerUrl: string;
  /** the same, as the role of the node */
  readonly readerUrl: string;
  readonly role: string;
  readonly hub: HubDouble;
  /** runs statements in the foreign database as its owner */
  owner<Row extends object = object>(statement: string): Promise<Row[]>;
  /** opens the node; it is closed at the end, if not before */
  open(mode?: 'serve' | 'command'): Promise<NodeContext>;
  close(): Promise<void>;
}

export async function asClient<Row extends object>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const result = (await client.query(statement)) as unknown as { rows: Row[] } | { rows: Row[] }[];
    return Array.isArray(result) ? (result.at(-1)?.rows ?? []) : result.rows;
  } finally {
    await client.end();
  }
}

export const example = (file: string): Promise<string> => readFile(join(FOLDER, file), 'utf8');

/** Schema and made-up records, without any view. */
export async function foreignDatabase(): Promise<{ url: string; drop: () => Promise<void> }> {
  const database = await createTestDatabase();
  await asClient(
    database.url,
    `BEGIN;\n${await example('schema.sql')}\n${await example('data.sql')}\nCOMMIT;\nANALYZE;`,
  );
  const name = new URL(database.url).pathname.slice(1);
  await asClient(database.url, `REVOKE ALL ON DATABASE ${name} FROM PUBLIC`);
  return database;
}

/** The role goes last: nothing may depend on it any more. */
export async function dropRole(serverUrl: string, role: string): Promise<void> {
  await asClient(serverUrl, `DROP ROLE IF EXISTS ${role}`);
}

export function asRole(url: string, role: string, password: string): string {
  const changed = new URL(url);
  changed.username = role;
  changed.password = password;
  return changed.href;
}

export async function createCasework(): Promise<Casework> {
  const role = `reader_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  const foreign = await foreignDatabase();
  await asClient(foreign.url, (await example('views.sql')).replaceAll('casework_reader', role));
  await asClient(foreign.url, `ALTER ROLE ${role} PASSWORD '${password}'`);
  const own = await createTestDatabase();
  const hub = await createHubDouble('casework-example');
  const dataDir = await mkdtemp(join(tmpdir(), 'vigil-views-'));
  const readerUrl = asRole(foreign.url, role, password);
  await writeDataDirectory(dataDir, hub, readerUrl);
  const opened: NodeContext[] = [];
  return {
    ...{ dataDir, hub, role, readerUrl },
    nodeUrl: own.url,
    ownerUrl: foreign.url,
    owner: (statement) => asClient(foreign.url, statement),
    open: async (mode = 'command') => {
      const node = await openNode({ dataDir, databaseUrl: own.url, mode, now: () => NOW, log: keepLog([]) });
      opened.push(node);
      return node;
    },
    close: async () => {
      for (const node of opened) await node.close();
      await rm(dataDir, { recursive: true, force: true });
      await own.drop();
      const server = new URL(foreign.url);
      server.pathname = '/postgres';
      await foreign.drop();
      await dropRole(server.href, role);
    },
  };
}

async function writeDataDirectory(dataDir: string, hub: HubDouble, recordsUrl: string): Promise<void> {
  await mkdir(join(dataDir, 'keys'), { mode: 0o700 });
  await writeFile(join(dataDir, 'keys', 'id.key'), randomBytes(32), { mode: 0o600 });
  await writeFile(join(dataDir, 'keys', 'records-url'), `${recordsUrl}\n`, { mode: 0o600 });
  await writeFile(join(dataDir, 'partner.json'), await example('settings.json'));
  await writeFile(join(dataDir, 'coalition.json'), JSON.stringify(await coalition(hub)));
}

async function coalition(hub: HubDouble): Promise<object> {
  const settings = JSON.parse(await example('settings.json')) as {
    id: string;
    name: string;
    publication: { coverage: unknown };
  };
  const { id, name } = settings;
  return {
    format: 'vigil-coalition-1',
    id: 'test',
    name: 'Test coalition',
    hub: { id: 'hub', delegationKeys: { keys: [hub.publicKey] } },
    issuers: [],
    organisations: ['regional-body', id].map((organisation) => ({ id: organisation, name: organisation })),
    partners: [
      {
        ...{ id, name, countries: ['XB'], url: 'http://127.0.0.1:1', synthetic: true },
        releaseKeys: { keys: [{ ...hub.publicKey, kid: 'release-key' }] },
        coverage: settings.publication.coverage,
      },
    ],
    agreements: [
      {
        ...{ id: 'agreement', recipient: 'regional-body', partner: id, purposes: ['OVERSIGHT'] },
        ...{ classes: ['DEIDENTIFIED'], validFrom: '2012-01-01', validTo: '2099-12-31' },
      },
    ],
  };
}

export interface ServedCasework {
  readonly node: NodeContext;
  readonly running: RunningNode;
  /** every line of the log */
  readonly logged: readonly string[];
  ask(question: Question, caller: Caller): Promise<Answer>;
  close(): Promise<void>;
}

/** As `serve` does it, start-up checks included; the clock is the real one, as for delegations. */
export async function serveCasework(casework: Casework): Promise<ServedCasework> {
  const logged: string[] = [];
  const node = await openNode({
    dataDir: casework.dataDir,
    databaseUrl: casework.nodeUrl,
    mode: 'serve',
    log: keepLog(logged),
  });
  try {
    const running = await startNode(node, { port: 0 });
    return {
      ...{ node, running, logged },
      ask: async (question, caller) => {
        const body = JSON.stringify(question);
        const { hub } = casework;
        const token = await hub.delegate(body, {
          ...caller,
          coordinates: hub.coordinates(question),
          policyVersion: hub.policyVersion,
        });
        return post(`${running.url}/graphql`, body, token);
      },
      close: async () => {
        await running.close();
        await node.close();
      },
    };
  } catch (error) {
    await node.close();
    throw error;
  }
}

/** A digest of every row of every foreign table. */
export async function contentOf(casework: Casework): Promise<string> {
  const tables = await casework.owner<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname = 'casework' AND c.relkind = 'r' ORDER BY 1`,
  );
  const digest = createHash('sha256');
  for (const { name } of tables) {
    const [row] = await casework.owner<{ all: string }>(
      `SELECT coalesce(string_agg(t::text, E'\\n' ORDER BY t::text), '') AS "all" FROM ${name} t`,
    );
    digest.update(`${name}\n${row?.all ?? ''}\n`);
  }
  return digest.digest('hex');
}
