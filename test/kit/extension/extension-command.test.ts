/** `vigil-partner extension`: what is refused before it is installed, and that a swap is whole or not at all. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { chmod, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { checkExtension, readInstalled, runPartnerProgram } from '@vigil/kit';
import { createTestDatabase } from '../../support/database.js';
import type { TestDatabase } from '../../support/database.js';
import { TEST_SETTINGS, testCoalition } from '../../support/node.js';
import { CLASSIFIED_SDL } from './classified-sdl.js';

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

let parent: string;
let dataDir: string;
let folder: string;
let database: TestDatabase;

async function run(...args: string[]): Promise<Run> {
  let out = '';
  let err = '';
  const code = await runPartnerProgram(
    ['--data-dir', dataDir, '--actor', 'officer-17', ...args],
    {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      stdin: Readable.from(['']),
    },
    { DATABASE_URL: database.url },
  );
  return { code, out, err };
}

const SDL = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.3", import: ["@key"])
${CLASSIFIED_SDL}
type Query {
  test_partner__kinds: [String!] @classified(class: PUBLIC)
}
type Event @key(fields: "id") {
  id: ID! @classified(class: DEIDENTIFIED)
  test_partner__note: test_partner__Note @classified(class: CONFIDENTIAL)
}
type test_partner__Note {
  text(short: Boolean @classified(class: CONFIDENTIAL)): String @classified(class: CONFIDENTIAL)
  words: Int @classified(class: CONFIDENTIAL)
}
`;
const RESOLVERS = `export const resolvers = {
  Query: { test_partner__kinds: () => ['one'] },
  Event: { test_partner__note: (events) => events.map(() => ({ words: 2 })) },
  test_partner__Note: { text: () => 'a note' },
};
`;

async function write(sdl: string, resolvers: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'extension.graphql'), sdl);
  await writeFile(join(folder, 'resolvers.mjs'), resolvers);
}

const records = async (): Promise<{ action: string; object: string; details: object; actor: string }[]> => {
  const { out } = await run('record', 'show', '--json');
  return out
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { action: string; object: string; details: object; actor: string });
};

beforeAll(async () => {
  parent = await mkdtemp(join(tmpdir(), 'vigil-extension-'));
  await chmod(parent, 0o711);
  dataDir = join(parent, 'node');
  folder = join(parent, 'mine');
  database = await createTestDatabase();
  await writeFile(join(parent, 'settings.json'), JSON.stringify(TEST_SETTINGS));
  await writeFile(join(parent, 'coalition.json'), JSON.stringify(testCoalition()));
  const given = ['--settings', join(parent, 'settings.json'), '--coalition', join(parent, 'coalition.json')];
  expect((await run('init', ...given)).code).toBe(0);
});
beforeEach(async () => {
  await rm(join(dataDir, 'extension'), { recursive: true, force: true });
  await write(SDL, RESOLVERS);
});
afterAll(async () => {
  await database.drop();
  await rm(parent, { recursive: true, force: true });
});

describe('check', () => {
  test('says the class of every own coordinate, installs nothing, and is written down', async () => {
    const { code, out } = await run('extension', 'check', folder);
    expect(code).toBe(0);
    expect(out.split('\n').slice(1)).toEqual([
      '  CONFIDENTIAL  Event.test_partner__note',
      '  PUBLIC        Query.test_partner__kinds',
      '  CONFIDENTIAL  test_partner__Note.text',
      '  CONFIDENTIAL  test_partner__Note.text(short:)',
      '  CONFIDENTIAL  test_partner__Note.words',
      '',
    ]);
    expect(await readInstalled(dataDir)).toBeNull();
    expect((await records()).at(-1)).toMatchObject({
      actor: 'officer-17',
      action: 'extension.check',
      details: { coordinates: 5, classes: { CONFIDENTIAL: 4, PUBLIC: 1 } },
    });
  });

  const REFUSED: [string, string, string, RegExp][] = [
    [
      'an own field without resolver',
      SDL,
      RESOLVERS.replace(/Event: .*\n/, ''),
      /Event\.test_partner__note has no resolver; add it to resolvers\.mjs/,
    ],
    [
      'a field with arguments and no resolver',
      SDL,
      RESOLVERS.replace(/ {2}test_partner__Note: .*\n/, ''),
      /test_partner__Note\.text takes arguments and has no resolver/,
    ],
    [
      'a resolver without field',
      SDL,
      RESOLVERS.replace('text:', 'texts: () => 1, text:'),
      /resolvers\.test_partner__Note\.texts belongs to no own field/,
    ],
    [
      'a resolver of a field of the contract',
      SDL,
      RESOLVERS.replace('Event: {', 'Event: { country: () => 1,'),
      /resolvers\.Event\.country belongs to no own field/,
    ],
    [
      'a resolver of a prototype’s name',
      SDL,
      RESOLVERS.replace('Event: {', 'Event: { constructor: () => 1,'),
      /resolvers\.Event\.constructor belongs to no own field/,
    ],
    [
      'something that is no function',
      SDL,
      RESOLVERS.replace("() => 'a note'", "'a note'"),
      /resolvers\.test_partner__Note\.text is not a function/,
    ],
    [
      'a module that does not parse',
      SDL,
      'export const resolvers = {',
      /resolvers\.mjs cannot be loaded: SyntaxError/,
    ],
    ['a module that throws', SDL, 'throw new Error("no")', /resolvers\.mjs cannot be loaded: Error: no/],
    ['a module that ends its process', SDL, 'process.exit(0)', /resolvers\.mjs ended its thread/],
    ['a module without resolvers', SDL, 'export const other = {};', /exports no object named resolvers/],
    [
      'a module that imports what is not copied',
      SDL,
      `import './other.mjs';\n${RESOLVERS}`,
      /resolvers\.mjs cannot be loaded/,
    ],
    [
      'an unclassified coordinate',
      SDL.replace('words: Int @classified(class: CONFIDENTIAL)', 'words: Int'),
      RESOLVERS,
      /no @classified on test_partner__Note\.words/,
    ],
    ['a name without prefix', SDL.replaceAll('test_partner__Note', 'Note'), RESOLVERS, /Note/],
    ['SDL that is none', 'type', RESOLVERS, /not valid GraphQL/],
  ];
  test.each(REFUSED)('%s is refused with its place and remedy', async (_what, sdl, resolvers, said) => {
    await expect(checkExtension('test-partner', { sdl, resolvers })).rejects.toMatchObject({
      audience: 'operator',
      message: expect.stringMatching(said) as unknown,
    });
  });

  test('what is refused is said in one line, by install too, and neither installed nor written down', async () => {
    await write(SDL, 'export const resolvers = {};');
    const lines = (await records()).length;
    for (const command of ['check', 'install']) {
      const { code, out, err } = await run('extension', command, folder);
      expect(code).toBe(1);
      expect(out).toBe('');
      expect(err).toBe(
        'vigil-partner: Query.test_partner__kinds has no resolver; add it to resolvers.mjs: resolvers.Query.test_partner__kinds\n',
      );
    }
    expect(await readInstalled(dataDir)).toBeNull();
    expect(await records()).toHaveLength(lines);
  });

  test('a folder without the files says which', async () => {
    await rm(join(folder, 'resolvers.mjs'));
    const { code, err } = await run('extension', 'check', folder);
    expect(code).toBe(1);
    expect(err).toMatch(/there is no .*resolvers\.mjs; an extension is a folder with/);
  });

  test('gives a script one JSON object', async () => {
    const { out } = await run('extension', 'check', folder, '--json');
    expect(JSON.parse(out)).toMatchObject({
      partner: 'test-partner',
      namespace: 'test_partner__',
      coordinates: expect.arrayContaining([
        { coordinate: 'Event.test_partner__note', class: 'CONFIDENTIAL', subject: 'NONE', flags: [] },
      ]) as unknown,
    });
  });

  test('loads the module without the node’s environment', async () => {
    const spies = RESOLVERS.replace(
      'export',
      'if (process.env.DATABASE_URL || process.env.PATH) throw new Error("seen");\nexport',
    );
    await write(SDL, spies);
    expect(await run('extension', 'check', folder)).toMatchObject({ code: 0 });
  });
});

describe('install', () => {
  test('puts both files there as they are, twice is once, and show tells of it', async () => {
    const first = await run('extension', 'install', folder);
    expect(first).toMatchObject({ code: 0 });
    expect(first.out).toMatch(/^extension [0-9a-f]{12} installed: 5 own coordinates\n$/);
    expect(await readInstalled(dataDir)).toMatchObject({ sdl: SDL, resolvers: RESOLVERS });
    const lines = (await records()).length;
    const again = await run('extension', 'install', folder);
    expect(again.out).toMatch(/is installed already; nothing was changed/);
    expect(await records()).toHaveLength(lines);
    const shown = await run('extension', 'show');
    expect(shown.out).toMatch(/^extension [0-9a-f]{12} of test-partner, installed \d{4}-/);
    expect((await records()).map(({ action }) => action).slice(-2)).toEqual([
      'extension.install',
      'extension.show',
    ]);
  });

  test('takes the place of another one; what is refused leaves the old one serving', async () => {
    await run('extension', 'install', folder);
    await write(SDL, RESOLVERS.replace("['one']", "['two']"));
    expect((await run('extension', 'install', folder)).code).toBe(0);
    expect((await readInstalled(dataDir))?.resolvers).toContain("['two']");
    await write(SDL, 'export const resolvers = {};');
    expect((await run('extension', 'install', folder)).code).toBe(1);
    expect((await readInstalled(dataDir))?.resolvers).toContain("['two']");
    expect(await readdir(join(dataDir, 'extension'))).toHaveLength(3);
    expect((await readdir(dataDir)).filter((name) => name.startsWith('extension'))).toEqual(['extension']);
  });

  test('cut off between its two renames, the old one is still the one that is served', async () => {
    await run('extension', 'install', folder);
    // what a kill leaves there: the new one written, the old one set aside
    await rename(join(dataDir, 'extension'), join(dataDir, 'extension.old'));
    await mkdir(join(dataDir, 'extension.new'));
    expect((await readInstalled(dataDir))?.resolvers).toBe(RESOLVERS);
    await write(SDL, RESOLVERS.replace("['one']", "['three']"));
    expect((await run('extension', 'install', folder)).code).toBe(0);
    expect((await readInstalled(dataDir))?.resolvers).toContain("['three']");
    expect((await readdir(dataDir)).filter((name) => name.startsWith('extension'))).toEqual(['extension']);
  });

  test('an edit by hand of what is installed is noticed', async () => {
    await run('extension', 'install', folder);
    const path = join(dataDir, 'extension', 'resolvers.mjs');
    await writeFile(path, (await readFile(path, 'utf8')).replace("['one']", "['edited']"));
    const { code, err } = await run('extension', 'show');
    expect(code).toBe(1);
    expect(err).toMatch(/were changed after they were installed; run extension install again/);
    expect((await run('extension', 'install', folder)).out).toMatch(/installed: 5 own coordinates/);
    expect((await run('extension', 'show')).code).toBe(0);
  });
});

describe('remove', () => {
  test('takes it away whole, once, and is written down', async () => {
    await run('extension', 'install', folder);
    expect((await run('extension', 'remove')).out).toMatch(/^extension [0-9a-f]{12} removed\n$/);
    expect((await records()).at(-1)).toMatchObject({ action: 'extension.remove', actor: 'officer-17' });
    expect((await run('extension', 'remove')).out).toBe('no extension is installed; nothing was changed\n');
    const shown = await run('extension', 'show');
    expect(shown.code).toBe(1);
    expect(shown.err).toMatch(
      /no extension is installed; put one in place with: vigil-partner extension install/,
    );
    expect((await readdir(dataDir)).filter((name) => name.startsWith('extension'))).toEqual([]);
  });
});
