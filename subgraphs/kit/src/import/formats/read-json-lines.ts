/**
 * JSON lines: one object a line, its names are the columns.
 *
 * A line may leave a name out. The names of all lines are collected first, so that every row has the same columns.
 * A list or an object inside a value refuses the file: a table has no place for it.
 */
import type { TextEncoding } from '../file-section.js';
import { LONGEST_ROW_CHARACTERS, refuseFile } from '../refuse-file.js';
import { decodeFile, type Tap } from './decode-file.js';
import type { FileHeader, FileRow } from './file-row.js';

/** More names than this are data, not columns. */
const MOST_COLUMNS = 2_000;

interface JsonLine {
  readonly line: number;
  readonly entries: readonly (readonly [string, string])[];
  readonly bytesRead: number;
}

/** The columns: every name of every line, in the order of their first appearance. */
export async function readJsonColumns(
  path: string,
  encoding: TextEncoding,
  mostLines = Infinity,
): Promise<FileHeader> {
  const columns = new Set<string>();
  let lines = 0;
  for await (const { line, entries } of readObjects(path, encoding)) {
    for (const [name] of entries) columns.add(name);
    if (columns.size > MOST_COLUMNS) {
      throw refuseFile(`line ${line}: the lines up to here hold more than ${MOST_COLUMNS} different names`);
    }
    lines += 1;
    if (lines >= mostLines) break;
  }
  return { line: 1, columns: [...columns], hxlTags: null };
}

export async function* readJsonRows(
  path: string,
  encoding: TextEncoding,
  { columns }: FileHeader,
  tap?: Tap,
): AsyncGenerator<FileRow> {
  for await (const { line, entries, bytesRead } of readObjects(path, encoding, tap)) {
    const cells = new Map(columns.map((column) => [column, '']));
    for (const [name, value] of entries) cells.set(name, value);
    // the order of names means nothing in JSON, and a name left out means the same as an empty value
    const named = entries.filter(([, value]) => value !== '');
    const values = named.sort(([one], [other]) => (one < other ? -1 : 1)).flat();
    yield { line, cells, values, bytesRead };
  }
}

async function* readObjects(path: string, encoding: TextEncoding, tap?: Tap): AsyncGenerator<JsonLine> {
  let line = 0;
  let rest = '';
  let read = 0;
  for await (const { text, bytesRead } of decodeFile(path, encoding, tap)) {
    read = bytesRead;
    const lines = (rest + text).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const one of lines) {
      line += 1;
      const entries = parseLine(one, line);
      if (entries !== null) yield { line, entries, bytesRead };
    }
    if (rest.length > LONGEST_ROW_CHARACTERS) throw tooLong(line + 1);
  }
  const entries = parseLine(rest, line + 1);
  if (entries !== null) yield { line: line + 1, entries, bytesRead: read };
}

function tooLong(line: number): Error {
  return refuseFile(`line ${line} is longer than ${LONGEST_ROW_CHARACTERS} characters`);
}

function parseLine(text: string, line: number): [string, string][] | null {
  if (text.trim() === '') return null;
  if (text.length > LONGEST_ROW_CHARACTERS) throw tooLong(line);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // no cause: the error of JSON.parse quotes the text
    throw refuseFile(`line ${line} is not JSON; JSON lines hold one whole object on each line`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw refuseFile(`line ${line} is not a JSON object; write one object with named values on each line`);
  }
  const entries = Object.entries(value).map(([name, cell], index): [string, string] => [
    name.trim() === '' ? `(column ${index + 1})` : name.trim(),
    cellText(cell, `line ${line}: value number ${index + 1}`),
  ]);
  if (new Set(entries.map(([name]) => name)).size !== entries.length) {
    throw refuseFile(`line ${line} has two names that differ in blanks only; give each value one of its own`);
  }
  return entries;
}

function cellText(cell: unknown, place: string): string {
  if (cell === null) return '';
  if (typeof cell === 'string') {
    if (cell.includes('\0')) throw refuseFile(`${place} holds a NUL character`);
    return cell;
  }
  if (typeof cell === 'number') {
    if (Math.abs(cell) <= Number.MAX_SAFE_INTEGER) return String(cell);
    throw refuseFile(`${place} is a number too large to be kept exactly; write it in quotes`);
  }
  if (typeof cell === 'boolean') return String(cell);
  throw refuseFile(`${place} holds a list or an object; write each of its values under a name of its own`);
}
