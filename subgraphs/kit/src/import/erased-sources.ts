/**
 * What was erased stays erased: a data set that still holds the row must not bring it back.
 *
 * Kept is a keyed hash of the row's key, because a key may be a number of a list or hold a person's name; the
 * key of the hash lives outside the database.
 */
import { keyedHash } from '@vigil/shared';
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { NodeContext } from '../node/node-context.js';
import type { CaseRows } from '../records/case-rows.js';
import { forgetCells } from '../releases/frozen-assignments.js';
import { readIdKey } from '../serve/id-key.js';

/** 64 hex digits for the key of a row */
export type KeyHash = (sourceKey: string) => string;

/** A row of a data set that was erased here. */
export const erasedSource = z.strictObject({
  dataset: z.string().min(1),
  /** see `KeyHash` */
  keyHash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ErasedSource = z.infer<typeof erasedSource>;

/**
 * The hash under which erased rows of a data set are known.
 *
 * @throws HubError DATA_DIRECTORY_MISSING without the node's id key: with another one nothing would be known again
 */
export async function readKeyHash(
  { dataDir }: Pick<NodeContext, 'dataDir'>,
  dataset: string,
): Promise<KeyHash> {
  const key = (await readIdKey(dataDir)).export();
  return (sourceKey) => Buffer.from(keyedHash(key, ['vigil-erased-v1', dataset, sourceKey])).toString('hex');
}

/**
 * Leaves behind what must outlive an erased case file: that its rows were erased, and that its acts were counted
 * in a release. Neither says what the file held.
 *
 * @param manager - the transaction of the erasure, before the rows are deleted
 * @returns the rows by data set and keyed hash, for the line of the local record that tells of the erasure: with it
 *   a restored node knows them again
 */
export async function leaveTombstones(
  context: Pick<NodeContext, 'dataDir'>,
  manager: EntityManager,
  { caseFiles, events }: Pick<CaseRows, 'caseFiles' | 'events'>,
): Promise<ErasedSource[]> {
  const left: ErasedSource[] = [];
  for (const { id } of caseFiles) await forgetCells(manager, id);
  for (const { sourceDataset, sourceKey } of events) {
    if (sourceDataset === null || sourceKey === null) continue;
    const hashOf = await readKeyHash(context, sourceDataset);
    left.push({ dataset: sourceDataset, keyHash: hashOf(sourceKey) });
  }
  await keepTombstones(manager, left);
  return left;
}

/** Keeps that these rows were erased; importing them again changes nothing. */
export async function keepTombstones(
  manager: Pick<EntityManager, 'query'>,
  sources: readonly ErasedSource[],
): Promise<void> {
  for (const { dataset, keyHash } of sources) {
    await manager.query(
      'INSERT INTO erased_source (dataset, key_hash) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      [dataset, keyHash],
    );
  }
}
