/**
 * Opens the database of a node or of the hub: the server of DATABASE_URL, or PostgreSQL run from the data
 * directory, which then lives as long as somebody uses it.
 *
 * Neighbours: `directory-claim.ts` says who uses the directory, `cluster.ts` runs the server.
 */
import { randomBytes } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError } from '../errors/hub-error.js';
import { locateCluster } from './cluster-location.js';
import {
  CLUSTER_DATABASE,
  CLUSTER_USER,
  DEFAULT_CONNECTIONS,
  checkCluster,
  createCluster,
  runningServer,
  startServer,
  stopServer,
} from './cluster.js';
import type { Cluster, RunningServer } from './cluster.js';
import { describeDatabaseError } from './database-error.js';
import type { DatabaseLog } from './database-log.js';
import { claimForCommand, claimForServer, isClaimed } from './directory-claim.js';
import type { DirectoryClaim } from './directory-claim.js';
import { withFileMutex } from './file-mutex.js';
import { makeDataDirectory } from './make-data-directory.js';
import { accountForPostgres } from './postgres-account.js';
import { findPostgresPrograms } from './postgres-programs.js';
import { requireServerReachable } from './server-reachable.js';
import { requireNoUnfinishedRestore } from './unfinished-restore.js';

export interface OpenDatabaseOptions {
  readonly dataDir: string;
  /** a server that somebody else runs; without it an embedded one is used */
  readonly databaseUrl?: string | undefined;
  /** `serve` owns the data directory until closed; a `command` uses what runs, or starts it for a while */
  readonly mode: 'serve' | 'command';
  readonly log: DatabaseLog;
  /** opens and closes one connection with the caller's driver, to tell a wrong password from a wrong address */
  readonly probe?: ((url: string) => Promise<void>) | undefined;
  /** what root shares with PostgreSQL's account when that cannot enter the data directory */
  readonly systemDir?: string | undefined;
  /** of the embedded server, all users of the directory together */
  readonly maxConnections?: number | undefined;
  /** the restore itself opens what nobody else may open until it has ended */
  readonly restoring?: boolean | undefined;
}

export interface OpenedDatabase {
  readonly url: string;
  /** where the embedded server keeps its files; null: the server is somebody else's */
  readonly directory: string | null;
  /** Stops the embedded server unless somebody else uses it. May be called twice. */
  close(): Promise<void>;
}

const SYSTEM_DIR = '/var/lib/vigil';
const MUTEX = 'postgres.mutex';
/** longer than the first start on a slow disk */
const MUTEX_WAIT_MS = 180_000;
const PASSWORD = 'postgres.password';

/** Kept beside the cluster, never in it: a copy of the cluster alone opens nothing. */
async function passwordOf(dataDir: string, clusterExists: boolean): Promise<string> {
  const path = join(dataDir, PASSWORD);
  const kept = (await readFile(path, 'utf8').catch(() => '')).trim();
  if (kept !== '') return kept;
  if (clusterExists) {
    throw new HubError(
      'DATABASE_DAMAGED',
      `${path} is missing or empty, without it the database cannot be opened; restore it from a backup`,
      'operator',
    );
  }
  const made = randomBytes(24).toString('hex');
  await writeFile(`${path}.new`, `${made}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
  return made;
}

async function startedServer(cluster: Cluster, shared: boolean, log: DatabaseLog): Promise<RunningServer> {
  const running = await runningServer(cluster);
  if (running !== null && shared) return running;
  if (running !== null) {
    log.warn('a database server was left behind by a process that died; it is stopped and started again');
    await stopServer(cluster);
  }
  return startServer(cluster);
}

async function openEmbedded(
  dataDir: string,
  claim: DirectoryClaim,
  options: OpenDatabaseOptions,
): Promise<OpenedDatabase> {
  const { log } = options;
  const systemDir = options.systemDir ?? SYSTEM_DIR;
  const account = await accountForPostgres();
  const location = await locateCluster(dataDir, account, systemDir, log);
  const programs = await findPostgresPrograms(location.account, systemDir);
  const cluster: Cluster = {
    dir: location.dir,
    programs,
    account: location.account,
    maxConnections: options.maxConnections ?? DEFAULT_CONNECTIONS,
  };
  const password = await passwordOf(dataDir, location.exists);
  if (location.exists) {
    await checkCluster(cluster);
  } else {
    log.info(`making a new database in ${location.dir}`);
    await createCluster(cluster, password);
    await location.settle();
  }
  const shared = await isClaimed(dataDir, claim);
  const { port } = await startedServer(cluster, shared, log);
  return {
    url: `postgresql://${CLUSTER_USER}:${password}@127.0.0.1:${port}/${CLUSTER_DATABASE}`,
    directory: cluster.dir,
    close: () =>
      underMutex(dataDir, async () => {
        await claim.release();
        if (!(await isClaimed(dataDir))) await stopServer(cluster);
      }),
  };
}

function underMutex<T>(dataDir: string, work: () => Promise<T>): Promise<T> {
  return withFileMutex(join(dataDir, MUTEX), MUTEX_WAIT_MS, work);
}

function closingOnce(database: OpenedDatabase): OpenedDatabase {
  let closing: Promise<void> | null = null;
  return { ...database, close: () => (closing ??= database.close()) };
}

async function checkServer(url: string, probe: OpenDatabaseOptions['probe']): Promise<void> {
  await requireServerReachable(url);
  await probe?.(url).catch((error: unknown) => {
    throw describeDatabaseError(error);
  });
}

/**
 * @throws HubError DATA_DIRECTORY_IN_USE, DATABASE_UNREACHABLE, DATABASE_DAMAGED, DATA_DIRECTORY_MISSING,
 *   RESTORE_REFUSED after a restore that was interrupted, each one line with its remedy
 */
export async function openDatabase(options: OpenDatabaseOptions): Promise<OpenedDatabase> {
  const dataDir = await makeDataDirectory(options.dataDir);
  const { databaseUrl, mode } = options;
  if (options.restoring !== true) await requireNoUnfinishedRestore(dataDir);
  if (databaseUrl !== undefined) await checkServer(databaseUrl, options.probe);
  return underMutex(dataDir, async () => {
    const claim = await (mode === 'serve' ? claimForServer(dataDir) : claimForCommand(dataDir));
    try {
      return closingOnce(
        databaseUrl === undefined
          ? await openEmbedded(dataDir, claim, options)
          : { url: databaseUrl, directory: null, close: () => underMutex(dataDir, () => claim.release()) },
      );
    } catch (error) {
      await claim.release();
      throw error;
    }
  });
}
