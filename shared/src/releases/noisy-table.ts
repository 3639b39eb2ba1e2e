/**
 * One released table: exact counts in, released integers out.
 *
 * Takes the counts of a planned table and the partition's noise key; what leaves is count plus noise for every
 * cell of the lattice, empty cells included. Pure.
 */
import { cellAddress, releaseDimensionsOf } from './lattice.js';
import { drawNoise, noiseMessage, noiseTable } from './keyed-noise.js';
import type { ReleaseTable } from './release-document.js';
import type { PlannedTable } from './release-plan.js';

export interface NoisyTableInput {
  readonly planned: PlannedTable;
  readonly countingUnit: ReleaseTable['countingUnit'];
  readonly definitionVersion: string;
  readonly partition: string;
  readonly releaseSequence: number;
  readonly snapshotDigest: string;
  /** exact counts by cell address; a cell that is missing has none */
  readonly counts: ReadonlyMap<string, number>;
  /** subkey `noise` of the partition year */
  readonly noiseKey: Uint8Array;
}

/** A table of persons stands beside one of files with the same cells: the noise of the two must not be the same. */
export function noiseTableId({ id, counts }: Pick<PlannedTable, 'id' | 'counts'>): string {
  return counts === 'UNIT' ? id : `${id}-${counts}`;
}

/** Draws the noise of every cell, in lattice order. */
export function noisyTable(input: NoisyTableInput): ReleaseTable {
  const {
    planned,
    countingUnit,
    counts,
    noiseKey,
    definitionVersion,
    partition,
    releaseSequence,
    snapshotDigest,
  } = input;
  const table = noiseTable(planned.sigma2);
  return {
    id: planned.id,
    indicator: planned.indicator,
    countingUnit,
    dimensions: [...releaseDimensionsOf(planned.id)],
    sigma2: planned.sigma2,
    snapshotDigest,
    cells: planned.cells.map(({ at }) => {
      const address = cellAddress(planned.indicator, at);
      const message = noiseMessage({
        tableId: noiseTableId(planned),
        definitionVersion,
        partition,
        releaseSequence,
        snapshotDigest,
        cellAddress: address,
      });
      return { at: [...at], y: (counts.get(address) ?? 0) + drawNoise(noiseKey, table, message) };
    }),
  };
}
