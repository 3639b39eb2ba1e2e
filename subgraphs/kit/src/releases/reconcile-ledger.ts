/**
 * Two homes, one ledger: compares the file with the database and says what a crash may have left undone.
 *
 * A reservation is written to the file first, an ending to the database first. So exactly two differences have
 * an innocent reason; every other one means that one of the two was turned back. Pure.
 */
import { HubError, type ChainedLedgerEntry } from '@vigil/shared';

type Reconciliation =
  | { readonly kind: 'same' }
  /** the file holds one reservation that is not in the database: a crash came before it, or its document was lost */
  | { readonly kind: 'adopt'; readonly entry: ChainedLedgerEntry }
  /** the database holds one ending that did not reach the file */
  | { readonly kind: 'append'; readonly entry: ChainedLedgerEntry };

/**
 * @throws HubError LEDGER_BEHIND when the database is behind the file; LEDGER_BROKEN when the file is behind, or
 *   the two tell different stories
 */
export function reconcileLedger(
  file: readonly ChainedLedgerEntry[],
  database: readonly ChainedLedgerEntry[],
): Reconciliation {
  const common = Math.min(file.length, database.length);
  for (let index = 0; index < common; index += 1) {
    if (file[index]?.hash !== database[index]?.hash) {
      throw new HubError(
        'LEDGER_BROKEN',
        `ledger file and database differ from entry ${index + 1} on`,
        'operator',
      );
    }
  }
  const [ahead, second] = file.length > common ? file.slice(common) : database.slice(common);
  if (ahead === undefined) return { kind: 'same' };
  if (file.length > common) {
    if (second === undefined && ahead.entry.kind === 'reserve') return { kind: 'adopt', entry: ahead };
    throw new HubError(
      'LEDGER_BEHIND',
      `the database ends at ledger entry ${database.length}, the ledger file at ${file.length}: ` +
        'the database was restored from an older backup, and a release from it would spend again',
      'operator',
    );
  }
  if (second === undefined && ahead.entry.kind !== 'reserve') return { kind: 'append', entry: ahead };
  throw new HubError(
    'LEDGER_BROKEN',
    `the ledger file ends at entry ${file.length}, the database at ${database.length}: the file was lost or turned back`,
    'operator',
  );
}
