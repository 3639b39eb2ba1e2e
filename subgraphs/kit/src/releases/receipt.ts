/**
 * What the hub has of this node's releases, in its own words: with every question it names the last release it has, and
 * the last entry of the ledger that a release or a revocation has shown it, by number and hash.
 *
 * A data directory restored as a whole, database and ledger file together, looks whole to itself; only somebody
 * who kept a later release can tell. A node that has gone on from such a restore has as many entries as before, and
 * others: the hash tells. The highest that was ever named is kept in a file beside the ledger.
 */
import { HubError, type ChainedLedgerEntry } from '@vigil/shared';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { hubHasAsked, uncheckedRestore } from '../operations/restored-marker.js';
import { isMissing, replaceDurably } from './durable-file.js';
import type { ReleaseNode } from './release-node.js';

/** An entry of this node's ledger as the hub has seen it, in a release or a revocation. */
export const ledgerSeen = z.strictObject({
  /** no node comes to so many, and a recovery must be able to count on from what a hub has named */
  sequence: z.int().positive().max(1_000_000_000),
  head: z.string().regex(/^[0-9a-f]{64}$/),
});
export type LedgerSeen = z.infer<typeof ledgerSeen>;

const receipt = z.strictObject({
  format: z.literal('vigil-receipt-1'),
  /** number of the newest release that the hub ever said it has; 0 for none */
  highest: z.int().min(0),
  /** the newest ledger entry that the hub ever said it has seen; absent: it never named one */
  ledger: ledgerSeen.optional(),
  /** this node's own newest release when it was found to be behind and said so; null while it is not */
  behindAt: z.int().min(0).nullable(),
});
type Receipt = z.infer<typeof receipt>;

const NONE: Receipt = { format: 'vigil-receipt-1', highest: 0, behindAt: null };

/** pg_advisory_xact_lock: two questions at once would write over each other */
const LOCK = 7_161_005;

export function receiptPath(dataDir: string): string {
  return join(dataDir, 'ledger', 'receipt.json');
}

/** @throws HubError LEDGER_BROKEN */
export async function readReceipt(dataDir: string): Promise<Receipt> {
  try {
    return receipt.parse(JSON.parse(await readFile(receiptPath(dataDir), 'utf8')));
  } catch (cause) {
    if (isMissing(cause)) return NONE;
    throw new HubError('LEDGER_BROKEN', `receipt file ${receiptPath(dataDir)} cannot be read`, 'operator', {
      cause,
    });
  }
}

/** What the hub has. */
interface HubPlace {
  /** number of a release; 0 for none */
  readonly release: number;
  readonly ledger?: LedgerSeen | undefined;
}

/** What is here. */
interface OwnPlace {
  /** the newest release, or the number up to which a lost ledger was charged; 0 for none */
  readonly release: number;
  /** number of the newest ledger entry; 0 for none */
  readonly ledger: number;
  /** number of the newest entry that charged what a lost ledger held: all before it is paid for; 0 for none */
  readonly lost: number;
  /** hashes of the entries that are asked about */
  readonly hashes: ReadonlyMap<number, string>;
}

/** Does the hub know another entry under a number than this node does? */
function isOther({ lost, hashes }: OwnPlace, { ledger }: HubPlace): boolean {
  return ledger !== undefined && ledger.sequence > lost && hashes.get(ledger.sequence) !== ledger.head;
}

function isBehind(own: OwnPlace, hub: HubPlace): boolean {
  return hub.release > own.release || (hub.ledger?.sequence ?? 0) > own.ledger || isOther(own, hub);
}

function lack(hub: HubPlace, own: OwnPlace): string {
  if (hub.release > own.release)
    return `the hub has release ${hub.release} of this node, the newest one here is ${own.release}`;
  const seen = hub.ledger?.sequence ?? 0;
  if (seen > own.ledger)
    return `the hub has seen ledger entry ${seen} of this node, the newest one here is ${own.ledger}`;
  return `the hub has seen another ledger entry ${seen} of this node than the one here`;
}

function behindMessage(hub: HubPlace, own: OwnPlace): string {
  return (
    `${lack(hub, own)}: this node was restored from an ` +
    'older backup, and a release from it would spend again; restore the newest ledger and database'
  );
}

const placeOf = ({ highest, ledger }: Receipt): HubPlace => ({ release: highest, ledger });

/** What was known, with what the hub says now: a hub that lost its memory, or changed its mind, takes nothing back. */
function raised(before: Receipt, said: HubPlace, own: OwnPlace): Receipt {
  const highest = Math.max(before.highest, said.release);
  const saidMore = (said.ledger?.sequence ?? 0) > (before.ledger?.sequence ?? 0);
  const ledger = saidMore ? said.ledger : before.ledger;
  return {
    format: before.format,
    highest,
    ...(ledger === undefined ? {} : { ledger }),
    behindAt: isBehind(own, { release: highest, ledger }) ? own.release : null,
  };
}

