/** A row that names several countries is one case file with an event in each, and is still one row. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { eraseCase, type NodeContext } from '@vigil/kit';
import {
  clearNode,
  csv,
  importText,
  MAPPING_YAML,
  openImportingNode,
  tableSizes,
} from './synthetic-mapping.js';

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

/** Without numbers of persons: they could not be divided between the countries. */
const YAML = MAPPING_YAML.replace(
  'country: { column: country, onUnmapped: reject }',
  "country: { column: country, onUnmapped: reject, several: ';' }",
)
  .replace('      persons: { column: detained }\n', '      persons: { constant: 1 }\n')
  .replace(/ {4}victims:\n.*\n.*\n/, '')
  .replace('[note]', '[note, detained, kind]');

const row = (key: string, countries: string): string => `${key},2012-05-06,${countries},,1,rally,x`;
const importRows = (...rows: string[]) => importText(node, csv(...rows), { yaml: YAML });

test('each country becomes an event of its own with its act, under one case file', async () => {
  expect(await importRows(row('1', 'XA; XB'), row('2', 'XB'))).toMatchObject({ read: 2, imported: 2 });
  expect(await tableSizes(node)).toMatchObject({ case_file: 2, event: 3, act: 3, perpetrator: 3, victim: 0 });
  const events = await node.dataSource.query<unknown[]>(
    `select f.reference, e.source_key, e.country from event e join case_file f on f.id = e.case_file_id
     order by e.source_key`,
  );
  expect(events).toEqual([
    { reference: 'synthetic-list:1', source_key: '1', country: 'XA' },
    { reference: 'synthetic-list:1', source_key: '1:2', country: 'XB' },
    { reference: 'synthetic-list:2', source_key: '2', country: 'XB' },
  ]);
});

test('no other row’s key can be that of a second event', async () => {
  // the characters that a plain key may have, and the colon, which makes a key a hash
  const keys = ['1', '1#2', '1/2', '1.2', '1-2', '1_2', '1:2'];
  const report = await importRows(...keys.map((key) => row(key, 'XA; XB')));
  expect(report).toMatchObject({ read: 7, imported: 7, rejectedRows: 0 });
  expect(await tableSizes(node)).toMatchObject({ case_file: 7, event: 14 });
});

test('imported again it is merged; a country more, a country less or another one is told as differing', async () => {
  await importRows(row('1', 'XA; XB'));
  expect(await importRows(row('1', 'XA; XB'))).toMatchObject({ imported: 0, merged: 1, differing: 0 });
  for (const changed of ['XA', 'XA; XB; KE', 'XA; KE']) {
    expect(await importRows(row('1', changed))).toMatchObject({ imported: 0, merged: 1, differing: 1 });
  }
  expect(await tableSizes(node)).toMatchObject({ case_file: 1, event: 2 });
});

test('erased it stays away with all its events', async () => {
  await importRows(row('1', 'XA; XB'));
  await eraseCase(node, 'synthetic-list:1', {
    actor: 'officer',
    reason: 'person-request',
    identifyingOnly: false,
  });
  expect(await importRows(row('1', 'XA; XB'))).toMatchObject({ imported: 0, merged: 1, erasedEarlier: 1 });
  expect(await tableSizes(node)).toMatchObject({ case_file: 0, event: 0 });
});
