/** An import and a release have locks of their own: neither waits for the other, nor is refused because of it. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from '@jest/globals';
import { makeRelease, recoverLedger, type NodeContext } from '@vigil/kit';
import { openTestNode } from '../../support/node.js';
import { csv, importText } from '../import/synthetic-mapping.js';
import { withReleaseKey } from './releasing-node.js';

let node: NodeContext;
afterEach(async () => {
  await node.close();
});
/** Waits until a connection to this database waits for a lock. */
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
const ROWS = csv('1,06.05.2012,XA,North,1,rally,x', '2,06.05.2012,XA,North,1,rally,x');

test('rows are imported while a release is being made', async () => {
  node = await withReleaseKey(await openTestNode());
  let imported = 0;
  await makeRelease(node, {
    year: '2012',
    onStep: async (step) => {
      if (step === 'reserved') ({ imported } = await importText(node, ROWS));
    },
  });
  expect(imported).toBe(2);
});

test('a node starts, and a release is made, while an import is at work', async () => {
  node = await withReleaseKey(await openTestNode());
  const blocker = node.dataSource.createQueryRunner();
  await blocker.startTransaction();
  await blocker.query('LOCK TABLE import_staging'); // the import stands here, with its own lock in its hand
  const importing = importText(node, ROWS);
  await untilSomebodyWaits();
  expect(await recoverLedger(node)).toEqual([]);
  await expect(makeRelease(node, { year: '2012' })).resolves.toMatchObject({ document: { sequence: 1 } });
  await blocker.rollbackTransaction();
  await blocker.release();
  expect(await importing).toMatchObject({ imported: 2 });
});
