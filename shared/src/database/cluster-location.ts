/**
 * Where the files of a node's embedded database lie: in the data directory, or, when root runs the node and
 * the account of PostgreSQL cannot enter the data directory, under the system directory with a pointer file.
 */
import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError } from '../errors/hub-error.js';
import type { DatabaseLog } from './database-log.js';
import { runProgram } from './run-program.js';
import type { Account } from './run-program.js';

const POINTER = 'postgres.location';

interface ClusterLocation {
  readonly dir: string;
  readonly exists: boolean;
  /** who owns the files, and so who runs the server; null: this process's own account */
  readonly account: Account | null;
  /** Remembers the place once the cluster is whole. */
  settle(): Promise<void>;
}

const absent = async (path: string): Promise<boolean> => (await lstat(path).catch(() => null)) === null;

async function canEnter(account: Account, dir: string): Promise<boolean> {
  return (await runProgram('/bin/sh', ['-c', 'cd "$1"', 'sh', dir], account, 10_000)).code === 0;
}

/** Root may meet a cluster that an ordinary user made: it then runs as that user. */
async function ownerOf(dir: string, account: Account | null): Promise<Account | null> {
  const { uid, gid } = await stat(dir);
  if (account !== null) return uid === 0 ? account : { uid, gid };
  if (process.getuid === undefined || uid === process.getuid()) return null;
  throw new HubError(
    'DATABASE_UNREACHABLE',
    `the database in ${dir} belongs to another account; run as that account, or choose another data directory`,
    'operator',
  );
}

async function existing(dir: string, account: Account | null): Promise<ClusterLocation> {
  const owner = await ownerOf(dir, account);
  if (owner !== null && !(await canEnter(owner, dir))) {
    throw new HubError(
      'DATABASE_UNREACHABLE',
      `the account that owns the database cannot enter ${dir}; open the directories above it for passing (chmod o+x), or run as an ordinary user`,
      'operator',
    );
  }
  return { dir, exists: true, account: owner, settle: () => Promise.resolve() };
}

async function outside(
  dataDir: string,
  account: Account,
  systemDir: string,
  log: DatabaseLog,
): Promise<ClusterLocation> {
  const parent = join(systemDir, 'clusters');
  await mkdir(parent, { recursive: true, mode: 0o755 });
  await chmod(parent, 0o755);
  const dir = join(parent, createHash('sha256').update(dataDir, 'utf8').digest('hex').slice(0, 16));
  if (!(await absent(dir))) {
    // the data directory was deleted and made anew: never overwrite, never revive what somebody removed
    const aside = `${dir}.left-${new Date().toISOString().replace(/[^0-9]/g, '')}`;
    await rename(dir, aside);
    log.warn(`the database of an earlier data directory at the same path was moved to ${aside}`);
  }
  return {
    dir,
    exists: false,
    account,
    settle: async () => {
      const pointer = join(dataDir, POINTER);
      await writeFile(`${pointer}.new`, `${dir}\n`, { mode: 0o600 });
      await rename(`${pointer}.new`, pointer);
    },
  };
}

/**
 * @param dataDir - absolute and real, since its name is hashed
 * @throws HubError DATABASE_DAMAGED when the pointer leads nowhere
 */
export async function locateCluster(
  dataDir: string,
  account: Account | null,
  systemDir: string,
  log: DatabaseLog,
): Promise<ClusterLocation> {
  const pointed = (await readFile(join(dataDir, POINTER), 'utf8').catch(() => '')).trim();
  if (pointed !== '') {
    if (await absent(pointed)) {
      throw new HubError(
        'DATABASE_DAMAGED',
        `the database of ${dataDir} is missing at ${pointed}; restore it from a backup, or remove ${join(dataDir, POINTER)} to start empty`,
        'operator',
      );
    }
    return existing(pointed, account);
  }
  const dir = join(dataDir, 'postgres');
  if (!(await absent(dir))) return existing(dir, account);
  if (account !== null && !(await canEnter(account, dataDir)))
    return outside(dataDir, account, systemDir, log);
  return { dir, exists: false, account, settle: () => Promise.resolve() };
}
