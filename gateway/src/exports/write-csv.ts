/** A table as CSV, plain or with a row of HXL hashtags under its header. Takes an exported table, gives text. Pure. */
import { columnsOf } from './columns.js';
import { csvText } from './csv-text.js';
import type { ExportTable } from './export-table.js';

export function writeCsv(table: ExportTable): string {
  const columns = columnsOf(table);
  return csvText([
    columns.map(({ name }) => name),
    ...table.cells.map((cell) => columns.map(({ value }) => value(cell, table))),
  ]);
}

/** HXL 1.1: hashtags between the last row of headers and the first row of data. */
export function writeHxl(table: ExportTable): string {
  const columns = columnsOf(table);
  const [header = '', ...rows] = writeCsv(table).split(/(?<=\r\n)/);
  const tags = columns.map(({ hxl }) => hxl).join();
  return [header, `${tags}\r\n`, ...rows].join('');
}
