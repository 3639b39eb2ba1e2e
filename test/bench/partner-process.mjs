/**
 * `vigil-partner` as a process of its own, watched: how long, how much memory, what it said; and killed on demand.
 * Memory is read from /proc, so it is known on Linux only.
 */
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval } from 'node:timers';
import { fileURLToPath } from 'node:url';

const BIN = fileURLToPath(new URL('../../subgraphs/kit/bin/vigil-partner.mjs', import.meta.url));
const LOOK_MS = 1_000;

const read = (path) => {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
};

/** kilobytes of a line such as `VmHWM:  1234 kB` */
const kilobytes = (text, name) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);

/** Processes of the database server of a data directory: its own and those it made. */
function serverProcesses(dataDir) {
  const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const main = found.filter((pid) => {
    const command = read(`/proc/${pid}/cmdline`);
    return command.includes('postgres') && command.includes('-D') && command.includes(dataDir);
  });
  const children = found.filter((pid) => {
    const parent = /^PPid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1];
    return parent !== undefined && main.includes(parent);
  });
  return [...main, ...children];
}

/** All of it, pages that processes share counted once. */
export function serverMegabytes(dataDir) {
  const sizes = serverProcesses(dataDir).map((pid) => kilobytes(read(`/proc/${pid}/smaps_rollup`), 'Pss'));
  return sizes.reduce((sum, size) => sum + size, 0) / 1024;
}

const TICKS_A_SECOND = 100;

/** Processor time of a process so far, with that of the processes it made and saw end. */
function processorSeconds(pid) {
  const fields = read(`/proc/${pid}/stat`).split(') ')[1]?.split(' ') ?? [];
  const ticks = fields.slice(11, 15).map(Number);
  return ticks.reduce((sum, each) => sum + each, 0) / TICKS_A_SECOND;
}

function serverSeconds(dataDir) {
  return serverProcesses(dataDir).reduce((sum, pid) => sum + processorSeconds(pid), 0);
}

/**
 * Runs one command to its end, or kills it with SIGKILL when `killWhen` says so of a line on stderr.
 *
 * @returns code, signal, stdout, stderr, seconds; nodeMegabytes and serverMegabytes (highest seen), nodeSeconds and
 *   serverSeconds (of processor); 0: not known
 */
export function runPartner(dataDir, args, { killWhen = () => false, env = {} } = {}) {
  const started = performance.now();
  const child = spawn(process.execPath, [BIN, '--data-dir', dataDir, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, ...env },
  });
  const seen = {
    stdout: '',
    stderr: '',
    nodeMegabytes: 0,
    nodeSeconds: 0,
    serverMegabytes: 0,
    serverSeconds: 0,
  };
  const look = () => {
    const node = kilobytes(read(`/proc/${child.pid}/status`), 'VmHWM') / 1024;
    seen.nodeMegabytes = Math.max(seen.nodeMegabytes, node);
    seen.nodeSeconds = Math.max(seen.nodeSeconds, processorSeconds(child.pid));
    if (node > 0 && env.DATABASE_URL === undefined) {
      seen.serverMegabytes = Math.max(seen.serverMegabytes, serverMegabytes(dataDir));
      seen.serverSeconds = Math.max(seen.serverSeconds, serverSeconds(dataDir));
    }
  };
  const timer = setInterval(look, LOOK_MS);
  child.stdout.on('data', (bytes) => (seen.stdout += bytes));
  child.stderr.on('data', (bytes) => {
    seen.stderr += bytes;
    look();
    if (killWhen(seen.stderr)) child.kill('SIGKILL');
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearInterval(timer);
      resolve({ ...seen, code, signal, seconds: (performance.now() - started) / 1000 });
    });
  });
}
