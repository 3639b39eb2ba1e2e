/**
 * Runs one of PostgreSQL's programs to its end, as a given account, in a minimal environment.
 */
import { spawn } from 'node:child_process';

export interface Account {
  readonly uid: number;
  readonly gid: number;
}

interface ProgramResult {
  /** null: it could not be started, or was stopped by a signal or by the timeout */
  readonly code: number | null;
  /** stdout and stderr, at most 64 KiB */
  readonly output: string;
}

const KEEP_CHARACTERS = 65_536;
/** Nothing of the caller's environment: PGDATA, PGHOST or a locale of the user must not steer the server. */
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C', TZ: 'UTC' };

/** @param timeoutMs - after this the program is killed */
export function runProgram(
  file: string,
  args: readonly string[],
  account: Account | null,
  timeoutMs = 120_000,
): Promise<ProgramResult> {
  return new Promise((resolve) => {
    let output = '';
    const child = spawn(file, args, {
      // a directory every account may stand in; the caller's own may be closed to the account
      cwd: process.platform === 'win32' ? undefined : '/',
      env: ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
      windowsHide: true,
      ...(account === null ? {} : { uid: account.uid, gid: account.gid }),
    });
    const timer = setTimeout(() => child.kill('SIGKILL'), timeoutMs);
    const keep = (chunk: Buffer): void => {
      output = (output + chunk.toString('utf8')).slice(-KEEP_CHARACTERS);
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    const finish = (code: number | null): void => {
      clearTimeout(timer);
      // 'exit', not 'close': a server that pg_ctl leaves behind may keep the pipes open
      child.stdout.destroy();
      child.stderr.destroy();
      resolve({ code, output });
    };
    child.once('error', (error) => {
      output += error.message;
      finish(null);
    });
    child.once('exit', (code) => {
      setImmediate(finish, code);
    });
  });
}
