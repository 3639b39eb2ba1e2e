/**
 * Compares a file's header with what the mapping says of its columns.
 *
 * A column that the mapping reads must be there; one that it does not speak of must be named in `neverRead`, so that
 * no new column of a list goes by unseen. Messages hold names of columns that the mapping itself names, never others.
 */
import type { FileHeader } from './formats/index.js';
import { columnsRead, type Mapping } from './mapping-schema.js';
import { refuseFile } from './refuse-file.js';

/** @throws HubError IMPORT_FILE_INVALID */
export function checkHeader({ columns, line }: FileHeader, mapping: Mapping, hint: string): void {
  const read = columnsRead(mapping);
  const missing = [...read].filter((name) => !columns.includes(name));
  if (missing.length > 0) {
    throw refuseFile(
      `line ${line}: the header lacks ${missing.length === 1 ? 'column' : 'columns'} ${missing.join(', ')}${hint}`,
    );
  }
  const unnamed = columns.findIndex((name) => !read.has(name) && !mapping.neverRead.includes(name));
  if (unnamed !== -1) {
    throw refuseFile(
      `line ${line}: the mapping says nothing about column number ${unnamed + 1}; name it in neverRead if it must stay unread`,
    );
  }
}
