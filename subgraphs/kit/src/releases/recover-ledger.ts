/**
 * What a crash left of a release: finished, or charged; and said in words.
 *
 * Runs at every start of a node and before every release.
 */
import {
  definitionVersionOf,
  isReleased,
  openReservation,
  type ChainedLedgerEntry,
  type Reservation,
} from '@vigil/shared';
import { qualifyingContributions } from '../indicators/qualifying-contributions.js';
import { recordLocally } from '../node/record-locally.js';
import { completeRelease } from './complete-release.js';
import { readFrozen } from './frozen-assignments.js';
import { destroyNoiseKey, readNoiseKey } from './noise-key-file.js';
import { withLedger, type OpenLedger } from './open-ledger.js';
import type { OnStep, ReleaseNode } from './release-node.js';
import { takeSnapshot, type Snapshot } from './take-snapshot.js';

export interface RecoverOptions {
  /** who acts, for the local record */
  readonly actor?: string;
  readonly onStep?: OnStep;
}

type Redraw =
  | { readonly possible: true; readonly snapshot: Snapshot; readonly master: Uint8Array }
  | { readonly possible: false; readonly reason: string };

/** Only a draw over the very same rows is the same draw. */
async function judgeRedraw(node: ReleaseNode, reservation: Reservation): Promise<Redraw> {
  const { partition, plan, release, definitionVersion, digests } = reservation;
  const master = await readNoiseKey(node.dataDir, partition);
  if (master === null) return { possible: false, reason: 'its noise key is gone' };
  if (definitionVersion !== definitionVersionOf(plan.indicators)) {
    return { possible: false, reason: 'the definitions of its indicators have changed' };
  }
  const snapshot = takeSnapshot({
    contributions: await qualifyingContributions(node.dataSource, { now: node.now() }),
    plan,
    partition,
    release,
    definitionVersion,
    master,
    frozen: await readFrozen(node, partition),
  });
  const now = snapshot.tables
    .map(({ planned, digest }) => `${planned.id} ${planned.indicator} ${digest}`)
    .join();
  const then = digests.map(({ table, indicator, digest }) => `${table} ${indicator} ${digest}`).join();
  if (now !== then) return { possible: false, reason: 'the records it counts have changed since' };
  return { possible: true, snapshot, master };
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
  const redraw = await judgeRedraw(node, reservation);
  if (redraw.possible) {
    const { snapshot, master } = redraw;
    const reserved = { entry: reservation, hash };
    const { document } = await completeRelease(node, {
      ledger,
      reserved,
      snapshot,
      master,
      kind: 'recovered',
      actor,
      onStep,
    });
    return [
      `release ${release} of ${partition} had been reserved but not finished; the records are the same, so the same ` +
        `noise was drawn again under the same number: ${document.id} stands`,
    ];
  }
  const at = node.now().toISOString();
  const { reason } = redraw;
  await ledger.end({ kind: 'charged', at, partition, release, reason }, async (manager) => {
    const details = { partition, release, ledger: ledger.entries.length + 1, reason };
    await recordLocally(node, { actor, action: 'release.charged', object: partition, details }, manager);
  });
  return [
    `release ${release} of ${partition} had been reserved but not finished, and ${reason}: no noise will be drawn for ` +
      'it, and it stays charged to the budget of that year',
  ];
}

/** A key outlives its last release only when the process died in between. */
async function destroySpentKeys(
  node: ReleaseNode,
  entries: readonly ChainedLedgerEntry[],
): Promise<string[]> {
  const notes: string[] = [];
  for (const partition of new Set(entries.map(({ entry }) => entry.partition))) {
    if (isReleased(entries, partition) && (await destroyNoiseKey(node.dataDir, partition))) {
      notes.push(`the noise key of ${partition} was still there after its release; it was destroyed`);
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
  const notes = [...ledger.notes, ...ended, ...destroyed];
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
