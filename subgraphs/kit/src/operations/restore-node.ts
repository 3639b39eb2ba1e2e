/**
 * Restores a partner node from a backup into an empty data directory and an empty database.
 *
 * The backup is read from end to end before anything is made. Then files and rows are written in one transaction with
 * the tables that its own migrations make, later migrations follow, and the chains are verified. What fails leaves
 * the directory as empty as it was.
 */
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  HubError,
  badBackup,
  beginRestore,
  checkBackup,
  describeLoadFailure,
  emptyDirectory,
  endRestore,
  loadBackup,
  makeDataDirectory,
  openBackup,
  openDatabase,
  requireEmptyDatabase,
  requireEmptyDirectory,
  type CheckedBackup,
  type OpenBackup,
  type OpenedDatabase,
} from '@vigil/shared';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import { migrate, nodeDataSource, probeDatabase } from '../node/data-source.js';
import { nodeMigrations } from '../records/migrations.js';
import { LEFT_OUT } from './left-out-files.js';
import { markRestored } from './restored-marker.js';
import { withClient } from './sql-client.js';

export interface RestoreOptions {
  readonly file: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** asked for when the backup is sealed */
  readonly passphrase: () => Promise<string>;
  /** restore a backup that nothing proves to be ours, too */
  readonly trustUnsealed: boolean;
  readonly log: Logger;
  readonly now: () => Date;
  readonly progress: (line: string) => void;
}

/** Name of a migration class, as TypeORM notes it. */
export const migrationName = (migration: new () => object): string =>
  (new migration() as { name?: string }).name ?? migration.name;

function requireKnownMigrations({ manifest }: CheckedBackup): void {
  const known = new Set(nodeMigrations.map(migrationName));
  const unknown = manifest.migrations.find((name) => !known.has(name));
  if (unknown === undefined) return;
  throw badBackup(
    `it was made by a newer version (migration ${unknown} is not known here); install that version or a later one`,
  );
}

/** Opens a backup and reads all of it; nothing else is touched. */
async function openChecked(
  options: Pick<RestoreOptions, 'file' | 'passphrase' | 'trustUnsealed'>,
): Promise<OpenedBackup> {
  const backup = await openBackup({
    file: resolve(options.file),
    of: 'partner',
    passphrase: options.passphrase,
    trustUnsealed: options.trustUnsealed,
  });
  try {
    const checked = await checkBackup(backup, 'partner', LEFT_OUT);
    requireKnownMigrations(checked);
    return { backup, checked };
  } catch (error) {
    await backup.close();
    throw error;
  }
}

/**
 * Is this a whole backup that could be restored here? For rehearsals: nothing is written.
 *
 * @throws HubError BACKUP_INVALID
 */
export async function checkNodeBackup(
  options: Pick<RestoreOptions, 'file' | 'passphrase'>,
): Promise<CheckedBackup & { unsealed: boolean }> {
  const { backup, checked } = await openChecked({ ...options, trustUnsealed: true });
  await backup.close();
  return { ...checked, unsealed: backup.unsealed };
}

async function fill(
  url: string,
  dataDir: string,
  opened: OpenedBackup,
  options: RestoreOptions,
): Promise<void> {
  const { backup, checked } = opened;
  const whole = nodeDataSource(url, () => undefined);
  const named = new Set(checked.manifest.migrations);
  const then = new DataSource({
    ...whole.options,
    migrations: nodeMigrations.filter((migration) => named.has(migrationName(migration))),
  });
  try {
    await then.initialize();
    await migrate(then);
    await withClient(url, async (query) => {
      await query('BEGIN');
      const { progress } = options;
      await loadBackup(backup, checked, { dataDir, migrationsTable: 'node_migration', query, progress });
      await query('COMMIT');
    });
    await whole.initialize();
    await migrate(whole);
  } catch (error) {
    if (options.databaseUrl !== undefined) await emptyAgain(then);
    throw describeLoadFailure(error);
  } finally {
    if (then.isInitialized) await then.destroy();
    if (whole.isInitialized) await whole.destroy();
  }
}

interface OpenedBackup {
  readonly backup: OpenBackup;
  readonly checked: CheckedBackup;
}

/** The database was empty, so everything in it now came from here. */
async function emptyAgain(dataSource: DataSource): Promise<void> {
  if (!dataSource.isInitialized) return;
  try {
    for (let left = dataSource.migrations.length; left > 0; left -= 1) {
      await dataSource.undoLastMigration({ transaction: 'each' });
    }
    await dataSource.query('DROP TABLE IF EXISTS node_migration');
  } catch (cause) {
    throw new HubError(
      'RESTORE_REFUSED',
      'the restore failed and left tables in the database named by DATABASE_URL; drop it and make it anew',
      'operator',
      { cause },
    );
  }
}

async function removeMade(dataDir: string, database: OpenedDatabase | null): Promise<void> {
  // it may lie outside the data directory
  if (database?.directory != null) await rm(database.directory, { recursive: true, force: true });
  await emptyDirectory(dataDir);
}

async function restoreInto(dataDir: string, opened: OpenedBackup, options: RestoreOptions): Promise<void> {
  const { databaseUrl, log } = options;
  let database: OpenedDatabase | null = null;
  try {
    await beginRestore(dataDir);
    const how = { mode: 'serve', log, probe: probeDatabase, restoring: true } as const;
    database = await openDatabase({ dataDir, databaseUrl, ...how });
    await fill(database.url, dataDir, opened, options);
    // before anybody else may open the directory: a release from here must wait for the hub's question
    await markRestored(dataDir, options.now(), opened.checked.manifest.madeAt);
    await database.close();
    await endRestore(dataDir);
  } catch (error) {
    await database?.close();
    await removeMade(dataDir, database);
    throw error;
  }
}

/**
 * @returns what was restored; the chains are the caller's to verify, with the node open
 * @throws HubError BACKUP_INVALID, RESTORE_REFUSED, DATABASE_UNREACHABLE; then nothing is left behind
 */
export async function restoreNode(options: RestoreOptions): Promise<CheckedBackup> {
  const { databaseUrl } = options;
  await requireEmptyDirectory(resolve(options.dataDir));
  if (databaseUrl !== undefined) await withClient(databaseUrl, requireEmptyDatabase);
  const opened = await openChecked(options);
  try {
    await restoreInto(await makeDataDirectory(options.dataDir), opened, options);
    return opened.checked;
  } finally {
    await opened.backup.close();
  }
}
