/**
 * Does again what was done after the backup and must not be undone by it: erasures, withdrawn consents, and keys of
 * recipients that are sealed to no more.
 *
 * Only what takes away is done again. Cases added or edited, and consents granted after the backup, are lost with it:
 * the record says that they were, not what they held.
 */
import { HubError } from '@vigil/shared';
import { z } from 'zod';
import { ERASURE_REASONS, eraseCase, type ErasureReason } from '../cases/erase-case.js';
import { withdrawConsent } from '../cases/change-consent.js';
import { erasedSource, keepTombstones } from '../import/erased-sources.js';
import type { NodeContext } from '../node/node-context.js';
import { CaseFile } from '../records/case-file.js';
import { CONSENT_SCOPES, type ConsentScope } from '../records/consent-codes.js';
import { LocalRecord } from '../records/local-record.js';
import { unpinRecipient } from '../sealing/unpin-recipient.js';
import type { RecordLine } from './later-record.js';

export interface Reapplied {
  readonly erased: number;
  readonly withdrawn: number;
  /** keys of recipients */
  readonly unpinned: number;
  /** of files and persons that the backup does not hold: nothing to do */
  readonly notHere: number;
}

const isReason = (value: unknown): value is ErasureReason => ERASURE_REASONS.includes(value as ErasureReason);
const isScope = (value: unknown): value is ConsentScope => CONSENT_SCOPES.includes(value as ConsentScope);
const idOf = (object: string, prefix: string): string | null =>
  object.startsWith(prefix) ? object.slice(prefix.length) : null;

/**
 * The lines that came after the backup.
 *
 * @param lastOfBackup - number of the last line that the backup holds
 * @throws HubError USAGE when the two records are not of one node, or the lines begin too late
 */
export async function linesAfter(
  node: Pick<NodeContext, 'dataSource'>,
  lines: readonly RecordLine[],
  lastOfBackup: number,
): Promise<RecordLine[]> {
  const joint = lines.find(({ sequence }) => sequence === lastOfBackup);
  const here = await node.dataSource.getRepository(LocalRecord).findOneBy({ sequence: String(lastOfBackup) });
  if (joint?.at !== here?.at.toISOString() || joint?.action !== here?.action) {
    throw new HubError(
      'USAGE',
      `the record does not continue this backup: its line ${lastOfBackup} is missing or another one; give more of it, or the record of this node`,
      'operator',
    );
  }
  return lines.filter(({ sequence }) => sequence > lastOfBackup);
}

async function eraseAgain(node: NodeContext, actor: string, line: RecordLine): Promise<boolean> {
  const id = idOf(line.object, 'case_file:');
  const { reason } = line.details;
  const file = id === null ? null : await node.dataSource.getRepository(CaseFile).findOneBy({ id });
  // a file imported after the backup is not here, but its data set would bring it back
  const sources = z.array(erasedSource).safeParse(line.details['sources']);
  if (sources.success) await keepTombstones(node.dataSource, sources.data);
  if (file === null || !isReason(reason)) return false;
  const identifyingOnly = line.action === 'erase.identifying';
  await eraseCase(node, file.reference, { actor, reason, identifyingOnly });
  return true;
}

async function withdrawAgain(node: NodeContext, actor: string, line: RecordLine): Promise<boolean> {
  const person = idOf(line.object, 'person:');
  const { scope, recipient } = line.details;
  if (person === null || !isScope(scope)) return false;
  const to = typeof recipient === 'string' ? recipient : null;
  try {
    await withdrawConsent(node, actor, { person, scope, recipient: to });
    return true;
  } catch (error) {
    if (error instanceof HubError && error.code === 'NOT_FOUND') return false;
    throw error;
  }
}

/** @param lines - those after the backup, oldest first */
export async function reapplyRecord(
  node: NodeContext,
  actor: string,
  lines: readonly RecordLine[],
): Promise<Reapplied> {
  const counts = { erased: 0, withdrawn: 0, unpinned: 0, notHere: 0 };
  for (const line of lines) {
    if (line.action === 'erase.case-file' || line.action === 'erase.identifying') {
      counts[(await eraseAgain(node, actor, line)) ? 'erased' : 'notHere'] += 1;
    } else if (line.action === 'consent.withdraw') {
      counts[(await withdrawAgain(node, actor, line)) ? 'withdrawn' : 'notHere'] += 1;
    } else if (line.action === 'recipient.remove') {
      counts[(await unpinRecipient(node, actor, line.object)) === null ? 'notHere' : 'unpinned'] += 1;
    }
  }
  return counts;
}
