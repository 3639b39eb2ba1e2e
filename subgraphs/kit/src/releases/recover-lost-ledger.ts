/**
 * A ledger that was lost, or whose end was: everything it may have allowed is charged, by a signed statement a year.
 *
 * An end is lost where the hub has seen more of the ledger than there is, and no backup has it. Nobody can say any more
 * what was reserved, and whether the hub is right: a way on that charges nothing would be a way to spend again. So each year that has begun and has not had its last release is
 * spent: no release of it is possible afterwards. Years to come are free. The new ledger is written whole before it
 * is believed: a crash in between leaves one that is refused, and the recovery is run again.
 */
import { copyFile, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  HubError,
  appendEntry,
  canonicalJson,
  isReleased,
  nextRelease,
  openReservation,
  planRelease,
  plannedTables,
  signRecovery,
  type ChainedLedgerEntry,
  type LedgerBody,
  type ReleasePlan,
} from '@vigil/shared';
import { recordLocally } from '../node/record-locally.js';
import { markRestored } from '../operations/restored-marker.js';
import { isMissing, replaceDurably } from './durable-file.js';
import { ledgerFilePath, readLedgerFile } from './ledger-file.js';
import { destroyNoiseKey } from './noise-key-file.js';
import { insertEntry, readDatabaseLedger } from './open-ledger.js';
import { readPlan } from './plan-store.js';
import { behindReceipt, missingHere, readReceipt } from './receipt.js';
import { reconcileLedger } from './reconcile-ledger.js';
import type { ReleaseNode } from './release-node.js';
import { readSigningKey } from './signing-key.js';
import { withLedgerLock } from './with-ledger-lock.js';

/** What the hub shows of the newest release of this node, when the database has lost it too. */
export interface HubAnchor {
  /** number of that release, the last part of its id */
  readonly release: number;
  /** `ledger.sequence` of its document */
  readonly entry: number;
}

export interface RecoverLostOptions {
  readonly actor: string;
  readonly reason: string;
  readonly hub?: HubAnchor;
  /** the ledger is whole, and behind what the hub has named */
  readonly behindHub?: boolean;
}

export interface RecoveredLedger {
  /** years that are spent now */
  readonly charged: readonly string[];
  readonly entries: number;
}

