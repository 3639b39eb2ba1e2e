/**
 * The mark of a restore that is under way: a file in the data directory, there before anything else of the restore
 * and gone after everything. A restore that was killed leaves keys, a ledger and rows that do not belong together,
 * and a node that does not know what it released; nothing opens such a directory.
 */
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError } from '../errors/hub-error.js';

const markOf = (dataDir: string): string => join(dataDir, 'restore.unfinished');

/** Before the first file is written; on the disk when it returns. */
export async function beginRestore(dataDir: string): Promise<void> {
  const mark = await open(markOf(dataDir), 'wx', 0o600);
  try {
    await mark.sync();
  } finally {
    await mark.close();
  }
}

/** After the last step: from here the directory may be opened. */
export async function endRestore(dataDir: string): Promise<void> {
  await rm(markOf(dataDir));
}

/** @throws HubError RESTORE_REFUSED naming what to do */
export async function requireNoUnfinishedRestore(dataDir: string): Promise<void> {
  const found = await stat(markOf(dataDir)).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  });
  if (found === null) return;
  throw new HubError(
    'RESTORE_REFUSED',
    `a restore into ${dataDir} was interrupted or is under way; if it was interrupted, restore again into a new ` +
      'directory (and a new database, with DATABASE_URL) and remove this one',
    'operator',
  );
}
