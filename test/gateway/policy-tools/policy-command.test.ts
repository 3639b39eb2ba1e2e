/** `vigil-hub policy`: what each subcommand prints, and the exit code that a script relies on. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runHubProgram } from '@vigil/gateway';
import { POLICY_DIRECTORY, createPolicyFolders } from '../../policies/support/policy-folder.js';

const folders = createPolicyFolders();
let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'vigil-policy-command-'));
});
afterAll(async () => {
  await folders.removeAll();
  await rm(dir, { recursive: true, force: true });
});

interface Ran {
  code: number;
  out: string;
  err: string;
}

async function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ran> {
  const written = { out: '', err: '' };
  const code = await runHubProgram(
    ['policy', ...args],
    {
      stdout: { write: (text) => (written.out += text) },
      stderr: { write: (text) => (written.err += text) },
    },
    env,
  );
  return { code, ...written };
}

function expectOneLine({ code, err }: Ran, words: RegExp, exitCode: number): void {
  expect([code, err.trimEnd().split('\n').length]).toEqual([exitCode, 1]);
  expect(err).toMatch(words);
}

const KEY = { kty: 'OKP', crv: 'Ed25519', x: 'AAAA', kid: 'k' };
const PARTNER = {
  id: 'north-archive',
  name: 'North',
  countries: ['DE'],
  url: 'https://north.example.org',
  synthetic: false,
  releaseKeys: { keys: [KEY] },
  coverage: [],
};
const AGREEMENT = {
  id: 'body-reads',
  recipient: 'body',
  partner: 'north-archive',
  purposes: ['OVERSIGHT'],
  classes: ['DEIDENTIFIED'],
  validFrom: '2026-01-01',
  validTo: '2027-12-31',
};

async function coalition(agreements: readonly object[]): Promise<string> {
  const path = join(await mkdtemp(join(dir, 'coalition-')), 'coalition.json');
  const file = {
    format: 'vigil-coalition-1',
    id: 'c',
    name: 'C',
    hub: { id: 'hub', delegationKeys: { keys: [KEY] } },
    issuers: [],
    organisations: [{ id: 'body', name: 'Body' }],
    partners: [PARTNER],
    agreements,
  };
  await writeFile(path, JSON.stringify(file));
  return path;
}

/** Two policies, so that every answer can be read off them. */
const SMALL = `
@id("published") @reason("it is published")
permit (principal, action, resource is Coordinate) when { resource.class == "PUBLIC" };
@id("agreed") @reason("an agreement opens it")
@generalise("month, admin1, ageBand") @pseudonymise
permit (principal, action == Action::"select", resource is Coordinate)
when {
  resource.class == "DEIDENTIFIED" &&
  principal.agreements.contains({ partner: resource.owner, purpose: principal.purpose, class: resource.class })
};
`;
const small = (): Promise<string> => folders.create({ schemaOnly: true, files: { 'small.cedar': SMALL } });

test('--help lists the subcommands, and each has an example', async () => {
  const { code, out } = await run(['--help']);
  expect(code).toBe(0);
  for (const name of ['check', 'explain', 'matrix', 'diff', 'test']) {
    expect(out).toContain(name);
    const help = await run([name, '--help']);
    expect([help.code, help.out]).toEqual([0, expect.stringMatching(/Examples?:\n {2}\$ vigil-hub policy/)]);
  }
});

