/**
 * What a file is: format, encoding, separator, header row, HXL tags; and how sure that is.
 *
 * Takes a path, reads the whole file once for its encoding and its beginning for its shape. Proposes a file
 * section; it decides nothing: an import reads by the mapping, and is refused when the two contradict
 * (`../compare-detection.ts`).
 */
import type { FileSection } from '../file-section.js';
import { refuseFile } from '../refuse-file.js';
import { CsvParser } from './csv-parser.js';
import { decodeFile, readBytes } from './decode-file.js';
import { detectEncoding, type DetectedEncoding } from './detect-encoding.js';
import { detectTable, type DetectedTable } from './detect-table.js';
import { readJsonColumns } from './read-json-lines.js';
import { readAllSheets } from './read-spreadsheet.js';

/** What a file looks like. */
export interface DetectedFile {
  /** the section to write into a mapping; `emptyValues` is always empty: a person decides those */
  readonly section: FileSection;
  /** sentences for a person: what was found and how sure that is; never a cell's text */
  readonly notes: readonly string[];
  readonly columns: readonly string[];
  /** one for each column, '' where there is none; null: the file has no row of tags */
  readonly hxlTags: readonly string[] | null;
  /** null for a spreadsheet */
  readonly encoding: DetectedEncoding | null;
}

const SAMPLE_CHARACTERS = 262_144;
const SAMPLE_RECORDS = 1_000;
const SAMPLE_JSON_LINES = 1_000;
const DELIMITERS: readonly (readonly [string, string])[] = [
  [',', 'comma'],
  [';', 'semicolon'],
  ['\t', 'tab'],
  ['|', 'vertical bar'],
];
const ZIP = [0x50, 0x4b, 0x03, 0x04];
/** the container of .xls and of encrypted .xlsx files */
const OLE = [0xd0, 0xcf, 0x11, 0xe0];
const PDF = [0x25, 0x50, 0x44, 0x46];

const BASE = {
  encoding: 'utf-8',
  delimiter: ',',
  header: true,
  headerRow: 1,
  hxlTags: false,
  emptyValues: [],
} as const;

/**
 * Looks at a file.
 *
 * @throws HubError IMPORT_FILE_INVALID when it is none of the formats; NOT_FOUND when it cannot be read
 */
export async function detectFile(path: string): Promise<DetectedFile> {
  const head = await firstBytes(path);
  const begins = (magic: readonly number[]): boolean => magic.every((byte, at) => head[at] === byte);
  if (begins(ZIP)) return detectSpreadsheet(path);
  if (begins(OLE)) {
    throw refuseFile(
      'the file is an old or encrypted Excel file (.xls); save it as .xlsx without a password, or as CSV (UTF-8)',
    );
  }
  if (begins(PDF)) throw refuseFile('the file is a PDF; ask for the table as CSV or .xlsx');
  return detectText(path);
}

async function firstBytes(path: string): Promise<Uint8Array> {
  for await (const bytes of readBytes(path)) return bytes;
  throw refuseFile('line 1: the file is empty');
}

async function detectSpreadsheet(path: string): Promise<DetectedFile> {
  const sheets = await readAllSheets(path);
  const chosen = sheets.find(({ rows }) => rows.length > 1) ?? sheets[0];
  if (chosen === undefined || chosen.rows.length === 0) throw refuseFile('the spreadsheet has no rows');
  const table = detectTable(chosen.rows.slice(0, SAMPLE_RECORDS).map(({ cells }) => cells));
  const first = chosen === sheets[0];
  return {
    section: {
      ...BASE,
      format: 'xlsx',
      ...(sheets.length === 1 ? {} : { sheet: chosen.name }),
      headerRow: table.headerRow,
      hxlTags: table.hxlTags !== null,
    },
    notes: [
      'format: Excel spreadsheet, .xlsx (sure)',
      sheets.length === 1
        ? 'sheet: the only one'
        : `sheet: ${first ? 'the first' : 'the first one that holds a table'} of ${sheets.length} (look at the others)`,
      ...table.notes,
    ],
    columns: table.columns,
    hxlTags: table.hxlTags,
    encoding: null,
  };
}

