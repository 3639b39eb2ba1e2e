/**
 * Checks a mapping against the whole of its file: what is undecided, and else what an import would do.
 *
 * Takes two paths, gives the open places or the counts. Opens no database and writes nothing.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { HubError } from '@vigil/shared';
import { openRows, type FileRow } from '../import/formats/index.js';
import { columnsRead, type Mapping } from '../import/mapping-schema.js';
import { parseMapping } from '../import/read-mapping.js';
import { checkRows, type RowCheck } from './check-rows.js';
import { undecidedPlaces, type UndecidedPlace } from './undecided-places.js';

export type MappingCheck =
  | { readonly undecided: readonly UndecidedPlace[]; readonly rows: null }
  | { readonly undecided: readonly []; readonly rows: RowCheck };

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new HubError('NOT_FOUND', `mapping file ${file} cannot be read`, 'operator', { cause });
  }
}

function parse(text: string, name: string): Mapping {
  try {
    return parseMapping(text, name);
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error;
    throw new HubError(
      'MAPPING_INVALID',
      `mapping ${name}: a field is written as *name, but no field above it has the anchor &name; write the field out`,
      'operator',
      { cause: error },
    );
  }
}

function refuse(message: string): HubError {
  return new HubError('IMPORT_FILE_INVALID', `${message}; nothing was imported`, 'operator');
}

/** Every column is read or named in neverRead, and every column that is read exists. */
function checkColumns(mapping: Mapping, columns: readonly string[]): void {
  const read = columnsRead(mapping);
  const missing = [...read].filter((name) => !columns.includes(name));
  if (missing.length > 0) throw refuse(`the file lacks ${missing.join(', ')}, which the mapping reads`);
  const silent = columns.findIndex((name) => !read.has(name) && !mapping.neverRead.includes(name));
  if (silent === -1) return;
  throw refuse(
    `the mapping says nothing about column number ${silent + 1}; name it in neverRead if it must stay unread`,
  );
}

async function* rowsOf(
  file: string,
  mapping: Mapping,
  onRow: (row: FileRow) => void,
): AsyncGenerator<FileRow> {
  const onHeader = ({ columns }: { readonly columns: readonly string[] }): void => {
    checkColumns(mapping, columns);
  };
  for await (const row of openRows(file, mapping.file, { onHeader })) {
    onRow(row);
    yield row;
  }
}

/**
 * @param onRow - told of every row that was read, for progress
 * @throws HubError MAPPING_INVALID, IMPORT_FILE_INVALID, NOT_FOUND
 */
export async function checkMapping(
  mappingFile: string,
  file: string,
  onRow: (row: FileRow) => void = () => undefined,
): Promise<MappingCheck> {
  const text = await readText(mappingFile);
  const undecided = undecidedPlaces(text);
  if (undecided.length > 0) return { undecided, rows: null };
  const mapping = parse(text, path.basename(mappingFile));
  const rows = await checkRows(mapping, rowsOf(file, mapping, onRow));
  if (rows.read === 0) throw refuse('the file has headings and no rows');
  return { undecided: [], rows };
}
