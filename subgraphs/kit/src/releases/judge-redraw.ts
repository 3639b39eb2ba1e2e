/**
 * Can a reservation that a crash left open still become its document?
 *
 * Only a draw over the very same rows, with the same key, is the same draw. Where that can never be again the
 * reservation is charged; whatever a person may yet put right (a wrong coalition file, another version of the program)
 * leaves it open, for a charge loses the year and is never taken back. Takes node and ledger, writes nothing.
 */
import {
  HubError,
  definitionVersionOf,
  type ChainedLedgerEntry,
  type HubErrorCode,
  type SignedRelease,
} from '@vigil/shared';
import { readReleaseKey } from '../node/keys.js';
import { drawSigned } from './complete-release.js';
import { lastReleases } from './last-releases.js';
import { readNoiseKey } from './noise-key-file.js';
import type { Reserved } from './open-ledger.js';
import { readSignedPlan } from './plan-store.js';
import { readSnapshot, type ReadSnapshot } from './read-snapshot.js';
import { asOf, type ReleaseNode } from './release-node.js';

type Judged =
  | { readonly kind: 'same'; readonly snapshot: ReadSnapshot; readonly signed: SignedRelease }
  /** it can never come right: the reservation is charged */
  | { readonly kind: 'never'; readonly reason: string }
  /** it may come right: the reservation stays open, and a release meanwhile is refused with this code */
  | { readonly kind: 'waits'; readonly reason: string; readonly code: HubErrorCode };

const waits = (code: HubErrorCode, reason: string): Judged => ({ kind: 'waits', code, reason });

const digestText = (
  digests: readonly { table: string; counts: string; indicator: string; digest: string }[],
): string =>
  digests.map(({ table, counts, indicator, digest }) => `${table} ${counts} ${indicator} ${digest}`).join();

async function judge(
  node: ReleaseNode,
  entries: readonly ChainedLedgerEntry[],
  reserved: Reserved,
): Promise<Judged> {
  const { partition, stage, part, plan, release, definitionVersion, digests } = reserved.entry;
  // first: a folder of keys that is not there at this start must not look like one key that is gone
  await readReleaseKey(node.dataDir);
  const master = await readNoiseKey(node.dataDir, partition);
  if (master === null) return { kind: 'never', reason: 'its noise key is gone or damaged' };
  if (definitionVersion !== definitionVersionOf(plan.indicators))
    return waits(
      'PLAN_INVALID',
      'this program counts by other definitions of its indicators; the version of the program that reserved it finishes it',
    );
  const counting = { plan, partition, stage, part, release, definitionVersion, master };
  const then = asOf(node, new Date(reserved.entry.at));
  const snapshot = await readSnapshot(then, { ...counting, lastReleases: lastReleases(entries) });
  const now = snapshot.tables.map(({ planned: { id, counts, indicator }, digest }) => ({
    table: id,
    counts,
    indicator,
    digest,
  }));
  if (digestText(now) !== digestText(digests))
    return { kind: 'never', reason: 'the records it counts have changed since' };
  if (snapshot.filesNotPublic > 0)
    return waits(
      'PLAN_INVALID',
      'a case file that it counts is not public any more; if that is right, give it up; if it was marked by mistake, ' +
        'mark it public again',
    );
  const signedPlan = await readSignedPlan(node, partition);
  if (signedPlan === null)
    return waits('RELEASE_INVALID', 'its signed plan is gone from the database; restore the newest database');
  const { schedule } = signedPlan.document;
  const signed = await drawSigned(node, { reserved, snapshot, schedule, master });
  return { kind: 'same', snapshot, signed };
}

/** Judges an open reservation. A database that fails is no judgement: that error goes on. */
export async function judgeRedraw(
  node: ReleaseNode,
  entries: readonly ChainedLedgerEntry[],
  reserved: Reserved,
): Promise<Judged> {
  try {
    return await judge(node, entries, reserved);
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    return waits(error.code, `its document cannot be made now (${error.message})`);
  }
}
