/**
 * Keyed names of units and acts: what outlives an erased case file names nothing, and still an act that was
 * counted in one year is known again in another.
 */
import { encodeParts } from '@vigil/shared';
import { createHmac } from 'node:crypto';
import { readIdKey } from '../serve/id-key.js';
import type { ReleaseNode } from './release-node.js';

/** Gives a unit or an act its keyed name, 64 hex digits. */
export type KeyedName = (kind: 'unit' | 'act', id: string) => string;

/** `vigil-frozen-v1`, the kind, then the id with its length: as `encodeParts` writes them, in one text. */
function headOf(kind: 'unit' | 'act'): string {
  return Buffer.from(encodeParts(['vigil-frozen-v1', kind])).toString('latin1');
}

const MOST_ASCII = 127;

/** @throws HubError DATA_DIRECTORY_MISSING when the node's id key was lost: with another key nothing is known again */
export async function readKeyedName({ dataDir }: Pick<ReleaseNode, 'dataDir'>): Promise<KeyedName> {
  const key = await readIdKey(dataDir);
  const heads = { unit: headOf('unit'), act: headOf('act') };
  return (kind, id) => {
    // ids are those of the database, hexadecimal; one short text is hashed in half the time of many parts
    const message =
      id.length > MOST_ASCII
        ? encodeParts(['vigil-frozen-v1', kind, id])
        : `${heads[kind]}\0\0\0${String.fromCharCode(id.length)}${id}`;
    return createHmac('sha256', key).update(message).digest('hex');
  };
}
