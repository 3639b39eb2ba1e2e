/**
 * A hub on real HTTP with real HTTP partners and a database of its own; nothing is left behind.
 *
 * Takes the partners' rows and what differs from the defaults, gives ways to ask and to look.
 */
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { initHub, mintDemoToken, readConfig, runHubProgram, startHub, type RunningHub } from '@vigil/gateway';
import { parseCoalition, role, type Coalition, type Event } from '@vigil/shared';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';
import pg from 'pg';
import { pino } from 'pino';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { startTestPartner, type TestPartner } from './test-partner.js';

export const ISSUER = 'https://issuer.test.invalid';
export const AUDIENCE = 'test-hub-audience';

export interface TestHubOptions {
  /** partner id -> its rows */
  rows?: Readonly<Record<string, Event[]>>;
  environment?: Readonly<Record<string, string>>;
  coalition?: (coalition: Coalition) => unknown;
  now?: () => Date;
}

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
  data: Record<string, unknown> | null | undefined;
  errors: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
}

export interface AuditRow {
  sequence: string;
  entry: Record<string, unknown>;
  text: string;
}

export interface TestHub {
  readonly url: string;
  dataDir: string;
  databaseUrl: string;
  readonly hub: RunningHub;
  partners: Record<string, TestPartner>;
  logs: string[];
  token(principal: string): Promise<string>;
  /** a token with the claims of a principal and others in their place, signed by this or another key */
  forge(claims: JWTPayload, options?: { key?: JWK; kid?: string; audience?: string }): Promise<string>;
  ask(query: string, options?: { principal?: string; token?: string; variables?: unknown }): Promise<Answer>;
  send(init: RequestInit, path?: string): Promise<Answer>;
  audit(): Promise<AuditRow[]>;
  sql(statement: string): Promise<unknown[]>;
  /** the coalition file as it is now */
  coalition(): Coalition;
  /** writes another coalition file, for the hub and for the partners; the hub is not told */
  writeCoalition(change: (coalition: Coalition) => unknown): Promise<Coalition>;
  /** takes the hub's file for the partners, after a command has changed it */
  readCoalition(): Promise<Coalition>;
  /** one more partner on real HTTP, in no coalition file yet; stopped with the hub */
  addPartner(id: string, rows: Event[]): Promise<TestPartner>;
  /** its entry in a coalition file */
  entryOf(partner: TestPartner): Promise<Coalition['partners'][number]>;
  /** `vigil-hub …` on this hub's directory and database */
  command(...args: string[]): Promise<{ code: number; out: string; err: string }>;
  /** stops the hub and starts it again on the same directory, database and partners */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export async function makeIssuerKey(
  kid: string,
): Promise<{ privateKey: JWK; publicKey: JWK & { kid: string } }> {
  const pair = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  return {
    privateKey: { ...(await exportJWK(pair.privateKey)), kid },
    publicKey: { ...(await exportJWK(pair.publicKey)), kid },
  };
}

function entryOf({ id, url }: TestPartner, release: unknown): Coalition['partners'][number] {
  return {
    id,
    name: `Partner ${id}`,
    countries: ['XA', 'XB'],
    url,
    status: 'ACTIVE',
    synthetic: true,
    releaseKeys: { keys: [release as { kty: string; kid: string }] },
    coverage: [],
  };
}

async function makeCoalition(
  hubKey: unknown,
  issuerKey: unknown,
  { partners, change }: { partners: readonly TestPartner[]; change: TestHubOptions['coalition'] },
): Promise<Coalition> {
  const release = (await makeIssuerKey('release')).publicKey;
  const organisations = [
    { id: 'regional-body', name: 'Regional body' },
    { id: 'secretariat', name: 'Secretariat' },
    { id: 'court', name: 'Court' },
    ...partners.map(({ id }) => ({ id, name: `Partner ${id}` })),
  ];
  const coalition = parseCoalition({
    format: 'vigil-coalition-1',
    id: 'test',
    name: 'Test coalition',
    hub: { id: 'test-hub', delegationKeys: { keys: [hubKey] } },
    issuers: [
      {
        issuer: ISSUER,
        audience: AUDIENCE,
        algorithms: ['EdDSA'],
        jwks: { keys: [issuerKey] },
        organisations: organisations.map(({ id }) => id),
        roles: [...role.options],
      },
    ],
    organisations,
    partners: partners.map((partner) => entryOf(partner, release)),
    agreements: partners.map(({ id }) => ({
      id: `agreement-${id}`,
      recipient: 'regional-body',
      partner: id,
      purposes: ['OVERSIGHT'],
      classes: ['DEIDENTIFIED'],
      validFrom: '2020-01-01',
      validTo: '2099-12-31',
    })),
  });
  return parseCoalition(change === undefined ? coalition : change(coalition));
}

async function toAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const isJson = response.headers.get('content-type')?.includes('json') === true;
  const body = (isJson ? JSON.parse(text) : {}) as Pick<Answer, 'data'> & { errors?: Answer['errors'] };
  return {
    status: response.status,
    headers: response.headers,
    text,
    data: body.data,
    errors: body.errors ?? [],
  };
}

/** Keeps log lines instead of printing them, so that a test can search them. */
function keepLogs(lines: string[]): pino.Logger {
  return pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
}