const isSame = (one: Receipt, other: Receipt): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Keeps what the hub said; true when it is the first time that this node is found to be behind. */
async function keepReceipt(
  { dataDir, dataSource }: ReleaseNode,
  said: HubPlace,
  own: OwnPlace,
): Promise<boolean> {
  return dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const before = await readReceipt(dataDir);
    const after = raised(before, said, own);
    if (isSame(before, after)) return false;
    await replaceDurably(receiptPath(dataDir), `${JSON.stringify(after)}\n`);
    return after.behindAt !== null && after.behindAt !== before.behindAt;
  });
}

/** What is here, with the hashes of the entries that the hub names or has named. */
async function placeHere(
  { dataSource }: Pick<ReleaseNode, 'dataSource'>,
  named: readonly (LedgerSeen | undefined)[],
): Promise<OwnPlace> {
  const [newest] = await dataSource.query<Omit<OwnPlace, 'hashes'>[]>(
    `SELECT greatest((SELECT max(sequence) FROM release_document), max(release) FILTER (WHERE kind = 'lost'), 0) AS release,
       coalesce(max(sequence), 0) AS ledger,
       coalesce(max(sequence) FILTER (WHERE kind = 'lost'), 0) AS lost
     FROM (SELECT sequence, entry ->> 'kind' AS kind, (entry ->> 'release')::integer AS release FROM release_ledger) AS entries`,
  );
  const sequences = named.flatMap((each) => (each === undefined ? [] : [each.sequence]));
  const rows = await dataSource.query<{ sequence: number; hash: string }[]>(
    'SELECT sequence, hash FROM release_ledger WHERE sequence = ANY($1::integer[])',
    [sequences],
  );
  const hashes = new Map(rows.map(({ sequence, hash }) => [sequence, hash]));
  return { ...(newest ?? { release: 0, ledger: 0, lost: 0 }), hashes };
}

/**
 * Notes which release the hub says it has, and which entry of the ledger it has seen.
 *
 * @param after - number of the newest release the hub has; 0 for none
 * @param ledger - the newest ledger entry it has seen; absent for none, and from a hub that does not name it
 * @returns true when this node does not know that release or entry, or has gone on from before an entry that the hub
 *   ever named: then it answers nothing
 * @throws HubError LEDGER_BROKEN when the file is damaged
 */
export async function notedReceipt(node: ReleaseNode, after: number, ledger?: LedgerSeen): Promise<boolean> {
  const said = { release: after, ledger };
  const before = await readReceipt(node.dataDir);
  const own = await placeHere(node, [ledger, before.ledger]);
  const now = raised(before, said, own);
  if (!isSame(before, now) && (await keepReceipt(node, said, own))) {
    const numbers = { after, ledger: ledger?.sequence ?? 0, own: own.release, ownLedger: own.ledger };
    node.log.error({ code: 'LEDGER_BEHIND', ...numbers }, behindMessage(placeOf(now), own));
  }
  await hubHasAsked(node.dataDir);
  return isBehind(own, said) || isOther(own, placeOf(now));
}

/** The highest release and ledger entry that the hub ever named, where this ledger does not have them; else null. */
export async function missingHere(
  { dataDir }: Pick<ReleaseNode, 'dataDir'>,
  entries: readonly ChainedLedgerEntry[],
): Promise<{ readonly hub: HubPlace; readonly own: OwnPlace } | null> {
  const hub = placeOf(await readReceipt(dataDir));
  const released = entries.flatMap(({ entry }) =>
    entry.kind === 'complete' || entry.kind === 'recovered' || entry.kind === 'lost' ? [entry.release] : [],
  );
  const own = {
    release: Math.max(0, ...released),
    ledger: entries.at(-1)?.entry.sequence ?? 0,
    lost: entries.findLast(({ entry }) => entry.kind === 'lost')?.entry.sequence ?? 0,
    hashes: new Map(entries.map(({ entry, hash }) => [entry.sequence, hash])),
  };
  return isBehind(own, hub) ? { hub, own } : null;
}

/** How this ledger is behind what the hub has, in words; null when it is not. */
export async function behindReceipt(
  node: Pick<ReleaseNode, 'dataDir'>,
  entries: readonly ChainedLedgerEntry[],
): Promise<string | null> {
  const missing = await missingHere(node, entries);
  return missing === null ? uncheckedRestore(node.dataDir) : behindMessage(missing.hub, missing.own);
}
