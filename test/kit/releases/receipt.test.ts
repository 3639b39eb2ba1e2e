/** A data directory restored as a whole looks whole to itself; the hub's last number tells. */
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  makeRelease,
  nodeParts,
  notedReceipt,
  receiptPath,
  recoverLedger,
  type NodeContext,
} from '@vigil/kit';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { openTestNode } from '../../support/node.js';
import { count, withReleaseKey } from './releasing-node.js';

const nodes: NodeContext[] = [];
let logged: { code?: string }[] = [];
async function node(): Promise<NodeContext> {
  const opened = await withReleaseKey(await openTestNode());
  logged = [];
  const write = (line: string): void => {
    logged.push(JSON.parse(line) as { code?: string });
  };
  nodes.push(opened);
  return { ...opened, log: pino({ level: 'error' }, { write }) };
}
afterEach(async () => {
  for (const opened of nodes.splice(0)) await opened.close();
});

/** Puts database and ledger directory back to where they were before any release. */
async function restoreEverything(at: NodeContext): Promise<void> {
  await rm(join(at.dataDir, 'ledger'), { recursive: true });
  for (const table of [
    'release_ledger',
    'release_document',
    'release_assignment',
    'release_source',
    'release_freeze',
  ])
    await at.dataSource.query(`DELETE FROM ${table}`);
}

describe('the hub names the newest release it has', () => {
  test('and a node that has it too answers, and keeps the number on disk', async () => {
    const at = await node();
    await makeRelease(at, { year: '2012' });
    expect(await notedReceipt(at, 0)).toBe(false);
    expect(await notedReceipt(at, 1)).toBe(false);
    expect(JSON.parse(await readFile(receiptPath(at.dataDir), 'utf8'))).toEqual({
      format: 'vigil-receipt-1',
      highest: 1,
      behindAt: null,
    });
    await expect(makeRelease(at, { year: '2013' })).resolves.toMatchObject({ document: { sequence: 2 } });
    expect(logged).toEqual([]);
  });

  test('and a node restored to before it answers nothing, says so once, and makes no release', async () => {
    const at = await node();
    await makeRelease(at, { year: '2012' });
    await restoreEverything(at);
    for (const after of [1, 1, 0, 1]) expect(await notedReceipt(at, after)).toBe(after > 0);
    expect(logged.map(({ code }) => code)).toEqual(['LEDGER_BEHIND']);
    for (const year of ['2012', '2013']) {
      await expect(makeRelease(at, { year })).rejects.toMatchObject({
        code: 'LEDGER_BEHIND',
        audience: 'operator',
        message: expect.stringMatching(/^the hub has release 1 of this node, the newest one here is 0: /),
      });
    }
    expect(await count(at, 'release_ledger')).toBe(0);
    // and every start says it again
    expect(await recoverLedger(at)).toEqual([expect.stringMatching(/^the hub has release 1 of this node/)]);
  });

  test('and the server hands out what is newer, and nothing at all to a hub that knows more than it', async () => {
    const at = await node();
    await makeRelease(at, { year: '2012' });
    const { releases } = await nodeParts(at);
    expect((await releases(0)).map(({ document }) => document.id)).toEqual(['test-partner.2012.1']);
    expect(await releases(1)).toEqual([]);
    expect(logged).toEqual([]);
    expect(await releases(2)).toEqual([]);
    expect(logged.map(({ code }) => code)).toEqual(['LEDGER_BEHIND']);
    await expect(makeRelease(at, { year: '2013' })).rejects.toMatchObject({ code: 'LEDGER_BEHIND' });
  });

  test('broken twin: before the hub has named it, the restored node would spend again', async () => {
    const at = await node();
    await makeRelease(at, { year: '2012' });
    await restoreEverything(at);
    await expect(makeRelease(at, { year: '2012' })).resolves.toMatchObject({ document: { sequence: 1 } });
  });

  test('and a number once named is not lowered by a hub that lost its own memory', async () => {
    const at = await node();
    await notedReceipt(at, 3);
    await notedReceipt(at, 0);
    await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({ code: 'LEDGER_BEHIND' });
  });

  test('ten times at once, and the highest number stands', async () => {
    const at = await node();
    await Promise.all(Array.from({ length: 10 }, (_, after) => notedReceipt(at, after)));
    expect(JSON.parse(await readFile(receiptPath(at.dataDir), 'utf8'))).toMatchObject({ highest: 9 });
    expect(logged).toHaveLength(1);
  });

  test('in a file that cannot be read: no release is made', async () => {
    const at = await node();
    await makeRelease(at, { year: '2012' });
    await writeFile(receiptPath(at.dataDir), '{"highest"');
    await expect(makeRelease(at, { year: '2013' })).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
  });
});
