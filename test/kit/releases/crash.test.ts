/**
 * kill -9 at every step of a release, in a real process: no noise without its reservation, no second noise for
 * one reservation, and the next start says what happened and goes on.
 */
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  destroyNoiseKey,
  listSignedReleases,
  makeRelease,
  recoverLedger,
  type NodeContext,
} from '@vigil/kit';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { openTestNode } from '../../support/node.js';
import { countsBehind } from './independent-noise.js';
import {
  addCaseFile,
  count,
  databaseUrlOf,
  ledgerLines,
  noiseKeyHex,
  withReleaseKey,
} from './releasing-node.js';

const nodes: NodeContext[] = [];
afterEach(async () => {
  for (const opened of nodes.splice(0)) await opened.close();
});

const CHILD = fileURLToPath(new URL('crash-child.mjs', import.meta.url));
const COUNTED = {
  'L1 KIDNAPPING|XA|2012-03': 1,
  'L2 KIDNAPPING|XA-01|2012-03': 1,
  'L3 KIDNAPPING|XA-01|2012': 1,
};

/** A node whose release process was killed at a step. */
async function killedAt(step: string): Promise<NodeContext> {
  const at = await withReleaseKey(await openTestNode());
  nodes.push(at);
  await addCaseFile(at, [{ type: 'ABDUCTION_KIDNAPPING', date: '2012-03-02' }]);
  const task = {
    url: databaseUrlOf(at),
    dataDir: at.dataDir,
    settings: at.settings,
    coalition: at.coalition,
    year: '2012',
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

  test('and other records: the reservation stays charged, its noise is never drawn, the next release pays for both', async () => {
    const at = await killedAt('drawn');
    const key = (await noiseKeyHex(at, '2012')) ?? '';
    await addCaseFile(at, [{ type: 'ABDUCTION_KIDNAPPING', date: '2012-04-02' }]);

    const made = await makeRelease(at, { year: '2012' });

    expect(made.notes).toEqual([
      'release 1 of 2012 had been reserved but not finished, and the records it counts have changed since: no noise ' +
        'will be drawn for it, and it stays charged to the budget of that year',
    ]);
    expect(await kinds(at)).toEqual(['reserve', 'charged', 'reserve', 'complete']);
    // rho of two releases: 2 x 1/4; the exact best guess of both together is the one of the seven tables (69.12 %)
    expect(made.document).toMatchObject({ sequence: 2, plan: { rho: '1/2', bestGuess: 0.691234 } });
    expect(countsBehind(key, made.document)).toEqual({
      ...COUNTED,
      'L1 KIDNAPPING|XA|2012-04': 1,
      'L2 KIDNAPPING|XA-01|2012-04': 1,
      'L3 KIDNAPPING|XA-01|2012': 2,
    });
    // the noise of number 1 is another one: nothing of it was used
    expect(Object.keys(countsBehind(key, { ...made.document, sequence: 1 })).length).toBeGreaterThan(20);
    expect(await count(at, 'release_document')).toBe(1);
  });

  test('twice with other records: the year’s budget is spent, and a third release is refused', async () => {
    const at = await killedAt('reserved');
    await addCaseFile(at, [{ type: 'ABDUCTION_KIDNAPPING', date: '2012-04-02' }]);
    const stop = new Error('stopped here');
    await expect(
      makeRelease(at, {
        year: '2012',
        onStep: (step) => {
          if (step === 'drawn') throw stop;
        },
      }),
    ).rejects.toBe(stop);
    await addCaseFile(at, [{ type: 'ABDUCTION_KIDNAPPING', date: '2012-05-02' }]);
    await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({ code: 'PLAN_EXCEEDS_BOUND' });
    expect(await kinds(at)).toEqual(['reserve', 'charged', 'reserve', 'charged']);
  });

  test('without its key: the reservation stays charged', async () => {
    const at = await killedAt('reserved');
    await destroyNoiseKey(at.dataDir, '2012');
    const [note] = await recoverLedger(at);
    expect(note).toContain('its noise key is gone: no noise will be drawn for it');
    expect(await kinds(at)).toEqual(['reserve', 'charged']);
  });

  test('right after the document: the release stands, and the next start destroys the key', async () => {
    const at = await killedAt('completed');
    expect(await count(at, 'release_document')).toBe(1);
    expect(await noiseKeyHex(at, '2012')).not.toBeNull();
    expect(await recoverLedger(at)).toEqual([
      'the noise key of 2012 was still there after its release; it was destroyed',
    ]);
    expect(await noiseKeyHex(at, '2012')).toBeNull();
    expect(await kinds(at)).toEqual(['reserve', 'complete']);
  });
});
