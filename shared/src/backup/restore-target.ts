/** Where a backup may be restored: an empty data directory, and an empty database. Nothing is ever written over. */
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError } from '../errors/hub-error.js';
import type { Query } from './table-dump.js';

/** A new file system has this folder at its root. */
const OF_THE_FILE_SYSTEM = 'lost+found';

async function namesIn(dataDir: string): Promise<string[]> {
  try {
    return (await readdir(dataDir)).filter((name) => name !== OF_THE_FILE_SYSTEM);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw new HubError('RESTORE_REFUSED', `${dataDir} cannot be read`, 'operator', { cause });
  }
}

/** @throws HubError RESTORE_REFUSED naming what to do */
export async function requireEmptyDirectory(dataDir: string): Promise<void> {
  if ((await namesIn(dataDir)).length === 0) return;
  throw new HubError(
    'RESTORE_REFUSED',
    `${dataDir} is not empty; a restore writes nothing over: give --data-dir a new directory, or move this one away`,
    'operator',
  );
}

/** Relations of extensions (pg_stat_statements and the like) are nobody's data. */
const OTHERS = `SELECT relname FROM pg_class c
  WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f', 'S')
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e') LIMIT 1`;

/** @throws HubError RESTORE_REFUSED */
export async function requireEmptyDatabase(query: Query): Promise<void> {
  if ((await query(OTHERS)).length === 0) return;
  throw new HubError(
    'RESTORE_REFUSED',
    'the database named by DATABASE_URL is not empty; make a new one (createdb) and name that',
    'operator',
  );
}

/** After a failed restore: the directory was empty, so everything in it came from here. */
export async function emptyDirectory(dataDir: string): Promise<void> {
  for (const name of await namesIn(dataDir)) await rm(join(dataDir, name), { recursive: true, force: true });
}

/** A statement that the database refused names its table, never the row. */
export function describeLoadFailure(error: unknown): unknown {
  const code = (error as { code?: unknown } | null)?.code;
  if (error instanceof HubError || typeof code !== 'string' || !/^(22|23)...$/.test(code)) return error;
  const table = (error as { table?: unknown }).table;
  const place = typeof table === 'string' ? `, table ${table}` : '';
  return new HubError(
    'BACKUP_INVALID',
    `backup refused: the database does not accept its rows (code ${code}${place})`,
    'operator',
    { cause: error },
  );
}
