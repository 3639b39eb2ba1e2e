/** A temporary directory for embedded databases, and other processes that hold one. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '@vigil/shared';
import type { OpenDatabaseOptions, OpenedDatabase } from '@vigil/shared';
import pg from 'pg';

export interface Workbench {
  readonly dir: string;
  /** what was logged as a warning */
  readonly warnings: string[];
  open(mode: 'serve' | 'command', options?: Partial<OpenDatabaseOptions>): Promise<OpenedDatabase>;
  /** closes everything, keeps the directory: making a cluster is the slow part */
  rest(): Promise<void>;
  clean(): Promise<void>;
}

export async function makeWorkbench(): Promise<Workbench> {
  const parent = await mkdtemp(join(tmpdir(), 'vigil-database-'));
  await chmod(parent, 0o711);
  const dir = join(parent, 'node');
  const warnings: string[] = [];
  const log = { info: () => undefined, warn: (line: string) => void warnings.push(line) };
  const opened: OpenedDatabase[] = [];
  return {
    dir,
    warnings,
    open: async (mode, options = {}) => {
      const database = await openDatabase({ dataDir: dir, mode, log, ...options });
      opened.push(database);
      return database;
    },
    rest: async () => {
      for (const database of opened) await database.close();
      warnings.length = 0;
    },
    clean: async () => {
      for (const database of opened) await database.close();
      for (const { directory } of opened)
        if (directory !== null) await rm(directory, { recursive: true, force: true });
      await rm(parent, { recursive: true, force: true });
    },
  };
}

export async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

export async function answers(url: string): Promise<boolean> {
  return query(url, 'SELECT 1').then(
    () => true,
    () => false,
  );
}

/** Process number in the server's own file; null when it is not running. */
export async function serverPid(dir: string): Promise<number | null> {
  const text = await readFile(join(dir, 'postgres', 'postmaster.pid'), 'utf8').catch(() => '');
  return text === '' ? null : Number(text.split('\n')[0]);
}

interface Holder {
  /** its first line */
  readonly said: string;
  kill(): Promise<void>;
  /** lets it close what it holds */
  end(): Promise<void>;
}

/** Another process that opens the directory; resolves when it has said what came of it. */
export async function holdElsewhere(dir: string, mode: 'serve' | 'command'): Promise<Holder> {
  const script = fileURLToPath(new URL('./hold-database.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, dir, mode], { stdio: ['pipe', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  const lines = createInterface({ input: child.stdout });
  const said = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      if (!line.startsWith('warn ')) resolve(line);
    });
    child.once('exit', () => {
      reject(new Error('the other process said nothing'));
    });
  });
  return {
    said,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
    end: async () => {
      child.stdin.end();
      await gone;
    },
  };
}
