/**
 * Ends, by the operator's will, a reservation that waits for what will not come: it is charged, and spent.
 *
 * Never by itself: a charge loses the year where its plan has no budget to spare, and is never taken back.
 */
import { HubError, openReservation, type Reservation } from '@vigil/shared';
import { withLedger } from './open-ledger.js';
import { chargeReservation, destroySpentKeys } from './recover-ledger.js';
import type { ReleaseNode } from './release-node.js';

/** as in the ledger of a recovery */
const LONGEST_REASON = 500;

export interface GiveUpOptions {
  /** number of the reserved release, as it was shown to whoever decides */
  readonly release: number;
  /** stands in the ledger and in the local record */
  readonly reason: string;
  /** who acts, for the local record */
  readonly actor: string;
}

/** The reservation that is open now; null when there is none. */
export async function waitingReservation(node: ReleaseNode): Promise<Reservation | null> {
  return withLedger(node, ({ entries }) => Promise.resolve(openReservation(entries) ?? null));
}

/**
 * @returns what followed from it, one sentence each
 * @throws HubError USAGE when that reservation is not open; LEDGER_BEHIND, LEDGER_BROKEN
 */
export async function giveUpReservation(
  node: ReleaseNode,
  { release, reason, actor }: GiveUpOptions,
): Promise<string[]> {
  const text = reason.trim();
  if (text === '' || text.length > LONGEST_REASON)
    throw new HubError('USAGE', 'say in one sentence why it is given up: --reason', 'operator');
  return withLedger(node, async (ledger) => {
    const open = openReservation(ledger.entries);
    if (open?.release !== release)
      throw new HubError(
        'USAGE',
        `no reservation of release ${release} is open; nothing was charged`,
        'operator',
      );
    await chargeReservation(node, ledger, { actor, open, reason: `given up by the operator: ${text}` });
    return destroySpentKeys(node, ledger.entries);
  });
}