async function query(databaseUrl: string, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    return (await client.query(statement)).rows as unknown[];
  } finally {
    await client.end();
  }
}

interface Started {
  dataDir: string;
  database: TestDatabase;
  partners: TestPartner[];
}

async function cleanUp({ dataDir, database, partners }: Started): Promise<void> {
  await Promise.all(partners.map((partner) => partner.stop()));
  await database.drop();
  await rm(dataDir, { recursive: true, force: true });
}

/** Starts everything; `close` stops it again. */
export async function startTestHub(options: TestHubOptions = {}): Promise<TestHub> {
  const now = options.now ?? ((): Date => new Date());
  const dataDir = await mkdtemp(join(tmpdir(), 'vigil-hub-'));
  const database = await createTestDatabase();
  let coalition: Coalition | null = null;
  const known = (): Coalition => {
    if (coalition === null) throw new Error('asked before the coalition was made');
    return coalition;
  };
  const partners = await Promise.all(
    Object.entries(options.rows ?? {}).map(([id, rows]) =>
      startTestPartner(id, rows, { coalition: known, now }),
    ),
  );
  const started = { dataDir, database, partners };
  const issuerKey = await makeIssuerKey('issuer');
  const logs: string[] = [];
  let hub: RunningHub;
  let start: () => Promise<RunningHub>;
  try {
    const hubKey = await initHub({ dataDir, id: 'test-hub', randomBytes });
    coalition = await makeCoalition(hubKey, issuerKey.publicKey, { partners, change: options.coalition });
    await writeFile(join(dataDir, 'coalition.json'), JSON.stringify(coalition));
    const config = readConfig({ PORT: '0', DATABASE_URL: database.url, ...options.environment });
    start = () => startHub({ dataDir, config, log: keepLogs(logs), now });
    hub = await start();
  } catch (error) {
    await cleanUp(started);
    throw error;
  }
  const token = (principal: string): Promise<string> =>
    mintDemoToken({
      key: issuerKey.privateKey,
      issuer: ISSUER,
      audience: AUDIENCE,
      principal,
      partners: partners.map(({ id }) => id),
      now: now(),
    });
  const send = async (init: RequestInit, path = '/graphql'): Promise<Answer> =>
    toAnswer(await fetch(`${hub.url}${path}`, { redirect: 'manual', ...init }));
  const writeCoalition: TestHub['writeCoalition'] = async (change) => {
    coalition = parseCoalition(change(known()));
    // Whole or not at all, as an operator's tools would.
    await writeFile(join(dataDir, 'coalition.json.new'), JSON.stringify(coalition));
    await rename(join(dataDir, 'coalition.json.new'), join(dataDir, 'coalition.json'));
    return coalition;
  };
  return {
    coalition: known,
    writeCoalition,
    readCoalition: async () => {
      coalition = parseCoalition(JSON.parse(await readFile(join(dataDir, 'coalition.json'), 'utf8')));
      return coalition;
    },
    addPartner: async (id, rows) => {
      const partner = await startTestPartner(id, rows, { coalition: known, now });
      partners.push(partner);
      return partner;
    },
    entryOf: async (partner) => entryOf(partner, (await makeIssuerKey('release')).publicKey),
    command: async (...args) => {
      const written = { out: '', err: '' };
      const code = await runHubProgram(
        [...args, '--data-dir', dataDir],
        {
          stdout: { write: (text) => (written.out += text) },
          stderr: { write: (text) => (written.err += text) },
        },
        { DATABASE_URL: database.url, ...options.environment },
      );
      return { code, ...written };
    },
    get url() {
      return hub.url;
    },
    get hub() {
      return hub;
    },
    dataDir,
    databaseUrl: database.url,
    partners: Object.fromEntries(partners.map((partner) => [partner.id, partner])),
    logs,
    token,
    send,
    forge: (claims, { key = issuerKey.privateKey, kid = 'issuer', audience = AUDIENCE } = {}) => {
      const seconds = Math.floor(now().getTime() / 1000);
      return new SignJWT({ organisation: null, roles: ['PUBLIC_ANALYST'], purpose: 'STATISTICS', ...claims })
        .setProtectedHeader({ alg: 'EdDSA', kid })
        .setAudience(audience)
        .setIssuer(claims.iss ?? ISSUER)
        .setSubject(claims.sub ?? 'somebody')
        .setIssuedAt(claims.iat ?? seconds)
        .setExpirationTime(claims.exp ?? seconds + 60)
        .sign(key);
    },
    ask: async (text, { principal, token: given, variables } = {}) => {
      const bearer = given ?? (principal === undefined ? undefined : await token(principal));
      return send({
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
        },
        body: JSON.stringify({ query: text, ...(variables === undefined ? {} : { variables }) }),
      });
    },
    audit: async () =>
      (await query(database.url, 'SELECT sequence, entry FROM audit_entry ORDER BY sequence')).map((row) => {
        const { sequence, entry } = row as { sequence: string; entry: string };
        return { sequence, entry: JSON.parse(entry) as Record<string, unknown>, text: entry };
      }),
    sql: (statement) => query(database.url, statement),
    restart: async () => {
      await hub.close();
      hub = await start();
    },
    close: async () => {
      await hub.close();
      await cleanUp(started);
    },
  };
}
