/**
 * Writes where a release counted its units, batch by batch, before it is reserved; they bind once the release has
 * its document.
 *
 * Takes counted units, keeps none. What attempts that came to nothing have left is removed when the next one begins.
 */
import { HubError, type ReleasePlan, type ReleaseStage } from '@vigil/shared';
import type { EntityManager } from 'typeorm';
import type { CountedUnit } from './counted-unit.js';
import { forgetErasedMeanwhile } from './frozen-assignments.js';
import { fileCountedBy } from './frozen-units.js';
import type { KeyedName } from './keyed-names.js';
import type { ReleaseNode } from './release-node.js';

export interface StagedRelease {
  readonly unit: ReleasePlan['unit'];
  readonly partition: string;
  readonly stage: ReleaseStage;
  readonly release: number;
}

export interface StagedAssignments {
  add(units: readonly CountedUnit[]): Promise<void>;
  /**
   * In the transaction of the release's document: from now on they bind.
   *
   * @throws HubError LEDGER_BROKEN when they are not all there
   */
  freeze(manager: EntityManager): Promise<void>;
}

const UNITS = `
  INSERT INTO release_assignment (unit, release_sequence, case_file_id, cells)
  SELECT decode(u.unit, 'hex'), $1, u.file::uuid, string_to_array(u.cells, E'\\n')
  FROM unnest($2::text[], $3::text[], $4::text[]) AS u(unit, file, cells)`;
/** Of a plan of events or persons: the file was counted through one of them. In which cells is theirs to say. */
const FILES = `
  INSERT INTO release_assignment (unit, release_sequence, case_file_id, cells)
  SELECT decode(u.unit, 'hex'), $1, u.file::uuid, '{}' FROM unnest($2::text[], $3::text[]) AS u(unit, file)
  ON CONFLICT DO NOTHING`;
const ACTS = `
  INSERT INTO release_source (act, release_sequence)
  SELECT decode(act, 'hex'), $1 FROM unnest($2::text[]) AS act ON CONFLICT DO NOTHING`;

/** Each line is fixed by the unit alone: the same unit counted twice would be an error, and is refused by its key. */
function linesOf(units: readonly CountedUnit[], nameOf: KeyedName): [string[], string[], string[]] {
  const names = units.map(({ unit }) => nameOf('unit', unit));
  const cells = units.map(({ entered }) =>
    entered.flatMap(({ table, counts, cell }) => (counts === 'UNIT' ? [`${table} ${cell}`] : [])).join('\n'),
  );
  return [names, units.map(({ caseFileId }) => caseFileId), cells];
}

/** What binds must be what was counted: another attempt that began meanwhile has removed it. */
async function requireStaged(manager: EntityManager, release: number, written: number): Promise<void> {
  const [found] = await manager.query<{ rows: number }[]>(
    `SELECT count(*)::int AS rows FROM release_assignment WHERE release_sequence = $1 AND cells <> '{}'`,
    [release],
  );
  if (found?.rows === written) return;
  throw new HubError(
    'LEDGER_BROKEN',
    `where release ${release} counted its units is not recorded as it was counted`,
    'operator',
  );
}

/** Starts the assignments of a release anew. */
export async function stageAssignments(
  { dataSource, settings }: Pick<ReleaseNode, 'dataSource' | 'settings'>,
  { unit, partition, stage, release }: StagedRelease,
  nameOf: KeyedName,
): Promise<StagedAssignments> {
  // at a partner on views its case files are no rows of this database, so none is pointed to
  const ownTables = settings.records === undefined;
  for (const table of ['release_assignment', 'release_source']) {
    await dataSource.query(
      `DELETE FROM ${table} t WHERE release_sequence <= $1
       AND NOT EXISTS (SELECT FROM release_freeze f WHERE f.release_sequence = t.release_sequence)`,
      [release],
    );
  }
  let written = 0;
  return {
    add: async (units) => {
      if (units.length === 0) return;
      written += units.length;
      const [names, files, cells] = linesOf(units, nameOf);
      await dataSource.query(UNITS, [release, names, ownTables ? files : files.map(() => null), cells]);
      if (unit !== 'CASE_FILE') {
        const different = [...new Set(files)];
        const fileNames = different.map((id) => nameOf('unit', fileCountedBy(unit, id)));
        await dataSource.query(FILES, [
          release,
          fileNames,
          ownTables ? different : different.map(() => null),
        ]);
      }
      const acts = new Set(units.flatMap(({ sources }) => sources));
      await dataSource.query(ACTS, [release, [...acts].map((act) => nameOf('act', act))]);
    },
    freeze: async (manager) => {
      await requireStaged(manager, release, written);
      if (ownTables) await forgetErasedMeanwhile(manager, release);
      await manager.query(
        'INSERT INTO release_freeze (release_sequence, partition, stage) VALUES ($1, $2, $3)',
        [release, partition, stage],
      );
    },
  };
}
