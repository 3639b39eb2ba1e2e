import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { runPartnerProgram } from '@vigil/kit';
import { createTestDatabase } from '../../support/database.js';
import type { TestDatabase } from '../../support/database.js';
import { TEST_SETTINGS, testCoalition } from '../../support/node.js';
import { SAMPLE_CASE } from '../cases/sample-case.js';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

let parent: string;
let database: TestDatabase;
const files = { settings: '', coalition: '', dataDir: '' };

/** Runs the program in this process; `env` is all it sees of the environment. */
async function run(args: readonly string[], env: NodeJS.ProcessEnv = {}, input = ''): Promise<Run> {
  let out = '';
  let err = '';
  const code = await runPartnerProgram(
    args,
    {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      stdin: Readable.from([input]),
    },
    env,
  );
  return { code, out, err };
}

const atNode = (args: readonly string[], input = ''): Promise<Run> =>
  run(['--data-dir', files.dataDir, '--actor', 'officer-17', ...args], { DATABASE_URL: database.url }, input);

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'vigil-cli-'));
  await chmod(parent, 0o711);
  database = await createTestDatabase();
  files.settings = join(parent, 'settings.json');
  files.coalition = join(parent, 'coalition.json');
  files.dataDir = join(parent, 'node');
  await writeFile(files.settings, JSON.stringify(TEST_SETTINGS));
  await writeFile(files.coalition, JSON.stringify(testCoalition()));
  const made = await atNode(['init', '--settings', files.settings, '--coalition', files.coalition]);
  expect(made.code).toBe(0);
});
afterAll(async () => {
  await database.drop();
  await rm(parent, { recursive: true, force: true });
});

