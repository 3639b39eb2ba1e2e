/**
 * What a crash left of a release: finished, charged, or left open for a person; and said in words.
 *
 * Runs at every start of a node and before every release.
 */
import {
  HubError,
  chargedTables,
  isReleased,
  openReservation,
  type ChainedLedgerEntry,
  type Reservation,
} from '@vigil/shared';
import { recordLocally } from '../node/record-locally.js';
import { completeRelease } from './complete-release.js';
import { judgeRedraw } from './judge-redraw.js';
import { destroyNoiseKey, hasNoiseKey } from './noise-key-file.js';
import { withLedger, type OpenLedger } from './open-ledger.js';
import { withCharges } from './plan-of-year.js';
import { readPlan } from './plan-store.js';
import { behindReceipt } from './receipt.js';
import type { OnStep, ReleaseNode } from './release-node.js';

export interface RecoverOptions {
  /** who acts, for the local record */
  readonly actor?: string;
  readonly onStep?: OnStep;
}

/** What a look at the ledger came to. */
export interface Recovered {
  /** what happened, one sentence each */
  readonly notes: readonly string[];
  /** a reservation that can be neither finished nor charged by itself: nothing is released or revoked before it is */
  readonly waiting: HubError | null;
}

interface Ended {
  readonly note: string;
  readonly waiting: HubError | null;
}

/** Writes that no document will come of the open reservation; it stays spent. */
export async function chargeReservation(
  node: ReleaseNode,
  ledger: OpenLedger,
  { actor, open, reason }: { readonly actor: string; readonly open: Reservation; readonly reason: string },
): Promise<void> {
  const { partition, release } = open;
  const at = node.now().toISOString();
  await ledger.end({ kind: 'charged', at, partition, release, reason }, async (manager, { entry }) => {
    const details = { partition, release, ledger: entry.sequence, reason };
    await recordLocally(node, { actor, action: 'release.charged', object: partition, details }, manager);
  });
}

/** Ends an open reservation, if there is one and it can be ended. */
async function endOpenReservation(
  node: ReleaseNode,
  ledger: OpenLedger,
  { actor = 'node', onStep = () => undefined }: RecoverOptions,
): Promise<Ended | null> {
  const open = openReservation(ledger.entries);
  const hash = ledger.entries.at(-1)?.hash;
  if (open === undefined || hash === undefined) return null;
  const { partition, release } = open;
  const reserved = { entry: open, hash };
  const judged = await judgeRedraw(node, ledger.entries, reserved);
  const had = `release ${release} of ${partition} had been reserved but not finished`;
  if (judged.kind === 'same') {
    const { snapshot, signed } = judged;
    await completeRelease(node, signed, { ledger, reserved, snapshot, kind: 'recovered', actor, onStep });
    const note =
      `${had}; the records are the same, so the same noise was drawn again under the same number: ` +
      `${signed.document.id} stands`;
    return { note, waiting: null };
  }
  const { reason } = judged;
  if (judged.kind === 'never') {
    await chargeReservation(node, ledger, { actor, open, reason });
    const note = `${had}, and ${reason}: nothing will be published of it, and it stays charged to the budget of that year`;
    return { note, waiting: null };
  }
  const note =
    `${had}, and ${reason}: it stays open, and nothing is released or revoked until the next start or release make ` +
    'has finished it; to give it up, and with it what its year has left: vigil-partner release recover --charge';
  return { note, waiting: new HubError(judged.code, note, 'operator') };
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
export async function destroySpentKeys(
  node: ReleaseNode,
  entries: readonly ChainedLedgerEntry[],
): Promise<string[]> {
  const notes: string[] = [];
  const waiting = openReservation(entries)?.partition; // its noise may yet have to be drawn again
  for (const partition of new Set(entries.map(({ entry }) => entry.partition))) {
    if (partition === waiting || !(await hasNoiseKey(node.dataDir, partition))) continue;
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
): Promise<Recovered> {
  const ended = await endOpenReservation(node, ledger, options);
  const destroyed = await destroySpentKeys(node, ledger.entries);
  const behind = await behindReceipt(node, ledger.entries);
  const notes = [
    ...ledger.notes,
    ...(ended === null ? [] : [ended.note]),
    ...destroyed,
    ...(behind === null ? [] : [behind]),
  ];
  for (const note of notes) node.log.info({ ledger: ledger.entries.length }, note);
  return { notes, waiting: ended?.waiting ?? null };
}

/**
 * Brings the ledger level and ends what a crash left open.
 *
 * @returns what happened, one sentence each; empty when nothing had to be done
 * @throws HubError LEDGER_BEHIND, LEDGER_BROKEN: then no release may be made from this node
 */
export async function recoverLedger(node: ReleaseNode, options: RecoverOptions = {}): Promise<string[]> {
  return withLedger(node, async (ledger) => [...(await recoverOpened(node, ledger, options)).notes]);
}
