/**
 * Removes audit entries that are older than `retention.auditDays` of `hub.json`. The newest entry always stays, so
 * that the chain goes on from it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { HubError } from '@vigil/shared';
import type { DataSource, EntityManager } from 'typeorm';
import { z } from 'zod';
import { cutAudit } from './audit-cut.js';
import { hubRetention, type HubRetention } from './retention.js';

const DAY_MS = 86_400_000;
/** the lock under which entries are appended: see storage/audit-store.ts */
const AUDIT_LOCK = 7_311_001;

const settings = z.looseObject({ retention: hubRetention.optional() });

/** @throws HubError CONFIG_INVALID */
export function readRetention(dataDir: string): HubRetention {
  try {
    const value = settings.parse(JSON.parse(readFileSync(join(dataDir, 'hub.json'), 'utf8')));
    return value.retention ?? hubRetention.parse({});
  } catch (cause) {
    throw new HubError(
      'CONFIG_INVALID',
      'hub.json: retention.auditDays is a whole number of days, at least 365',
      'operator',
      { cause },
    );
  }
}

export interface AuditPlan {
  readonly entries: number;
  /** number of the last entry that goes; null when none does */
  readonly through: number | null;
}

async function plan(asker: Pick<EntityManager, 'query'>, before: Date): Promise<AuditPlan> {
  const [row] = await asker.query<{ through: string | null; entries: string }[]>(
    `SELECT through, (SELECT count(*) FROM audit_entry WHERE sequence <= through) AS entries
     FROM (SELECT least(min(sequence) FILTER (WHERE (entry::jsonb ->> 'at')::timestamptz >= $1), max(sequence)) - 1
             AS through FROM audit_entry) AS cut`,
    [before],
  );
  const entries = Number(row?.entries ?? 0);
  return { entries, through: entries === 0 ? null : Number(row?.through) };
}

const beforeOf = (dataDir: string, now: Date): Date =>
  new Date(now.getTime() - readRetention(dataDir).auditDays * DAY_MS);

/** What `pruneAudit` would remove now. */
export function planAuditPrune(dataSource: DataSource, dataDir: string, now: Date): Promise<AuditPlan> {
  return plan(dataSource.manager, beforeOf(dataDir, now));
}

/** @returns what was removed */
export async function pruneAudit(dataSource: DataSource, dataDir: string, now: Date): Promise<AuditPlan> {
  return dataSource.transaction(async (manager) => {
    await manager.query('SET LOCAL synchronous_commit = on');
    await manager.query('SELECT pg_advisory_xact_lock($1)', [AUDIT_LOCK]);
    const pruned = await plan(manager, beforeOf(dataDir, now));
    if (pruned.through === null) return pruned;
    const [last] = await manager.query<{ hash: string }[]>(
      'SELECT hash FROM audit_entry WHERE sequence = $1',
      [pruned.through],
    );
    const cut = { sequence: pruned.through, hash: last?.hash ?? '', removed: pruned.entries, at: now };
    await cutAudit(manager, dataDir, cut);
    return pruned;
  });
}