describe('init', () => {
  test('prints the public key on stdout, and no private part of it; keys are for their owner alone', async () => {
    const { code, out } = await atNode(['init']);
    expect(code).toBe(0);
    const jwk = JSON.parse(out) as Record<string, unknown>;
    expect(Object.keys(jwk).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x']);
    expect(jwk).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' });
    const keys = join(files.dataDir, 'keys');
    expect((await stat(keys)).mode & 0o777).toBe(0o700);
    for (const name of await readdir(keys)) expect((await stat(join(keys, name))).mode & 0o777).toBe(0o600);
  });

  test('run again keeps keys and settings, and takes what is given anew', async () => {
    const before = await atNode(['init']);
    const after = await atNode(['init', '--name', 'Another name', '--port', '4242']);
    expect(after.out).toBe(before.out);
    const settings: unknown = JSON.parse(await readFile(join(files.dataDir, 'partner.json'), 'utf8'));
    expect(settings).toEqual({ ...TEST_SETTINGS, name: 'Another name', port: 4242 });
  });

  test.each([
    [
      'another partner id',
      ['--id', 'somebody-else'],
      /^vigil-partner: this directory belongs to partner test-partner; /,
    ],
    ['a port that is none', ['--port', 'high'], /^vigil-partner: partner settings, field port: /],
    [
      'a coalition file that is missing',
      ['--coalition', '/nowhere/c.json'],
      /^vigil-partner: there is no file \/nowhere\/c.json$/m,
    ],
  ])('refuses %s in one line and changes nothing', async (_, args, line) => {
    const before = await readFile(join(files.dataDir, 'partner.json'), 'utf8');
    const { code, out, err } = await atNode(['init', ...args]);
    expect({ code, out, lines: err.trimEnd().split('\n').length }).toEqual({ code: 1, out: '', lines: 1 });
    expect(err).toMatch(line);
    expect(await readFile(join(files.dataDir, 'partner.json'), 'utf8')).toBe(before);
  });

  test('without settings the first time says what is missing, and makes no directory', async () => {
    const target = join(parent, 'other');
    const { code, err } = await run(['--data-dir', target, 'init']);
    expect({ code, err }).toEqual({
      code: 2,
      err: expect.stringMatching(/^vigil-partner: a new node needs --settings [^\n]*\n$/),
    });
    await expect(stat(target)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('a wrong call or setting is one line on stderr, nothing on stdout, and an exit code', () => {
  test.each([
    { what: 'an unknown command', args: ['frobnicate'], code: 2, line: /unknown command/ },
    {
      what: 'an unknown option',
      args: ['migrate', '--quickly'],
      code: 2,
      line: /unknown option '--quickly'/,
    },
    {
      what: 'no data directory',
      args: ['migrate'],
      code: 2,
      line: /give --data-dir or set VIGIL_PARTNER_DATA_DIR/,
    },
    {
      what: 'a directory that is not a node',
      args: ['--data-dir', '/nowhere', 'migrate'],
      code: 1,
      line: /make it with: vigil-partner init/,
    },
    {
      what: 'a reason for an erasure in free words',
      args: ['erase', 'x', '--reason', 'she asked'],
      code: 2,
      line: /--reason/,
    },
    {
      what: 'a consent scope that is none',
      args: ['consent', 'grant', '--person', 'x', '--scope', 'ALL'],
      code: 2,
      line: /--scope/,
    },
  ])('$what', async ({ args, code, line }) => {
    const ran = await run(args);
    expect({ code: ran.code, out: ran.out }).toEqual({ code, out: '' });
    expect(ran.err).toMatch(/^vigil-partner: [^\n]*\n$/);
    expect(ran.err).toMatch(line);
  });

  test.each([
    {
      what: 'a mistyped environment variable',
      env: { VIGIL_PARTNER_DATADIR: '/x' },
      line: /VIGIL_PARTNER_DATADIR is not known/,
    },
    { what: 'a wrong log level', env: { VIGIL_PARTNER_LOG_LEVEL: 'loud' }, line: /VIGIL_PARTNER_LOG_LEVEL/ },
  ])('$what', async ({ env, line }) => {
    const ran = await run(['migrate'], env);
    expect(ran).toMatchObject({ code: 1, out: '', err: expect.stringMatching(/^vigil-partner: [^\n]*\n$/) });
    expect(ran.err).toMatch(line);
  });

  test('a wrong DATABASE_URL: no address, no password', async () => {
    const ran = await run(['--data-dir', files.dataDir, 'migrate'], {
      DATABASE_URL: 'postgresql://u:hunter2@127.0.0.1:1/x',
    });
    expect(ran).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/^vigil-partner: the server named by DATABASE_URL does not answer[^\n]*\n$/),
    });
    expect(ran.err).not.toMatch(/hunter2|127\.0\.0\.1/);
  });

  test('a failure nobody foresaw shows its kind and its codes, never its text, which may hold a value', async () => {
    await atNode(['migrate']);
    const spoilt = SAMPLE_CASE.replace('legalName: CANARY-victim-name', 'legalName: "CANARY\\u0000"');
    const ran = await atNode(['case', 'add'], spoilt);
    expect(ran).toMatchObject({ code: 1, out: '' });
    expect(ran.err).toMatch(/^vigil-partner: unexpected failure: \w+ \(code 22\w{3}\)\n$/); // SQLSTATE class 22, data exception
  });
});

describe('the commands of a case file', () => {
  test('add, show, edit, consent and erase run one after the other, and each leaves its line in the record', async () => {
    expect(await atNode(['case', 'add'], SAMPLE_CASE)).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^added case file [0-9a-f-]{36}: 1 events, 2 acts, 2 victims/),
    });
    const shown = await atNode(['case', 'show', 'CANARY-2012/17']);
    expect(shown.out).toContain('legalName: CANARY-victim-name');
    const person = /id: ([0-9a-f-]{36})\n +sex: FEMALE/.exec(shown.out)?.[1] ?? '';
    const edited = join(parent, 'edited.yaml');
    await writeFile(edited, shown.out.replace('verification: VERIFIED', 'verification: ADJUDICATED'));
    expect(await atNode(['case', 'edit', 'CANARY-2012/17', '--file', edited])).toMatchObject({ code: 0 });
    expect(
      await atNode([
        'consent',
        'grant',
        '--person',
        person,
        '--scope',
        'RESEARCH',
        '--expires',
        '2020-12-31',
      ]),
    ).toMatchObject({ code: 0 });
    expect(
      await atNode(['consent', 'withdraw', '--person', person, '--scope', 'AGGREGATE_STATISTICS']),
    ).toMatchObject({
      code: 0,
      out: 'withdrawn: AGGREGATE_STATISTICS, 1 grants taken back\n',
    });
    expect(await atNode(['erase', 'CANARY-2012/17', '--reason', 'person-request'])).toMatchObject({
      code: 0,
      err: '',
    });
    expect(await atNode(['case', 'show', 'CANARY-2012/17'])).toEqual({
      code: 1,
      out: '',
      err: 'vigil-partner: no case file has this reference\n',
    });
    expect(await atNode(['record', 'verify'])).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^6 lines, unchanged; head [0-9a-f]{64}\n$/),
    });
  });
});

test('help of the program and of every command is an answer, not a failure', async () => {
  const help = await run(['--help']);
  expect(help).toMatchObject({ code: 0, err: '' });
  for (const command of [
    'init',
    'migrate',
    'serve',
    'import',
    'count',
    'release',
    'case',
    'consent',
    'erase',
    'record',
  ]) {
    expect(help.out).toContain(`  ${command}`);
    expect(await run([command, '--help'])).toMatchObject({ code: 0, err: '' });
  }
});
