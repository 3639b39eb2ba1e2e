/** What an import must not bring back, and names that somebody else has. */
import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eraseCase, reapplyRecord, type NodeContext } from '@vigil/kit';
import { clearNode, csv, importText, NOTHING, openImportingNode, tableSizes } from './synthetic-mapping.js';

let node: NodeContext;
beforeAll(async () => {
  node = await openImportingNode();
});
afterAll(async () => {
  await node.close();
});
beforeEach(async () => {
  await clearNode(node);
  await node.dataSource.query('delete from erased_source');
});

const THREE_ROWS = csv(
  '1,06.05.2012,XA,North,40,rally,x',
  '2,2012-05,XA,South,3,strike,x',
  '3,2013,XA,,7,rally,y',
);

/** Waits until a connection to this database waits for another one's transaction. */
async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    const [row] = await node.dataSource.query<{ waiting: number }[]>(
      `select count(*)::int as waiting from pg_stat_activity
       where datname = current_database() and wait_event_type = 'Lock'`,
    );
    if ((row?.waiting ?? 0) > 0) return;
    await pause(10);
  }
}

describe('what was erased', () => {
  const erase = (reference: string, identifyingOnly = false) =>
    eraseCase(node, reference, { actor: 'officer', reason: 'person-request', identifyingOnly });

  test('stays away when its data set is imported again, and the report says so', async () => {
    await importText(node, THREE_ROWS);
    await erase('synthetic-list:1');
    const again = await importText(node, THREE_ROWS);
    expect(again).toMatchObject({ read: 3, imported: 0, merged: 3, erasedEarlier: 1, differing: 0 });
    expect(await tableSizes(node)).toMatchObject({ case_file: 2, event: 2, victim: 2 });
    // also with other content under the same key, and beside a new row
    const changed = `${THREE_ROWS.replace('North,40', 'North,41')}4,2013,XA,North,1,rally,z\n`;
    expect(await importText(node, changed)).toMatchObject({ imported: 1, merged: 3, erasedEarlier: 1 });
    expect(await importText(node, changed, { dryRun: true })).toMatchObject({ erasedEarlier: 1 });
  });

  test('after the last backup stays away from a restored node too, when its record is done again', async () => {
    await importText(node, THREE_ROWS);
    await erase('synthetic-list:1');
    const lines = await node.dataSource.query<{ action: string; object: string; details: object }[]>(
      `select action, object, details from local_record where action = 'erase.case-file'`,
    );
    // the backup was made before the import: it holds neither the file nor that it was erased
    await clearNode(node);
    await node.dataSource.query('delete from erased_source');

    const done = await reapplyRecord(
      node,
      'officer',
      lines.map((line, at) => ({
        ...{ sequence: at + 1, at: '2013-01-01T00:00:00.000Z' },
        ...{ ...line, details: { ...line.details } },
      })),
    );

    expect(done).toEqual({ erased: 0, withdrawn: 0, unpinned: 0, notHere: 1 });
    expect(await importText(node, THREE_ROWS)).toMatchObject({ imported: 2, merged: 1, erasedEarlier: 1 });
    expect(JSON.stringify(lines)).not.toContain('synthetic-list:1');
  });

  test('is kept by a keyed hash only: neither the key of the row nor a plain hash of it is stored', async () => {
    await importText(node, THREE_ROWS);
    await erase('synthetic-list:1');
    const kept = await node.dataSource.query<{ dataset: string; key_hash: string }[]>(
      'select dataset, key_hash from erased_source',
    );
    expect(kept).toEqual([{ dataset: 'synthetic-list', key_hash: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
    for (const plain of ['1', 'synthetic-list:1', 'synthetic-list1']) {
      expect(kept[0]?.key_hash).not.toBe(createHash('sha256').update(plain).digest('hex'));
    }
  });

  test('in its identifying content only is a record still, and merges as one', async () => {
    await importText(node, THREE_ROWS);
    await erase('synthetic-list:1', true);
    expect(await importText(node, THREE_ROWS)).toMatchObject({ merged: 3, erasedEarlier: 0 });
  });

  test('broken twin: without what the erasure left behind, the record returns', async () => {
    await importText(node, THREE_ROWS);
    await erase('synthetic-list:1');
    await node.dataSource.query('delete from erased_source');
    expect(await importText(node, THREE_ROWS)).toMatchObject({ imported: 1, merged: 2 });
  });
});

describe('a reference that is taken', () => {
  test('by a case file of the partner’s own rejects the row with the reason, and the others are imported', async () => {
    await node.dataSource.query(
      `insert into case_file (reference, synthetic) values ('synthetic-list:2', true)`,
    );
    const report = await importText(node, THREE_ROWS);
    expect(report).toMatchObject({ read: 3, imported: 2, merged: 0 });
    // the second row stands in line 3
    expect(report.rejected).toMatchObject([{ line: 3, column: 'key' }]);
    expect(report.rejected[0]?.rule).toMatch(
      /^is the reference of a case file that no longer holds this row/,
    );
  });

  test('by a case file whose event lost its source rejects the row: it is not imported a second time', async () => {
    await importText(node, THREE_ROWS);
    await node.dataSource.query(
      `update event set source_dataset = null, source_key = null where source_key = '1'`,
    );
    expect(await importText(node, THREE_ROWS)).toMatchObject({ imported: 0, merged: 2 });
    expect(await tableSizes(node)).toMatchObject({ event: 3 });
  });

  test('while the import runs is one line for the operator, and nothing is imported', async () => {
    const runner = node.dataSource.createQueryRunner();
    await runner.startTransaction();
    await runner.query(`insert into case_file (reference, synthetic) values ('synthetic-list:2', true)`);
    const importing = importText(node, THREE_ROWS).catch((error: unknown) => error);
    await untilSomebodyWaits();
    await runner.commitTransaction();
    await runner.release();
    expect(await importing).toMatchObject({ code: 'IMPORT_FILE_INVALID', audience: 'operator' });
    expect(await tableSizes(node)).toEqual({ ...NOTHING, case_file: 1 });
  });
});
