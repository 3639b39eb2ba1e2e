/**
 * The data dictionary of a table: what each column means, and what stands behind the figures.
 *
 * Takes an exported table, gives CSV (columns only) or JSON (everything). Pure.
 */
import { columnsOf } from './columns.js';
import { csvText } from './csv-text.js';
import type { ExportTable } from './export-table.js';

export function writeDictionaryCsv(table: ExportTable): string {
  return csvText([
    ['column', 'type', 'description', 'hxl'],
    ...columnsOf(table).map(({ name, type, description, hxl }) => [name, type, description, hxl]),
  ]);
}

export function writeDictionaryJson(table: ExportTable): string {
  const { indicator, by, tables, dataVersion, asOf, notice, coverage, protection, sources } = table;
  const columns = columnsOf(table).map(({ name, type, description, hxl }) => ({
    name,
    type,
    description,
    hxl,
  }));
  const dictionary = {
    indicator,
    by,
    tables,
    dataVersion,
    asOf,
    notice,
    columns,
    sources,
    coverage,
    protection,
  };
  return `${JSON.stringify(dictionary, null, 1)}\n`;
}
