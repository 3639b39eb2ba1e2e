/**
 * Who uses a data directory: at most one server (`node.lock`), and commands beside it (`command-*.lock`).
 *
 * Every function here must be called while holding the directory's mutex; the files are then plain records.
 */
import { readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError } from '../errors/hub-error.js';
import { identifyThisProcess, livenessOf, readIdentity } from './process-identity.js';
import type { ProcessIdentity } from './process-identity.js';

const NODE_LOCK = 'node.lock';
const COMMAND_LOCK = /^command-[0-9a-f]+\.lock$/;

export interface DirectoryClaim {
  readonly path: string;
  /** Gives the claim back; call it under the mutex. */
  release(): Promise<void>;
}

async function write(path: string, identity: ProcessIdentity): Promise<DirectoryClaim> {
  const temporary = `${path}.${identity.nonce}`;
  await writeFile(temporary, JSON.stringify(identity), { mode: 0o600 });
  await rename(temporary, path);
  return {
    path,
    release: async () => {
      if ((await readIdentity(path))?.nonce === identity.nonce) await rm(path, { force: true });
    },
  };
}

/**
 * Claims the directory for a server.
 *
 * @throws HubError DATA_DIRECTORY_IN_USE when another server holds it, or may hold it on another machine
 */
export async function claimForServer(dataDir: string): Promise<DirectoryClaim> {
  const path = join(dataDir, NODE_LOCK);
  const holder = await readIdentity(path);
  const state = holder === null ? 'DEAD' : await livenessOf(holder);
  if (holder !== null && state === 'ALIVE') {
    throw new HubError(
      'DATA_DIRECTORY_IN_USE',
      `data directory ${dataDir} is in use by process ${holder.pid}; stop that process, or choose another directory`,
      'operator',
    );
  }
  if (holder !== null && state === 'ELSEWHERE') {
    throw new HubError(
      'DATA_DIRECTORY_IN_USE',
      `data directory ${dataDir} was last used on another machine or container and not closed there; stop it there, or remove ${path} if it is gone`,
      'operator',
    );
  }
  return write(path, await identifyThisProcess());
}

/** Notes a command that uses the directory for a while. */
export async function claimForCommand(dataDir: string): Promise<DirectoryClaim> {
  const identity = await identifyThisProcess();
  return write(join(dataDir, `command-${identity.nonce}.lock`), identity);
}

/** Does anybody but the holder of `own` use this directory? Forgets commands that died. */
export async function isClaimed(dataDir: string, own?: DirectoryClaim): Promise<boolean> {
  let claimed = false;
  for (const name of await readdir(dataDir)) {
    if (name !== NODE_LOCK && !COMMAND_LOCK.test(name)) continue;
    const path = join(dataDir, name);
    if (path === own?.path) continue;
    const holder = await readIdentity(path);
    if (holder !== null && (await livenessOf(holder)) === 'ALIVE') claimed = true;
    else if (name !== NODE_LOCK) await rm(path, { force: true });
  }
  return claimed;
}
