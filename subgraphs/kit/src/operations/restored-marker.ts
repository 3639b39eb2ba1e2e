/**
 * A node restored from a backup does not know what it released after it. The hub does, and names it with its next
 * question; until then no release is made here, so that no year makes noise twice.
 *
 * The mark is a file beside the ledger: written by a restore, removed when the hub has asked.
 */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { HubError } from '@vigil/shared';
import { z } from 'zod';
import { isMissing, replaceDurably } from '../releases/durable-file.js';

const mark = z.strictObject({
  format: z.literal('vigil-restored-1'),
  restoredAt: z.iso.datetime(),
  /** when the backup was made */
  backupOf: z.iso.datetime(),
});

export function restoredMarkPath(dataDir: string): string {
  return join(dataDir, 'ledger', 'restored.json');
}

export async function markRestored(dataDir: string, restoredAt: Date, backupOf: string): Promise<void> {
  const value = { format: 'vigil-restored-1', restoredAt: restoredAt.toISOString(), backupOf };
  await replaceDurably(restoredMarkPath(dataDir), `${JSON.stringify(value)}\n`);
}

/** Why no release may be made yet, in words; null when nothing is in the way. */
export async function uncheckedRestore(dataDir: string): Promise<string | null> {
  let text: string;
  try {
    text = await readFile(restoredMarkPath(dataDir), 'utf8');
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
  try {
    const { restoredAt, backupOf } = mark.parse(JSON.parse(text));
    return (
      `this node was restored on ${restoredAt} from a backup of ${backupOf}, and the hub has not asked since: whether ` +
      'it has a newer release than this ledger is not known; start vigil-partner serve and wait for its question'
    );
  } catch (cause) {
    throw new HubError('LEDGER_BROKEN', `${restoredMarkPath(dataDir)} cannot be read`, 'operator', { cause });
  }
}

/** The hub has said which release it has, and that has been kept: from here the receipt decides. */
export async function hubHasAsked(dataDir: string): Promise<void> {
  await rm(restoredMarkPath(dataDir), { force: true });
}
