/**
 * The tables of releases. They come after the tables of records, which a frozen assignment points to for as
 * long as its case file is there; it outlives the file, so that nothing erased can be counted a second time.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { FreezeUnits1820000002000 } from './freeze-units-migration.js';
import { IndexActDates1820000002500 } from './index-act-dates-migration.js';
import { ReleaseWorkflow1820000003000 } from './workflow-migration.js';

class CreateReleaseTables1790000000000 implements MigrationInterface {
  readonly name = 'CreateReleaseTables1790000000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE release_ledger (
        sequence integer PRIMARY KEY CHECK (sequence > 0),
        entry jsonb NOT NULL,
        hash text NOT NULL UNIQUE
      )`);
    await runner.query(`
      CREATE TABLE release_document (
        id text PRIMARY KEY,
        partition text NOT NULL,
        sequence integer NOT NULL UNIQUE,
        document text NOT NULL,
        signature text NOT NULL,
        status text NOT NULL CHECK (status IN ('CURRENT', 'SUPERSEDED', 'REVOKED')),
        made_at timestamptz NOT NULL
      )`);
    // The plan has one release a year; the database holds that line too.
    await runner.query(
      `CREATE UNIQUE INDEX release_document_current ON release_document (partition) WHERE status = 'CURRENT'`,
    );
    await runner.query(`
      CREATE TABLE release_assignment (
        partition text NOT NULL,
        unit text NOT NULL,
        table_id text NOT NULL,
        case_file_id uuid REFERENCES case_file (id) ON DELETE SET NULL,
        cell_address text,
        release_sequence integer NOT NULL,
        sources jsonb NOT NULL,
        PRIMARY KEY (partition, unit, table_id)
      )`);
    await runner.query('CREATE INDEX release_assignment_case_file ON release_assignment (case_file_id)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE release_assignment');
    await runner.query('DROP TABLE release_document');
    await runner.query('DROP TABLE release_ledger');
  }
}

export const releaseMigrations = [
  CreateReleaseTables1790000000000,
  FreezeUnits1820000002000,
  IndexActDates1820000002500,
  ReleaseWorkflow1820000003000,
];
