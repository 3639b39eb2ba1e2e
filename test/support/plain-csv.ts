/**
 * A CSV reader for counting beside the kit's own: RFC 4180 by hand, forty lines, no options.
 *
 * Takes a file, gives its rows by column name. Slow and plain on purpose: what it counts is what the kit's import is
 * held against.
 */
import { readFileSync } from 'node:fs';

export type PlainRow = Readonly<Record<string, string>>;

/** The cells of a text, record by record. */
function records(text: string): string[][] {
  const all: string[][] = [];
  let record: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const here = text.charAt(at);
    if (quoted) {
      if (here !== '"') cell += here;
      else if (text.charAt(at + 1) === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (here === '"') quoted = true;
    else if (here === ',' || here === '\n') {
      record.push(cell);
      cell = '';
      if (here === '\n') {
        all.push(record);
        record = [];
      }
    } else if (here !== '\r') cell += here;
  }
  if (cell !== '' || record.length > 0) all.push([...record, cell]);
  return all;
}

export function plainCsv(file: string): PlainRow[] {
  const [header = [], ...rows] = records(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''));
  return rows.map((cells) => Object.fromEntries(header.map((name, index) => [name, cells[index] ?? ''])));
}

/** How many of the rows, or what sum over them, fall to each name; rows without a name fall to none. */
export function tally(
  rows: readonly PlainRow[],
  nameOf: (row: PlainRow) => string | undefined,
  amountOf: (row: PlainRow) => number = () => 1,
): Map<string, number> {
  const sums = new Map<string, number>();
  for (const row of rows) {
    const name = nameOf(row);
    const amount = amountOf(row);
    if (name !== undefined && amount !== 0) sums.set(name, (sums.get(name) ?? 0) + amount);
  }
  return sums;
}

export const total = (sums: ReadonlyMap<string, number>): number =>
  [...sums.values()].reduce((sum, amount) => sum + amount, 0);
