/** Every format gives the same rows, encodings are decoded strictly, and what a file is gets said. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { detectFile, fileSection, openRows, sampleRows, type FileHeader } from '@vigil/kit';
import { workbook } from './spreadsheet-bytes.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vigil-formats-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

let files = 0;
async function fileOf(content: string | Uint8Array): Promise<string> {
  const path = join(directory, `${(files += 1)}`);
  await writeFile(path, content);
  return path;
}

/** Rows as plain objects, with their lines. */
async function rowsOf(content: string | Uint8Array, section: object): Promise<unknown[]> {
  const path = await fileOf(content);
  const rows = await sampleRows(path, fileSection.parse({ header: true, ...section }), 200_000);
  return rows.map(({ line, cells }) => ({ line, ...Object.fromEntries(cells) }));
}

const ROWS = [
  { line: 2, id: '1', date: '2012-05-06', persons: '40', note: 'a, b' },
  { line: 3, id: '2', date: '2012-05-07', persons: '', note: 'é' },
];

describe('the same rows come out of', () => {
  test.each<[string, string | Uint8Array, object]>([
    ['CSV', 'id,date,persons,note\n1,2012-05-06,40,"a, b"\n2,2012-05-07,,é\n', { format: 'csv' }],
    [
      'CSV with CRLF',
      'id,date,persons,note\r\n1,2012-05-06,40,"a, b"\r\n2,2012-05-07,,é\r\n',
      { format: 'csv' },
    ],
    ['CSV with CR', 'id,date,persons,note\r1,2012-05-06,40,"a, b"\r2,2012-05-07,,é', { format: 'csv' }],
    ['a BOM', '\u{feff}id,date,persons,note\n1,2012-05-06,40,"a, b"\n2,2012-05-07,,é', { format: 'csv' }],
    [
      'semicolons in Windows-1252',
      Buffer.from('id;date;persons;note\n1;2012-05-06;40;a, b\n2;2012-05-07;;é\n', 'latin1'),
      { format: 'csv', delimiter: ';', encoding: 'windows-1252' },
    ],
    ['TSV', 'id\tdate\tpersons\tnote\n1\t2012-05-06\t40\ta, b\n2\t2012-05-07\t\té\n', { format: 'tsv' }],
    [
      'UTF-16, little end first',
      Buffer.from('\u{feff}id,date,persons,note\n1,2012-05-06,40,"a, b"\n2,2012-05-07,,é\n', 'utf16le'),
      { format: 'csv', encoding: 'utf-16le' },
    ],
    [
      'UTF-16, big end first',
      Buffer.from('id,date,persons,note\n1,2012-05-06,40,"a, b"\n2,2012-05-07,,é\n', 'utf16le').swap16(),
      { format: 'csv', encoding: 'utf-16be' },
    ],
    [
      'a spreadsheet: dates as days, whole numbers without decimals',
      // 41035 is 2012-05-06: the epoch 1899-12-30 plus 41035 days, `date -d '1899-12-30 +41035 days'`
      workbook({
        List: [
          ['id', 'date', 'persons', 'note'],
          [1, { day: 41035 }, 40, 'a, b'],
          [2, { day: 41036 }, null, 'é'],
        ],
      }),
      { format: 'xlsx' },
    ],
  ])('%s', async (_title, content, section) => {
    expect(await rowsOf(content, section)).toEqual(ROWS);
  });

  test('JSON lines, where a name may be left out', async () => {
    const text =
      '{"id":1,"date":"2012-05-06","persons":40,"note":"a, b"}\n{"note":"é","date":"2012-05-07","id":"2"}\n';
    expect(await rowsOf(text, { format: 'jsonl' })).toEqual(
      ROWS.map((row) => ({ ...row, line: row.line - 1 })),
    );
  });
});

