/**
 * One row for a unit and release instead of one for a unit and table, and the acts behind it in rows of their own,
 * so that a release of a million files is frozen in batches and looked up by name.
 *
 * Rows are written before the release has its document; they bind from the moment `release_freeze` names its
 * number. There is no foreign key to the case file: it would be looked up a million times for one that is erased
 * meanwhile, which `StagedAssignments.freeze` asks for once.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE release_freeze (
    release_sequence integer PRIMARY KEY,
    partition text NOT NULL,
    stage text NOT NULL CHECK (stage IN ('PROVISIONAL', 'FINAL'))
  )`,
  `INSERT INTO release_freeze
   SELECT release_sequence, min(partition), 'FINAL' FROM release_assignment GROUP BY release_sequence`,
  `CREATE TABLE release_source (
    act bytea NOT NULL,
    release_sequence integer NOT NULL,
    PRIMARY KEY (act, release_sequence)
  )`,
  `INSERT INTO release_source
   SELECT DISTINCT decode(s.act, 'hex'), a.release_sequence
   FROM release_assignment a, jsonb_array_elements_text(a.sources) AS s(act)`,
  'ALTER TABLE release_assignment RENAME TO release_assignment_before',
  'ALTER INDEX release_assignment_pkey RENAME TO release_assignment_before_pkey',
  'DROP INDEX release_assignment_case_file',
  `CREATE TABLE release_assignment (
    unit bytea NOT NULL,
    release_sequence integer NOT NULL,
    case_file_id uuid,
    cells text[] NOT NULL,
    PRIMARY KEY (unit, release_sequence)
  )`,
  `INSERT INTO release_assignment
   SELECT decode(unit, 'hex'), release_sequence, (array_agg(case_file_id))[1],
     array_agg(concat_ws(' ', table_id, cell_address) ORDER BY table_id)
   FROM release_assignment_before GROUP BY unit, release_sequence`,
  'DROP TABLE release_assignment_before',
  'CREATE INDEX release_assignment_case_file ON release_assignment (case_file_id)',
];

const DOWN = [
  'ALTER TABLE release_assignment RENAME TO release_assignment_after',
  'ALTER INDEX release_assignment_pkey RENAME TO release_assignment_after_pkey',
  'DROP INDEX release_assignment_case_file',
  `CREATE TABLE release_assignment (
    partition text NOT NULL,
    unit text NOT NULL,
    table_id text NOT NULL,
    case_file_id uuid REFERENCES case_file (id) ON DELETE SET NULL,
    cell_address text,
    release_sequence integer NOT NULL,
    sources jsonb NOT NULL,
    PRIMARY KEY (partition, unit, table_id)
  )`,
  // whose acts are whose is not kept any more: each unit of a release binds all acts of it, which binds the same acts
  `INSERT INTO release_assignment
   SELECT DISTINCT ON (f.partition, a.unit, split_part(c.cell, ' ', 1))
     f.partition, encode(a.unit, 'hex'), split_part(c.cell, ' ', 1),
     (SELECT id FROM case_file WHERE id = a.case_file_id),
     nullif(split_part(c.cell, ' ', 2), ''), a.release_sequence, '[]'::jsonb
   FROM release_assignment_after a JOIN release_freeze f USING (release_sequence), unnest(a.cells) AS c(cell)
   ORDER BY f.partition, a.unit, split_part(c.cell, ' ', 1), a.release_sequence`,
  `UPDATE release_assignment SET sources = s.acts FROM (
     SELECT DISTINCT ON (f.partition) f.partition, a.unit, a.table_id, acts.acts
     FROM release_freeze f
     JOIN release_assignment a ON a.partition = f.partition,
     LATERAL (SELECT coalesce(jsonb_agg(DISTINCT encode(r.act, 'hex')), '[]') AS acts
       FROM release_source r JOIN release_freeze g USING (release_sequence) WHERE g.partition = f.partition) acts
     ORDER BY f.partition, a.unit, a.table_id) s
   WHERE release_assignment.partition = s.partition AND release_assignment.unit = s.unit
     AND release_assignment.table_id = s.table_id`,
  'DROP TABLE release_assignment_after, release_source, release_freeze',
  'CREATE INDEX release_assignment_case_file ON release_assignment (case_file_id)',
];

export class FreezeUnits1820000002000 implements MigrationInterface {
  readonly name = 'FreezeUnits1820000002000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of DOWN) await runner.query(statement);
  }
}
