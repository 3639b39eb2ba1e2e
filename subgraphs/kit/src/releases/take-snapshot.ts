/**
 * The snapshot of a release: what was counted, and a keyed digest of it for every table.
 *
 * The digest is keyed, because it is published: an open hash of few counts could be guessed back. It covers the
 * release number, so that two releases never show that nothing changed between them. Pure.
 */
import { deriveSubkey, keyedHash, plannedTables, type PlannedTable, type ReleasePlan } from '@vigil/shared';
import type { Contribution } from '../indicators/contribution.js';
import { capContributions, type CountedUnit, type FrozenAssignments } from './cap-contributions.js';

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

export interface SnapshotInput {
  readonly contributions: readonly Contribution[];
  readonly plan: ReleasePlan;
  readonly partition: string;
  readonly release: number;
  readonly definitionVersion: string;
  /** the partition year's key, from its file */
  readonly master: Uint8Array;
  readonly frozen: FrozenAssignments;
}

/** Caps, counts and digests. */
export function takeSnapshot(input: SnapshotInput): Snapshot {
  const { plan, partition, master } = input;
  const units = capContributions({ ...input, choiceKey: deriveSubkey(master, 'cell-choice') });
  const snapshotKey = deriveSubkey(master, 'snapshot');
  const tables = plannedTables(plan, partition).map((planned) =>
    countTable(planned, units, input, snapshotKey),
  );
  return { units, tables };
}

function countTable(
  planned: PlannedTable,
  units: readonly CountedUnit[],
  { partition, release, definitionVersion }: SnapshotInput,
  snapshotKey: Uint8Array,
): SnapshotTable {
  const counts = new Map<string, number>();
  const rows: string[] = [];
  for (const { unit, cells, count } of units) {
    const cell = cells.get(planned.id);
    if (cell?.startsWith(`${planned.indicator}|`) !== true) continue;
    counts.set(cell, (counts.get(cell) ?? 0) + count);
    rows.push(`${unit} ${cell} ${count}`);
  }
  const head = [
    'sdc-snapshot-v1',
    planned.id,
    planned.indicator,
    definitionVersion,
    partition,
    String(release),
  ];
  const digest = Buffer.from(keyedHash(snapshotKey, [...head, ...rows.sort()])).toString('hex');
  return { planned, counts, digest };
}
