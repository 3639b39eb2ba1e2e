/** A file that is not what its mapping says publishes nothing, and the message names line and reason. */
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { NodeContext } from '@vigil/kit';
import {
  clearNode,
  csv,
  HEADER,
  importText,
  NOTHING,
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
});

const SECRET = 'CANARY-cell-text';
const GOOD = '1,2012,XA,North,1,rally,x';

const BAD: readonly (readonly [string, string | Buffer, RegExp])[] = [
  [
    'a quote that opens and never closes',
    csv(GOOD, `2,2012,XA,North,1,rally,"${SECRET}`, '3,2012,XA,North,1,rally,x'),
    /^line 3: a quote opens in this record and never closes/,
  ],
  [
    'a quote that closes too early',
    csv(GOOD, `2,2012,XA,North,1,rally,"a"${SECRET}`),
    /^line 3: text follows a closing quote/,
  ],
  [
    'a quote inside an unquoted cell',
    csv(GOOD, `2,2012,XA,North,1,rally,${SECRET}"`),
    /^line 3: a quote stands inside an unquoted cell/,
  ],
  [
    'an unbalanced quote that the next one closes',
    csv(GOOD, `2,2012,XA,North,1,rally,"x`, `3,2012,XA,North,1,rally,"${SECRET}"`),
    /^line 4, in the record that starts on line 3: text follows a closing quote/,
  ],
  ['a row with a cell too few', csv(GOOD, '2,2012,XA,North,1,rally'), /^line 3: the number of cells differs/],
  [
    'a row with a cell too many',
    csv(GOOD, `2,2012,XA,North,1,rally,x,${SECRET}`),
    /^line 3: the number of cells differs/,
  ],
  [
    'a header without a mapped column',
    csv(GOOD).replace('region', 'place'),
    /^line 1: the header lacks column region/,
  ],
  [
    'a header with a column the mapping does not know',
    csv(`${GOOD},1`).replace('note', 'note,extra'),
    /^line 1: the mapping says nothing about column number 8/,
  ],
  [
    'a header that names a column twice',
    csv(GOOD).replace('note', 'kind'),
    /^line 1: the header names a column twice/,
  ],
  ['an empty file', '', /^line 1: the file is empty/],
  ['a file of blank lines', '\n\n\n', /^line 1: the file has no header/],
  ['a header and no rows', `${HEADER}\n`, /^line 2: the file has a header and no rows/],
  ['a NUL byte', csv(GOOD, `2,2012,XA,North,1,rally,\0${SECRET}`), /^line 3 holds a NUL character/],
  [
    'UTF-16',
    Buffer.from(csv(GOOD), 'utf16le'),
    /^line 1 holds NUL bytes: the file looks like utf-16le, .* write `encoding: utf-16le`/,
  ],
  [
    'a byte that is not UTF-8',
    Buffer.concat([Buffer.from(csv(GOOD)), Buffer.from([0x32, 0x2c, 0xe9, 0x0a])]),
    /^line 3 is not UTF-8/,
  ],
  [
    'a last character that is cut off',
    Buffer.concat([Buffer.from(csv(GOOD)), Buffer.from([0xd0])]),
    /^line 3 is not UTF-8/,
  ],
  ['a line without end', csv(GOOD, 'x'.repeat(3_000_000)), /^line 3 is longer than 1048576 characters/],
  ['another separator', csv(GOOD).replaceAll(',', ';'), /^line 1: the header lacks columns /],
];

test.each(BAD)('%s publishes nothing and says where', async (_title, content, message) => {
  const refusal: unknown = await importText(node, content).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'IMPORT_FILE_INVALID', audience: 'operator' });
  expect((refusal as Error).message).toMatch(message);
  expect((refusal as Error).message).toMatch(/nothing was imported$/);
  expect(JSON.stringify([(refusal as Error).message, String((refusal as Error).cause)])).not.toContain(
    SECRET,
  );
  expect(await tableSizes(node)).toEqual(NOTHING);
});

test('a bad row behind many good ones publishes none of them', async () => {
  const rows = Array.from({ length: 1700 }, (_, row) => `${row},2012,XA,North,1,rally,x`);
  await expect(importText(node, csv(...rows, '1701,2012,XA'))).rejects.toThrow(
    /^line 1702: the number of cells/,
  );
  expect(await tableSizes(node)).toEqual(NOTHING);
});

test('a file that is not there is told by its name', async () => {
  await expect(importText(node, '', { file: '/nowhere/at/all.csv' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
  });
});

test('a byte order mark, CRLF lines, line breaks in cells and blank lines are no error, and lines are counted right', async () => {
  const lines = [
    `\u{feff}${HEADER}`,
    '1,2012,XA,North,1,rally,"a\r\nb"',
    '',
    '2,2012,XA,North,bad,rally,x',
    '',
  ];
  const report = await importText(node, lines.join('\r\n'));
  expect(report).toMatchObject({ read: 2, imported: 1 });
  expect(report.rejected.map(({ line }) => line)).toEqual([5]);
});
