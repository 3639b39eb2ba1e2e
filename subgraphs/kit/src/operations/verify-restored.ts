/** After a restore: are the chains those that were written, and what does this node not know any more? */
import { openReservation } from '@vigil/shared';
import type { NodeContext } from '../node/node-context.js';
import { verifyLocalRecord } from '../node/verify-local-record.js';
import { withLedger } from '../releases/open-ledger.js';
import { behindReceipt } from '../releases/receipt.js';

export interface VerifiedRestore {
  /** number of the local record's last line, before the restore wrote its own */
  readonly lastLine: number;
  readonly ledgerEntries: number;
  /** sentences for the operator */
  readonly notes: readonly string[];
}

/** @throws HubError AUDIT_BROKEN, LEDGER_BROKEN, LEDGER_BEHIND */
export async function verifyRestored(node: NodeContext): Promise<VerifiedRestore> {
  const { lines, cut } = await verifyLocalRecord(node.dataSource);
  return withLedger(node, async ({ entries, notes }) => {
    const behind = await behindReceipt(node, entries);
    const open = openReservation(entries);
    return {
      lastLine: (cut?.through ?? 0) + lines,
      ledgerEntries: entries.length,
      notes: [
        ...notes,
        ...(behind === null ? [] : [behind]),
        ...(open === undefined
          ? []
          : [
              `release ${open.release} of ${open.partition} had been reserved and not finished; its noise key is in no ` +
                'backup, so the next start charges it and publishes nothing of it',
            ]),
      ],
    };
  });
}
