/**
 * The audit chain: every entry's hash covers the entry before it, so that a changed, missing or moved one shows.
 *
 * Takes entries, gives hashes. The tree and its checkpoints, which also catch a chain rewritten as a whole,
 * join these hashes later. Pure: no clock, no I/O.
 */
import { hash } from 'node:crypto';
import { HubError } from '../errors/hub-error.js';
import { canonicalJson } from '../releases/canonical-json.js';
import { auditEntry, type AuditEntry } from './audit-entry.js';

/** The hash before the first entry: 32 zero bytes, in hexadecimal. */
export const CHAIN_START = '0'.repeat(64);

const LEAF_HEAD_BYTES = 33;

export interface ChainedEntry<Entry> {
  readonly entry: Entry;
  /** lower-case hexadecimal, 64 characters */
  readonly previousHash: string;
  readonly hash: string;
}
export type ChainedAuditEntry = ChainedEntry<AuditEntry>;

/** Where a chain stands: the number of its newest entry (0: empty) and that entry's hash. */
export interface ChainHead {
  readonly sequence: number;
  readonly hash: string;
}

/**
 * Hashes one entry onto the chain.
 *
 * @param previousHash - the entry before, 64 hexadecimal characters; CHAIN_START for the first
 * @param entry - a JSON value
 * @returns lower-case hexadecimal: SHA-256(0x00 || previous || canonical JSON, UTF-8)
 * @throws HubError AUDIT_BROKEN when the previous hash is no hash
 * @see RFC 9162, section 2.1.1 (0x00 sets a leaf apart from an inner node)
 */
export function auditLeafHash(previousHash: string, entry: unknown): string {
  return auditTextHash(previousHash, canonicalJson(entry));
}

/** The same of an entry that is written already: its canonical JSON. */
export function auditTextHash(previousHash: string, canonical: string): string {
  if (!/^[0-9a-f]{64}$/.test(previousHash)) {
    throw new HubError('AUDIT_BROKEN', 'the previous hash is not 64 hexadecimal characters', 'operator');
  }
  // 0x00 and the 32 bytes of the hash before, then the text: put together, for one call is half of four
  const leaf = Buffer.allocUnsafe(LEAF_HEAD_BYTES + Buffer.byteLength(canonical, 'utf8'));
  leaf[0] = 0x00;
  leaf.write(previousHash, 1, 'hex');
  leaf.write(canonical, LEAF_HEAD_BYTES, 'utf8');
  return hash('sha256', leaf, 'hex');
}

/**
 * Checks an entry's shape and chains it behind the head.
 *
 * @param head - null: this is the first
 * @param entry - without its number, which follows from the head
 * @throws HubError AUDIT_BROKEN naming the field that does not belong into an audit entry
 */
export function chainAuditEntry(
  head: ChainHead | null,
  entry: Omit<AuditEntry, 'sequence'>,
): ChainedAuditEntry {
  const parsed = auditEntry.safeParse({ ...entry, sequence: (head?.sequence ?? 0) + 1 });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    // No message of zod's: it may repeat the value that has no place here.
    throw new HubError(
      'AUDIT_BROKEN',
      `audit entry, field ${issue?.path.join('.') || '(root)'}: ${issue?.code ?? 'invalid'}`,
      'operator',
    );
  }
  const previousHash = head?.hash ?? CHAIN_START;
  return { entry: parsed.data, previousHash, hash: auditLeafHash(previousHash, parsed.data) };
}

/**
 * Walks a chain from its beginning.
 *
 * @param entries - in their stored order, all of them
 * @param start - the entry before the first one, where older entries were pruned
 * @returns the head; compare it with one kept elsewhere to notice that the end was cut off
 * @throws HubError AUDIT_BROKEN naming the first entry that does not fit
 */
export async function verifyChain<Entry extends { readonly sequence: number }>(
  entries: Iterable<ChainedEntry<Entry>> | AsyncIterable<ChainedEntry<Entry>>,
  start: ChainHead = { sequence: 0, hash: CHAIN_START },
): Promise<ChainHead> {
  let head = start;
  for await (const link of entries) {
    const expected = head.sequence + 1;
    if (link.entry.sequence !== expected) broken(expected, 'is missing or out of order');
    if (link.previousHash !== head.hash) broken(expected, 'does not follow the one before it');
    if (link.hash !== auditLeafHash(link.previousHash, link.entry)) broken(expected, 'was changed');
    head = { sequence: expected, hash: link.hash };
  }
  return head;
}

function broken(sequence: number, what: string): never {
  throw new HubError('AUDIT_BROKEN', `entry ${sequence} ${what}`, 'operator');
}
