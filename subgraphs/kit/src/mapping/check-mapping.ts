/**
 * Checks a mapping against the whole of its file: what is undecided, and else what an import would do.
 *
 * Takes two paths, gives the open places or the counts. Opens no database and writes nothing.
 */
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { HubError } from '@vigil/shared';
import { checkHeader } from '../import/check-header.js';
import { openRows, type FileHeader, type FileRow } from '../import/formats/index.js';
import type { Mapping } from '../import/mapping-schema.js';
import { parseMapping } from '../import/read-mapping.js';
import { refuseFile } from '../import/refuse-file.js';
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

async function* rowsOf(
  file: string,
  mapping: Mapping,
  onRow: (row: FileRow) => void,
): AsyncGenerator<FileRow> {
  const onHeader = (header: FileHeader): void => {
    checkHeader(header, mapping, '');
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
  const mapping = parseMapping(text, path.basename(mappingFile));
  const rows = await checkRows(mapping, rowsOf(file, mapping, onRow));
  if (rows.read === 0) throw refuseFile('the file has headings and no rows');
  return { undecided: [], rows };
}