function refuse(message: string, options?: ErrorOptions): never {
  throw new HubError('USAGE', message, 'operator', options);
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

/** Only a ledger that cannot be opened is lost; one that is ahead of its database is the one that is right. */
async function refuseWhole(node: ReleaseNode, database: readonly ChainedLedgerEntry[]): Promise<void> {
  let file: readonly ChainedLedgerEntry[];
  try {
    ({ entries: file } = await readLedgerFile(node.dataDir));
  } catch (error) {
    if (error instanceof HubError && error.code === 'LEDGER_BROKEN') return;
    throw error;
  }
  try {
    reconcileLedger(file, database);
  } catch (error) {
    if (error instanceof HubError && error.code === 'LEDGER_BROKEN' && file.length <= database.length) return;
    throw error;
  }
  const never = file.length === 0 && database.length === 0;
  if (!never) refuse('the ledger is whole; nothing has to be recovered');
}

/** Years that could have been released by now: of the declared coverage, and whatever the ledger names. */
function openYears({ settings, now }: ReleaseNode, entries: readonly ChainedLedgerEntry[]): string[] {
  const last = now().getUTCFullYear();
  const declared = settings.publication.coverage.flatMap(({ from, to }) => {
    const first = Number(from.slice(0, 4));
    const end = Math.min(last, Number(to.slice(0, 4)));
    return Array.from({ length: Math.max(0, end - first + 1) }, (_, index) => String(first + index));
  });
  const named = entries.map(({ entry }) => entry.partition);
  return [...new Set([...declared, ...named])].sort().filter((year) => !isReleased(entries, year));
}

async function planCharged(node: ReleaseNode, partition: string): Promise<ReleasePlan | null> {
  const plan = (await readPlan(node, partition))?.document.plan ?? planRelease(node.settings.publication);
  return plannedTables(plan, partition).length === 0 ? null : plan;
}

interface Rebuilt {
  /** the whole new ledger */
  readonly entries: ChainedLedgerEntry[];
  /** what the database does not have yet */
  readonly added: ChainedLedgerEntry[];
  readonly charged: string[];
}

async function rebuild(
  node: ReleaseNode,
  database: readonly ChainedLedgerEntry[],
  { reason, hub }: RecoverLostOptions,
): Promise<Rebuilt> {
  const { key } = await readSigningKey(node);
  const { highest, ledger: seen } = await readReceipt(node.dataDir);
  const anchor = { sequence: Math.max(seen?.sequence ?? 0, hub?.entry ?? 0) };
  const entries = [...database];
  const added: ChainedLedgerEntry[] = [];
  const append = (body: LedgerBody): void => {
    const entry = appendEntry(entries, body, body.kind === 'lost' ? anchor : undefined);
    entries.push(entry);
    added.push(entry);
  };
  const at = node.now().toISOString();
  const open = openReservation(entries);
  if (open !== undefined) {
    const { partition, release } = open;
    append({ kind: 'charged', at, partition, release, reason: 'the ledger was lost' });
  }
  // one more than is known: the reservation that the file alone had, if it had one
  const release = Math.max(nextRelease(entries), highest, hub?.release ?? 0);
  const charged: string[] = [];
  for (const partition of openYears(node, entries)) {
    const plan = await planCharged(node, partition);
    if (plan === null) continue;
    const recovery = await signRecovery(
      {
        format: 'vigil-recovery-1',
        partner: node.settings.id,
        partition,
        plan,
        release,
        recoveredAt: at,
        reason,
      },
      key,
    );
    append({ kind: 'lost', at, partition, release, recovery });
    charged.push(partition);
  }
  return { entries, added, charged };
}

/** What is left of the old file is kept beside the new one, for whoever wants to look. */
async function setAside(path: string, at: Date): Promise<void> {
  if ((await textOf(path)) === null) return;
  const name = `lost-${at.toISOString().replaceAll(/[^0-9TZ]/g, '')}.jsonl`;
  await copyFile(path, join(dirname(path), name));
}

async function refuseBehind(
  node: ReleaseNode,
  database: readonly ChainedLedgerEntry[],
  hub: HubAnchor | undefined,
): Promise<void> {
  if (database.length === 0) {
    if (hub === undefined)
      refuse(
        'ledger file and database are both empty; if the hub has releases of this node, give the newest one of them: ' +
          '--hub-release and --hub-entry',
      );
    return;
  }
  if (hub !== undefined) refuse('the database still has its ledger; leave --hub-release and --hub-entry out');
  const behind = await behindReceipt(node, database);
  if (behind !== null) throw new HubError('LEDGER_BEHIND', behind, 'operator');
}

/** Only a ledger that stands, in both homes alike, and lacks what the hub has named. */
async function refuseLevel(node: ReleaseNode, database: readonly ChainedLedgerEntry[]): Promise<void> {
  const { entries: file } = await readLedgerFile(node.dataDir);
  if (reconcileLedger(file, database).kind !== 'same')
    refuse('ledger file and database are not level yet: start vigil-partner serve once, which levels them');
  if ((await missingHere(node, database)) === null)
    refuse('the hub has named nothing that this node does not have; nothing has to be recovered');
}

async function refuseUnfit(
  node: ReleaseNode,
  database: readonly ChainedLedgerEntry[],
  { behindHub, hub }: RecoverLostOptions,
): Promise<void> {
  if (behindHub === true) {
    await refuseLevel(node, database);
    return;
  }
  await refuseWhole(node, database);
  await refuseBehind(node, database, hub);
}

/**
 * Writes a new ledger in the place of one that is lost, or goes on with one that is behind the hub, and charges every
 * year that it may have spent.
 *
 * Afterwards no release is made until the hub has asked once, as after a restore.
 *
 * @throws HubError USAGE when the ledger is whole; LEDGER_BEHIND when the database is older than what the hub has, or
 *   than the file: then the newest backup is the remedy
 */
export async function recoverLostLedger(
  node: ReleaseNode,
  options: RecoverLostOptions,
): Promise<RecoveredLedger> {
  const reason = options.reason.trim();
  if (reason === '' || reason.length > 500) refuse('say in one sentence how the ledger was lost: --reason');
  return withLedgerLock(node, async () => {
    const database = await readDatabaseLedger(node);
    await refuseUnfit(node, database, options);
    const { entries, added, charged } = await rebuild(node, database, { ...options, reason });
    if (options.behindHub === true && charged.length === 0)
      refuse('no year of the declared coverage is open: there is none to charge, and none to release');
    const path = ledgerFilePath(node.dataDir);
    const now = node.now();
    await setAside(path, now);
    await markRestored(node.dataDir, now, database.at(-1)?.entry.at ?? now.toISOString());
    await node.dataSource.transaction(async (manager) => {
      for (const entry of added) await insertEntry(manager, entry);
      const behind = options.behindHub === true ? { behindHub: true } : {};
      const details = { charged, entries: added.length, ...behind };
      await recordLocally(
        node,
        { actor: options.actor, action: 'release.recover', object: 'ledger', details },
        manager,
      );
    });
    await replaceDurably(path, entries.map((entry) => `${canonicalJson(entry)}\n`).join(''));
    for (const partition of charged) await destroyNoiseKey(node.dataDir, partition);
    return { charged, entries: entries.length };
  });
}
