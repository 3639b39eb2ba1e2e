/** Makes the table of audit entries, and forbids changing or removing what is in it. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class AuditEntryMigration1790000000001 implements MigrationInterface {
  readonly name = 'AuditEntryMigration1790000000001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE audit_entry (
        sequence bigint PRIMARY KEY CHECK (sequence > 0),
        entry text NOT NULL,
        previous_hash text NOT NULL UNIQUE,
        hash text NOT NULL UNIQUE
      )`);
    await runner.query(`
      CREATE FUNCTION audit_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'audit entries are never changed'; END $$`);
    await runner.query(`
      CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_entry
      FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_is_append_only()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE audit_entry');
    await runner.query('DROP FUNCTION audit_entry_is_append_only()');
  }
}
