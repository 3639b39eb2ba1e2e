/**
 * Rows of an .xlsx sheet, as a CSV export would write them.
 *
 * A date is YYYY-MM-DD (with a time after it when it has one), a whole number has no decimals, a truth value is TRUE
 * or FALSE. The library holds a sheet in memory, so what it may hold is limited before it starts: bytes unpacked,
 * cells that a sheet spans, characters that come out. Larger tables are imported as CSV.
 */
import { readFile, stat } from 'node:fs/promises';
import readXlsxFile, { readSheet } from 'read-excel-file/universal';
import { LONGEST_ROW_CHARACTERS, refuseFile, unreadable } from '../refuse-file.js';
import { MOST_UNPACKED_BYTES, SAVE_AS_CSV, unpackChecked } from './check-zip.js';
import type { Tap } from './decode-file.js';
import type { TableRecord } from './table-record.js';

export interface SheetRows {
  readonly name: string;
  readonly rows: readonly TableRecord[];
}

/** A sheet that spans more is empty for the most part, or too large to be held. */
const MOST_CELLS = 3_000_000;
const MOST_CHARACTERS = 134_217_728;
/** a row or a cell, and what it says of itself */
const TAG = /<(?:[\w-]+:)?(row|c)(?=[\s/>])([^>]*)>/g;
const REFERENCE = /["'\s]r\s*=\s*(["'])(.*?)\1/;
/** AB12, or 12 of a row; the library would take 1e9 for a number too */
const PLACE = /^([A-Za-z]{0,3})(\d{1,7})$/;
/** programs that only write spreadsheets calculate nothing; a result, even an empty one, is a `v` after the `f` */
const FORMULA_WITHOUT_RESULT =
  /<(?:[\w-]+:)?f(?:\s[^>]*)?(?:\/>|>[^<]*<\/(?:[\w-]+:)?f>)\s*<\/(?:[\w-]+:)?c>/;
const WIDEST = 16_384;
const DAMAGED = 'the spreadsheet is damaged or not an .xlsx file; open it and ';

/** Digits that a spreadsheet keeps; the rest of a binary fraction is an artefact. */
const SIGNIFICANT_DIGITS = 15;

/** @throws HubError IMPORT_FILE_INVALID, NOT_FOUND */
export async function readSpreadsheet(path: string, sheet?: string, tap?: Tap): Promise<SheetRows> {
  const bytes = await readWhole(path);
  tap?.(bytes);
  const input = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  try {
    const data = await readSheet(input, sheet ?? 1, { trim: false });
    return { name: sheet ?? '', rows: toRecords(data, bytes.length) };
  } catch (error) {
    throw explain(error);
  }
}

/** The sheets by name, for somebody who does not know the file yet. */
export async function readAllSheets(path: string): Promise<SheetRows[]> {
  const bytes = await readWhole(path);
  const input = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer;
  try {
    const sheets = await readXlsxFile(input, { trim: false });
    return sheets.map(({ sheet, data }) => ({ name: sheet, rows: toRecords(data, bytes.length) }));
  } catch (error) {
    throw explain(error);
  }
}

async function readWhole(path: string): Promise<Buffer> {
  let bytes: Buffer;
  try {
    if ((await stat(path)).size > MOST_UNPACKED_BYTES) {
      throw refuseFile(
        `the spreadsheet is larger than ${MOST_UNPACKED_BYTES / 1_048_576} MiB; ${SAVE_AS_CSV}`,
      );
    }
    bytes = await readFile(path);
  } catch (error) {
    throw error instanceof Error && 'audience' in error ? error : unreadable(path, error);
  }
  const parts = unpackChecked(bytes);
  if (![...parts.keys()].some((name) => name.endsWith('workbook.xml'))) {
    throw refuseFile(`the file is an archive but no .xlsx spreadsheet; ${SAVE_AS_CSV}`);
  }
  // a sheet may have any name: the workbook's relations say which part is one
  for (const part of parts.values()) if (part.includes('sheetData')) checkSheet(part.toString('utf8'));
  return bytes;
}

function checkSheet(xml: string): void {
  checkSpan(xml);
  if (FORMULA_WITHOUT_RESULT.test(xml)) {
    throw refuseFile(
      `a sheet holds formulas whose results were not saved, so their cells would be empty; open it in a spreadsheet program and ${SAVE_AS_CSV}`,
    );
  }
}

/** The library fills every gap up to the last cell: a lone cell in the last corner would be 17 thousand million. */
function checkSpan(xml: string): void {
  let rows = 0;
  let tags = 0;
  let columns = 1;
  for (const [, kind, attributes = ''] of xml.matchAll(TAG)) {
    if (kind === 'row') tags += 1;
    const { letters, digits } = placeIn(attributes);
    rows = Math.max(rows, digits, tags);
    columns = Math.max(columns, columnNumber(letters));
  }
  if (columns > WIDEST || rows * columns > MOST_CELLS) {
    throw refuseFile(`a sheet spans more than ${MOST_CELLS} cells; ${SAVE_AS_CSV}`);
  }
}

function placeIn(attributes: string): { letters: string; digits: number } {
  const [, , reference] = REFERENCE.exec(attributes) ?? [];
  const place = reference === undefined ? ['', '', '0'] : PLACE.exec(reference);
  const whole = attributes.split(/["']/).length % 2 === 1;
  if (place === null || !whole) throw refuseFile(`${DAMAGED}${SAVE_AS_CSV}`);
  return { letters: place[1] ?? '', digits: Number(place[2]) };
}

function columnNumber(letters: string): number {
  return Array.from(letters.toUpperCase()).reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

/** The library's messages may quote a cell: its kinds of error in our words, and no cause. */
function explain(error: unknown): unknown {
  if (!(error instanceof Error) || 'audience' in error) return error;
  if (error.name === 'SheetNotFoundError') {
    return refuseFile('the spreadsheet has no sheet of the name that the mapping gives in file.sheet');
  }
  const place = /^<c\/> at row (\d{1,7}), col (\d{1,5}):/.exec(error.message);
  return refuseFile(
    place === null
      ? `${DAMAGED}${SAVE_AS_CSV}`
      : `row ${place[1]}, column number ${place[2]}: the cell cannot be read; ${SAVE_AS_CSV}`,
  );
}

function toRecords(data: readonly (readonly unknown[])[], bytes: number): TableRecord[] {
  let characters = 0;
  return data.flatMap((row, index): TableRecord[] => {
    const cells = row.map(cellText);
    const length = cells.reduce((sum, cell) => sum + cell.length, 0);
    characters += length;
    if (length > LONGEST_ROW_CHARACTERS) {
      throw refuseFile(`row ${index + 1} is longer than ${LONGEST_ROW_CHARACTERS} characters`);
    }
    if (characters > MOST_CHARACTERS) {
      throw refuseFile(`the sheet holds more than ${MOST_CHARACTERS} characters; ${SAVE_AS_CSV}`);
    }
    if (cells.some((cell) => cell.includes('\0'))) throw refuseFile(`row ${index + 1} holds a NUL character`);
    if (length === 0) return [];
    return [{ line: index + 1, cells, bytesRead: Math.round((bytes * (index + 1)) / data.length) }];
  });
}

function cellText(cell: unknown): string {
  if (typeof cell === 'string') return cell;
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE';
  if (typeof cell === 'number') return numberText(cell);
  if (!(cell instanceof Date)) return '';
  if (Number.isNaN(cell.getTime())) throw refuseFile('a date cell holds no date');
  const [day = '', time = ''] = cell.toISOString().split('T');
  return time.startsWith('00:00:00.000') ? day : `${day} ${time.slice(0, 8)}`;
}

function numberText(value: number): string {
  return String(Number(value.toPrecision(SIGNIFICANT_DIGITS)));
}
