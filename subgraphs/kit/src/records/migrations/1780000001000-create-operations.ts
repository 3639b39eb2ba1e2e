/** What the node itself writes down: imports, its chained local record, and delegations it has seen. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const TABLES = [
  `CREATE TABLE import_run (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    dataset text NOT NULL,
    file_sha256 text NOT NULL CHECK (file_sha256 ~ '^[0-9a-f]{64}$'),
    started_at timestamptz NOT NULL DEFAULT now(),
    finished_at timestamptz,
    read integer NOT NULL DEFAULT 0,
    imported integer NOT NULL DEFAULT 0,
    rejected integer NOT NULL DEFAULT 0,
    merged integer NOT NULL DEFAULT 0,
    CONSTRAINT import_run_nothing_lost CHECK (finished_at IS NULL OR read = imported + rejected + merged)
  )`,
  `CREATE TABLE import_staging (
    run_id uuid NOT NULL REFERENCES import_run (id) ON DELETE CASCADE,
    line integer NOT NULL,
    source_key text NOT NULL,
    "row" jsonb NOT NULL,
    PRIMARY KEY (run_id, line)
  )`,
  // rows of data sets whose case files were erased here, by keyed hash of their key
  `CREATE TABLE erased_source (
    dataset text NOT NULL,
    key_hash text NOT NULL CHECK (key_hash ~ '^[0-9a-f]{64}$'),
    PRIMARY KEY (dataset, key_hash)
  )`,
  `CREATE TABLE local_record (
    sequence bigint PRIMARY KEY CHECK (sequence > 0),
    at timestamptz NOT NULL,
    actor text NOT NULL,
    action text NOT NULL,
    object text NOT NULL,
    details jsonb NOT NULL,
    previous_hash text NOT NULL CHECK (previous_hash ~ '^[0-9a-f]{64}$'),
    hash text NOT NULL CONSTRAINT local_record_hash_unique UNIQUE CHECK (hash ~ '^[0-9a-f]{64}$'),
    CONSTRAINT local_record_one_successor UNIQUE (previous_hash)
  )`,
  `CREATE TABLE delegation_use (
    jti text PRIMARY KEY,
    expires_at timestamptz NOT NULL
  )`,
];

export class CreateOperations1780000001000 implements MigrationInterface {
  readonly name = 'CreateOperations1780000001000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of TABLES) await runner.query(statement);
    await runner.query('CREATE INDEX delegation_use_expires_at ON delegation_use (expires_at)');
    await runner.query('CREATE INDEX import_run_dataset ON import_run (dataset, file_sha256)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE delegation_use, local_record, erased_source, import_staging, import_run');
  }
}
