/** A spreadsheet is an archive somebody else made: what it may cost is limited before it is unpacked. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { detectFile, fileSection, sampleRows } from '@vigil/kit';
import { sheetXml, workbook, workbookParts, zip } from './spreadsheet-bytes.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vigil-sheets-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

const SECTION = fileSection.parse({ format: 'xlsx', header: true });
async function read(bytes: Buffer, section = SECTION): Promise<string[][]> {
  const path = join(directory, 'file.xlsx');
  await writeFile(path, bytes);
  return (await sampleRows(path, section, 100)).map(({ values }) => [...values]);
}

const ROWS = sheetXml([
  ['a', 'b'],
  ['CANARY', 1],
]);

test('cells are what a CSV export would write', async () => {
  // 41035.75 is 2012-05-06 at 18:00; 0.1 + 0.2 has 17 digits in binary, a spreadsheet shows 15
  const rows = [
    ['text', 'whole', 'part', 'true', 'time'],
    ['x', 3, 0.1 + 0.2, true, { day: 41035.75 }],
  ];
  expect(await read(workbook({ S: rows }))).toEqual([['x', '3', '0.3', 'TRUE', '2012-05-06 18:00:00']]);
});

test('a formula is its saved result, an empty one too', async () => {
  const xml = ROWS.replace(/<c r="B2">.*?<\/c>/, '<c r="B2" t="str"><f>"x"&amp;1</f><v></v></c>');
  expect(await read(zip(workbookParts({ S: xml })))).toEqual([['CANARY', '']]);
  const counted = ROWS.replace(/<c r="B2">.*?<\/c>/, '<c r="B2"><f>SUM(1,2)</f><v>3</v></c>');
  expect(await read(zip(workbookParts({ S: counted })))).toEqual([['CANARY', '3']]);
});

test('the sheet that the mapping names is read; one that is not there is refused', async () => {
  const bytes = workbook({ One: [['a'], ['1']], Two: [['a'], ['2']] });
  expect(await read(bytes, fileSection.parse({ format: 'xlsx', header: true, sheet: 'Two' }))).toEqual([
    ['2'],
  ]);
  await expect(
    read(bytes, fileSection.parse({ format: 'xlsx', header: true, sheet: 'Three' })),
  ).rejects.toThrow(/no sheet of the name/);
});

test.each<[string, Buffer, RegExp]>([
  [
    'a bomb: a few kilobytes that unpack to hundreds of megabytes',
    zip([...workbookParts({ S: ROWS }), { name: 'xl/bomb.xml', content: Buffer.alloc(80_000_000) }]),
    /unpacks to more than 64 MiB.*as CSV/,
  ],
  [
    'a bomb that lies about its size',
    zip([
      ...workbookParts({ S: ROWS }),
      { name: 'xl/bomb.xml', content: Buffer.alloc(80_000_000), claimed: 10 },
    ]),
    /unpacks to more than 64 MiB.*as CSV/,
  ],
  [
    'a lone cell in the last corner',
    zip(workbookParts({ S: ROWS.replace('r="A1"', 'r="XFD1048576"') })),
    /spans more than 3000000 cells.*as CSV/,
  ],
  [
    'a lone cell in the last corner of a sheet with a name of its own',
    zip(
      workbookParts({ S: ROWS.replace('r="A1"', 'r="XFD1048576"') }).map(({ name, content }) => ({
        name: name.replace('worksheets/sheet1', 'table'),
        content: content.toString().replace('worksheets/sheet1', 'table'),
      })),
    ),
    /spans more than 3000000 cells.*as CSV/,
  ],
  [
    'a row with a number of eight digits',
    zip(workbookParts({ S: ROWS.replace('<row r="2">', '<row r="99999999">') })),
    /damaged.*as CSV/,
  ],
  [
    'a row whose number is written another way',
    zip(workbookParts({ S: ROWS.replace('<row r="2">', '<row r="1e9">') })),
    /damaged.*as CSV/,
  ],
  [
    'a place behind a bracket in another attribute',
    zip(workbookParts({ S: ROWS.replace('<row r="2">', '<row x=">" r="1e9">') })),
    /damaged.*as CSV/,
  ],
  [
    'many rows without a number before one wide row',
    zip(
      workbookParts({
        S: ROWS.replace('<row r="1">', `${'<row/>'.repeat(1_000)}<row r="1001">`)
          .replace('r="A1"', 'r="A1001"')
          .replace('r="B1"', 'r="XFD1001"'),
      }),
    ),
    /spans more than 3000000 cells.*as CSV/,
  ],
  [
    'a formula whose result was never calculated, and would be an empty cell',
    zip(workbookParts({ S: ROWS.replace(/<c r="B2">.*?<\/c>/, '<c r="B2"><f>SUM(C1:C9)</f></c>') })),
    /formulas whose results were not saved.*as CSV/,
  ],
  ['an encrypted archive', zip(workbookParts({ S: ROWS }), 1), /encrypted/],
  ['an archive of something else', zip([{ name: 'a.xml', content: '<a/>' }]), /no \.xlsx spreadsheet/],
  ['an archive cut short', zip(workbookParts({ S: ROWS })).subarray(0, 700), /damaged/],
  [
    'a cell of a kind that is none',
    zip(workbookParts({ S: ROWS.replace('<c r="B2">', '<c r="B2" t="zz">') })),
    /as CSV/,
  ],
  ['a sheet that is no XML', zip(workbookParts({ S: 'CANARY <<<' })), /as CSV|no rows|no header/],
])('%s is refused with a remedy, and without a cell', async (_title, bytes, message) => {
  const refusal: unknown = await read(bytes).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 'IMPORT_FILE_INVALID', cause: undefined });
  expect((refusal as Error).message).toMatch(message);
  expect((refusal as Error).message).not.toContain('CANARY');
  await expect(detectFile(join(directory, 'file.xlsx'))).rejects.toMatchObject({
    code: 'IMPORT_FILE_INVALID',
  });
});