describe('check', () => {
  const on = async (file: string, more: readonly string[] = []): Promise<Ran> =>
    run(['check', '--policies', await small(), '--coalition', file, '--date', '2026-11-22', ...more]);

  test('the policies that came with the hub are sound', async () => {
    const { code, out } = await run(['check']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^\d+ policies and \d+ coordinates are sound/)]);
    expect(out).not.toMatch(/^(problem|warning):/m);
  });

  test('an agreement that is in force and opens something is not mentioned', async () => {
    const { code, out } = await on(await coalition([AGREEMENT]), ['--strict']);
    expect([code, out]).toEqual([0, expect.not.stringContaining('agreement') as unknown]);
  });

  test.each([
    ['expired', { validTo: '2026-11-21' }, 'expired on 2026-11-21'],
    ['ends soon', { validTo: '2026-12-01' }, 'ends on 2026-12-01'],
    [
      'is for a class that no policy opens',
      { classes: ['SECURITY_CRITICAL'] },
      'opens nothing with SECURITY_CRITICAL for OVERSIGHT',
    ],
    [
      'is for a class that no policy opens for this purpose',
      { classes: ['DEIDENTIFIED', 'IDENTIFYING'] },
      'opens nothing with IDENTIFYING for OVERSIGHT',
    ],
  ])('an agreement that %s is a warning, which fails with --strict', async (_title, change, words) => {
    const file = await coalition([{ ...AGREEMENT, ...change }]);
    const { code, out } = await on(file);
    expect([code, out]).toEqual([
      0,
      expect.stringContaining(`warning: agreement body-reads: ${words}`) as unknown,
    ]);
    expectOneLine(await on(file, ['--strict']), /1 finding has to be dealt with/, 1);
  });

  test.each([
    ['a partner', { partner: 'south-archive' }],
    ['a recipient', { recipient: 'ghost' }],
  ])('an agreement that names %s that is not in the file is a problem', async (_title, change) => {
    const ran = await on(await coalition([{ ...AGREEMENT, ...change }]));
    expect(ran.out).toContain('problem: agreement body-reads');
    expectOneLine(ran, /dealt with/, 1);
  });

  test('a warning alone is no failure', async () => {
    const { code, out } = await on(await coalition([{ ...AGREEMENT, validTo: '2026-11-21' }]));
    expect([code, out]).toEqual([0, expect.stringContaining('warning: ') as unknown]);
  });

  test('policies that cannot be relied on are refused in one line', async () => {
    const folder = await folders.create({ files: { 'zz.cedar': 'permit (principal, action, resource);' } });
    expectOneLine(await run(['check', '--policies', folder]), /zz\.cedar/, 1);
    expectOneLine(await run(['check'], { VIGIL_HUB_POLICIES: folder }), /zz\.cedar/, 1);
  });

  test('a day that is none is refused', async () => {
    expectOneLine(await run(['check', '--date', '2026-02-30']), /2026-11-22/, 2);
  });
});