async function detectText(path: string): Promise<DetectedFile> {
  const encoding = await detectEncoding(path);
  const { text, whole } = await sampleText(path, encoding);
  const start = text.trimStart();
  if (start === '') throw refuseFile('line 1: the file has no header');
  if (start.startsWith('{')) return detectJsonLines(path, encoding);
  if (/^\[\s*[[{]/.test(start)) {
    throw refuseFile('the file is one JSON list; write one object on each line (JSON lines), or export CSV');
  }
  if (/^<(?:!doctype|html|\?xml)/i.test(start)) {
    throw refuseFile('the file is a web page or XML; export the table as CSV or .xlsx');
  }
  const { delimiter, name, table } = bestDelimiter(text, whole);
  const format = delimiter === '\t' ? 'tsv' : 'csv';
  return {
    section: {
      ...BASE,
      format,
      encoding: encoding.encoding,
      delimiter,
      headerRow: table.headerRow,
      hxlTags: table.hxlTags !== null,
    },
    notes: [
      `format: ${format.toUpperCase()}, text with separators (${table.width > 1 ? 'sure' : 'a guess: there is only one column'})`,
      encodingNote(encoding),
      `separator: ${name} (${separatorCertainty(table)})`,
      ...table.notes,
    ],
    columns: table.columns,
    hxlTags: table.hxlTags,
    encoding,
  };
}

function separatorCertainty({ width, regular }: DetectedTable): string {
  if (width < 2) return 'nothing to tell it by';
  if (regular === 1) return 'sure: every row looked at has the same number of cells';
  return `likely: ${Math.floor(regular * 100)} % of the rows looked at have the same number of cells`;
}

function encodingNote({ encoding, evidence, beyondAscii }: DetectedEncoding): string {
  switch (evidence) {
    case 'mark':
      return `encoding: ${encoding} (sure: the file begins with its byte order mark)`;
    case 'fits':
      return `encoding: utf-8 (sure: the whole file fits, ${beyondAscii} characters beyond ASCII)`;
    case 'ascii':
      return 'encoding: utf-8 (plain ASCII: every encoding reads it alike)';
    case 'guess':
      return `encoding: ${encoding} (a guess: the file is not UTF-8 and does not say; look at letters with accents, or save it as UTF-8)`;
  }
}

async function sampleText(
  path: string,
  { encoding }: DetectedEncoding,
): Promise<{ readonly text: string; readonly whole: boolean }> {
  let text = '';
  for await (const piece of decodeFile(path, encoding)) {
    text += piece.text;
    if (text.length >= SAMPLE_CHARACTERS) return { text, whole: false };
  }
  return { text, whole: true };
}

async function detectJsonLines(path: string, encoding: DetectedEncoding): Promise<DetectedFile> {
  const { columns } = await readJsonColumns(path, encoding.encoding, SAMPLE_JSON_LINES);
  return {
    section: { ...BASE, format: 'jsonl', encoding: encoding.encoding },
    notes: [
      'format: JSON lines, one object on each line (sure)',
      encodingNote(encoding),
      `columns: ${columns.length} names in the first ${SAMPLE_JSON_LINES} lines`,
    ],
    columns,
    hxlTags: null,
    encoding,
  };
}

interface Separated {
  readonly delimiter: string;
  readonly name: string;
  readonly table: DetectedTable;
}

/** The separator under which the most rows have the same number of cells; of equals the one with more columns. */
function bestDelimiter(text: string, whole: boolean): Separated {
  const tried = DELIMITERS.map(([delimiter, name]): Separated => {
    const records = sampleRecords(text, delimiter, whole);
    return { delimiter, name, table: detectTable(records) };
  });
  const score = ({ table }: Separated): number =>
    table.width < 2 ? 0 : table.regular * Math.log2(1 + table.width);
  const best = tried.reduce((found, one) => (score(one) > score(found) ? one : found));
  if (best.table.width === 0) throw refuseFile('line 1: the file has no header');
  return best;
}

/** As many records as there are before the text ends, or stops being separated by this. */
function sampleRecords(text: string, delimiter: string, whole: boolean): (readonly string[])[] {
  const parser = new CsvParser(delimiter);
  const records: (readonly string[])[] = [];
  try {
    for (const { cells } of parser.push(text)) {
      records.push(cells);
      if (records.length >= SAMPLE_RECORDS) return records;
    }
    if (whole) for (const { cells } of parser.end()) records.push(cells);
  } catch {
    // not separated by this, or broken further down: the import will say where
  }
  return records;
}
