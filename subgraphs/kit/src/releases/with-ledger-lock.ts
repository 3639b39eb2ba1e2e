/**
 * The two locks of the ledger, one for each of its homes, held together for as long as the work takes.
 *
 * A PostgreSQL advisory lock, taken by trying again: a waiting caller holds no connection, so a hundred of them cannot
 * starve the one that works. And a lock file in the data directory: two databases on one directory do not see each
 * other's lock, and a session that holds one can be lost without its holder knowing. The file of a process that died is
 * taken over.
 */
import { withFileMutex } from '@vigil/shared';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { ReleaseNode } from './release-node.js';

/** pg_try_advisory_lock: one release at a time on a database; the other locks are in `src/node` and `src/import` */
const LOCK = [7_161_003];
const LONGEST_PAUSE_MS = 200;
/** Beside the ledger's folder, which a backup takes whole. */
const MUTEX = 'ledger.mutex';
/** Only who has the database's lock comes here: then the holder has another database, or has lost its session. */
const MUTEX_WAIT_MS = 180_000;

/**
 * Does one piece of work with the ledger's locks in hand; nobody else has the ledger meanwhile.
 *
 * @throws HubError DATA_DIRECTORY_IN_USE when another process, or one of another machine, keeps the lock file
 */
export async function withLedgerLock<Result>(
  { dataDir, dataSource }: Pick<ReleaseNode, 'dataDir' | 'dataSource'>,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let pauseMs = 10; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    const runner = dataSource.createQueryRunner();
    try {
      const [answer] = (await runner.query('SELECT pg_try_advisory_lock($1) AS locked', LOCK)) as {
        locked: boolean;
      }[];
      if (answer?.locked === true) {
        try {
          return await withFileMutex(join(dataDir, MUTEX), MUTEX_WAIT_MS, work);
        } finally {
          // a session that was lost has lost its lock too; the file has kept others out
          if (!runner.isReleased) await runner.query('SELECT pg_advisory_unlock($1)', LOCK);
        }
      }
    } finally {
      await runner.release();
    }
    await pause(pauseMs);
  }
}
