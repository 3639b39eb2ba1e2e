/**
 * What the hub has of this node's releases, in its own words: it names the last number it has with every question.
 *
 * A data directory restored as a whole, database and ledger file together, looks whole to itself; only somebody
 * who kept a later release can tell. The highest number ever named is kept in a file beside the ledger.
 */
import { HubError, type ChainedLedgerEntry } from '@vigil/shared';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { hubHasAsked, uncheckedRestore } from '../operations/restored-marker.js';
import { isMissing, replaceDurably } from './durable-file.js';
import type { ReleaseNode } from './release-node.js';

const receipt = z.strictObject({
  format: z.literal('vigil-receipt-1'),
  /** number of the newest release that the hub ever said it has; 0 for none */
  highest: z.int().min(0),
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

function behindMessage(highest: number, own: number): string {
  return (
    `the hub has release ${highest} of this node, the newest one here is ${own}: this node was restored from an ` +
    'older backup, and a release from it would spend again; restore the newest ledger and database'
  );
}

/** Keeps what the hub said; true when it is the first time that this node is found to be behind. */
async function keepReceipt(
  { dataDir, dataSource }: ReleaseNode,
  after: number,
  own: number,
): Promise<boolean> {
  return dataSource.transaction(async (manager) => {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
    const before = await readReceipt(dataDir);
    const highest = Math.max(before.highest, after);
    const behindAt = highest > own ? own : null;
    if (highest === before.highest && behindAt === before.behindAt) return false;
    await replaceDurably(receiptPath(dataDir), `${JSON.stringify({ ...before, highest, behindAt })}\n`);
    return behindAt !== null && behindAt !== before.behindAt;
  });
}

/** The newest release of this node, or the number up to which a lost ledger was charged. */
async function newestHere({ dataSource }: Pick<ReleaseNode, 'dataSource'>): Promise<number> {
  const [newest] = await dataSource.query<{ own: number }[]>(
    `SELECT greatest(
       (SELECT max(sequence) FROM release_document),
       (SELECT max((entry ->> 'release')::integer) FROM release_ledger WHERE entry ->> 'kind' = 'lost'),
       0) AS own`,
  );
  return newest?.own ?? 0;
}

/**
 * Notes which release the hub says it has.
 *
 * @param after - number of the newest release the hub has; 0 for none
 * @returns true when this node does not know that release: then it answers nothing
 * @throws HubError LEDGER_BROKEN when the file is damaged
 */
export async function notedReceipt(node: ReleaseNode, after: number): Promise<boolean> {
  const own = await newestHere(node);
  const { highest, behindAt } = await readReceipt(node.dataDir);
  const news = after > highest || behindAt !== (highest > own ? own : null);
  if (news && (await keepReceipt(node, after, own))) {
    node.log.error({ code: 'LEDGER_BEHIND', after, own }, behindMessage(Math.max(highest, after), own));
  }
  await hubHasAsked(node.dataDir);
  return after > own;
}

/** How this ledger is behind what the hub has, in words; null when it is not. */
export async function behindReceipt(
  { dataDir }: Pick<ReleaseNode, 'dataDir'>,
  entries: readonly ChainedLedgerEntry[],
): Promise<string | null> {
  const { highest } = await readReceipt(dataDir);
  const released = entries.flatMap(({ entry }) =>
    entry.kind === 'complete' || entry.kind === 'recovered' || entry.kind === 'lost' ? [entry.release] : [],
  );
  const own = Math.max(0, ...released);
  return highest > own ? behindMessage(highest, own) : uncheckedRestore(dataDir);
}
