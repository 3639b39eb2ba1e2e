/**
 * Fixing the plan of a year: keep it once somebody has seen what it costs, then sign it, and then nothing changes it.
 *
 * Reads settings, coalition file and ledger; never a record.
 */
import {
  HubError,
  canonicalJson,
  checkAgainstCoalition,
  planRelease,
  signPlan,
  type ChainedLedgerEntry,
  type PlanDocument,
  type SignedPlan,
} from '@vigil/shared';
import { recordLocally } from '../node/record-locally.js';
import { withLedger } from './open-ledger.js';
import { planOfYear, requireYear, signedAt } from './plan-of-year.js';
import { readPlan, readSignedPlan, writePlan } from './plan-store.js';
import type { ReleaseNode } from './release-node.js';
import { requireStatements } from './require-statements.js';
import { readSigningKey } from './signing-key.js';

export interface FixOptions {
  /** four digits */
  readonly year: string;
  /** who acts, for the local record */
  readonly actor: string;
}

/** A plan that the hub would refuse, or that lacks what every figure needs, must not be fixed. */
export async function requireAcceptable(node: ReleaseNode, { plan }: PlanDocument): Promise<void> {
  requireStatements(node.settings);
  const { partner } = await readSigningKey(node);
  checkAgainstCoalition({ plan, synthetic: node.settings.synthetic, partner });
}

function refuseBegun(entries: readonly ChainedLedgerEntry[], partition: string): void {
  if (!entries.some(({ entry }) => entry.partition === partition && entry.kind !== 'charged')) return;
  throw new HubError(
    'RELEASE_EXISTS',
    `a release of ${partition} was made or begun already; the plan of that year cannot be made any more`,
    'operator',
  );
}

/**
 * Keeps the plan of a year, in the place of one that was kept before.
 *
 * @throws HubError RELEASE_EXISTS when that year's plan is signed, or its releases have begun; what `planOfYear`
 *   and the coalition file refuse
 */
export async function keepPlan(node: ReleaseNode, { year, actor }: FixOptions): Promise<PlanDocument> {
  const partition = requireYear(year);
  const now = node.now();
  const document = planOfYear(node.settings, partition, now);
  await requireAcceptable(node, document);
  return withLedger(node, async ({ entries }) => {
    if ((await readPlan(node, partition))?.signature != null) {
      throw new HubError(
        'RELEASE_EXISTS',
        `the plan of ${partition} is signed and cannot be changed`,
        'operator',
      );
    }
    refuseBegun(entries, partition);
    await node.dataSource.transaction(async (manager) => {
      await writePlan(manager, { document, signature: null }, now);
      await recordLocally(
        node,
        { actor, action: 'release.plan', object: partition, details: { plan: document.plan.id, kept: true } },
        manager,
      );
    });
    return document;
  });
}

export interface SignedNow extends SignedPlan {
  /** false: it was signed before, and this is that one */
  readonly now: boolean;
  /** things to know, in words */
  readonly notes: readonly string[];
}

/**
 * Signs the kept plan of a year; done again, it gives what was signed.
 *
 * @throws HubError NOT_FOUND when none is kept
 */
export async function signKeptPlan(node: ReleaseNode, { year, actor }: FixOptions): Promise<SignedNow> {
  const partition = requireYear(year);
  return withLedger(node, async () => {
    const before = await readSignedPlan(node, partition);
    if (before !== null) return { ...before, now: false, notes: [] };
    const kept = await readPlan(node, partition);
    if (kept === null) {
      throw new HubError(
        'NOT_FOUND',
        `no plan is kept for ${partition}; look at it first: vigil-partner release plan --year ${partition}`,
        'operator',
      );
    }
    await requireAcceptable(node, kept.document);
    const now = node.now();
    const notes = notesOf(node, kept.document, now);
    const { key } = await readSigningKey(node);
    const signed = await signPlan(signedAt(kept.document, now), key);
    await node.dataSource.transaction(async (manager) => {
      await writePlan(manager, signed, now);
      const details = { plan: signed.document.plan.id };
      await recordLocally(node, { actor, action: 'release.sign', object: partition, details }, manager);
    });
    return { ...signed, now: true, notes };
  });
}

function notesOf(node: ReleaseNode, document: PlanDocument, now: Date): string[] {
  const { partition, plan } = document;
  const notes: string[] = [];
  if (partition <= String(now.getUTCFullYear()))
    notes.push(
      `year ${partition} had begun when its plan was signed; each of its releases shows the day of signature`,
    );
  if (canonicalJson(planRelease(node.settings.publication)) !== canonicalJson(plan))
    notes.push('the settings have changed since this plan was kept; it is the kept plan that is signed');
  return notes;
}
