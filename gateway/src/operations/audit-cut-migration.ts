/**
 * Where the audit log begins after its oldest entries were pruned: number and hash of the last entry that was removed,
 * under a code of the hub's own key, so that whoever has the database alone cannot move the beginning.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AuditCutMigration1800000008001 implements MigrationInterface {
  readonly name = 'AuditCutMigration1800000008001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_entry_cut (
        through bigint PRIMARY KEY CHECK (through > 0),
        hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
        removed bigint NOT NULL CHECK (removed > 0),
        cut_at timestamptz NOT NULL,
        code text NOT NULL
      )`);
    await runner.query(`
      CREATE FUNCTION audit_entry_cut_stays() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'a cut of the audit log stays'; END $$`);
    await runner.query(`
      CREATE TRIGGER audit_entry_cut_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry_cut
      FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_cut_stays()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_entry_cut');
    await runner.query('DROP FUNCTION audit_entry_cut_stays()');
  }
}
