/**
 * Backs up and restores the hub: settings, coalition file, keys, the audit log, every release that partners signed, and
 * what it knows about partners. The hub may serve while it is backed up; it is restored into an empty directory and
 * an empty database.
 */
import { rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import {
  badBackup,
  beginRestore,
  backupParts,
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
  requireOutside,
  writeBackup,
  type CheckedBackup,
  type OpenBackup,
  type OpenedDatabase,
} from '@vigil/shared';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { openHubDatabase } from '../storage/hub-database.js';
import { withClient } from './sql-client.js';

const MIGRATIONS = 'hub_migration';

export interface HubBackupOptions {
  readonly dataDir: string;
  /** of the open database */
  readonly url: string;
  /** the hub's id */
  readonly id: string;
  readonly file: string;
  /** null: unsealed, said by name */
  readonly passphrase: string | null;
  readonly now: Date;
  readonly progress: (line: string) => void;
}

/** @throws HubError USAGE when the file is there already */
export async function backupHub(
  options: HubBackupOptions,
): Promise<{ file: string; bytes: number; sha256: string }> {
  const { dataDir, url, id, passphrase, now, progress } = options;
  const file = resolve(options.file);
  requireOutside(file, dataDir);
  return withClient(url, async (query) => {
    await query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const parts = backupParts({
      ...{ of: 'hub', id, madeAt: now, dataDir, leftOut: [], fixedFiles: new Map<string, Buffer>() },
      ...{ migrationsTable: MIGRATIONS, query, progress },
    });
    return { file, ...(await writeBackup({ file, of: 'hub', passphrase }, parts)) };
  });
}

export interface HubRestoreOptions {
  readonly file: string;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  readonly passphrase: () => Promise<string>;
  /** restore a backup that nothing proves to be ours, too */
  readonly trustUnsealed: boolean;
  readonly log: Logger;
  readonly progress: (line: string) => void;
}

interface Opened {
  readonly backup: OpenBackup;
  readonly checked: CheckedBackup;
}

async function openChecked({
  file,
  passphrase,
  trustUnsealed,
}: Pick<HubRestoreOptions, 'file' | 'passphrase' | 'trustUnsealed'>): Promise<Opened> {
  const backup = await openBackup({ file: resolve(file), of: 'hub', passphrase, trustUnsealed });
  try {
    return { backup, checked: await checkBackup(backup, 'hub', []) };
  } catch (error) {
    await backup.close();
    throw error;
  }
}

/** Reads the whole file and makes nothing. */
export async function checkHubBackup(
  options: Pick<HubRestoreOptions, 'file' | 'passphrase'>,
): Promise<CheckedBackup & { unsealed: boolean }> {
  const { backup, checked } = await openChecked({ ...options, trustUnsealed: true });
  await backup.close();
  return { ...checked, unsealed: backup.unsealed };
}

async function applied(dataSource: DataSource): Promise<string[]> {
  const rows = await dataSource.query<{ name: string }[]>(`SELECT name FROM ${MIGRATIONS} ORDER BY id`);
  return rows.map(({ name }) => name);
}

/** Takes back what came after the backup; the tables are empty still. */
async function bringTo(dataSource: DataSource, wanted: readonly string[]): Promise<void> {
  for (let names = await applied(dataSource); names.length > wanted.length; names = names.slice(0, -1)) {
    await dataSource.undoLastMigration({ transaction: 'each' });
  }
  const names = await applied(dataSource);
  if (JSON.stringify(names) !== JSON.stringify(wanted)) {
    throw badBackup('it was made by a version with other migrations; install that version or a later one');
  }
}

async function emptyAgain(dataSource: DataSource): Promise<void> {
  for (let left = (await applied(dataSource)).length; left > 0; left -= 1) {
    await dataSource.undoLastMigration({ transaction: 'each' });
  }
  await dataSource.query(`DROP TABLE ${MIGRATIONS}`);
}

async function fill(
  url: string,
  dataDir: string,
  { backup, checked }: Opened,
  options: HubRestoreOptions,
): Promise<void> {
  const { log, progress, databaseUrl } = options;
  const dataSource = await openHubDatabase({ url, log });
  try {
    await bringTo(dataSource, checked.manifest.migrations);
    await withClient(url, async (query) => {
      await query('BEGIN');
      await loadBackup(backup, checked, { dataDir, migrationsTable: MIGRATIONS, query, progress });
      await query('COMMIT');
    });
    await dataSource.runMigrations({ transaction: 'each' });
  } catch (error) {
    if (databaseUrl !== undefined) await emptyAgain(dataSource).catch(() => undefined);
    throw describeLoadFailure(error);
  } finally {
    await dataSource.destroy();
  }
}

async function restoreInto(dataDir: string, opened: Opened, options: HubRestoreOptions): Promise<void> {
  const { databaseUrl, log } = options;
  let database: OpenedDatabase | null = null;
  try {
    await beginRestore(dataDir);
    database = await openDatabase({ dataDir, databaseUrl, mode: 'serve', log, restoring: true });
    await fill(database.url, dataDir, opened, options);
    await database.close();
    await endRestore(dataDir);
  } catch (error) {
    await database?.close();
    // it may lie outside the data directory
    if (database?.directory != null) await rm(database.directory, { recursive: true, force: true });
    await emptyDirectory(dataDir);
    throw error;
  }
}

/** @throws HubError BACKUP_INVALID, RESTORE_REFUSED, DATABASE_UNREACHABLE; then nothing is left behind */
export async function restoreHub(options: HubRestoreOptions): Promise<CheckedBackup> {
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
