/**
 * A partner in memory: the kit's own caps, counts, digests and noise over rows that a game gives it, release after
 * release, with what it has frozen in between.
 *
 * Every check that a broken twin leaves out is a field of `Ways`; `WAYS` are the real ones. No database: what stands
 * there in a node (frozen assignments, ledger) is a map here.
 */
import {
  frozenBy,
  NOTHING_FROZEN,
  takeSnapshot,
  type Contribution,
  type EarlierRelease,
  type PlannedLattice,
  type Snapshot,
} from '@vigil/kit';
import {
  deriveSubkey,
  noisyTable,
  type PlannedRelease,
  type ReleasePlan,
  type ReleaseTable,
} from '@vigil/shared';

/** One planned release and the number it would have in the ledger. */
export interface Step extends PlannedRelease {
  readonly plan: ReleasePlan;
  readonly partition: string;
  readonly sequence: number;
  /** made once: a game counts the same release thousands of times */
  readonly lattice: PlannedLattice;
}

/** What a table counted, before noise. */
export interface Counted {
  readonly name: string;
  readonly table: Snapshot['tables'][number];
}

export interface Ways {
  /** the rows as the indicator rules give them; a broken twin rewrites them before the caps */
  readonly rows: (rows: readonly Contribution[]) => readonly Contribution[];
  /** does it remember where units were counted? */
  readonly freezes: boolean;
  /** what becomes of a count that was not meant to leave */
  readonly draw: typeof noisyTable;
}

export const WAYS: Ways = {
  rows: (rows) => rows,
  freezes: true,
  draw: noisyTable,
};

const DEFINITIONS = 'test:1';

export class SimulatedPartner {
  readonly #earlier: EarlierRelease[] = [];

  /** @param masterOf - the key of a partition year */
  constructor(
    private readonly masterOf: (partition: string) => Uint8Array,
    private readonly ways: Ways = WAYS,
  ) {}

  /** Caps and counts the rows of a release, and freezes where they went. */
  count(step: Step, rows: readonly Contribution[]): Counted[] {
    const { plan, partition, stage, part, sequence, lattice } = step;
    const snapshot = takeSnapshot({
      contributions: this.ways.rows(rows),
      plan,
      partition,
      stage,
      part,
      lattice,
      release: sequence,
      definitionVersion: DEFINITIONS,
      master: this.masterOf(partition),
      frozen: this.ways.freezes ? frozenBy(this.#earlier, partition) : NOTHING_FROZEN,
    });
    this.#earlier.push({ partition, stage, units: snapshot.units });
    return snapshot.tables.map((table) => {
      const { id, indicator, counts } = table.planned;
      return { name: `${id} ${indicator} ${counts}`, table };
    });
  }

  /**
   * Draws the noise of what was counted.
   *
   * @param only - the cells to draw, for a game of many trials: a cell's noise does not depend on the others
   */
  draw(
    { partition, sequence, plan }: Step,
    counted: readonly Counted[],
    only: (table: number, address: string) => boolean = () => true,
  ): ReleaseTable[] {
    const noiseKey = deriveSubkey(this.masterOf(partition), 'noise');
    return counted.map(({ table: { planned, counts, digest } }, index) =>
      this.ways.draw({
        planned: { ...planned, cells: planned.cells.filter(({ address }) => only(index, address)) },
        counts,
        noiseKey,
        countingUnit: plan.unit === 'EVENT' ? 'EVENT' : 'CASE_FILE',
        definitionVersion: DEFINITIONS,
        partition,
        releaseSequence: sequence,
        snapshotDigest: digest,
      }),
    );
  }
}
