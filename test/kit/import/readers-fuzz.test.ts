/**
 * Whatever the bytes, a reader gives rows or refuses the file: no crash, no endless work, no cell in a message.
 *
 * Differential parts compare with rules written down here: what is written as CSV comes back, and how the text is cut
 * into pieces does not matter.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { detectFile, fileSection, openRows } from '@vigil/kit';
import { HubError } from '@vigil/shared';
import fc from 'fast-check';
import { sheetXml, workbookParts, zip } from './spreadsheet-bytes.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'vigil-fuzz-'));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

const CANARY = 'CANARY7f3a';
const SECTIONS = [
  { format: 'csv' },
  { format: 'csv', delimiter: ';', encoding: 'windows-1252' },
  { format: 'csv', encoding: 'utf-16le', headerRow: 3 },
  { format: 'csv', encoding: 'shift_jis', hxlTags: true },
  { format: 'tsv', encoding: 'windows-1251' },
  { format: 'jsonl' },
  { format: 'xlsx' },
].map((section) => fileSection.parse({ header: true, ...section }));

/** Reads by every section; a refusal is of the closed list and says nothing of the cells. */
async function readEveryWay(bytes: Uint8Array): Promise<void> {
  const path = join(directory, 'fuzz');
  await writeFile(path, bytes);
  const ways = [...SECTIONS.map((section) => () => drain(path, section)), () => detectFile(path)];
  for (const way of ways) {
    const outcome: unknown = await way().catch((error: unknown) => error);
    if (!(outcome instanceof Error)) continue;
    expect(outcome).toBeInstanceOf(HubError);
    expect(outcome).toMatchObject({ code: 'IMPORT_FILE_INVALID', audience: 'operator', cause: undefined });
    expect(outcome.message).not.toContain(CANARY);
  }
}

async function drain(path: string, section: (typeof SECTIONS)[number]): Promise<void> {
  for await (const { line, values, cells } of openRows(path, section)) {
    expect(line).toBeGreaterThan(0);
    expect(values.length === cells.size || section.format === 'jsonl').toBe(true);
  }
}

const PIECES = [
  '"',
  '""',
  ',',
  ';',
  '\t',
  '\n',
  '\r',
  '\r\n',
  '\0',
  '{',
  '}',
  '[',
  ':',
  '#tag+x',
  CANARY,
  'é',
  '\u{feff}',
];
const ugly = fc
  .array(fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 6 })), { maxLength: 60 })
  .map((parts) => Buffer.from(`${CANARY},b\n${parts.join('')}`));

test('random bytes', async () => {
  await fc.assert(fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), readEveryWay), { numRuns: 60 });
});

test('text of quotes, separators, line breaks, NULs, braces and ragged rows', async () => {
  await fc.assert(fc.asyncProperty(ugly, readEveryWay), { numRuns: 120 });
});

test('a spreadsheet with any of its bytes changed', async () => {
  const sound = zip(
    workbookParts({
      S: sheetXml([
        ['a', 'b'],
        [CANARY, 1],
        ['x', true],
      ]),
    }),
  );
  const change = fc.array(fc.tuple(fc.nat(sound.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(change, async (changes) => {
      const bytes = Buffer.from(sound);
      for (const [at, byte] of changes) bytes[at] = byte;
      await readEveryWay(bytes);
    }),
    { numRuns: 60 },
  );
});

test('a sheet whose XML is changed inside a sound archive', async () => {
  const xml = sheetXml([
    ['a', 'b'],
    [CANARY, 1],
    ['x', true],
  ]);
  const change = fc.tuple(
    fc.nat(xml.length),
    fc.constantFrom('<', '>', '"', '&', '<c r="A9"', ' t="s"', ' s="7"', '</row>'),
  );
  await fc.assert(
    fc.asyncProperty(change, async ([at, text]) => {
      await readEveryWay(zip(workbookParts({ S: xml.slice(0, at) + text + xml.slice(at) })));
    }),
    { numRuns: 60 },
  );
});

test('huge cells are rows or a refusal by line, in little time', async () => {
  for (const cell of ['x'.repeat(1_000_000), `"${'a""'.repeat(340_000)}"`, `"${'\n'.repeat(1_000_000)}"`]) {
    await readEveryWay(Buffer.from(`a,b\n1,${cell}\n2,y\n`));
  }
  await readEveryWay(Buffer.from(`a,b\n1,"${'x'.repeat(5_000_000)}`));
  await readEveryWay(Buffer.from(`${','.repeat(200_000)}\n`));
});

const written = (cells: readonly string[], delimiter: string): string =>
  cells.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(delimiter);

test('what is written by RFC 4180 comes back, cell by cell, whatever is in it', async () => {
  const cell = fc.string({ unit: fc.constantFrom('a', '"', ',', ';', '\n', '\r', ' ', 'é', '𝄞') });
  const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(
      table,
      fc.constantFrom(',', ';'),
      fc.constantFrom('\n', '\r\n', '\r'),
      async (rows, delimiter, end) => {
        const path = join(directory, 'written');
        const text = [['x', 'y', 'z'], ...rows].map((row) => written(row, delimiter)).join(end);
        await writeFile(path, text);
        const found: string[][] = [];
        const section = fileSection.parse({ format: 'csv', header: true, delimiter });
        for await (const { values } of openRows(path, section)) found.push([...values]);
        expect(found).toEqual(rows);
      },
    ),
    { numRuns: 150 },
  );
});

test('a character, a quote or a line break that is cut by the size of a read is still one', async () => {
  // reads are of 65 536 bytes; the interesting bytes are moved over that border one by one
  const section = fileSection.parse({ format: 'csv', header: true });
  for (let shift = 0; shift < 12; shift += 1) {
    const filler = 'x'.repeat(65_536 - 'a,b\n'.length - 6 - shift);
    const path = join(directory, 'cut');
    await writeFile(path, `a,b\n${filler},"é""\r\n𝄞"\r\n1,2\r\n`);
    const found: unknown[] = [];
    for await (const { line, values } of openRows(path, section)) found.push([line, values[1]]);
    // the first row starts in line 2 and has a line break inside, so the second is in line 4
    expect(found).toEqual([
      [2, 'é"\r\n𝄞'],
      [4, '2'],
    ]);
  }
});
