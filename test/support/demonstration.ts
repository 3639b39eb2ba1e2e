/**
 * The demonstration as a user starts it: a real `npm start` process with its nodes, databases and hub.
 *
 * Takes extra command-line options, gives the hub's URL, tokens, and a way to stop it.
 */
import { execFileSync, spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { mkdtempSync, chmodSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

export interface GraphQLAnswer {
  data?: unknown;
  errors?: {
    message: string;
    path?: (string | number)[];
    extensions?: { code?: string; partner?: string };
  }[];
}

export interface Demonstration {
  url: string;
  dataDir: string;
  /** everything it wrote on its terminal */
  output(): string;
  token(principal: string): string;
  /** the answer's bytes */
  ask(query: string, principal?: string): Promise<string>;
  /** sends Ctrl-C and gives the exit code */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
  process: ChildProcess;
}

export function makeDataDir(): string {
  const dir = mkdtempSync(join(tmpdir(), 'vigil-demo-'));
  chmodSync(dir, 0o711); // the database server of a run as root is another user
  return dir;
}

export function removeDataDir(dir: string): void {
  rmSync(dir, { recursive: true, force: true });
}

function partnerOrHub(script: string, args: readonly string[]): string {
  return execFileSync(process.execPath, [join(REPOSITORY, script), ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Runs `vigil-partner` for a partner of the demonstration and gives its standard output. */
export function runPartner(dataDir: string, partner: string, args: readonly string[]): string {
  return partnerOrHub('subgraphs/kit/bin/vigil-partner.mjs', ['--data-dir', join(dataDir, partner), ...args]);
}

function untilReady(child: ChildProcess, output: () => string): Promise<string> {
  return new Promise((resolve, reject) => {
    const look = (): void => {
      const found = /Vigil hub ready at (\S+)/.exec(output());
      // The queries are printed after this line; the last words tell that the output is whole.
      if (found?.[1] !== undefined && output().includes('Ctrl-C')) resolve(found[1]);
    };
    child.stdout?.on('data', look);
    child.once('exit', () => {
      reject(new Error(`the demonstration ended: ${output()}`));
    });
  });
}

/** Asks a hub and gives the bytes of its answer. */
export async function askHub(url: string, query: string, token?: string): Promise<string> {
  const answer = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify({ query }),
  });
  return answer.text();
}

/** Starts the demonstration on a free port; rejects with its output when it ends before it is ready. */
export async function startDemonstration(
  dataDir: string,
  args: readonly string[] = [],
): Promise<Demonstration> {
  const child = spawn(
    process.execPath,
    [join(REPOSITORY, 'gateway/bin/start.mjs'), '--port', '0', '--data-dir', dataDir, ...args],
    { cwd: REPOSITORY, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (piece: string) => {
      text += piece;
    });
  }
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await untilReady(child, () => text);
  const tokens = new Map<string, string>();
  const token = (principal: string): string => {
    const known = tokens.get(principal);
    if (known !== undefined) return known;
    const minted = partnerOrHub('gateway/bin/vigil-hub.mjs', [
      'demo',
      'token',
      principal,
      '--data-dir',
      join(dataDir, 'hub'),
    ]).trim();
    tokens.set(principal, minted);
    return minted;
  };
  return {
    url,
    dataDir,
    process: child,
    output: () => text,
    token,
    ask: (query, principal) => askHub(url, query, principal === undefined ? undefined : token(principal)),
    stop: (signal = 'SIGINT') => {
      child.kill(signal);
      return exited;
    },
  };
}

/** Command lines of living processes that name the folder. */
export function processesNaming(folder: string): string[] {
  const listing = execFileSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' });
  return listing.split('\n').filter((line) => line.includes(folder));
}

/** Starts `vigil-hub serve` on a data directory, with nobody else running. */
export async function startHubAlone(hubDir: string): Promise<{ url: string; stop(): Promise<void> }> {
  const child = spawn(
    process.execPath,
    [join(REPOSITORY, 'gateway/bin/vigil-hub.mjs'), 'serve', '--data-dir', hubDir, '--port', '0'],
    { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] },
  );
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      resolve();
    });
  });
  const message = await new Promise<{ url: string }>((resolve, reject) => {
    child.once('message', (value) => {
      resolve(value as { url: string });
    });
    void ended.then(() => {
      reject(new Error('the hub ended before it was ready'));
    });
  });
  return {
    url: message.url,
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}

/** Runs `npm start` to its end: for starts that are refused. */
export function startAgain(args: readonly string[]): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync(
    process.execPath,
    [join(REPOSITORY, 'gateway/bin/start.mjs'), ...args],
    {
      cwd: REPOSITORY,
      encoding: 'utf8',
    },
  );
  return { status, stderr };
}
