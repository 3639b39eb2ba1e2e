/** A file that is not what its mapping says is refused with what to write instead; what is doubtful is told. */
import { readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { NodeContext } from '@vigil/kit';
import { workbook } from './spreadsheet-bytes.js';
import {
  clearNode,
  csv,
  HEADER,
  importText,
  MAPPING_YAML,
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

const FILE = "file: { format: csv, encoding: utf-8, delimiter: ',', header: true, emptyValues: [NA] }";
const withFile = (section: string): string => MAPPING_YAML.replace(FILE, `file: ${section}`);
const ROWS = csv('1,2012,XA,North,1,rally,é è ê', '2,2012,XA,North,1,rally,x');

describe('a contradiction between file and mapping', () => {
  test.each<[string, string | Buffer, string, RegExp]>([
    [
      'a spreadsheet for CSV',
      workbook({ S: [['a'], ['1']] }),
      FILE.slice(6),
      /Excel spreadsheet, but .* write `format: xlsx`/,
    ],
    [
      'CSV for a spreadsheet',
      ROWS,
      '{ format: xlsx, header: true }',
      /separated text, but .* write `format: csv`/,
    ],
    ['JSON lines for CSV', '{"id":1}\n', FILE.slice(6), /write `format: jsonl`/],
    [
      'UTF-8 for Windows-1252',
      ROWS,
      '{ format: csv, encoding: windows-1252, header: true }',
      /write `encoding: utf-8`/,
    ],
    [
      'a mark of UTF-16 for UTF-8',
      Buffer.from(`\u{feff}${ROWS}`, 'utf16le'),
      FILE.slice(6),
      /byte order mark of utf-16le, .* write `encoding: utf-16le`/,
    ],
    [
      'HXL tags that are not named',
      ROWS.replace('\n', '\n#id,#date,#country,#adm1,#x,#y,#z\n'),
      FILE.slice(6),
      /write `hxlTags: true`/,
    ],
    [
      'Windows-1252 for UTF-8',
      Buffer.from(ROWS, 'latin1'),
      FILE.slice(6),
      /^line 2 is not UTF-8; .*`encoding: windows-1252` \(a guess\)/,
    ],
    [
      'another separator',
      ROWS.replaceAll(',', ';'),
      FILE.slice(6),
      /lacks columns .* looks separated by semicolons/,
    ],
    ['a header further down', `A list\n${ROWS}`, FILE.slice(6), /lacks columns .* header looks to be row 2/],
  ])('%s is refused with its remedy, and nothing is imported', async (_title, content, section, message) => {
    const refusal: unknown = await importText(node, content, { yaml: withFile(section) }).catch(
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({ code: 'IMPORT_FILE_INVALID', audience: 'operator' });
    expect((refusal as Error).message).toMatch(message);
    expect(await tableSizes(node)).toEqual(NOTHING);
  });

  test('that is only a guess is told, and the mapping holds', async () => {
    const warnings: string[] = [];
    const yaml = withFile('{ format: csv, encoding: windows-1251, header: true }');
    const report = await importText(node, Buffer.from(ROWS, 'latin1'), {
      yaml,
      warn: (text) => warnings.push(text),
    });
    expect(report.imported).toBe(2);
    expect(warnings).toEqual([
      expect.stringMatching(/looks like windows-1252 \(a guess\), the mapping says windows-1251/),
    ]);
  });
});

describe('every format is imported alike', () => {
  const cells = ROWS.trimEnd()
    .split('\n')
    .map((line) => line.split(','));
  test.each<[string, string | Buffer, string]>([
    ['TSV', cells.map((row) => row.join('\t')).join('\n'), '{ format: tsv, header: true }'],
    ['a spreadsheet', workbook({ S: cells }), '{ format: xlsx, header: true }'],
    [
      'JSON lines',
      cells
        .slice(1)
        .map((row) =>
          JSON.stringify(Object.fromEntries(HEADER.split(',').map((name, at) => [name, row[at]]))),
        )
        .join('\n'),
      '{ format: jsonl, header: true }',
    ],
  ])('%s', async (_title, content, section) => {
    expect(await importText(node, content, { yaml: withFile(section) })).toMatchObject({
      read: 2,
      imported: 2,
    });
    // the same rows as CSV are the same records
    expect(await importText(node, ROWS)).toMatchObject({ imported: 0, merged: 2, differing: 0 });
  });
});

describe('rejected rows', () => {
  const bad = Array.from(
    { length: 1500 },
    (_, row) => `${row},${row < 1200 ? 'someday' : '2012'},XA,North,${row < 1200 ? 1 : 'many'},rally,x`,
  );

  test('are counted by rule, listed up to a limit, and written whole into a file', async () => {
    const rejectedFile = join(node.dataDir, 'rejected.csv');
    const report = await importText(node, csv(...bad, '1500,2012,XA,North,1,rally,x'), { rejectedFile });
    expect(report).toMatchObject({ read: 1501, imported: 1, rejectedRows: 1500 });
    expect(report.rejected).toHaveLength(1000);
    expect(report.rejectedByRule).toEqual([
      { column: 'date', rule: 'is not a date in the formats of the mapping', rows: 1200 },
      { column: 'detained', rule: 'is not a whole number of persons between 0 and 1000000', rows: 300 },
    ]);
    const lines = (await readFile(rejectedFile, 'utf8')).trimEnd().split('\n');
    expect(lines).toHaveLength(1501);
    // the header is line 1 of the list, so its last bad row, the 1500th, stands in line 1501
    expect([lines[0], lines[1], lines[1500]]).toEqual([
      'line,column,rule',
      '2,date,is not a date in the formats of the mapping',
      '1501,detained,is not a whole number of persons between 0 and 1000000',
    ]);
  });
  test('are never written over the list itself, by whatever name it goes', async () => {
    const file = join(node.dataDir, 'only-copy.csv');
    const link = join(node.dataDir, 'another-name.csv');
    await writeFile(file, csv(...bad));
    await symlink(file, link);
    for (const rejectedFile of [file, link]) {
      await expect(importText(node, '', { file, rejectedFile })).rejects.toMatchObject({ code: 'USAGE' });
    }
    expect(await readFile(file, 'utf8')).toBe(csv(...bad));
  });
});
