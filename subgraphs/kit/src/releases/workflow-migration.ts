/**
 * Tables of the release workflow: the plan of a year, signed once; several releases a year; revocations.
 *
 * What was signed is never changed or removed, whoever asks the database to.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ReleaseWorkflow1820000003000 implements MigrationInterface {
  readonly name = 'ReleaseWorkflow1820000003000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE release_plan (
        partition text PRIMARY KEY,
        document text NOT NULL,
        signature text,
        kept_at timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE release_revocation (
        release_id text PRIMARY KEY REFERENCES release_document (id),
        ledger_sequence integer NOT NULL UNIQUE,
        revocation text NOT NULL,
        signature text NOT NULL
      )`);
    await runner.query(`
      CREATE FUNCTION release_statement_stays() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN
        RAISE EXCEPTION 'what was signed is never changed or removed';
      END $$`);
    await runner.query(`
      CREATE TRIGGER release_plan_stays BEFORE UPDATE OR DELETE ON release_plan
      FOR EACH ROW WHEN (OLD.signature IS NOT NULL) EXECUTE FUNCTION release_statement_stays()`);
    await runner.query(`
      CREATE TRIGGER release_revocation_stays BEFORE UPDATE OR DELETE ON release_revocation
      FOR EACH ROW EXECUTE FUNCTION release_statement_stays()`);
    await runner.query('ALTER TABLE release_document ADD COLUMN stage text, ADD COLUMN part text');
    // until now there was one release a year
    await runner.query(`UPDATE release_document SET stage = 'FINAL', part = partition`);
    await runner.query(`
      ALTER TABLE release_document ALTER COLUMN stage SET NOT NULL, ALTER COLUMN part SET NOT NULL,
        ADD CONSTRAINT release_document_stage CHECK (stage IN ('PROVISIONAL', 'FINAL'))`);
    await runner.query('DROP INDEX release_document_current');
    // Each planned release of a year is made once in its life; the database holds that line too.
    await runner.query(
      'CREATE UNIQUE INDEX release_document_once ON release_document (partition, stage, part)',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX release_document_once');
    await runner.query('ALTER TABLE release_document DROP COLUMN stage, DROP COLUMN part');
    // the older version knows one release of a year that stands
    await runner.query(`
      UPDATE release_document older SET status = 'SUPERSEDED' WHERE status = 'CURRENT' AND EXISTS (
        SELECT 1 FROM release_document newer
        WHERE newer.partition = older.partition AND newer.sequence > older.sequence AND newer.status = 'CURRENT')`);
    await runner.query(
      `CREATE UNIQUE INDEX release_document_current ON release_document (partition) WHERE status = 'CURRENT'`,
    );
    await runner.query('DROP TABLE release_revocation');
    await runner.query('DROP TABLE release_plan');
    await runner.query('DROP FUNCTION release_statement_stays');
  }
}
