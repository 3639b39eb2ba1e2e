/** The one way in which a backup that is not whole, not ours or not opened is refused. */
import { HubError } from '../errors/hub-error.js';

/** @param what - lower case, names the part or the place; never a value from the backup */
export function badBackup(what: string, cause?: unknown): HubError {
  return new HubError(
    'BACKUP_INVALID',
    `backup refused: ${what}`,
    'operator',
    cause === undefined ? {} : { cause },
  );
}
