/** A file that cannot be imported: one sentence with the line and the reason, never a cell's text. */
import { HubError } from '@vigil/shared';

/** A row longer than this is not a row of a table. */
export const LONGEST_ROW_CHARACTERS = 1_048_576;

export function refuseFile(reason: string, cause?: unknown): HubError {
  return new HubError('IMPORT_FILE_INVALID', `${reason}; nothing was imported`, 'operator', { cause });
}

/** The file is missing, a directory, or closed to this account. */
export function unreadable(path: string, cause: unknown): HubError {
  return new HubError('NOT_FOUND', `file ${path} cannot be read`, 'operator', { cause });
}
