/** A data directory restored as a whole looks whole to itself; the hub's last number tells. */
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  makeRelease,
  nodeParts,
  notedReceipt,
  receiptPath,
  recoverLedger,
  revokeRelease,
  type NodeContext,
} from '@vigil/kit';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { openTestNode } from '../../support/node.js';
import { addCaseFile, count, ledgerLines, withReleaseKey } from './releasing-node.js';

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

describe('and the last entry of the ledger it has seen', () => {
  const revoke = (at: NodeContext) =>
    revokeRelease(at, { id: 'test-partner.2012.1', reason: 'a source was forged', actor: 'somebody' });

  /** Puts database and ledger back to where they were with the release and before its revocation. */
  async function restoreToBeforeRevocation(at: NodeContext): Promise<void> {
    const file = join(at.dataDir, 'ledger', 'ledger.jsonl');
    const lines = (await readFile(file, 'utf8')).split('\n');
    await writeFile(file, `${lines.slice(0, 2).join('\n')}\n`);
    await rm(receiptPath(at.dataDir), { force: true });
    await at.dataSource.query('DELETE FROM release_ledger WHERE sequence > 2');
    await at.dataSource.query('ALTER TABLE release_revocation DISABLE TRIGGER USER');
    await at.dataSource.query('DELETE FROM release_revocation');
    await at.dataSource.query(`UPDATE release_document SET status = 'CURRENT'`);
  }

  /** the newest entry, as a release or revocation shows it to the hub */
  async function seen(at: NodeContext): Promise<{ sequence: number; head: string }> {
    const last = (await ledgerLines(at)).at(-1);
    return { sequence: Number(last?.entry['sequence']), head: last?.hash ?? '' };
  }
  const OTHER = 'f'.repeat(64);

  test('a node restored to before a revocation has every release, and yet is behind', async () => {
    const at = await node();
    const { document } = await makeRelease(at, { year: '2012' }); // entries 1 and 2; the document names 1
    await revoke(at); // entry 3
    const revoked = await seen(at);
    expect(revoked.sequence).toBe(3);
    expect(await notedReceipt(at, 1, revoked)).toBe(false);
    expect(JSON.parse(await readFile(receiptPath(at.dataDir), 'utf8'))).toEqual({
      format: 'vigil-receipt-1',
      highest: 1,
      ledger: revoked,
      behindAt: null,
    });
    await restoreToBeforeRevocation(at);

    expect(await notedReceipt(at, 1, document.ledger)).toBe(false);
    for (const ledger of [revoked, revoked]) expect(await notedReceipt(at, 1, ledger)).toBe(true);
    expect(logged.map(({ code }) => code)).toEqual(['LEDGER_BEHIND']);
    await expect(makeRelease(at, { year: '2013' })).rejects.toMatchObject({
      code: 'LEDGER_BEHIND',
      message: expect.stringMatching(
        /^the hub has seen ledger entry 3 of this node, the newest one here is 2: /,
      ) as unknown,
    });
    expect(await count(at, 'release_ledger')).toBe(2);
  });

  test('broken twin: by the number of the release alone, it would write its next entry over the revocation', async () => {
    const at = await node();
    await makeRelease(at, { year: '2012' });
    await revoke(at);
    await restoreToBeforeRevocation(at);
    expect(await notedReceipt(at, 1)).toBe(false);
    const { document } = await makeRelease(at, { year: '2013' });
    expect(document.ledger.sequence).toBe(3);
  });

  test('a node put back as a whole that has gone on over other records has as many entries, and others: it stops', async () => {
    const at = await node();
    const first = await makeRelease(at, { year: '2012' });
    await notedReceipt(at, 1, first.document.ledger);
    await restoreEverything(at);
    await addCaseFile(at, [{ type: 'ABDUCTION_KIDNAPPING', date: '2012-03-02' }]);
    const second = await makeRelease(at, { year: '2012' }); // a second noise: nobody has asked since
    expect(second.document.ledger.sequence).toBe(first.document.ledger.sequence);

    const { releases } = await nodeParts(at);
    // broken twin: by numbers alone nothing is behind, and the second document leaves
    expect(await releases(0)).toHaveLength(1);
    expect(await releases(1, first.document.ledger)).toEqual([]);
    expect(logged.map(({ code }) => code)).toEqual(['LEDGER_BEHIND']);
    // and from then on, whatever is asked: the second document leaves no more
    expect(await releases(0)).toEqual([]);
    await expect(makeRelease(at, { year: '2013' })).rejects.toMatchObject({
      code: 'LEDGER_BEHIND',
      message: expect.stringMatching(/^the hub has seen another ledger entry 1 of this node than/) as unknown,
    });
  });

  test('a hub of before, that names none, takes back nothing that was named, and nobody does by another hash', async () => {
    const at = await node();
    const { document } = await makeRelease(at, { year: '2012' });
    await notedReceipt(at, 1, document.ledger);
    expect(await notedReceipt(at, 1)).toBe(false);
    expect(await notedReceipt(at, 1, { ...document.ledger, head: OTHER })).toBe(true);
    expect(JSON.parse(await readFile(receiptPath(at.dataDir), 'utf8'))).toMatchObject({
      ledger: document.ledger,
    });
    await expect(makeRelease(at, { year: '2013' })).resolves.toMatchObject({ document: { sequence: 2 } });
  });
});
