/**
 * Who holds a lock file: enough to tell, after a crash, a living process from a reused process number.
 *
 * `/proc` gives the start time of a process; where there is none (macOS, Windows) the number alone must do.
 */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';

export interface ProcessIdentity {
  readonly pid: number;
  /** boot and start time of the process where the system tells them */
  readonly started: string | null;
  readonly host: string;
  /** tells two holders in one process apart */
  readonly nonce: string;
}

type Liveness = 'ALIVE' | 'DEAD' | 'ELSEWHERE';

async function startOf(pid: number): Promise<{ started: string; zombie: boolean } | null> {
  try {
    const [stat, boot] = await Promise.all([
      readFile(`/proc/${pid}/stat`, 'utf8'),
      readFile('/proc/sys/kernel/random/boot_id', 'utf8'),
    ]);
    // proc(5): the name in brackets may hold spaces; after it, field 3 is the state and field 22 the start time
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { started: `${boot.trim()}/${fields[19] ?? ''}`, zombie: fields[0] === 'Z' || fields[0] === 'X' };
  } catch {
    return null;
  }
}

/** The identity of this process, with a fresh nonce. */
export async function identifyThisProcess(): Promise<ProcessIdentity> {
  const start = await startOf(process.pid);
  return {
    pid: process.pid,
    started: start?.started ?? null,
    host: hostname(),
    nonce: randomBytes(12).toString('hex'),
  };
}

function pidExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Does a process with this number run? One that ended and waits to be collected does not. */
export async function processRuns(pid: number): Promise<boolean> {
  return pidExists(pid) && (await startOf(pid))?.zombie !== true;
}

/** ELSEWHERE: the holder runs, or ran, on another machine or in another container, where nobody can look. */
export async function livenessOf(identity: ProcessIdentity): Promise<Liveness> {
  if (identity.host !== hostname()) return 'ELSEWHERE';
  if (!pidExists(identity.pid)) return 'DEAD';
  const start = await startOf(identity.pid);
  if (start === null) return 'ALIVE';
  if (start.zombie) return 'DEAD';
  return identity.started === null || identity.started === start.started ? 'ALIVE' : 'DEAD';
}

/** Reads an identity written by `JSON.stringify`; null when there is none or it is not whole. */
export async function readIdentity(path: string): Promise<ProcessIdentity | null> {
  try {
    const value = JSON.parse(await readFile(path, 'utf8')) as Partial<ProcessIdentity> | null;
    if (typeof value?.pid !== 'number' || typeof value.nonce !== 'string') return null;
    return { pid: value.pid, started: value.started ?? null, host: value.host ?? '', nonce: value.nonce };
  } catch {
    return null;
  }
}
