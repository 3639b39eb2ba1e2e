/** The formats that a table is exported in: how each is called in an address, what it is to HTTP, and who writes it. */
import type { ExportTable } from './export-table.js';
import type { FormatName } from './format-name.js';
import { writeCsv, writeHxl } from './write-csv.js';
import { writeDictionaryCsv, writeDictionaryJson } from './write-dictionary.js';
import { writeSdmxCsv } from './write-sdmx-csv.js';
import { writeSdmxJson } from './write-sdmx-json.js';

export interface Format {
  readonly title: string;
  readonly contentType: string;
  readonly write: (table: ExportTable) => string;
}

const CSV = 'text/csv; charset=utf-8; header=present';

export const FORMATS: Readonly<Record<FormatName, Format>> = {
  csv: { title: 'CSV', contentType: CSV, write: writeCsv },
  'dictionary.csv': { title: 'Columns of the CSV', contentType: CSV, write: writeDictionaryCsv },
  'dictionary.json': {
    title: 'Data dictionary and sources',
    contentType: 'application/json; charset=utf-8',
    write: writeDictionaryJson,
  },
  'hxl.csv': { title: 'CSV with HXL hashtags', contentType: CSV, write: writeHxl },
  'sdmx.csv': {
    title: 'SDMX-CSV 2.0',
    contentType: 'application/vnd.sdmx.data+csv; version=2.0.0; charset=utf-8',
    write: writeSdmxCsv,
  },
  'sdmx.json': {
    title: 'SDMX-JSON 2.0',
    contentType: 'application/vnd.sdmx.data+json; version=2.0.0; charset=utf-8',
    write: writeSdmxJson,
  },
};
