/** A lost ledger is written anew by a signed recovery; whatever it may have allowed is charged. */
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  ledgerFilePath,
  makeRelease,
  notedReceipt,
  receiptPath,
  recoverLedger,
  recoverLostLedger,
  type NodeContext,
} from '@vigil/kit';
import { checkLedger, verifyRecovery } from '@vigil/shared';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openTestNode } from '../../support/node.js';
import { count, ledgerLines, noiseKeyHex, openReleasedNode, withReleaseKey } from './releasing-node.js';

const nodes: NodeContext[] = [];
async function releasedNode(): Promise<NodeContext> {
  const at = await openReleasedNode();
  nodes.push(at);
  return at;
}
afterEach(async () => {
  for (const opened of nodes.splice(0)) await opened.close();
});

const recover = (at: NodeContext, hub?: { release: number; entry: number }) =>
  recoverLostLedger(at, {
    actor: 'somebody',
    reason: 'the disk broke',
    ...(hub === undefined ? {} : { hub }),
  });

test('a lost file: every year that has begun and has no last release is charged, signed, and cannot be released', async () => {
  const at = await releasedNode();
  await rm(ledgerFilePath(at.dataDir));
  await expect(makeRelease(at, { year: '2013' })).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });

  expect(await recover(at)).toEqual({ charged: ['2013'], entries: 3 });

  const lines = await ledgerLines(at);
  expect(checkLedger(lines)).toHaveLength(3);
  const { entry } = lines.at(-1) ?? {};
  expect(entry).toMatchObject({ kind: 'lost', partition: '2013', release: 2 });
  const keys = at.coalition.partners[0]?.releaseKeys ?? { keys: [] };
  await expect(verifyRecovery(entry?.['recovery'], { partner: 'test-partner', keys })).resolves.toMatchObject(
    { partition: '2013', reason: 'the disk broke' },
  );
  // as after a restore: the hub speaks first
  await expect(makeRelease(at, { year: '2013' })).rejects.toMatchObject({ code: 'LEDGER_BEHIND' });
  expect(await notedReceipt(at, 1)).toBe(false);
  await expect(makeRelease(at, { year: '2013' })).rejects.toMatchObject({
    code: 'PLAN_EXCEEDS_BOUND',
    message: expect.stringMatching(/^the budget of 2013 is spent/) as unknown,
  });
  await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({ code: 'RELEASE_EXISTS' });
  expect(await recoverLedger(at)).toEqual([]);
});

