/**
 * Revokes a release: it answers nothing any more, it stays stored, and what it told stays spent.
 *
 * Ledger entry, signed statement and mark are one transaction; the hub fetches the statement with the releases.
 */
import {
  HubError,
  canonicalJson,
  isRevoked,
  releaseDocument,
  signRevocation,
  signedRevocation,
  verifyRevocation,
  type ReleaseDocument,
  type SignedRevocation,
} from '@vigil/shared';
import { recordLocally } from '../node/record-locally.js';
import { ReleaseDocumentRow } from './entities.js';
import { withLedger } from './open-ledger.js';
import { recoverOpened } from './recover-ledger.js';
import type { ReleaseNode } from './release-node.js';
import { readSigningKey } from './signing-key.js';
import { ReleaseRevocationRow } from './workflow-entities.js';

/** as in the signed statement */
const LONGEST_REASON = 500;

export interface RevokeOptions {
  /** `<partner>.<partition>.<sequence>` */
  readonly id: string;
  /** for the public: why; no figure, nothing about a case */
  readonly reason: string;
  /** who acts, for the local record */
  readonly actor: string;
}

function checkReason(reason: string): string {
  const text = reason.trim();
  if (text !== '' && text.length <= LONGEST_REASON) return text;
  throw new HubError(
    'USAGE',
    `the reason is published with the revocation: give one sentence of at most ${LONGEST_REASON} characters`,
    'operator',
  );
}

const missing = (): HubError =>
  new HubError(
    'NOT_FOUND',
    'there is no such release here; vigil-partner release show lists them',
    'operator',
  );

const revokedAlready = (id: string): HubError =>
  new HubError('RELEASE_EXISTS', `release ${id} is revoked already`, 'operator');

/**
 * The release that a revocation would be of, looked at before anybody is asked.
 *
 * @throws HubError NOT_FOUND for a release that is not here; RELEASE_EXISTS when it is revoked already; USAGE for a
 *   reason that cannot be published
 */
export async function previewRevocation(
  { dataSource }: Pick<ReleaseNode, 'dataSource'>,
  { id, reason }: Pick<RevokeOptions, 'id' | 'reason'>,
): Promise<{ readonly document: ReleaseDocument; readonly reason: string }> {
  const text = checkReason(reason);
  const row = await dataSource.getRepository(ReleaseDocumentRow).findOneBy({ id });
  if (row === null) throw missing();
  if (row.status === 'REVOKED') throw revokedAlready(id);
  return { document: releaseDocument.parse(JSON.parse(row.document)), reason: text };
}

/**
 * @throws HubError NOT_FOUND for a release that is not here; RELEASE_EXISTS when it is revoked already; LEDGER_BEHIND,
 *   LEDGER_BROKEN; while a reservation waits, whatever it waits for
 */
export async function revokeRelease(node: ReleaseNode, options: RevokeOptions): Promise<SignedRevocation> {
  const { id, actor } = options;
  const reason = checkReason(options.reason);
  const { key, trusted } = await readSigningKey(node);
  return withLedger(node, async (ledger) => {
    const { waiting } = await recoverOpened(node, ledger, { actor });
    if (waiting !== null) throw waiting;
    const row = await node.dataSource.getRepository(ReleaseDocumentRow).findOneBy({ id });
    if (row === null) throw missing();
    const { partition, sequence: release } = row;
    if (isRevoked(ledger.entries, release)) throw revokedAlready(id);
    const revokedAt = node.now().toISOString();
    let signed: SignedRevocation | undefined;
    await ledger.end(
      { kind: 'revoked', at: revokedAt, partition, release, reason },
      async (manager, written) => {
        const at = { sequence: written.entry.sequence, head: written.hash };
        const { id: partner } = node.settings;
        signed = await signRevocation(
          { format: 'vigil-revocation-1', partner, release: id, revokedAt, reason, ledger: at },
          key,
        );
        await verifyRevocation(signed, trusted); // one that nobody trusts must not be written
        await manager.insert(ReleaseRevocationRow, {
          releaseId: id,
          ledgerSequence: at.sequence,
          revocation: canonicalJson(signed.revocation),
          signature: signed.signature,
        });
        await manager.update(ReleaseDocumentRow, { id }, { status: 'REVOKED' });
        const details = { partition, release, ledger: at.sequence };
        await recordLocally(node, { actor, action: 'release.revoke', object: id, details }, manager);
      },
    );
    if (signed === undefined) throw new TypeError('a revocation was written without its statement');
    return signed;
  });
}

/** Every revocation of this node as the hub fetches it, oldest first. They are few and small. */
export async function listRevocations({
  dataSource,
}: Pick<ReleaseNode, 'dataSource'>): Promise<SignedRevocation[]> {
  const rows = await dataSource
    .getRepository(ReleaseRevocationRow)
    .find({ order: { ledgerSequence: 'ASC' } });
  return rows.map(({ revocation, signature }) =>
    signedRevocation.parse({ revocation: JSON.parse(revocation) as unknown, signature }),
  );
}