describe('explain', () => {
  test('says what is needed, and as JSON for a script', async () => {
    const asked = [
      'explain',
      '--as',
      'REGIONAL_BODY@body:OVERSIGHT',
      '--coalition',
      await coalition([AGREEMENT]),
      '--date',
      '2026-11-22',
      'Event.startDate',
    ];
    const { code, out } = await run(asked);
    expect([code, out]).toEqual([
      0,
      expect.stringContaining('every person in the case file consents') as unknown,
    ]);
    const { out: json } = await run([...asked, '--json']);
    expect(JSON.parse(json)).toEqual(
      expect.objectContaining({
        coordinate: 'Event.startDate',
        owners: [
          expect.objectContaining({
            owner: 'north-archive',
            answer: 'conditional',
            obligations: expect.arrayContaining(['month']) as unknown,
          }),
        ],
      }),
    );
  });

  test('says why not', async () => {
    const { code, out } = await run(['explain', '--as', 'nobody', 'Event.title']);
    expect([code, out]).toEqual([
      0,
      expect.stringMatching(/DENIED\n {2}why: no policy permits it/) as unknown,
    ]);
  });

  test.each([
    [['explain', 'Event.title'], /required option '--as/],
    [['explain', '--as', 'nobody', '--action', 'steal', 'Event.title'], /Allowed choices/],
    [['explain', '--as', 'nobody', '--agreement', 'PUBLIC', 'Event.title'], /only an organisation/],
    [['explain', '--as', 'COURT@court:RESEARCH', '--agreement', 'SECRET', 'Event.title'], /class of data/],
    [['explain', '--as', 'nobody', '--extension', 'nothing', 'Event.title'], /<partner>=<file>/],
  ])('%j is called wrongly', async (args, words) => {
    expectOneLine(await run(args), words, 2);
  });
});

test('matrix writes a page, and says so', async () => {
  const file = join(dir, 'matrix.html');
  const { code, out } = await run(['matrix', '--html', file, '--date', '2026-11-22']);
  expect([code, out]).toEqual([0, expect.stringMatching(/^written: \d+ rows/) as unknown]);
  expect(await readFile(file, 'utf8')).toContain('<time datetime="2026-11-22">');
});

describe('diff', () => {
  const EMPTY = { schemaOnly: true };
  const PERMIT =
    '@id("a") @reason("b") permit (principal in Role::"COURT", action == Action::"select", resource is Coordinate) when { resource.class == "CONFIDENTIAL" };';
  const FORBID =
    '@id("c") @reason("d") forbid (principal, action, resource is Coordinate) when { resource.confidential };';
  const folder = (text: string): Promise<string> => folders.create({ ...EMPTY, files: { 'a.cedar': text } });

  test('widening is said first and is a failure; narrowing is none', async () => {
    const [strict, open] = [await folder(PERMIT + FORBID), await folder(PERMIT)];
    const wider = await run(['diff', strict, open]);
    expectOneLine(wider, /allow more/, 1);
    expect(wider.out).toMatch(
      /\nWIDER\n {2}before: when the case file is not marked confidential\n {2}after: {2}always/,
    );
    expect(wider.out).toContain('newly allowed, for example: a record with confidential: yes');
    expect(wider.out).toContain('COURT; for any purpose');
    const narrower = await run(['diff', open, strict]);
    expect([narrower.code, narrower.out]).toEqual([0, expect.stringContaining('\nNARROWER\n') as unknown]);
  });

  test('the same policies change nothing', async () => {
    const same = await folder(PERMIT);
    const { code, out } = await run(['diff', same, same, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual(expect.objectContaining({ widens: false, changes: [] }));
  });

  test('an agreement that is added to a coalition file widens, for who it is with', async () => {
    const [before, after] = [await coalition([]), await coalition([AGREEMENT])];
    const same = await small();
    const ran = await run([
      'diff',
      same,
      same,
      '--coalition',
      before,
      '--coalition',
      after,
      '--date',
      '2026-11-22',
    ]);
    expectOneLine(ran, /allow more/, 1);
    expect(ran.out).toMatch(/any role; for OVERSIGHT; body; data of north-archive/);
    expect(ran.out).not.toContain('data of another partner');
  });

  test('a folder that is not there is one line', async () => {
    expectOneLine(await run(['diff', join(dir, 'nowhere'), POLICY_DIRECTORY]), /cannot be read/, 1);
  });
});

describe('test', () => {
  test('the cases beside the policies pass, and name every policy', async () => {
    const { code, out } = await run(['test']);
    expect([code, out]).toEqual([0, expect.stringMatching(/^(\d+) of \1 cases passed\n$/)]);
  });

  async function cases(text: string): Promise<string> {
    const folder = await mkdtemp(join(dir, 'cases-'));
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'public.yaml'), text);
    return folder;
  }
  const CASE = `
- title: a visitor reads the list of partners
  caller: { roles: [PUBLIC_ANALYST], purpose: STATISTICS }
  action: select
  resource: { class: PUBLIC, owner: north-archive }
  answer: ANSWER
  because: [public-is-for-everybody]
`;

  test('a case that is answered otherwise is named with the answer, and fails', async () => {
    const ran = await run(['test', '--cases', await cases(CASE.replace('ANSWER', 'denied'))]);
    expectOneLine(ran, /1 case failed/, 1);
    expect(ran.out).toContain(
      'FAILED public.yaml: a visitor reads the list of partners\n  must be denied, is allowed',
    );
  });

  test('a right answer for another reason fails too', async () => {
    const text = CASE.replace('ANSWER', 'allowed').replace('public-is-for-everybody', 'something-else');
    const ran = await run(['test', '--cases', await cases(text)]);
    expect([ran.code, ran.out]).toEqual([
      1,
      expect.stringContaining('because must be something-else') as unknown,
    ]);
  });

  test('a case that nobody can read is refused by file, number and field', async () => {
    const text = CASE.replace('ANSWER', 'allowed').replace('action: select', 'action: steal');
    expectOneLine(await run(['test', '--cases', await cases(text)]), /public\.yaml: case 1, field action/, 1);
    expectOneLine(await run(['test', '--cases', join(dir, 'nowhere')]), /--cases/, 1);
  });
});
