/**
 * How far an import has come: what a killed one staged is not read and mapped again.
 *
 * A checkpoint belongs to one run over one file by one mapping, and is written in the transaction of the rows it
 * speaks of. Rejected rows wait beside them: line, column and rule, never a value.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE import_checkpoint (
    run_id uuid PRIMARY KEY REFERENCES import_run (id) ON DELETE CASCADE,
    file_sha256 text NOT NULL CHECK (file_sha256 ~ '^[0-9a-f]{64}$'),
    mapping_sha256 text NOT NULL CHECK (mapping_sha256 ~ '^[0-9a-f]{64}$'),
    staged_line integer NOT NULL DEFAULT 0 CHECK (staged_line >= 0),
    read integer NOT NULL DEFAULT 0 CHECK (read >= 0),
    unmapped jsonb NOT NULL DEFAULT '[]'
  )`,
  `CREATE TABLE import_rejection (
    run_id uuid NOT NULL REFERENCES import_run (id) ON DELETE CASCADE,
    line integer NOT NULL,
    column_name text NOT NULL,
    rule text NOT NULL,
    first_line integer,
    PRIMARY KEY (run_id, line)
  )`,
];

export class KeepImportProgress1800000001000 implements MigrationInterface {
  readonly name = 'KeepImportProgress1800000001000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE import_rejection, import_checkpoint');
  }
}
