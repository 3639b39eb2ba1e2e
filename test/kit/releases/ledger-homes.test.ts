/** The ledger's two homes: a database that was turned back, a file that was lost, a chain that was broken. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { appendToLedgerFile, makeRelease, openNoiseKey, recoverLedger, type NodeContext } from '@vigil/kit';
import { checkLedger, noisyTable, type ChainedLedgerEntry } from '@vigil/shared';
import { randomBytes } from 'node:crypto';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openTestNode } from '../../support/node.js';
import { addCaseFile, count, ledgerLines, noiseKeyHex, withReleaseKey } from './releasing-node.js';

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

describe('two databases on one data directory', () => {
  /** Two nodes that share keys and ledger file, each over a database and records of its own. */
  async function twins(): Promise<[NodeContext, NodeContext]> {
    const one = await withReleaseKey(await openTestNode());
    const other = await openTestNode();
    await openNoiseKey(one.dataDir, '2012', randomBytes);
    await addCaseFile(one, [{ type: 'ABDUCTION_KIDNAPPING', date: '2012-03-02' }]);
    const { dataDir, coalition } = one;
    const twin = {
      ...other,
      dataDir,
      coalition,
      get records() {
        return other.records;
      },
    };
    return [one, twin];
  }

  test('at once or one after the other: one release number is drawn once at most', async () => {
    for (const atOnce of [true, true, true, false]) {
      const both = await twins();
      const drawn: string[] = [];
      const make = (at: NodeContext) =>
        makeRelease(at, {
          year: '2012',
          draw: (input) => {
            drawn.push(at === both[0] ? 'one' : 'other');
            return noisyTable(input);
          },
        }).catch((error: unknown) => {
          expect(error).toMatchObject({ code: expect.stringMatching(/^LEDGER_/) as unknown });
        });
      if (atOnce) await Promise.all(both.map(make));
      else for (const each of both) await make(each);
      expect(new Set(drawn).size).toBeLessThanOrEqual(1);
      expect((await count(both[0], 'release_document')) + (await count(both[1], 'release_document'))).toBe(
        new Set(drawn).size,
      );
      await both[1].close();
      await both[0].close();
    }
  });

  test('an entry that does not follow the end of the file is not written', async () => {
    const first = JSON.parse(goodFile.split('\n')[0] ?? '') as ChainedLedgerEntry;
    // the first entry again: as a program writes that read the file when it was empty
    await expect(appendToLedgerFile(node.dataDir, first)).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });
    expect(await readFile(file, 'utf8')).toBe(goodFile);
  });
});
