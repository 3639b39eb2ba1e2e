/** The hash that chains local records: each one holds its predecessor's, so none can change unseen. */
import { createHash } from 'node:crypto';
import { canonicalJson } from '@vigil/shared';

export const FIRST_PREVIOUS_HASH = '0'.repeat(64);

interface ChainedRecord {
  readonly sequence: number;
  /** RFC 3339, UTC, milliseconds */
  readonly at: string;
  readonly actor: string;
  readonly action: string;
  readonly object: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly previousHash: string;
}

/** @returns 64 hexadecimal digits: SHA-256 over the canonical JSON (RFC 8785) of the record */
export function localRecordHash(record: ChainedRecord): string {
  const { sequence, at, actor, action, object, details, previousHash } = record;
  return createHash('sha256')
    .update('vigil-local-record-1\n')
    .update(canonicalJson({ sequence, at, actor, action, object, details, previousHash }), 'utf8')
    .digest('hex');
}
