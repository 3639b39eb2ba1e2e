/**
 * What a crash left of a release: finished, or charged; and said in words.
 *
 * Runs at every start of a node and before every release.
 */
import {
  HubError,
  definitionVersionOf,
  isReleased,
  openReservation,
  type ChainedLedgerEntry,
  type SignedRelease,
} from '@vigil/shared';
import { qualifyingContributions } from '../indicators/qualifying-contributions.js';
import { readRecords } from '../node/read-records.js';
import { recordLocally } from '../node/record-locally.js';
import { filesNotPublic } from './cap-contributions.js';
import { completeRelease, drawSigned } from './complete-release.js';
import { readFrozen } from './frozen-assignments.js';
import { destroyNoiseKey, readNoiseKey } from './noise-key-file.js';
import { withLedger, type OpenLedger, type Reserved } from './open-ledger.js';
import { behindReceipt } from './receipt.js';
import type { OnStep, ReleaseNode } from './release-node.js';
import { takeSnapshot, type Snapshot } from './take-snapshot.js';

export interface RecoverOptions {
  /** who acts, for the local record */
  readonly actor?: string;
  readonly onStep?: OnStep;
}

type Redraw =
  | { readonly possible: true; readonly snapshot: Snapshot; readonly signed: SignedRelease }
  | { readonly possible: false; readonly reason: string };

/** A document that nobody will take is no reason to stop at every start: its reservation is charged. */
const NEVER_ACCEPTED: ReadonlySet<string> = new Set(['RELEASE_INVALID', 'CONFIG_INVALID']);

async function drawAgain(
  node: ReleaseNode,
  reserved: Reserved,
  drawing: { readonly snapshot: Snapshot; readonly master: Uint8Array },
): Promise<Redraw> {
  try {
    const signed = await drawSigned(node, { reserved, ...drawing });
    return { possible: true, snapshot: drawing.snapshot, signed };
  } catch (error) {
    if (!(error instanceof HubError) || !NEVER_ACCEPTED.has(error.code)) throw error;
    return { possible: false, reason: `its document would not be accepted any more (${error.message})` };
  }
}

/** Only a draw over the very same rows is the same draw. */
async function judgeRedraw(node: ReleaseNode, reserved: Reserved): Promise<Redraw> {
  const { partition, plan, release, definitionVersion, digests } = reserved.entry;
  const master = await readNoiseKey(node.dataDir, partition);
  if (master === null) return { possible: false, reason: 'its noise key is gone or damaged' };
  if (definitionVersion !== definitionVersionOf(plan.indicators)) {
    return { possible: false, reason: 'the definitions of its indicators have changed' };
  }
  const rows = {
    contributions: await readRecords(node, (records) =>
      qualifyingContributions(records, { now: node.now() }),
    ),
    plan,
    partition,
    frozen: await readFrozen(node, partition),
  };
  if (plan.unit !== 'CASE_FILE' && filesNotPublic(rows) > 0) {
    return { possible: false, reason: 'a case file that it counts is not public any more' };
  }
  const snapshot = takeSnapshot({ ...rows, release, definitionVersion, master });
  const now = snapshot.tables
    .map(({ planned, digest }) => `${planned.id} ${planned.indicator} ${digest}`)
    .join();
  const then = digests.map(({ table, indicator, digest }) => `${table} ${indicator} ${digest}`).join();
  if (now !== then) return { possible: false, reason: 'the records it counts have changed since' };
  return drawAgain(node, reserved, { snapshot, master });
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
  const judged = await judgeRedraw(node, reserved);
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
  await ledger.end({ kind: 'charged', at, partition, release, reason }, async (manager) => {
    const details = { partition, release, ledger: ledger.entries.length + 1, reason };
    await recordLocally(node, { actor, action: 'release.charged', object: partition, details }, manager);
  });
  return [
    `release ${release} of ${partition} had been reserved but not finished, and ${reason}: nothing will be published ` +
      'of it, and it stays charged to the budget of that year',
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
