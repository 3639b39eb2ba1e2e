/**
 * The snapshot of a release: what was counted, and a keyed digest of it for every table.
 *
 * The digest is keyed, because it is published: an open hash of few counts could be guessed back. It covers the
 * release number, so that two releases never show that nothing changed between them. Pure; the same over a stream
 * of records is `read-snapshot.ts`.
 */
import {
  deriveSubkey,
  encodeParts,
  type PlannedTable,
  type ReleasePlan,
  type ReleaseStage,
  type TableCounts,
  type TableId,
} from '@vigil/shared';
import { createHmac } from 'node:crypto';
import type { Contribution } from '../indicators/contribution.js';
import { capRules, capUnits, type CapRules } from './cap-contributions.js';
import type { CountedUnit } from './counted-unit.js';
import type { FrozenAssignments } from './frozen-units.js';
import type { PlannedLattice } from './place-rows.js';

export interface SnapshotTable {
  readonly planned: PlannedTable;
  /** exact counts by cell address */
  readonly counts: ReadonlyMap<string, number>;
  /** hex */
  readonly digest: string;
}

export interface Snapshot {
  readonly units: readonly CountedUnit[];
  readonly tables: readonly SnapshotTable[];
}

/** Which release is counted, and with which key. */
export interface SnapshotRelease {
  readonly plan: ReleasePlan;
  readonly partition: string;
  /** default: FINAL */
  readonly stage?: ReleaseStage;
  /** default: the year */
  readonly part?: string;
  readonly release: number;
  readonly definitionVersion: string;
  /** the partition year's key, from its file */
  readonly master: Uint8Array;
  /** when earlier years had their last release; absent: nothing is late */
  readonly lastReleases?: ReadonlyMap<string, Date>;
  /** of this plan, partition and release; absent: made here, which takes longer than counting a few files */
  readonly lattice?: PlannedLattice;
}

export interface SnapshotInput extends SnapshotRelease {
  readonly contributions: readonly Contribution[];
  readonly frozen: FrozenAssignments;
}

/** Rows of a digest that are gathered before they are hashed: one call for many short lines. */
const GATHERED_CHARACTERS = 16_384;

interface CountingTable {
  readonly planned: PlannedTable;
  readonly counts: Map<string, number>;
  readonly hash: ReturnType<typeof createHmac>;
  gathered: string;
}

/** Counts units one after the other, in the order of their names, and holds none of them. */
export interface SnapshotCounter {
  add(unit: CountedUnit): void;
  tables(): SnapshotTable[];
}

export function snapshotRules(release: SnapshotRelease): CapRules {
  const { plan, partition, stage = 'FINAL', part = partition, master, lastReleases } = release;
  return capRules({
    ...{ plan, partition, planned: { stage, part }, choiceKey: deriveSubkey(master, 'cell-choice') },
    ...(lastReleases === undefined ? {} : { lastReleases }),
    lattice: release.lattice,
  });
}

export function snapshotCounter({ lattice }: CapRules, input: SnapshotRelease): SnapshotCounter {
  const { release, definitionVersion, master } = input;
  const key = deriveSubkey(master, 'snapshot');
  const { stage, part } = lattice.planned;
  const counting = lattice.tables.map((planned): CountingTable => {
    const { id, counts, indicator } = planned;
    const head = ['sdc-snapshot-v2', id, counts, indicator, definitionVersion];
    const message = encodeParts([...head, lattice.partition, stage, part, String(release)]);
    return { planned, counts: new Map(), hash: createHmac('sha256', key).update(message), gathered: '' };
  });
  const found = new Map<TableCounts, Map<TableId, Map<string, CountingTable>>>();
  for (const table of counting) {
    const { id, counts, indicator } = table.planned;
    const byTable = found.get(counts) ?? new Map<TableId, Map<string, CountingTable>>();
    const byIndicator = byTable.get(id) ?? new Map<string, CountingTable>();
    found.set(counts, byTable.set(id, byIndicator.set(indicator, table)));
  }
  return {
    add: ({ unit, entered }) => {
      for (const { table, counts, cell, count } of entered) {
        const into = found
          .get(counts)
          ?.get(table)
          ?.get(cell.slice(0, cell.indexOf('|')));
        if (into === undefined) continue;
        into.counts.set(cell, (into.counts.get(cell) ?? 0) + count);
        // ids and codes hold no line break: lines are as clear as lengths
        into.gathered += `${unit} ${cell} ${count}\n`;
        if (into.gathered.length < GATHERED_CHARACTERS) continue;
        into.hash.update(into.gathered);
        into.gathered = '';
      }
    },
    tables: () =>
      counting.map(({ planned, counts, hash, gathered }) => ({
        ...{ planned, counts },
        digest: hash.update(gathered).digest('hex'),
      })),
  };
}

/** Caps, counts and digests. */
export function takeSnapshot(input: SnapshotInput): Snapshot {
  const rules = snapshotRules(input);
  const units = capUnits(input.contributions, input.frozen, rules);
  const counter = snapshotCounter(rules, input);
  for (const unit of units) counter.add(unit);
  return { units, tables: counter.tables() };
}
