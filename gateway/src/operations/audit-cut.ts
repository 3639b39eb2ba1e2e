/**
 * The beginning of a pruned audit log: read, checked against the hub's own key, and written with the entries that go.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHAIN_START, HubError, canonicalJson, type ChainHead } from '@vigil/shared';
import type { DataSource, EntityManager } from 'typeorm';

/** The key of the codes; made at the first pruning, and in every backup. */
const KEY_FILE = join('keys', 'audit-cut.key');
const KEY_BYTES = 32;

export interface AuditCut extends ChainHead {
  readonly removed: number;
  readonly at: Date;
}

interface CutRow {
  readonly through: string;
  readonly hash: string;
  readonly removed: string;
  readonly cut_at: Date;
  readonly code: string;
}

function codeOf({ sequence, hash, removed, at }: AuditCut, key: Uint8Array): string {
  const text = canonicalJson({ sequence, hash, removed, at: at.toISOString() });
  return createHmac('sha256', key).update('vigil-audit-cut-1\n').update(text, 'utf8').digest('hex');
}

/** @throws HubError AUDIT_BROKEN for a file that holds no whole key: with an empty one anybody could write codes */
function readKey(dataDir: string): Buffer | null {
  const path = join(dataDir, KEY_FILE);
  if (!existsSync(path)) return null;
  const key = Buffer.from(readFileSync(path, 'utf8').trim(), 'base64url');
  if (key.byteLength === KEY_BYTES) return key;
  throw new HubError(
    'AUDIT_BROKEN',
    `${path} holds no whole key; take it from a backup, or remove it if nothing was ever pruned`,
    'operator',
  );
}

function keyOf(dataDir: string): Buffer {
  const kept = readKey(dataDir);
  if (kept !== null) return kept;
  const made = randomBytes(KEY_BYTES);
  const path = join(dataDir, KEY_FILE);
  writeFileSync(`${path}.new`, `${made.toString('base64url')}\n`, { mode: 0o600, flush: true });
  renameSync(`${path}.new`, path);
  return made;
}

/** @throws HubError AUDIT_BROKEN when the cut is not one that this hub made */
async function newestCut(dataSource: DataSource, dataDir: string): Promise<AuditCut | null> {
  const [row] = await dataSource.query<CutRow[]>(
    'SELECT * FROM audit_entry_cut ORDER BY through DESC LIMIT 1',
  );
  if (row === undefined) return null;
  const cut = {
    sequence: Number(row.through),
    hash: row.hash,
    removed: Number(row.removed),
    at: row.cut_at,
  };
  const key = readKey(dataDir);
  const code = key === null ? null : Buffer.from(codeOf(cut, key));
  const given = Buffer.from(row.code);
  if (code?.byteLength !== given.byteLength || !timingSafeEqual(code, given)) {
    throw new HubError(
      'AUDIT_BROKEN',
      `the audit log says that its first ${cut.sequence} entries were pruned, but this hub did not write that`,
      'operator',
    );
  }
  return cut;
}

/** Where the chain starts: behind the newest cut, or at its very beginning. */
export async function chainStart(dataSource: DataSource, dataDir: string): Promise<ChainHead> {
  return (await newestCut(dataSource, dataDir)) ?? { sequence: 0, hash: CHAIN_START };
}

/** Writes the cut and removes what lies before it; both, or neither. */
export async function cutAudit(manager: EntityManager, dataDir: string, cut: AuditCut): Promise<void> {
  await manager.query(
    'INSERT INTO audit_entry_cut (through, hash, removed, cut_at, code) VALUES ($1, $2, $3, $4, $5)',
    [cut.sequence, cut.hash, cut.removed, cut.at, codeOf(cut, keyOf(dataDir))],
  );
  // the owner of the table alone can do this
  await manager.query('ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_append_only');
  await manager.query('DELETE FROM audit_entry WHERE sequence <= $1', [cut.sequence]);
  await manager.query('ALTER TABLE audit_entry ENABLE TRIGGER audit_entry_append_only');
}
