/**
 * kill -9 at every step of a release, in a real process: no noise without its reservation, no second noise for
 * one reservation, and the next start says what happened and goes on.
 */
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  destroyNoiseKey,
  listSignedReleases,
  makeRelease,
  noiseKeyPath,
  parsePartnerSettings,
  recoverLedger,
  type NodeContext,
} from '@vigil/kit';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TEST_SETTINGS, openTestNode } from '../support/node.js';
import { countsBehind } from '../kit/releases/independent-noise.js';
import {
  addCaseFile,
  count,
  databaseUrlOf,
  ledgerLines,
  noiseKeyHex,
  PERSON_SETTINGS,
  withReleaseKey,
} from '../kit/releases/releasing-node.js';

const nodes: NodeContext[] = [];
afterEach(async () => {
  for (const opened of nodes.splice(0)) await opened.close();
});

const CHILD = fileURLToPath(new URL('../kit/releases/crash-child.mjs', import.meta.url));
const COUNTED = {
  'L1 KIDNAPPING|XA|2012-03': 1,
  'L2 KIDNAPPING|XA-01|2012-03': 1,
  'L3 KIDNAPPING|XA-01|2012': 1,
  'L4 KIDNAPPING|XA|2012|UNKNOWN': 1,
  'L5 KIDNAPPING|XA|2012|UNKNOWN': 1,
  'L6 KIDNAPPING|XA|2012|UNKNOWN|UNKNOWN': 1,
  'L7 KIDNAPPING|XA-01|2012|UNKNOWN': 1,
};