test('broken twin: a file written anew from the database alone would let the lost year be released', async () => {
  const at = await releasedNode();
  await rm(ledgerFilePath(at.dataDir));
  const rows: object[] = await at.dataSource.query(
    'SELECT entry, hash FROM release_ledger ORDER BY sequence',
  );
  await writeFile(ledgerFilePath(at.dataDir), rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  await expect(makeRelease(at, { year: '2013' })).resolves.toMatchObject({ document: { sequence: 2 } });
});

test('a damaged file is kept aside, and a reservation that was open is charged with its year', async () => {
  const at = await releasedNode();
  const stop = new Error('stopped here');
  await expect(
    makeRelease(at, {
      year: '2013',
      onStep: (step) => {
        if (step === 'drawn') throw stop;
      },
    }),
  ).rejects.toBe(stop);
  expect(await noiseKeyHex(at, '2013')).not.toBeNull();
  await writeFile(ledgerFilePath(at.dataDir), 'not a ledger\n');

  expect(await recover(at)).toEqual({ charged: ['2013'], entries: 5 });

  expect((await ledgerLines(at)).map(({ entry }) => entry['kind'])).toEqual([
    'reserve',
    'complete',
    'reserve',
    'charged',
    'lost',
  ]);
  expect(await noiseKeyHex(at, '2013')).toBeNull();
  const kept = (await readdir(dirname(ledgerFilePath(at.dataDir)))).filter((name) =>
    name.startsWith('lost-'),
  );
  expect(kept).toHaveLength(1);
});

test('a ledger that is whole is not recovered', async () => {
  const at = await releasedNode();
  await expect(recover(at)).rejects.toMatchObject({ code: 'USAGE' });
  expect(await ledgerLines(at)).toHaveLength(2);
});

test('a database that is behind the file is not recovered: the file is the newer one', async () => {
  const at = await releasedNode();
  await at.dataSource.query('DELETE FROM release_ledger');
  await expect(recover(at)).rejects.toMatchObject({ code: 'LEDGER_BEHIND' });
});

test('a database that is behind the hub is not recovered: the newest backup is', async () => {
  const at = await releasedNode();
  await notedReceipt(at, 4);
  await rm(ledgerFilePath(at.dataDir));
  await expect(recover(at)).rejects.toMatchObject({ code: 'LEDGER_BEHIND' });
  expect(await count(at, 'release_ledger')).toBe(2);
});

test('file and database lost: the new ledger begins behind what the hub has, and every year begun is charged', async () => {
  const at = await withReleaseKey(await openTestNode());
  nodes.push(at);
  await expect(recover(at)).rejects.toMatchObject({
    code: 'USAGE',
    message: expect.stringContaining('--hub-release') as unknown,
  });
  await notedReceipt(at, 7);
  await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({ code: 'LEDGER_BEHIND' });

  expect(await recover(at, { release: 7, entry: 15 })).toEqual({ charged: ['2012', '2013'], entries: 2 });

  const lines = await ledgerLines(at);
  expect(lines.map(({ entry }) => entry['sequence'])).toEqual([16, 17]);
  // the hub's next question finds a node that knows as much as it does
  expect(await notedReceipt(at, 7)).toBe(false);
  await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({ code: 'PLAN_EXCEEDS_BOUND' });
});

describe('a ledger that is whole, and behind what the hub names, with no backup that has it', () => {
  const HEAD = 'a'.repeat(64);
  const goOn = (at: NodeContext) =>
    recoverLostLedger(at, { actor: 'somebody', reason: 'the newest backup is gone too', behindHub: true });

  test('goes on beyond what was named, and every year that may have been spent is charged, signed and on record', async () => {
    const at = await releasedNode();
    await notedReceipt(at, 4, { sequence: 9, head: HEAD });
    await expect(makeRelease(at, { year: '2013' })).rejects.toMatchObject({ code: 'LEDGER_BEHIND' });

    expect(await goOn(at)).toEqual({ charged: ['2013'], entries: 3 });

    const lines = await ledgerLines(at);
    expect(checkLedger(lines)).toHaveLength(3);
    expect(lines.at(-1)?.entry).toMatchObject({ kind: 'lost', sequence: 10, partition: '2013', release: 4 });
    expect(await noiseKeyHex(at, '2013')).toBeNull();
    // the hub's next question finds nothing missing, whatever the entry was that it has seen
    expect(await notedReceipt(at, 4, { sequence: 9, head: HEAD })).toBe(false);
    // no way to spend again: not the year that goes on, and not the one that is closed
    await expect(makeRelease(at, { year: '2013' })).rejects.toMatchObject({ code: 'PLAN_EXCEEDS_BOUND' });
    await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({ code: 'RELEASE_EXISTS' });
    expect(
      await at.dataSource.query(`SELECT actor, details FROM local_record WHERE action = 'release.recover'`),
    ).toEqual([{ actor: 'somebody', details: { charged: ['2013'], entries: 1, behindHub: true } }]);
  });

  test('also where it has gone on from a restore, and has another entry under that number', async () => {
    const at = await releasedNode();
    await notedReceipt(at, 1, { sequence: 1, head: HEAD });
    await expect(makeRelease(at, { year: '2013' })).rejects.toMatchObject({ code: 'LEDGER_BEHIND' });
    expect(await goOn(at)).toEqual({ charged: ['2013'], entries: 3 });
    expect(await notedReceipt(at, 1, { sequence: 1, head: HEAD })).toBe(false);
    await expect(makeRelease(at, { year: '2013' })).rejects.toMatchObject({ code: 'PLAN_EXCEEDS_BOUND' });
  });

  test('broken twin: a receipt that is only taken away would let the lost year be released a second time', async () => {
    const at = await releasedNode();
    await notedReceipt(at, 4, { sequence: 9, head: HEAD });
    await rm(receiptPath(at.dataDir));
    await expect(makeRelease(at, { year: '2013' })).resolves.toMatchObject({ document: { sequence: 2 } });
  });

  test('not while the hub names nothing more, and not in the place of a ledger file that is lost', async () => {
    const at = await releasedNode();
    await expect(goOn(at)).rejects.toMatchObject({ code: 'USAGE' });
    await notedReceipt(at, 4);
    await rm(ledgerFilePath(at.dataDir));
    await expect(goOn(at)).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
    expect(await count(at, 'release_ledger')).toBe(2);
  });
});

test('a year that had begun when the ledger was lost is not released, even where nobody declared it then', async () => {
  const at = await withReleaseKey(await openTestNode());
  nodes.push(at);
  const { publication } = at.settings;
  const coverage = publication.coverage.map((each) => ({ ...each, from: '2013-01' }));
  const then = { ...at, settings: { ...at.settings, publication: { ...publication, coverage } } };
  expect(await recover(then, { release: 7, entry: 15 })).toEqual({ charged: ['2013'], entries: 1 });
  await notedReceipt(at, 7);
  // 2012 is in the settings again: that it was not, at the moment of the loss, says nothing of what was released
  await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({
    code: 'PLAN_EXCEEDS_BOUND',
    message: expect.stringMatching(/^year 2012 had begun when the ledger was lost/) as unknown,
  });
});
