/**
 * Removes what this node has kept for longer than its settings say: spent delegations, old imports, the oldest lines
 * of the local record. Never a case file, never the ledger or a release.
 *
 * All of it in one transaction with a line of the local record that tells of it. The record stays verifiable: the cut
 * is noted with the hash of the last removed line, which the first kept line follows.
 */
import type { DataSource, EntityManager } from 'typeorm';
import type { NodeContext } from '../node/node-context.js';
import { recordLocally } from '../node/record-locally.js';
import { retentionOf, type PartnerRetention } from './retention.js';

const DAY_MS = 86_400_000;

export interface PrunePlan {
  readonly delegations: number;
  readonly unfinishedImports: number;
  /** rows read by them, and rows that a finished import left behind */
  readonly stagedRows: number;
  readonly finishedImports: number;
  readonly recordLines: number;
  /** number of the last line of the record that goes; null when none does */
  readonly recordThrough: number | null;
}

export interface PruneLimits {
  readonly delegationsBefore: Date;
  readonly unfinishedBefore: Date;
  readonly finishedBefore: Date;
  readonly recordBefore: Date;
}

export function pruneLimits(retention: PartnerRetention, now: Date): PruneLimits {
  const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
  return {
    delegationsBefore: before(retention.delegationDays),
    unfinishedBefore: before(retention.unfinishedImportDays),
    finishedBefore: before(retention.finishedImportDays),
    recordBefore: before(retention.localRecordDays),
  };
}

const STAGED = `FROM import_staging s USING import_run r WHERE r.id = s.run_id AND (
  (r.finished_at IS NULL AND r.started_at < $1) OR r.finished_at < $1)`;
const UNFINISHED = 'FROM import_run WHERE finished_at IS NULL AND started_at < $1';
const FINISHED = 'FROM import_run WHERE finished_at < $1';
const DELEGATIONS = 'FROM delegation_use WHERE expires_at < $1';

type Asker = Pick<EntityManager | DataSource, 'query'>;

async function count(asker: Asker, from: string, before: Date): Promise<number> {
  const [row] = await asker.query<{ count: string }[]>(
    `SELECT count(*) AS count ${from.replace(' USING ', ' CROSS JOIN ')}`,
    [before],
  );
  return Number(row?.count ?? 0);
}

/** Lines before the first young one; a clock that was once wrong keeps more, never less. */
async function oldLines(asker: Asker, before: Date): Promise<{ through: number; lines: number } | null> {
  const [row] = await asker.query<{ through: string | null; lines: string }[]>(
    `SELECT through, (SELECT count(*) FROM local_record WHERE sequence <= through) AS lines
     FROM (SELECT coalesce(min(sequence) FILTER (WHERE at >= $1) - 1, max(sequence)) AS through
           FROM local_record) AS cut`,
    [before],
  );
  const lines = Number(row?.lines ?? 0);
  return lines === 0 ? null : { through: Number(row?.through), lines };
}

async function plan(asker: Asker, limits: PruneLimits): Promise<PrunePlan> {
  const old = await oldLines(asker, limits.recordBefore);
  return {
    delegations: await count(asker, DELEGATIONS, limits.delegationsBefore),
    unfinishedImports: await count(asker, UNFINISHED, limits.unfinishedBefore),
    stagedRows: await count(asker, STAGED, limits.unfinishedBefore),
    finishedImports: await count(asker, FINISHED, limits.finishedBefore),
    recordLines: old?.lines ?? 0,
    recordThrough: old?.through ?? null,
  };
}

/** What `pruneNode` would remove now. */
export function planPrune(node: Pick<NodeContext, 'dataSource' | 'settings' | 'now'>): Promise<PrunePlan> {
  return plan(node.dataSource, pruneLimits(retentionOf(node.settings), node.now()));
}

async function cutRecord(
  manager: EntityManager,
  { recordThrough, recordLines }: PrunePlan,
  now: Date,
): Promise<void> {
  await manager.query(
    `INSERT INTO local_record_cut (through, hash, removed, cut_at)
     SELECT sequence, hash, $2, $3 FROM local_record WHERE sequence = $1`,
    [recordThrough, recordLines, now],
  );
  // the owner of the table alone can do this, and only with the cut in the same transaction is it no forgery
  await manager.query('ALTER TABLE local_record DISABLE TRIGGER local_record_append_only');
  await manager.query('DELETE FROM local_record WHERE sequence <= $1', [recordThrough]);
  await manager.query('ALTER TABLE local_record ENABLE ALWAYS TRIGGER local_record_append_only');
}

async function hashOf(manager: EntityManager, sequence: number | null): Promise<string | null> {
  if (sequence === null) return null;
  const [row] = await manager.query<{ hash: string }[]>('SELECT hash FROM local_record WHERE sequence = $1', [
    sequence,
  ]);
  return row?.hash ?? null;
}

/** @returns what was removed; when there was nothing, nothing is recorded either */
export async function pruneNode(
  node: Pick<NodeContext, 'dataSource' | 'settings' | 'now'>,
  actor: string,
): Promise<PrunePlan> {
  const limits = pruneLimits(retentionOf(node.settings), node.now());
  return node.dataSource.transaction(async (manager) => {
    const pruned = await plan(manager, limits);
    if (Object.values(pruned).every((value) => value === 0 || value === null)) return pruned;
    const recordHash = await hashOf(manager, pruned.recordThrough);
    const details = { ...pruned, recordHash };
    await recordLocally(node, { actor, action: 'prune', object: 'node', details }, manager);
    await manager.query(`DELETE ${DELEGATIONS}`, [limits.delegationsBefore]);
    await manager.query(`DELETE ${STAGED}`, [limits.unfinishedBefore]);
    await manager.query(`DELETE ${UNFINISHED}`, [limits.unfinishedBefore]);
    await manager.query(`DELETE ${FINISHED}`, [limits.finishedBefore]);
    if (pruned.recordThrough !== null) await cutRecord(manager, pruned, node.now());
    return pruned;
  });
}
