/**
 * A partner node under test: a real database, a real server on loopback, and a hub that may ask it.
 *
 * Every statement that reaches the database is kept, so that a case can say what was not read.
 */
import { nodeParts, openNode, startServer, type NodeContext, type NodeParts } from '@vigil/kit';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase } from '../../support/database.js';
import { REGIONAL_BODY, createHubDouble, type Caller, type HubDouble, type Question } from './hub-double.js';

export interface Answer {
  status: number;
  text: string;
  json: {
    data?: unknown;
    errors?: { message: string; path?: (string | number)[]; extensions: { code: string } }[];
    releases?: unknown[];
  };
}

export interface AskOptions {
  caller?: Caller;
  /** instead of those that the question uses */
  coordinates?: string[];
  policyVersion?: string;
  /** instead of a delegation for this body; null sends none */
  token?: string | null;
  /** the server to ask, when not the real one */
  url?: string;
  /** ask the extension of this SDL instead of the contract */
  extension?: string;
}

export interface ServingNode {
  readonly url: string;
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly context: NodeContext;
  readonly hub: HubDouble;
  readonly parts: NodeParts;
  ask(question: Question, options?: AskOptions): Promise<Answer>;
  /** text of every statement since the last call */
  statements(): string[];
  /** every line of the node's log since the start */
  readonly logged: readonly string[];
  /** local_record, oldest first */
  records(): Promise<LocalRecordRow[]>;
  /** A second server over the same node, with some steps replaced. */
  serveWith(changed: Partial<NodeParts>): Promise<string>;
  close(): Promise<void>;
}

export interface LocalRecordRow {
  actor: string;
  action: string;
  object: string;
  details: Record<string, unknown>;
}

interface NodeOptions {
  synthetic?: boolean;
  /** beside those of the two bodies: organisation -> classes, all for legal proceedings and oversight */
  agreements?: Readonly<Record<string, readonly string[]>>;
  /** files of the partner's veto */
  veto?: Readonly<Record<string, string>>;
  /** folder of policies, instead of the package's */
  policyDirectory?: string;
  now?: () => Date;
}

const COVERAGE = [
  { indicator: 'UNLAWFUL_DETENTION', country: 'XA', areas: ['XA-01'], from: '2012-01', to: '2013-12' },
];

/** Makes and starts a node with the partner id `synthetic-one`. */
export async function createServingNode(options: NodeOptions = {}): Promise<ServingNode> {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'vigil-serve-'));
  const hub = await createHubDouble();
  await writeDataDirectory(dataDir, hub, options);
  const logged: string[] = [];
  const context = await openNode({
    dataDir,
    databaseUrl: database.url,
    mode: 'serve',
    now: options.now,
    policyDirectory: options.policyDirectory,
    log: keepLog(logged),
  });
  const kept = keepStatements(context);
  const parts = await nodeParts(context);
  const servers = [await startServer(parts, { port: 0 })];
  const url = servers[0]?.url ?? '';
  return {
    url,
    dataDir,
    databaseUrl: database.url,
    context,
    hub,
    parts,
    logged,
    ask: (question, asked = {}) => ask(url, hub, question, asked),
    statements: () => kept.splice(0),
    records: () =>
      context.dataSource.query<LocalRecordRow[]>(
        'SELECT actor, action, object, details FROM local_record ORDER BY sequence',
      ),
    serveWith: async (changed) => {
      const server = await startServer({ ...parts, ...changed }, { port: 0 });
      servers.push(server);
      return server.url;
    },
    close: async () => {
      for (const server of servers) await server.close();
      await context.close();
      await rm(dataDir, { recursive: true, force: true });
      await database.drop();
    },
  };
}

/** Sends bytes as they are. */
export async function post(url: string, body: string, token: string | null): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body,
  });
  const text = await response.text();
  return { status: response.status, text, json: JSON.parse(text) as Answer['json'] };
}

async function ask(url: string, hub: HubDouble, question: Question, options: AskOptions): Promise<Answer> {
  const body = JSON.stringify(question);
  const token =
    options.token === undefined
      ? await hub.delegate(body, {
          ...(options.caller ?? REGIONAL_BODY),
          coordinates: options.coordinates ?? coordinatesOf(hub, question, options),
          policyVersion: options.policyVersion ?? hub.policyVersion,
        })
      : options.token;
  const path = options.extension === undefined ? '/graphql' : '/extension';
  return post(`${options.url ?? url}${path}`, body, token);
}

