/**
 * A table as SDMX-CSV 2.0: the structure that a row belongs to, then dimensions, measures and attributes by their ids.
 *
 * Takes an exported table, gives text. Several values of one component are separated inside their field by the
 * character that the first header names. Pure.
 * @see SDMX-CSV 2.0 data message, field guide (columns, headers, multi-valued components)
 */
import { csvText, type CsvValue } from './csv-text.js';
import type { ExportTable } from './export-table.js';
import {
  SDMX_ATTRIBUTES,
  SDMX_MEASURES,
  dataflowOf,
  sdmxDimensions,
  type SdmxValue,
} from './sdmx-components.js';

const SUBFIELD = ';';

export function writeSdmxCsv(table: ExportTable): string {
  const dimensions = sdmxDimensions(table);
  const dataflow = dataflowOf(table);
  return csvText([
    [
      `STRUCTURE[${SUBFIELD}]`,
      'STRUCTURE_ID',
      'ACTION',
      ...dimensions.map(({ id }) => id),
      ...SDMX_MEASURES.map(({ id }) => id),
      ...SDMX_ATTRIBUTES.map(({ id, multiple }) => (multiple ? `${id}[]` : id)),
    ],
    ...table.cells.map((cell) => [
      'dataflow',
      dataflow,
      'I',
      ...dimensions.map(({ code }) => code(cell, table)),
      ...SDMX_MEASURES.map(({ value }) => value(cell)),
      ...SDMX_ATTRIBUTES.map(({ value }) => joined(value(cell, table))),
    ]),
  ]);
}

function joined(value: SdmxValue): CsvValue {
  return typeof value === 'object' && value !== null ? value.join(SUBFIELD) : value;
}
