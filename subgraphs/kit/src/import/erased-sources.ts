/**
 * What was erased stays erased: a data set that still holds the row must not bring it back.
 *
 * Kept is a keyed hash of the row's key, because a key may be a number of a list or hold a person's name; the
 * key of the hash lives outside the database.
 */
import { keyedHash } from '@vigil/shared';
import type { EntityManager } from 'typeorm';
import type { NodeContext } from '../node/node-context.js';
import type { CaseRows } from '../records/case-rows.js';
import { forgetCells } from '../releases/frozen-assignments.js';
import { readIdKey } from '../serve/id-key.js';

/** 64 hex digits for the key of a row */
export type KeyHash = (sourceKey: string) => string;

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
 */
export async function leaveTombstones(
  context: Pick<NodeContext, 'dataDir'>,
  manager: EntityManager,
  { caseFiles, events }: Pick<CaseRows, 'caseFiles' | 'events'>,
): Promise<void> {
  for (const { id } of caseFiles) await forgetCells(manager, id);
  for (const { sourceDataset, sourceKey } of events) {
    if (sourceDataset === null || sourceKey === null) continue;
    const hashOf = await readKeyHash(context, sourceDataset);
    await manager.query(
      'INSERT INTO erased_source (dataset, key_hash) VALUES ($1, $2) ON CONFLICT DO NOTHING',
      [sourceDataset, hashOf(sourceKey)],
    );
  }
}