describe('a header', () => {
  test('may stand below other rows, and a row of HXL tags behind it is no data', async () => {
    const text = 'Exported 2020\n\nid,date\n#meta+id,#date +start\n1,2012\n';
    const seen: FileHeader[] = [];
    const section = fileSection.parse({ format: 'csv', header: true, headerRow: 2, hxlTags: true });
    const path = await fileOf(text);
    const lines: number[] = [];
    for await (const { line } of openRows(path, section, { onHeader: (header) => seen.push(header) }))
      lines.push(line);
    expect(seen).toEqual([{ line: 3, columns: ['id', 'date'], hxlTags: ['#meta+id', '#date +start'] }]);
    expect(lines).toEqual([5]);
  });

  test('without tags where tags are promised refuses the file: a row of data would be lost', async () => {
    await expect(rowsOf('id\n1\n2\n', { format: 'csv', hxlTags: true })).rejects.toThrow(
      /^line 2 holds no HXL tags/,
    );
  });

  test('with tags that nobody promised refuses a spreadsheet too: tags would be taken for a row', async () => {
    const bytes = workbook({
      S: [
        ['id', 'date'],
        ['#meta+id', ''],
        ['1', '2012'],
      ],
    });
    await expect(rowsOf(bytes, { format: 'xlsx' })).rejects.toThrow(
      /^line 2 holds HXL tags.*write `hxlTags: true`/,
    );
  });

  test('names of JSON lines that differ in blanks only are refused: one value would be lost', async () => {
    await expect(rowsOf('{"id":1}\n{"id":2," id":"CANARY"}\n', { format: 'jsonl' })).rejects.toThrow(
      /^line 2 has two names that differ in blanks only; give each value one of its own; nothing was imported$/,
    );
  });

  test('names a column without a name by its place', async () => {
    expect(await rowsOf(',id\n0,1\n', { format: 'csv' })).toEqual([{ line: 2, '(column 1)': '0', id: '1' }]);
  });
});

describe('a byte that does not fit the encoding', () => {
  test.each<[string, Uint8Array, string, RegExp]>([
    ['of UTF-8', Buffer.from([0x61, 0x0a, 0x62, 0x0a, 0xe9, 0x0a]), 'utf-8', /^line 3 is not UTF-8/],
    [
      'that ends in the middle',
      Buffer.from([0x61, 0x0a, 0xd0]),
      'utf-8',
      /^line 2 is not UTF-8: the file ends inside/,
    ],
    [
      'that Windows-1252 does not have',
      Buffer.from([0x61, 0x0d, 0x81, 0x0a]),
      'windows-1252',
      /^line 2 is not windows-1252/,
    ],
    [
      'half a pair in UTF-16',
      Buffer.from([0x61, 0, 0x0a, 0, 0, 0xd8, 0x62, 0]),
      'utf-16le',
      /^line 2 is not UTF-16LE/,
    ],
    [
      'far inside the file',
      Buffer.concat([Buffer.from('a\n'.repeat(100_000)), Buffer.from([0xff])]),
      'utf-8',
      /^line 100001 is not/,
    ],
  ])('%s refuses the file by its line', async (_title, bytes, encoding, message) => {
    await expect(rowsOf(bytes, { format: 'csv', encoding })).rejects.toThrow(message);
  });

  test('Windows-1252 is not Latin-1: 0x80 is the sign of the euro', async () => {
    // WHATWG Encoding Standard, index windows-1252: 0x80 is U+20AC, 0x92 is U+2019
    const rows = await rowsOf(Buffer.from([0x61, 0x0a, 0x80, 0x92, 0x0a]), {
      format: 'csv',
      encoding: 'windows-1252',
    });
    expect(rows).toEqual([{ line: 2, a: '\u20ac\u2019' }]);
  });
});