function coordinatesOf(hub: HubDouble, question: Question, { extension }: AskOptions): string[] {
  return extension === undefined ? hub.coordinates(question) : hub.extensionCoordinates(question, extension);
}

/** A log of which every line is kept, as JSON. */
export function keepLog(lines: string[]): NodeContext['log'] {
  const keep = (...said: unknown[]): void => {
    lines.push(JSON.stringify(said));
  };
  return { debug: keep, info: keep, warn: keep, error: keep } as unknown as NodeContext['log'];
}

function keepStatements({ dataSource }: NodeContext): string[] {
  const kept: string[] = [];
  const ignore = (): void => undefined;
  dataSource.setOptions({
    logging: true,
    logger: {
      logQuery: (text) => {
        kept.push(text);
      },
      logQueryError: ignore,
      logQuerySlow: ignore,
      logSchemaBuild: ignore,
      logMigration: ignore,
      log: ignore,
    },
  });
  return kept;
}

/** What `init` and the coalition leave in a data directory. */
export async function writeDataDirectory(
  dataDir: string,
  hub: HubDouble,
  options: NodeOptions = {},
): Promise<void> {
  await mkdir(join(dataDir, 'keys'), { mode: 0o700 });
  await writeFile(join(dataDir, 'keys', 'id.key'), randomBytes(32), { mode: 0o600 });
  await writeFile(join(dataDir, 'partner.json'), JSON.stringify(settings(options)));
  await writeFile(join(dataDir, 'coalition.json'), JSON.stringify(coalition(hub, options)));
  if (options.veto === undefined) return;
  await mkdir(join(dataDir, 'veto'));
  for (const [name, text] of Object.entries(options.veto)) await writeFile(join(dataDir, 'veto', name), text);
}

function settings({ synthetic = true }: NodeOptions): object {
  return {
    format: 'vigil-partner-1',
    id: 'synthetic-one',
    name: 'Synthetic One',
    synthetic,
    port: 0,
    publication: {
      profile: 'STANDARD',
      unit: 'CASE_FILE',
      reason: 'a case file may hold several people',
      indicators: ['UNLAWFUL_DETENTION'],
      coverage: COVERAGE,
    },
    methodology: {
      version: '1',
      caseSelection: 'made by hand',
      verificationSteps: ['none'],
      limitations: 'not real',
      standardOfProof: 'REASONABLE_GROUNDS',
      changedAt: '2012-01-01',
    },
    fundingStreams: [],
  };
}

function coalition(hub: HubDouble, { synthetic = true, agreements = {} }: NodeOptions): object {
  const agreement = (
    recipient: string,
    classes: readonly string[] = ['DEIDENTIFIED'],
    purposes = ['OVERSIGHT'],
  ): object => ({
    id: `agreement-${recipient}`,
    recipient,
    partner: 'synthetic-one',
    purposes,
    classes,
    validFrom: '2012-01-01',
    validTo: '2099-12-31',
  });
  return {
    format: 'vigil-coalition-1',
    id: 'test',
    name: 'Test coalition',
    hub: { id: 'hub', delegationKeys: { keys: [hub.publicKey] } },
    issuers: [],
    organisations: ['regional-body', 'other-body', 'synthetic-one', ...Object.keys(agreements)].map((id) => ({
      id,
      name: id,
    })),
    partners: [
      {
        id: 'synthetic-one',
        name: 'Synthetic One',
        countries: ['XA'],
        url: 'http://127.0.0.1:1',
        synthetic,
        releaseKeys: { keys: [{ ...hub.publicKey, kid: 'release-key' }] },
        coverage: COVERAGE,
      },
    ],
    agreements: [
      ...[agreement('regional-body'), agreement('other-body')],
      ...Object.entries(agreements).map(([recipient, classes]) =>
        agreement(recipient, classes, ['OVERSIGHT', 'LEGAL_PROCEEDINGS']),
      ),
    ],
  };
}
