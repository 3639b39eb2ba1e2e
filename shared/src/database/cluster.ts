/**
 * One PostgreSQL cluster on disk: made, started, looked at, stopped. Knows nothing about who may do that.
 */
import { randomBytes } from 'node:crypto';
import { appendFile, chown, mkdir, readFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { HubError } from '../errors/hub-error.js';
import type { PostgresPrograms } from './postgres-programs.js';
import { processRuns } from './process-identity.js';
import { runProgram } from './run-program.js';
import type { Account } from './run-program.js';

export const CLUSTER_USER = 'vigil';
export const CLUSTER_DATABASE = 'postgres';
const CONFIGURATION = 'vigil.conf';
const LOG = 'vigil-server.log';
/** bytes; PG_CONTROL_FILE_SIZE in PostgreSQL's pg_control.h */
const CONTROL_FILE_BYTES = 8_192;
const START_ATTEMPTS = 5;

/**
 * Small, since a demonstration runs four of these. Errors stay out of the server's log: their text holds the
 * values that caused them.
 */
const SETTINGS = `# written at every start; changes here are lost
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
password_encryption = 'scram-sha-256'
shared_buffers = '16MB'
work_mem = '4MB'
maintenance_work_mem = '32MB'
fsync = on
full_page_writes = on
synchronous_commit = on
wal_level = minimal
max_wal_senders = 0
max_wal_size = '256MB'
min_wal_size = '32MB'
io_method = sync
huge_pages = off
jit = off
max_worker_processes = 2
max_parallel_workers = 0
max_parallel_workers_per_gather = 0
autovacuum_max_workers = 1
log_destination = 'stderr'
logging_collector = off
log_min_messages = log
log_min_error_statement = panic
log_error_verbosity = terse
log_statement = 'none'
timezone = 'UTC'
`;

export const DEFAULT_CONNECTIONS = 30;

export interface Cluster {
  readonly dir: string;
  readonly programs: PostgresPrograms;
  readonly account: Account | null;
  readonly maxConnections: number;
}

export interface RunningServer {
  readonly pid: number;
  readonly port: number;
}

const give = async (path: string, account: Account | null): Promise<void> => {
  if (account !== null) await chown(path, account.uid, account.gid);
};

function damaged(dir: string, what: string): HubError {
  return new HubError(
    'DATABASE_DAMAGED',
    `the database in ${dir} is damaged: ${what}; restore the directory from a backup, or move it away to start empty`,
    'operator',
  );
}

/** Makes a new cluster in one step: what a crash leaves behind is swept away, never half used. */
export async function createCluster(cluster: Cluster, password: string): Promise<void> {
  const parent = dirname(cluster.dir);
  const prefix = `${basename(cluster.dir)}.new-`;
  for (const name of await readdir(parent)) {
    if (name.startsWith(prefix)) await rm(join(parent, name), { recursive: true, force: true });
  }
  const staging = join(parent, `${prefix}${randomBytes(6).toString('hex')}`);
  const passwordFile = `${staging}.password`;
  try {
    await mkdir(staging, { mode: 0o700 });
    await give(staging, cluster.account);
    await writeFile(passwordFile, `${password}\n`, { mode: 0o600 });
    await give(passwordFile, cluster.account);
    const { code, output } = await runProgram(
      cluster.programs.initdb,
      [
        ...['--pgdata', staging, '--username', CLUSTER_USER, '--pwfile', passwordFile],
        ...['--auth', 'scram-sha-256', '--encoding', 'UTF8', '--locale', 'C'],
        ...['--locale-provider', 'builtin', '--builtin-locale', 'C.UTF-8', '--no-instructions'],
      ],
      cluster.account,
    );
    if (code !== 0) {
      throw new HubError(
        'DATABASE_UNREACHABLE',
        `PostgreSQL could not make its files in ${parent}: ${lastLine(output)}`,
        'operator',
      );
    }
    await appendFile(join(staging, 'postgresql.conf'), `\ninclude '${CONFIGURATION}'\n`);
    await rename(staging, cluster.dir);
  } finally {
    await rm(passwordFile, { force: true });
    await rm(staging, { recursive: true, force: true });
  }
}

/** @throws HubError DATABASE_DAMAGED when the files that PostgreSQL needs first are missing or cut short */
export async function checkCluster({ dir, programs }: Cluster): Promise<void> {
  const version = (await readFile(join(dir, 'PG_VERSION'), 'utf8').catch(() => '')).trim();
  if (version === '') throw damaged(dir, 'PG_VERSION is missing or empty');
  if (!/^\d+$/.test(version)) throw damaged(dir, 'PG_VERSION is not a version');
  if (version !== programs.major) {
    throw new HubError(
      'DATABASE_DAMAGED',
      `the database in ${dir} was made by PostgreSQL ${version}, this installation has ${programs.major}; upgrade it with pg_upgrade, or install the release that made it`,
      'operator',
    );
  }
  const control = await stat(join(dir, 'global', 'pg_control')).catch(() => null);
  if (control?.size !== CONTROL_FILE_BYTES) throw damaged(dir, 'global/pg_control is missing or cut short');
}

/** The server that runs on this cluster, if one does. */
export async function runningServer({ dir }: Cluster): Promise<RunningServer | null> {
  const lines = (await readFile(join(dir, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!Number.isInteger(pid) || pid <= 0 || !Number.isInteger(port) || !(await processRuns(pid))) return null;
  // after a reboot the number may belong to something else
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => 'postgres');
  return name.trim() === 'postgres' ? { pid, port } : null;
}

async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => {
        if (address === null || typeof address === 'string') reject(new Error('no port'));
        else resolve(address.port);
      });
    });
  });
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.trim() ?? '';
}

/**
 * Starts the server on a free port of the loopback interface.
 *
 * @throws HubError DATABASE_DAMAGED when PostgreSQL refuses the files
 */
export async function startServer(cluster: Cluster): Promise<RunningServer> {
  const { dir, programs, account } = cluster;
  const configuration = join(dir, CONFIGURATION);
  await writeFile(configuration, `${SETTINGS}max_connections = ${cluster.maxConnections}\n`, { mode: 0o600 });
  await give(configuration, account);
  // PostgreSQL refuses to start while any process, even an unrelated one, has the number in this file
  if ((await runningServer(cluster)) === null) await rm(join(dir, 'postmaster.pid'), { force: true });
  const log = join(dir, LOG);
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt += 1) {
    await rm(log, { force: true });
    const port = await freePort();
    const { code } = await runProgram(
      programs.pgCtl,
      ['start', '--pgdata', dir, '--log', log, '--wait', '--timeout', '300', '-o', `-p ${port}`],
      account,
      310_000,
    );
    const running = await runningServer(cluster);
    if (code === 0 && running !== null) return running;
    const said = await readFile(log, 'utf8').catch(() => '');
    // somebody took the port between our look and the server's, or a starter that was killed left a server
    if (running !== null) await stopServer(cluster);
    else if (!/could not bind|could not create any TCP\/IP sockets/i.test(said)) break;
  }
  throw damaged(dir, `PostgreSQL does not start on it, its reasons are in ${log}`);
}

/** Stops the server: open transactions are rolled back, everything committed is on disk. */
export async function stopServer(cluster: Cluster): Promise<void> {
  for (const mode of ['fast', 'immediate']) {
    if ((await runningServer(cluster)) === null) return;
    await runProgram(
      cluster.programs.pgCtl,
      ['stop', '--pgdata', cluster.dir, '--mode', mode, '--wait', '--timeout', '60'],
      cluster.account,
      70_000,
    );
  }
}