describe('JSON lines', () => {
  test.each<[string, string, RegExp]>([
    ['a broken line', '{"a":1}\n{"a":CANARY\n', /^line 2 is not JSON;/],
    ['a list in a value', '{"a":["CANARY"]}', /^line 1: value number 1 holds a list/],
    ['a line that is no object', '{"a":1}\n"CANARY"\n', /^line 2 is not a JSON object/],
    [
      'a number that cannot be kept',
      '{"a":12345678901234567890}',
      /^line 1: value number 1 is a number too large/,
    ],
  ])('with %s are refused without the text', async (_title, text, message) => {
    const refusal: unknown = await rowsOf(text, { format: 'jsonl' }).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'IMPORT_FILE_INVALID', cause: undefined });
    expect((refusal as Error).message).toMatch(message);
    expect((refusal as Error).message).not.toContain('CANARY');
  });
});

describe('what a file is', () => {
  const french = Buffer.from('Num\xe9ro;Date;Effectif\n1;06/05/2012;40\n2;07/05/2012;\n', 'latin1');
  // "номер;дата" in Windows-1251: а is 0xE0, я 0xFF (WHATWG index windows-1251)
  const russian = Buffer.from(
    Array.from('номер;дата\n1;май\n', (char) => {
      const code = char.codePointAt(0) ?? 0;
      return code < 128 ? code : code - 0x430 + 0xe0;
    }),
  );
  test.each<[string, string | Uint8Array, object]>([
    [
      'commas',
      'a,b\n1,2\n',
      { format: 'csv', encoding: 'utf-8', delimiter: ',', headerRow: 1, hxlTags: false },
    ],
    ['bars', 'a|b|c\n1|2|3,4\n', { format: 'csv', delimiter: '|' }],
    ['tabs', 'a\tb\n1\t2,3\n', { format: 'tsv', delimiter: '\t' }],
    ['semicolons and commas in numbers', 'a;b;c\n1,5;2,5;3\n1,5;2;3\n', { format: 'csv', delimiter: ';' }],
    ['French letters in one byte', french, { encoding: 'windows-1252', delimiter: ';' }],
    ['Russian letters in one byte', russian, { encoding: 'windows-1251', delimiter: ';' }],
    ['UTF-16 without a mark', Buffer.from('a,b\n1,2\n', 'utf16le'), { encoding: 'utf-16le' }],
    ['a title above the header', 'Our list\na,b\n1,2\n3,4\n', { headerRow: 2 }],
    ['HXL tags', 'a,b\n#date,#country+code\n1,2\n', { headerRow: 1, hxlTags: true }],
    ['JSON lines', '{"a":1}\n{"b":2}\n', { format: 'jsonl' }],
    [
      'a spreadsheet of two sheets',
      workbook({
        Cover: [['hello']],
        List: [
          ['a', 'b'],
          [1, 2],
        ],
      }),
      { format: 'xlsx', sheet: 'List' },
    ],
  ])('is found out: %s', async (_title, content, section) => {
    const detected = await detectFile(await fileOf(content));
    expect(detected.section).toMatchObject(section);
    expect(detected.notes.length).toBeGreaterThan(1);
    // what was found reads the file
    await expect(sampleRows(await fileOf(content), detected.section, 5)).resolves.not.toHaveLength(0);
  });

  test('is said with how sure that is, and never with a cell of the data', async () => {
    const { notes } = await detectFile(await fileOf(Buffer.from('a;b\nCANARY-\xe9;1\n', 'latin1')));
    expect(notes).toEqual([
      'format: CSV, text with separators (sure)',
      'encoding: windows-1252 (a guess: the file is not UTF-8 and does not say; look at letters with accents, or save it as UTF-8)',
      'separator: semicolon (sure: every row looked at has the same number of cells)',
      'header: row 1, 2 columns (likely)',
    ]);
  });

  test.each<[string, string | Uint8Array, RegExp]>([
    ['an old Excel file', Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0, 0]), /save it as \.xlsx/],
    ['a PDF', '%PDF-1.7 ', /is a PDF/],
    ['a JSON list', '[{"a":1}]', /one object on each line/],
    ['a web page', '<!DOCTYPE html><p>', /web page/],
    ['nothing', '', /^line 1: the file is empty/],
  ])('is none of ours: %s is refused with a remedy', async (_title, content, message) => {
    await expect(detectFile(await fileOf(content))).rejects.toThrow(message);
  });
});
