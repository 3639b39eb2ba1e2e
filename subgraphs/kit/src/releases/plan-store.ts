/**
 * Plans of years in the database: kept first, then signed, and from then on as they are.
 *
 * Rows only; what may stand in them is judged in `fix-plan.ts`.
 */
import {
  HubError,
  canonicalJson,
  planDocument,
  verifyPlan,
  type PlanDocument,
  type SignedPlan,
} from '@vigil/shared';
import type { EntityManager } from 'typeorm';
import type { ReleaseNode } from './release-node.js';
import { readSigningKey } from './signing-key.js';
import { ReleasePlanRow } from './workflow-entities.js';

export interface StoredPlan {
  readonly document: PlanDocument;
  /** null: kept, and not signed yet */
  readonly signature: string | null;
}

export async function readPlan({ dataSource }: ReleaseNode, partition: string): Promise<StoredPlan | null> {
  const row = await dataSource.getRepository(ReleasePlanRow).findOneBy({ partition });
  if (row === null) return null;
  return { document: planDocument.parse(JSON.parse(row.document)), signature: row.signature };
}

/**
 * The signed plan of a year, verified again: a row that somebody changed must not be released by.
 *
 * @returns null when there is none, or it is not signed
 * @throws HubError RELEASE_INVALID when it does not verify
 */
export async function readSignedPlan(node: ReleaseNode, partition: string): Promise<SignedPlan | null> {
  const stored = await readPlan(node, partition);
  if (stored?.signature == null) return null;
  const signed = { document: stored.document, signature: stored.signature };
  const { trusted } = await readSigningKey(node);
  try {
    await verifyPlan(signed, trusted);
  } catch (cause) {
    if (!(cause instanceof HubError)) throw cause;
    const message =
      `the signed plan of ${partition} does not hold (${cause.message}); if the key of this node was changed, the ` +
      'coalition file must list the one it was signed with too';
    throw new HubError('RELEASE_INVALID', message, 'operator', { cause });
  }
  return signed;
}

/** Writes a plan over one that is not signed; over a signed one the database refuses it. */
export async function writePlan(
  manager: EntityManager,
  { document, signature }: StoredPlan,
  keptAt: Date,
): Promise<void> {
  await manager.query('SET LOCAL synchronous_commit = on');
  await manager.query(
    `INSERT INTO release_plan (partition, document, signature, kept_at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (partition) DO UPDATE
     SET document = excluded.document, signature = excluded.signature, kept_at = excluded.kept_at`,
    [document.partition, canonicalJson(document), signature, keptAt],
  );
}
