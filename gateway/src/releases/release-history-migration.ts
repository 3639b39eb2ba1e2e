/**
 * Revocations as their partners signed them, and what was declared when; a release's own row never changes any more.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ReleaseHistoryMigration1810000000001 implements MigrationInterface {
  readonly name = 'ReleaseHistoryMigration1810000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE partner_release DROP COLUMN revoked_at');
    await runner.query(`
      CREATE OR REPLACE FUNCTION partner_release_stays() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN
        RAISE EXCEPTION 'releases are never changed or removed';
      END $$`);
    await runner.query(`
      CREATE TABLE release_revocation (
        position integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        release_id text NOT NULL UNIQUE REFERENCES partner_release (release_id),
        partner text NOT NULL,
        ledger_sequence integer NOT NULL CHECK (ledger_sequence > 0),
        signed_text text NOT NULL,
        counts_from timestamptz NOT NULL UNIQUE,
        received_at timestamptz NOT NULL DEFAULT now(),
        UNIQUE (partner, ledger_sequence)
      )`);
    await runner.query(`
      CREATE TABLE declared_coverage (
        position integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        declared text NOT NULL,
        counts_from timestamptz UNIQUE,
        noted_at timestamptz NOT NULL DEFAULT now()
      )`);
    for (const table of ['release_revocation', 'declared_coverage']) {
      await runner.query(`
        CREATE TRIGGER ${table}_stays BEFORE UPDATE OR DELETE ON ${table}
        FOR EACH ROW EXECUTE FUNCTION partner_release_stays()`);
      await runner.query(`
        CREATE TRIGGER ${table}_not_emptied BEFORE TRUNCATE ON ${table}
        FOR EACH STATEMENT EXECUTE FUNCTION partner_release_stays()`);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE declared_coverage');
    await runner.query('DROP TABLE release_revocation');
    await runner.query('ALTER TABLE partner_release ADD COLUMN revoked_at timestamptz');
  }
}
