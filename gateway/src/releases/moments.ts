/**
 * Order among the things that come to a hub: one after the other, each counting from a later moment.
 *
 * Everything that writes to the tables of releases, revocations and declarations goes through `inOrder`; commit order
 * is then the order of positions and of moments (`counts-from.ts`).
 */
import type { DataSource, EntityManager } from 'typeorm';
import { MOST_AHEAD_MILLISECONDS } from './counts-from.js';

/** Any number that nothing else in this database locks. */
const RELEASE_LOCK = 7_311_002;

export function inOrder<Result>(
  dataSource: DataSource,
  write: (manager: EntityManager) => Promise<Result>,
): Promise<Result> {
  return dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [RELEASE_LOCK]);
    return write(manager);
  });
}

/** From when the newest thing counts; null: there is nothing yet. */
export async function newestMoment(manager: EntityManager): Promise<Date | null> {
  const rows: { newest: Date | null }[] = await manager.query(`
    SELECT greatest(
      (SELECT max(counts_from) FROM partner_release),
      (SELECT max(counts_from) FROM release_revocation),
      (SELECT max(counts_from) FROM declared_coverage)
    ) AS newest`);
  return rows[0]?.newest ?? null;
}

/** Does it state a moment that has not come yet, by more than clocks differ? */
export async function isAhead(manager: EntityManager, stated: Date): Promise<boolean> {
  const rows: { now: Date }[] = await manager.query('SELECT clock_timestamp() AS now');
  const now = rows[0]?.now;
  return now === undefined || stated.getTime() > now.getTime() + MOST_AHEAD_MILLISECONDS;
}
