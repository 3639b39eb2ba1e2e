/**
 * What a backup of a partner leaves out.
 *
 * A noise key exists from before a release is reserved until its document is stored, and whoever has it can take the
 * noise off that release. So no backup ever holds one: nothing that was destroyed can return. A release that was
 * reserved and not finished when the backup was made is charged after a restore, never drawn a second time. And the
 * lock file of the ledger says who works now, which says nothing elsewhere.
 */
export const LEFT_OUT: readonly RegExp[] = [/^keys\/noise-/, /^ledger\.mutex/];

/** Read at the moment of the snapshot, since the ledger has one home in a file and one in the database. */
export const LEDGER_FOLDER = /^ledger\//;
