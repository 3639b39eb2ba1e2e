/** Embargo and co-signatories in the document of a case file. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import {
  addCase,
  createNodeKeys,
  editCase,
  parseCaseDocument,
  readCaseRows,
  rowsToDocument,
} from '@vigil/kit';
import type { NodeContext } from '@vigil/kit';
import { stringify } from 'yaml';
import { openTestNode } from '../../support/node.js';
import { SAMPLE_CASE } from './sample-case.js';

const REFERENCE = 'CANARY-2012/17';

let node: NodeContext;
beforeAll(async () => {
  node = await openTestNode();
  await createNodeKeys(node.dataDir);
});
afterAll(() => node.close());

const show = (): Promise<Record<string, unknown>> =>
  node.dataSource.transaction(async (manager) => rowsToDocument(await readCaseRows(manager, REFERENCE)));

test('a case file keeps embargo and co-signatories, and takes new ones; a day holds to its end', async () => {
  const limited = SAMPLE_CASE.replace(
    'synthetic: true',
    'synthetic: true\nembargoUntil: 2013-06-30\ncoSignatories: [synthetic-two, court]',
  );
  await addCase(node, 'officer', parseCaseDocument(limited));
  const before = await show();
  expect(before).toMatchObject({
    embargoUntil: '2013-06-30T23:59:59.999Z',
    coSignatories: ['synthetic-two', 'court'],
  });
  await editCase(node, 'officer', REFERENCE, parseCaseDocument(stringify(before)));
  expect(await show()).toEqual(before);
  const lifted = { ...before, embargoUntil: null, coSignatories: [] };
  await editCase(node, 'officer', REFERENCE, parseCaseDocument(stringify(lifted)));
  const rows = await node.dataSource.query<unknown[]>('SELECT embargo_until, co_signatories FROM case_file');
  expect(rows).toEqual([{ embargo_until: null, co_signatories: [] }]);
});
