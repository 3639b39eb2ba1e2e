/** `vigil-partner recipient …` as recipients and partners meet it. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { makeRecipientKey, readRecipientKey } from '@vigil/shared';
import { chmod, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestDatabase, type TestDatabase } from '../../support/database.js';
import { TEST_SETTINGS, testCoalition } from '../../support/node.js';
import { runProgram as run, type Run } from './run-program.js';

const CANARY = 'CANARY-name';

let folder: string;
let database: TestDatabase;
const at = (name: string): string => join(folder, name);
const atNode = (...args: string[]): Promise<Run> =>
  run(['--data-dir', at('node'), '--actor', 'officer-17', ...args], { DATABASE_URL: database.url });

interface Recorded {
  actor: string;
  action: string;
  object: string;
  details: Record<string, unknown>;
}

async function recorded(): Promise<Recorded[]> {
  const { out } = await atNode('record', 'show', '--json');
  return out
    .trim()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Recorded)
    .filter(({ action }) => action.startsWith('recipient.'));
}

let thumbprint: string;
let publicLine: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigil-recipient-'));
  await chmod(folder, 0o711);
  database = await createTestDatabase();
  const coalition = testCoalition();
  await writeFile(
    at('coalition.json'),
    JSON.stringify({
      ...coalition,
      organisations: [
        { id: 'court', name: 'Court' },
        { id: 'Court of Appeal', name: 'Court of Appeal' },
      ],
    }),
  );
  await writeFile(at('settings.json'), JSON.stringify(TEST_SETTINGS));
  expect(
    (await atNode('init', '--settings', at('settings.json'), '--coalition', at('coalition.json'))).code,
  ).toBe(0);
  const made = await run(['recipient', 'new-key', '--out', at('court.jwk')]);
  expect(made.code).toBe(0);
  publicLine = made.out;
  ({ thumbprint } = await readRecipientKey(JSON.parse(publicLine)));
  await writeFile(at('court.public.jwk'), publicLine);
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

describe('recipient new-key', () => {
  test('keeps the private half for its owner alone and prints the public half alone', async () => {
    const kept = JSON.parse(await readFile(at('court.jwk'), 'utf8')) as Record<string, string>;
    expect(kept['d']).toMatch(/^[\w-]{43}$/);
    expect((await stat(at('court.jwk'))).mode & 0o777).toBe(0o600);
    expect(JSON.parse(publicLine)).toEqual({ ...kept, d: undefined, kid: thumbprint });
    expect(publicLine).not.toContain(String(kept['d']));
  });

  test('run again keeps the key, whatever curve is asked for, and prints the same', async () => {
    const before = await readFile(at('court.jwk'), 'utf8');
    const again = await run(['recipient', 'new-key', '--out', at('court.jwk'), '--curve', 'X25519']);
    expect(again).toMatchObject({ code: 0, out: publicLine });
    expect(again.err).toContain(thumbprint);
    expect(await readFile(at('court.jwk'), 'utf8')).toBe(before);
  });

  test('takes nothing else for a key that is there', async () => {
    await writeFile(at('note.txt'), CANARY);
    const { code, err } = await run(['recipient', 'new-key', '--out', at('note.txt')]);
    expect(code).toBe(1);
    expect(err).not.toContain(CANARY);
    expect(await readFile(at('note.txt'), 'utf8')).toBe(CANARY);
  });

  test('refuses a curve that is not sealed to, and a folder that is not there', async () => {
    expect((await run(['recipient', 'new-key', '--out', at('x.jwk'), '--curve', 'P-384'])).code).toBe(2);
    expect((await run(['recipient', 'new-key', '--out', at('missing/x.jwk')])).code).toBe(2);
    expect(await readdir(folder)).not.toContain('x.jwk');
  });
});

describe('recipient pin', () => {
  const pins = (): Promise<string[]> => readdir(at('node/recipients')).catch(() => []);

  test('without a fingerprint only shows it', async () => {
    const { code, out, err } = await atNode('recipient', 'pin', 'court', at('court.public.jwk'));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(thumbprint);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(await pins()).toEqual([]);
  });

  test('with another fingerprint is refused', async () => {
    const { publicKey } = await makeRecipientKey();
    for (const wrong of [publicKey.thumbprint, thumbprint.toLowerCase(), thumbprint.slice(0, -1), '']) {
      const tried = await atNode('recipient', 'pin', 'court', at('court.public.jwk'), '--fingerprint', wrong);
      expect(tried.code).toBe(2);
    }
    expect(await pins()).toEqual([]);
  });

  test('refuses an organisation that the coalition file does not name, or that can be no file', async () => {
    const pin = (organisation: string): Promise<Run> =>
      atNode('recipient', 'pin', organisation, at('court.public.jwk'), '--fingerprint', thumbprint);
    expect((await pin('tribunal')).code).toBe(1);
    expect((await pin('../court')).code).toBe(1);
    expect((await pin('Court of Appeal')).code).toBe(2);
    expect(await pins()).toEqual([]);
  });

  test.each<[string, (publicJwk: object) => unknown]>([
    ['the private key itself', () => 'court.jwk'],
    ['two keys', (jwk) => ({ keys: [jwk, jwk] })],
    ['no key', () => ({ keys: [] })],
  ])('refuses a file with %s, and repeats nothing of it', async (_name, content) => {
    const made = content(JSON.parse(publicLine) as object);
    const file = typeof made === 'string' ? at(made) : at('given.jwk');
    if (typeof made !== 'string') await writeFile(file, JSON.stringify(made));
    const { code, err } = await atNode('recipient', 'pin', 'court', file, '--fingerprint', thumbprint);
    expect(code).toBe(1);
    const { d } = JSON.parse(await readFile(at('court.jwk'), 'utf8')) as { d: string };
    expect(err).not.toContain(d);
    expect(await pins()).toEqual([]);
  });

  test('is refused for a key that nothing can be sealed to', async () => {
    const zero = { kty: 'OKP', crv: 'X25519', x: Buffer.alloc(32).toString('base64url') };
    await writeFile(at('zero.jwk'), JSON.stringify(zero));
    const fingerprint = (await readRecipientKey(zero)).thumbprint;
    const { code } = await atNode('recipient', 'pin', 'court', at('zero.jwk'), '--fingerprint', fingerprint);
    expect(code).toBe(1);
    expect(await pins()).toEqual([]);
  });

  test('keeps the key, writes it down by its fingerprint alone, and is done once', async () => {
    const pin = (): Promise<Run> =>
      atNode('recipient', 'pin', 'court', at('court.public.jwk'), '--fingerprint', thumbprint);
    expect(await pin()).toMatchObject({ code: 0, out: `court  ${thumbprint}  pinned\n` });
    expect(await pin()).toMatchObject({ code: 0, out: `court  ${thumbprint}  pinned already\n` });
    const lines = await recorded();
    expect(lines).toEqual([
      expect.objectContaining({
        actor: 'officer-17',
        action: 'recipient.pin',
        object: 'court',
        details: { thumbprint },
      }) as unknown,
    ]);
    expect(JSON.stringify(lines)).not.toContain((JSON.parse(publicLine) as { x: string }).x);
    const listed = await atNode('recipient', 'list', '--json');
    expect(JSON.parse(listed.out)).toMatchObject({ organisation: 'court', thumbprint, curve: 'P-256' });
  });

  test('never puts another key in the place of one that is pinned', async () => {
    const other = await run(['recipient', 'new-key', '--out', at('other.jwk'), '--curve', 'X25519']);
    await writeFile(at('other.public.jwk'), other.out);
    const { kid } = JSON.parse(other.out) as { kid: string };
    const pin = (): Promise<Run> =>
      atNode('recipient', 'pin', 'court', at('other.public.jwk'), '--fingerprint', kid);
    const tried = await pin();
    expect(tried.code).toBe(2);
    expect(tried.err).toContain(`recipient remove court`);
    expect((await atNode('recipient', 'list')).out).toContain(thumbprint);
    expect((await atNode('recipient', 'remove', 'court')).code).toBe(0);
    expect((await pin()).code).toBe(0);
    expect((await recorded()).map(({ action }) => action)).toEqual([
      'recipient.pin',
      'recipient.remove',
      'recipient.pin',
    ]);
  });

  test('a pin that was changed by hand can be removed, and says so until then', async () => {
    await writeFile(at('node/recipients/court.json'), '{}');
    expect((await atNode('recipient', 'list')).code).toBe(1);
    expect((await atNode('recipient', 'remove', 'court')).code).toBe(0);
    expect(await atNode('recipient', 'list')).toMatchObject({ code: 0, out: '' });
    expect(await atNode('recipient', 'remove', 'court')).toMatchObject({ code: 0 });
    expect((await recorded()).at(-1)).toMatchObject({ action: 'recipient.remove', object: 'court' });
  });
});
