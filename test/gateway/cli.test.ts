/** `vigil-hub`: what each command does, and one clear line with a non-zero exit code when it cannot. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig, runHubProgram, startHub } from '@vigil/gateway';
import { commonsSdl, parseCoalition } from '@vigil/shared';
import { decodeJwt } from 'jose';
import { pino } from 'pino';
import { createTestDatabase } from '../support/database.js';
import { AUDIENCE, ISSUER, makeIssuerKey, startTestHub } from './support/test-hub.js';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vigil-hub-cli-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

interface Ran {
  code: number;
  out: string;
  err: string;
}

async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const written = { out: '', err: '' };
  const code = await runHubProgram(
    args,
    {
      stdout: { write: (text) => (written.out += text) },
      stderr: { write: (text) => (written.err += text) },
    },
    env,
  );
  return { code, ...written };
}

function expectOneLine({ code, err }: Ran, words: RegExp, exitCode = 1): void {
  expect(code).toBe(exitCode);
  expect(err).toMatch(words);
  expect(err.trimEnd().split('\n')).toHaveLength(1);
}

test('--help lists the commands', async () => {
  const { code, out } = await run(['--help']);
  expect(code).toBe(0);
  for (const command of ['init', 'serve', 'demo', 'sdl', 'audit', 'keys', 'partners'])
    expect(out).toContain(command);
});

test('an unknown command, a missing argument and no data directory are one line and exit code 2', async () => {
  expectOneLine(await run(['nonsense']), /unknown command/, 2);
  expectOneLine(await run(['sdl', 'check']), /missing required argument/, 2);
  expectOneLine(await run(['serve']), /no data directory/, 2);
});

test.each<[string, Record<string, string>]>([
  ['VIGIL_HUB_DOCUMENTS', { VIGIL_HUB_DOCUMENTS: '/nowhere', VIGIL_HUB_DOCUMENTS_ONLY: 'true' }],
  ['VIGIL_HUB_ON_DENIED', { VIGIL_HUB_ON_DENIED: 'reject' }],
  ['VIGIL_HUB_POLICIES', { VIGIL_HUB_POLICIES: '/nowhere' }],
])('%s is not silently left aside where a plain supergraph is served', async (name, env) => {
  const args = ['serve', '--supergraph', '/nowhere.graphql', '--unclassified', 'PUBLIC'];
  expectOneLine(await run(args, env), new RegExp(`${name} goes with a coalition only`), 2);
});

describe('settings', () => {
  test('a key that is not known stops every command', async () => {
    expectOneLine(await run(['init'], { VIGIL_HUB_MAX_DEPHT: '3' }), /VIGIL_HUB_MAX_DEPHT is not a setting/);
  });

  test.each([
    ['PORT', '70000'],
    ['VIGIL_HUB_MAX_DEPTH', '0'],
    ['VIGIL_HUB_CORS_ORIGINS', '*'],
    ['VIGIL_HUB_CORS_ORIGINS', 'https://example.org/path'],
    ['VIGIL_HUB_RELEASE_SYNC_SECONDS', 'often'],
  ])('%s=%s is refused by name, and the value is not repeated', (key, value) => {
    expect(() => readConfig({ [key]: value })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', message: expect.stringContaining(key) }),
    );
    if (value.length > 3) expect(() => readConfig({ [key]: value })).not.toThrow(value);
  });
});

describe('init', () => {
  test('makes keys that only their owner reads, prints the public one, and changes nothing the second time', async () => {
    const dataDir = join(dir, 'init');
    const first = await run(['init', '--data-dir', dataDir, '--id', 'my-hub']);
    const key = JSON.parse(first.out) as Record<string, string>;
    expect(key).toMatchObject({ kty: 'OKP', crv: 'Ed25519' });
    expect(key).not.toHaveProperty('d');
    for (const name of ['delegation-signing.jwk', 'cursor.key', 'pairwise.key']) {
      expect((await stat(join(dataDir, 'keys', name))).mode & 0o777).toBe(0o600);
    }
    expect((await stat(join(dataDir, 'keys'))).mode & 0o777).toBe(0o700);
    const coalition = parseCoalition(JSON.parse(await readFile(join(dataDir, 'coalition.json'), 'utf8')));
    expect(coalition.hub).toEqual({ id: 'my-hub', delegationKeys: { keys: [key] } });
    expect((await run(['init', '--data-dir', dataDir])).out).toBe(first.out);
  });
});

describe('sdl check', () => {
  async function check(sdl: string): Promise<Ran> {
    const file = join(dir, 'partner.graphql');
    await writeFile(file, sdl);
    return run(['sdl', 'check', file]);
  }

  test('the contract passes', async () => {
    expect(await check(commonsSdl())).toMatchObject({ code: 0, err: '' });
  });

  test('an unclassified field is named', async () => {
    expectOneLine(
      await check(commonsSdl().replace(/(title: String) @classified\([^)]*\)/, '$1')),
      /Event\.title/,
    );
  });

  test('another class than the contract gives is refused', async () => {
    expectOneLine(
      await check(
        commonsSdl().replace(
          /title: String @classified\(class: CONFIDENTIAL/,
          'title: String @classified(class: PUBLIC',
        ),
      ),
      /Event\.title/,
    );
  });

  test('text that is no SDL, and a file that is not there', async () => {
    expectOneLine(await check('type Query {'), /./);
    expectOneLine(await run(['sdl', 'check', join(dir, 'nothing.graphql')]), /cannot be read/);
  });
});

describe('demo token', () => {
  async function demoDirectory(): Promise<string> {
    const dataDir = join(dir, 'demo');
    const key = JSON.parse((await run(['init', '--data-dir', dataDir])).out) as unknown;
    const issuer = await makeIssuerKey('demo');
    await writeFile(join(dataDir, 'keys', 'demo-issuer.jwk'), JSON.stringify(issuer.privateKey));
    const partner = {
      name: 'One',
      countries: ['XA'],
      url: 'http://127.0.0.1:9',
      synthetic: true,
      coverage: [],
    };
    await writeFile(
      join(dataDir, 'coalition.json'),
      JSON.stringify({
        format: 'vigil-coalition-1',
        id: 'demo',
        name: 'Demo',
        hub: { id: 'vigil-hub', delegationKeys: { keys: [key] } },
        issuers: [
          {
            issuer: ISSUER,
            audience: AUDIENCE,
            algorithms: ['EdDSA'],
            jwks: { keys: [issuer.publicKey] },
            organisations: ['one'],
            roles: ['CASE_OFFICER'],
          },
        ],
        organisations: [],
        partners: [{ ...partner, id: 'one', releaseKeys: { keys: [issuer.publicKey] } }],
        agreements: [],
      }),
    );
    return dataDir;
  }

  test('prints a token of the named principal, for twelve hours', async () => {
    const dataDir = await demoDirectory();
    const { out } = await run(['demo', 'token', 'case-officer@one', '--data-dir', dataDir]);
    const claims = decodeJwt(out.trim());
    expect(claims).toMatchObject({
      iss: ISSUER,
      aud: AUDIENCE,
      organisation: 'one',
      roles: ['CASE_OFFICER'],
      purpose: 'CASEWORK',
    });
    expect((claims.exp ?? 0) - (claims.iat ?? 0)).toBe(12 * 60 * 60);
    expectOneLine(
      await run(['demo', 'token', 'case-officer@two', '--data-dir', dataDir]),
      /no such principal; there are public-analyst, regional-body, coordinator, court, case-officer@one/,
      2,
    );
  });

  test('without a demonstration: one line', async () => {
    expectOneLine(
      await run(['demo', 'token', 'court', '--data-dir', join(dir, 'nowhere')]),
      /this is no demonstration/,
    );
  });
});

describe('a hub that cannot start says why in one line and leaves nothing running', () => {
  const log = pino({ level: 'silent' });

  async function initialised(name: string): Promise<string> {
    const dataDir = join(dir, name);
    await run(['init', '--data-dir', dataDir]);
    return dataDir;
  }

  async function serve(dataDir: string, env: Record<string, string>): Promise<unknown> {
    const hub = await startHub({ dataDir, config: readConfig(env), log });
    await hub.close();
    return hub;
  }

  test('without a data directory', async () => {
    await expect(serve(join(dir, 'none'), {})).rejects.toMatchObject({ code: 'DATA_DIRECTORY_MISSING' });
  });

  test('with a coalition file of another hub, or without its key', async () => {
    const dataDir = await initialised('other');
    const file = join(dataDir, 'coalition.json');
    const coalition = JSON.parse(await readFile(file, 'utf8')) as {
      hub: { id: string; delegationKeys: unknown };
    };
    await writeFile(file, JSON.stringify({ ...coalition, hub: { ...coalition.hub, id: 'somebody' } }));
    await expect(serve(dataDir, {})).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    const { publicKey } = await makeIssuerKey('else');
    await writeFile(
      file,
      JSON.stringify({ ...coalition, hub: { ...coalition.hub, delegationKeys: { keys: [publicKey] } } }),
    );
    await expect(serve(dataDir, {})).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
    await writeFile(file, '{');
    await expect(serve(dataDir, {})).rejects.toMatchObject({
      code: 'CONFIG_INVALID',
      message: 'coalition.json is not JSON',
    });
  });

  test('with a database that does not answer', async () => {
    const dataDir = await initialised('database');
    await expect(
      serve(dataDir, { PORT: '0', DATABASE_URL: 'postgresql://nobody:secret@127.0.0.1:9/none' }),
    ).rejects.toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.not.stringMatching(/secret|127/),
    });
  });

  test('on a port that is taken; and the data directory is free again afterwards', async () => {
    const dataDir = await initialised('port');
    const database = await createTestDatabase();
    const taken: Server = createServer();
    await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
    const { port } = taken.address() as AddressInfo;
    try {
      const env = { PORT: String(port), DATABASE_URL: database.url };
      await expect(serve(dataDir, env)).rejects.toMatchObject({
        code: 'PORT_TAKEN',
        message: expect.stringContaining(`port ${port} is taken`),
      });
      await expect(serve(dataDir, { ...env, PORT: '0' })).resolves.toBeDefined();
    } finally {
      taken.close();
      await database.drop();
    }
  });

  test('twice on one data directory', async () => {
    const first = await startTestHub();
    try {
      await expect(
        serve(first.dataDir, { PORT: '0', DATABASE_URL: first.databaseUrl }),
      ).rejects.toMatchObject({
        code: 'DATA_DIRECTORY_IN_USE',
      });
    } finally {
      await first.close();
    }
  });
});
