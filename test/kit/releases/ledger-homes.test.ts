/** The ledger's two homes: a database that was turned back, a file that was lost, a chain that was broken. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { makeRelease, recoverLedger, type NodeContext } from '@vigil/kit';
import { checkLedger } from '@vigil/shared';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTestNode } from '../../support/node.js';
import { count, ledgerLines, noiseKeyHex, withReleaseKey } from './releasing-node.js';

let node: NodeContext;
let file: string;
let goodFile: string;
let goodRows: { sequence: number; entry: object; hash: string }[];

async function setRows(rows: readonly { sequence: number; entry: object; hash: string }[]): Promise<void> {
  await node.dataSource.query('DELETE FROM release_ledger');
  for (const { sequence, entry, hash } of rows) {
    await node.dataSource.query('INSERT INTO release_ledger VALUES ($1, $2, $3)', [
      sequence,
      JSON.stringify(entry),
      hash,
    ]);
  }
}

beforeAll(async () => {
  node = await withReleaseKey(await openTestNode());
  await makeRelease(node, { year: '2012' });
  file = join(node.dataDir, 'ledger', 'ledger.jsonl');
  goodFile = await readFile(file, 'utf8');
  goodRows = await node.dataSource.query(
    'SELECT sequence, entry, hash FROM release_ledger ORDER BY sequence',
  );
});
beforeEach(async () => {
  await setRows(goodRows);
  await writeFile(file, goodFile);
});
afterEach(async () => {
  expect(await count(node, 'release_document')).toBe(1); // nothing below may release anything
});
afterAll(async () => {
  await node.close();
});

/** Neither a start nor a release goes on, and nothing was written or drawn. */
async function refusesWith(code: string): Promise<void> {
  const before = await count(node, 'release_ledger');
  await expect(recoverLedger(node)).rejects.toMatchObject({ code, audience: 'operator' });
  await expect(makeRelease(node, { year: '2013' })).rejects.toMatchObject({ code });
  expect(await count(node, 'release_ledger')).toBe(before);
  expect(await noiseKeyHex(node, '2013')).toBeNull();
}

describe('the ledger is refused', () => {
  test.each([
    ['to before the release', 0],
    ['to between reservation and document', 1],
  ])('when the database was restored %s', async (_when, kept) => {
    await setRows(goodRows.slice(0, kept));
    await refusesWith('LEDGER_BEHIND');
  });

  test('broken twin: the database’s own chain, without the file, looks whole after a restore', async () => {
    await setRows(goodRows.slice(0, 1));
    const rows = await node.dataSource.query<{ entry: unknown; hash: unknown }[]>(
      'SELECT entry, hash FROM release_ledger',
    );
    expect(checkLedger(rows)).toHaveLength(1);
    await refusesWith('LEDGER_BEHIND');
  });

  test('when the file was lost', async () => {
    await rm(file);
    await refusesWith('LEDGER_BROKEN');
  });

  test('when a line of the file was changed', async () => {
    await writeFile(file, goodFile.replace('"partition":"2012"', '"partition":"2011"'));
    await refusesWith('LEDGER_BROKEN');
  });

  test('when the file is not what was written', async () => {
    await writeFile(file, `not a ledger\n${goodFile}`);
    await refusesWith('LEDGER_BROKEN');
  });

  test('when an entry of the database was changed', async () => {
    await node.dataSource.query(
      `UPDATE release_ledger SET entry = jsonb_set(entry, '{partition}', '"2011"') WHERE sequence = 1`,
    );
    await refusesWith('LEDGER_BROKEN');
  });
});

describe('what a crash leaves between the two homes is put right', () => {
  test('an ending that reached the database only is added to the file', async () => {
    await writeFile(file, goodFile.slice(0, goodFile.indexOf('\n') + 1));
    expect(await recoverLedger(node)).toEqual([
      'the end of release 1 was missing in the ledger file; it was added',
    ]);
    expect(await readFile(file, 'utf8')).toBe(goodFile);
    expect(await recoverLedger(node)).toEqual([]);
  });

  test('a half-written last line is cut off', async () => {
    await writeFile(file, `${goodFile}{"entry":{"kind":"rese`);
    expect(await recoverLedger(node)).toEqual([
      'the ledger file ended in a half-written line; it was cut off, nothing had followed from it',
    ]);
    expect(await ledgerLines(node)).toHaveLength(2);
    expect(await readFile(file, 'utf8')).toBe(goodFile);
  });
});
