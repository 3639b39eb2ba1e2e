/**
 * What a crash left of a release: finished, or charged; and said in words.
 *
 * Runs at every start of a node and before every release.
 */
import {
  HubError,
  chargedTables,
  definitionVersionOf,
  isReleased,
  openReservation,
  type ChainedLedgerEntry,
  type SignedRelease,
} from '@vigil/shared';
import { recordLocally } from '../node/record-locally.js';
import { completeRelease, drawSigned, type Drawing } from './complete-release.js';
import { readSnapshot, type ReadSnapshot } from './read-snapshot.js';
import { lastReleases } from './last-releases.js';
import { destroyNoiseKey, hasNoiseKey, readNoiseKey } from './noise-key-file.js';
import { withLedger, type OpenLedger, type Reserved } from './open-ledger.js';
import { withCharges } from './plan-of-year.js';
import { readPlan } from './plan-store.js';
import { behindReceipt } from './receipt.js';
import { asOf, type OnStep, type ReleaseNode } from './release-node.js';

export interface RecoverOptions {
  /** who acts, for the local record */
  readonly actor?: string;
  readonly onStep?: OnStep;
}

type Redraw =
  | { readonly possible: true; readonly snapshot: ReadSnapshot; readonly signed: SignedRelease }
  | { readonly possible: false; readonly reason: string };

/** A document that nobody will take is no reason to stop at every start: its reservation is charged. */
const NEVER_ACCEPTED: ReadonlySet<string> = new Set(['RELEASE_INVALID', 'CONFIG_INVALID']);

async function drawAgain(
  node: ReleaseNode,
  drawing: Pick<Drawing, 'reserved' | 'snapshot' | 'schedule' | 'master'>,
): Promise<Redraw> {
  try {
    const signed = await drawSigned(node, drawing);
    return { possible: true, snapshot: drawing.snapshot, signed };
  } catch (error) {
    if (!(error instanceof HubError) || !NEVER_ACCEPTED.has(error.code)) throw error;
    return { possible: false, reason: `its document would not be accepted any more (${error.message})` };
  }
}

const digestText = (
  digests: readonly { table: string; counts: string; indicator: string; digest: string }[],
): string =>
  digests.map(({ table, counts, indicator, digest }) => `${table} ${counts} ${indicator} ${digest}`).join();

/** Only a draw over the very same rows is the same draw. */
async function judgeRedraw(
  node: ReleaseNode,
  entries: readonly ChainedLedgerEntry[],
  reserved: Reserved,
): Promise<Redraw> {
  const { partition, stage, part, plan, release, definitionVersion, digests } = reserved.entry;
  const master = await readNoiseKey(node.dataDir, partition);
  if (master === null) return { possible: false, reason: 'its noise key is gone or damaged' };
  if (definitionVersion !== definitionVersionOf(plan.indicators)) {
    return { possible: false, reason: 'the definitions of its indicators have changed' };
  }
  const signedPlan = await readPlan(node, partition);
  if (signedPlan?.signature == null) return { possible: false, reason: 'its signed plan is gone' };
  const counting = { plan, partition, stage, part, release, definitionVersion, master };
  const then = asOf(node, new Date(reserved.entry.at));
  const snapshot = await readSnapshot(then, { ...counting, lastReleases: lastReleases(entries) });
  if (snapshot.filesNotPublic > 0) {
    return { possible: false, reason: 'a case file that it counts is not public any more' };
  }
  const now = snapshot.tables.map(({ planned: { id, counts, indicator }, digest }) => ({
    table: id,
    counts,
    indicator,
    digest,
  }));
  if (digestText(now) !== digestText(digests)) {
    return { possible: false, reason: 'the records it counts have changed since' };
  }
  const { schedule } = signedPlan.document;
  return drawAgain(node, { reserved, snapshot, schedule, master });
}

/** Ends an open reservation, if there is one. */
async function endOpenReservation(
  node: ReleaseNode,
  ledger: OpenLedger,
  { actor = 'node', onStep = () => undefined }: RecoverOptions,
): Promise<string[]> {
  const reservation = openReservation(ledger.entries);
  const hash = ledger.entries.at(-1)?.hash;
  if (reservation === undefined || hash === undefined) return [];
  const { partition, release } = reservation;
  const reserved = { entry: reservation, hash };
  const judged = await judgeRedraw(node, ledger.entries, reserved);
  if (judged.possible) {
    const { snapshot, signed } = judged;
    const { document } = signed;
    await completeRelease(node, signed, { ledger, reserved, snapshot, kind: 'recovered', actor, onStep });
    return [
      `release ${release} of ${partition} had been reserved but not finished; the records are the same, so the same ` +
        `noise was drawn again under the same number: ${document.id} stands`,
    ];
  }
  const at = node.now().toISOString();
  const { reason } = judged;
  await ledger.end({ kind: 'charged', at, partition, release, reason }, async (manager, { entry }) => {
    const details = { partition, release, ledger: entry.sequence, reason };
    await recordLocally(node, { actor, action: 'release.charged', object: partition, details }, manager);
  });
  return [
    `release ${release} of ${partition} had been reserved but not finished, and ${reason}: nothing will be published ` +
      'of it, and it stays charged to the budget of that year',
  ];
}

/** Is too much of a year charged for any release of it? */
async function isSpent(
  node: ReleaseNode,
  entries: readonly ChainedLedgerEntry[],
  partition: string,
): Promise<boolean> {
  const charged = chargedTables(entries, partition);
  const plan = (await readPlan(node, partition))?.document.plan;
  if (charged.length === 0 || plan === undefined) return false;
  try {
    withCharges(plan, partition, charged);
    return false;
  } catch (error) {
    if (error instanceof HubError && error.code === 'PLAN_EXCEEDS_BOUND') return true;
    throw error;
  }
}

/** A key outlives the last release of its year only when the process died in between, or no release can follow. */
async function destroySpentKeys(
  node: ReleaseNode,
  entries: readonly ChainedLedgerEntry[],
): Promise<string[]> {
  const notes: string[] = [];
  for (const partition of new Set(entries.map(({ entry }) => entry.partition))) {
    if (!(await hasNoiseKey(node.dataDir, partition))) continue;
    if (isReleased(entries, partition)) {
      await destroyNoiseKey(node.dataDir, partition);
      notes.push(`the noise key of ${partition} was still there after its release; it was destroyed`);
    } else if (await isSpent(node, entries, partition)) {
      await destroyNoiseKey(node.dataDir, partition);
      notes.push(
        `the budget of ${partition} is spent by what was charged, no release of it can follow; its noise key was destroyed`,
      );
    }
  }
  return notes;
}

/** Recovery inside an opened ledger. */
export async function recoverOpened(
  node: ReleaseNode,
  ledger: OpenLedger,
  options: RecoverOptions = {},
): Promise<string[]> {
  const ended = await endOpenReservation(node, ledger, options);
  const destroyed = await destroySpentKeys(node, ledger.entries);
  const behind = await behindReceipt(node, ledger.entries);
  const notes = [...ledger.notes, ...ended, ...destroyed, ...(behind === null ? [] : [behind])];
  for (const note of notes) node.log.info({ ledger: ledger.entries.length }, note);
  return notes;
}

/**
 * Brings the ledger level and ends what a crash left open.
 *
 * @returns what happened, one sentence each; empty when nothing had to be done
 * @throws HubError LEDGER_BEHIND, LEDGER_BROKEN: then no release may be made from this node
 */
export async function recoverLedger(node: ReleaseNode, options: RecoverOptions = {}): Promise<string[]> {
  return withLedger(node, (ledger) => recoverOpened(node, ledger, options));
}
