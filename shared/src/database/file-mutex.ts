/**
 * A lock between processes for a few seconds: starting, stopping and claiming happen one at a time.
 *
 * Node has no flock. The lock is a file made with O_EXCL; a lock whose holder died is taken over by whoever
 * makes `<lock>.<nonce of the dead>` first, so that two waiters cannot both think they have taken it.
 */
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { HubError } from '../errors/hub-error.js';
import { identifyThisProcess, livenessOf, readIdentity } from './process-identity.js';

const PAUSE_MS = 50;
/** A file without whole content for this long was left by a holder that died while writing it. */
const UNWRITTEN_AFTER_MS = 2_000;

async function createExclusively(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    // EPERM: Windows, while the file is being deleted
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' || code === 'EPERM') return false;
    throw error;
  }
}

async function textOf(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

/** @returns true when the dead holder's lock is now ours */
async function takeOver(path: string, seen: string, text: string): Promise<boolean> {
  const holder = await readIdentity(path);
  const ticket = `${path}.${holder?.nonce ?? 'unwritten'}`;
  if (!(await createExclusively(ticket, text))) {
    const other = await readIdentity(ticket);
    // the one who was taking over died as well: its ticket must not block everybody for ever
    if (other !== null && (await livenessOf(other)) === 'DEAD') await rm(ticket, { force: true });
    return false;
  }
  try {
    if ((await textOf(path)) !== seen) return false;
    const temporary = `${ticket}.new`;
    await writeFile(temporary, text, { mode: 0o600 });
    await rename(temporary, path);
    return true;
  } finally {
    await rm(ticket, { force: true });
  }
}

async function acquire(path: string, waitMs: number, text: string): Promise<void> {
  const deadline = Date.now() + waitMs;
  let unwrittenSince: number | null = null;
  while (!(await createExclusively(path, text))) {
    const seen = await textOf(path);
    const holder = await readIdentity(path);
    unwrittenSince = seen !== null && holder === null ? (unwrittenSince ?? Date.now()) : null;
    const abandoned =
      holder === null
        ? unwrittenSince !== null && Date.now() - unwrittenSince > UNWRITTEN_AFTER_MS
        : (await livenessOf(holder)) === 'DEAD';
    if (abandoned && seen !== null && (await takeOver(path, seen, text))) return;
    if (Date.now() > deadline) {
      throw new HubError(
        'DATA_DIRECTORY_IN_USE',
        `another process keeps ${path}; wait for it to end, or remove that file if there is none`,
        'operator',
      );
    }
    await sleep(PAUSE_MS);
  }
}

/**
 * Runs `work` while holding the lock file.
 *
 * @throws HubError DATA_DIRECTORY_IN_USE when a living process does not let go for `waitMs`
 */
export async function withFileMutex<T>(path: string, waitMs: number, work: () => Promise<T>): Promise<T> {
  const text = JSON.stringify(await identifyThisProcess());
  await acquire(path, waitMs, text);
  try {
    return await work();
  } finally {
    if ((await textOf(path)) === text) await rm(path, { force: true });
  }
}