/** A node whose release process was killed at a step. */
async function killedAt(
  step: string,
  settings = TEST_SETTINGS,
  { type = 'ABDUCTION_KIDNAPPING', provisional }: { type?: string; provisional?: string } = {},
): Promise<NodeContext> {
  const at = await withReleaseKey(await openTestNode({ settings }));
  nodes.push(at);
  await addCaseFile(at, [{ type, date: '2012-03-02' }]);
  const task = {
    url: databaseUrlOf(at),
    dataDir: at.dataDir,
    settings: at.settings,
    coalition: at.coalition,
    year: '2012',
    provisional,
    step,
    now: at.now().toISOString(),
  };
  const child = spawn(process.execPath, [CHILD, JSON.stringify(task)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  return at;
}

const kinds = async (at: NodeContext): Promise<unknown[]> =>
  (await ledgerLines(at)).map(({ entry }) => entry['kind']);

describe('after kill -9', () => {
  test.each([
    ['between the file and the database', 'reserved-in-file'],
    ['between reservation and draw', 'reserved'],
    ['between draw and document', 'drawn'],
    ['inside the transaction of the document', 'stored'],
  ])('%s: the same noise under the same number, said in words', async (_where, step) => {
    const at = await killedAt(step);
    expect(await count(at, 'release_document')).toBe(0);
    expect(await kinds(at)).toEqual(['reserve']);
    const key = (await noiseKeyHex(at, '2012')) ?? '';
    const reservation = (await ledgerLines(at))[0];

    const notes = await recoverLedger(at);

    expect(notes.at(-1)).toBe(
      'release 1 of 2012 had been reserved but not finished; the records are the same, so the same noise was drawn ' +
        'again under the same number: test-partner.2012.1 stands',
    );
    expect(notes).toHaveLength(step === 'reserved-in-file' ? 2 : 1);
    const [released, second] = await listSignedReleases(at, 0);
    if (released === undefined) throw new Error('no release');
    expect(second).toBeUndefined();
    // what the killed process drew, or would have drawn, follows from the key, the number and the digests on record
    const { document } = released;
    expect(document.sequence).toBe(1);
    expect(document.ledger.head).toBe(reservation?.hash);
    expect(
      document.tables.map(({ id, indicator, snapshotDigest }) => ({
        table: id,
        counts: 'UNIT',
        indicator,
        digest: snapshotDigest,
      })),
    ).toEqual(reservation?.entry['digests']);
    expect(countsBehind(key, document)).toEqual(COUNTED);
    expect(await kinds(at)).toEqual(['reserve', 'recovered']);
    expect(await noiseKeyHex(at, '2012')).toBeNull();

    expect(await recoverLedger(at)).toEqual([]);
    await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({ code: 'RELEASE_EXISTS' });
  });

  test('and other records: the reservation stays charged, its noise is never drawn, and its year is spent', async () => {
    const at = await killedAt('drawn');
    await addCaseFile(at, [{ type: 'ABDUCTION_KIDNAPPING', date: '2012-04-02' }]);

    expect(await recoverLedger(at)).toEqual([
      'release 1 of 2012 had been reserved but not finished, and the records it counts have changed since: nothing ' +
        'will be published of it, and it stays charged to the budget of that year',
      'the budget of 2012 is spent by what was charged, no release of it can follow; its noise key was destroyed',
    ]);
    expect(await kinds(at)).toEqual(['reserve', 'charged']);
    // all seven tables twice: rho 1, far beyond the bound of the profile
    await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({ code: 'PLAN_EXCEEDS_BOUND' });
    expect(await count(at, 'release_document')).toBe(0);
    expect(await noiseKeyHex(at, '2012')).toBeNull();
    expect(await recoverLedger(at)).toEqual([]);
    await expect(makeRelease(at, { year: '2013' })).resolves.toMatchObject({ document: { sequence: 2 } });
  });

  test('in a provisional release: the same noise under the same number, and the key lives until the last one', async () => {
    const publication = { ...TEST_SETTINGS.publication, plannedReleases: 2 };
    const settings = parsePartnerSettings({ ...TEST_SETTINGS, publication });
    const at = await killedAt('drawn', settings, { provisional: '2012' });
    const key = (await noiseKeyHex(at, '2012')) ?? '';
    expect(await recoverLedger(at)).toEqual([expect.stringContaining('test-partner.2012.1 stands')]);
    const [released] = await listSignedReleases(at, 0);
    if (released === undefined) throw new Error('no release');
    expect(released.document).toMatchObject({ stage: 'PROVISIONAL', part: '2012' });
    expect(countsBehind(key, released.document)).toEqual({ 'L1 KIDNAPPING|XA|2012-03': 1 });
    expect(await noiseKeyHex(at, '2012')).toBe(key);
    const { document } = await makeRelease(at, { year: '2012' });
    expect(countsBehind(key, document)).toEqual(COUNTED);
    expect(await noiseKeyHex(at, '2012')).toBeNull();
  });

  test('without its key: the reservation stays charged', async () => {
    const at = await killedAt('reserved');
    await destroyNoiseKey(at.dataDir, '2012');
    const [note] = await recoverLedger(at);
    expect(note).toContain('its noise key is gone or damaged: nothing will be published of it');
    expect(await kinds(at)).toEqual(['reserve', 'charged']);
  });

  test('before the ledger file has the end: the release stands, and the file is brought level', async () => {
    const at = await killedAt('committed');
    const before = await listSignedReleases(at, 0);
    expect(before).toHaveLength(1);
    expect(await kinds(at)).toEqual(['reserve']);
    expect(await recoverLedger(at)).toEqual([
      'the end of release 1 was missing in the ledger file; it was added',
      'the noise key of 2012 was still there after its release; it was destroyed',
    ]);
    expect(await kinds(at)).toEqual(['reserve', 'complete']);
    expect(await listSignedReleases(at, 0)).toEqual(before);
    await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({ code: 'RELEASE_EXISTS' });
  });

  test.each([
    ['right after the document', 'completed', 64],
    ['between overwriting the key and removing it', 'key-overwritten', 0],
  ])('%s: the release stands, and the next start destroys the key', async (_where, step, digits) => {
    const at = await killedAt(step);
    expect(await count(at, 'release_document')).toBe(1);
    const left = await readFile(noiseKeyPath(at.dataDir, '2012'), 'latin1');
    expect(left.replaceAll(/[^0-9a-f]/g, '')).toHaveLength(digits);
    expect(await recoverLedger(at)).toEqual([
      'the noise key of 2012 was still there after its release; it was destroyed',
    ]);
    await expect(stat(noiseKeyPath(at.dataDir, '2012'))).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await kinds(at)).toEqual(['reserve', 'complete']);
    expect(await recoverLedger(at)).toEqual([]);
  });
});

/** What a file system may leave of a file that a crash interrupted. */
const PIECES = ['', '0'.repeat(20), '0'.repeat(64), '\0'.repeat(65)];

describe('a noise key that is not whole', () => {
  test.each(PIECES)(
    'of a reservation: the reservation is charged, and the node goes on (%#)',
    async (piece) => {
      const at = await killedAt('reserved');
      await writeFile(noiseKeyPath(at.dataDir, '2012'), piece);
      expect(await recoverLedger(at)).toEqual([
        'release 1 of 2012 had been reserved but not finished, and its noise key is gone or damaged: nothing will be ' +
          'published of it, and it stays charged to the budget of that year',
        'the budget of 2012 is spent by what was charged, no release of it can follow; its noise key was destroyed',
      ]);
      expect(await kinds(at)).toEqual(['reserve', 'charged']);
      // another year has a budget and a key of its own
      await expect(makeRelease(at, { year: '2013' })).resolves.toMatchObject({ document: { sequence: 2 } });
      await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({ code: 'PLAN_EXCEEDS_BOUND' });
    },
  );

  test('and belongs to no reservation is written anew, whole, under its name only when it is', async () => {
    const at = await withReleaseKey(await openTestNode());
    nodes.push(at);
    const path = noiseKeyPath(at.dataDir, '2012');
    await writeFile(path, '');
    await writeFile(`${path}.new`, 'half of a k');
    let key = '';
    await makeRelease(at, {
      year: '2012',
      onStep: async (step) => {
        if (step === 'reserved') key = (await noiseKeyHex(at, '2012')) ?? '';
      },
    });
    expect(key).toMatch(/^[0-9a-f]{64}$/);
    expect((await readdir(dirname(path))).filter((name) => name.startsWith('noise-'))).toEqual([]);
  });
});

describe('a redraw that nobody would accept now', () => {
  const OPEN =
    /^release 1 of 2012 had been reserved but not finished, and .+: it stays open, and nothing is released or revoked /s;

  test('because the signing key was changed: it waits until the coalition lists both, and draws the same noise', async () => {
    const at = await killedAt('drawn');
    const key = (await noiseKeyHex(at, '2012')) ?? '';
    await rm(join(at.dataDir, 'keys', 'release-signing.jwk'));
    const rotated = await withReleaseKey(at);
    // the coalition does not list the new key yet, then no longer the one that signed the plan
    for (const coalition of [at.coalition, rotated.coalition])
      expect(await recoverLedger({ ...rotated, coalition })).toEqual([expect.stringMatching(OPEN)]);
    expect(await kinds(at)).toEqual(['reserve']);
    expect(await noiseKeyHex(at, '2012')).toBe(key);
    const partners = at.coalition.partners.map((partner, index) => {
      const added = rotated.coalition.partners[index]?.releaseKeys.keys ?? [];
      return { ...partner, releaseKeys: { keys: [...partner.releaseKeys.keys, ...added] } };
    });
    expect(await recoverLedger({ ...rotated, coalition: { ...at.coalition, partners } })).toEqual([
      expect.stringContaining('test-partner.2012.1 stands'),
    ]);
    const [released] = await listSignedReleases(at, 0);
    if (released === undefined) throw new Error('no release');
    expect(countsBehind(key, released.document)).toEqual(COUNTED);
  });

  test('because the coalition took the country away: it waits', async () => {
    const at = await killedAt('drawn');
    const partners = at.coalition.partners.map((partner) => ({ ...partner, countries: ['XB'] }));
    const [note] = await recoverLedger({ ...at, coalition: { ...at.coalition, partners } });
    expect(note).toMatch(OPEN);
    expect(await kinds(at)).toEqual(['reserve']);
    expect(await count(at, 'release_document')).toBe(0);
  });

  test('because a file it counts became confidential under a person plan: it waits, and nothing is published', async () => {
    const at = await killedAt('drawn', PERSON_SETTINGS, { type: 'ARREST' });
    await at.dataSource.query('UPDATE case_file SET confidential = true');
    const [note] = await recoverLedger(at);
    expect(note).toContain('a case file that it counts is not public any more');
    expect(await kinds(at)).toEqual(['reserve']);
    expect(await count(at, 'release_document')).toBe(0);
  });
});
