/** Makes the table of exported tables; what was cited is never changed or removed. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ExportedTableMigration1810000000002 implements MigrationInterface {
  readonly name = 'ExportedTableMigration1810000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE exported_table (
        data_version text NOT NULL,
        indicator text NOT NULL,
        by text NOT NULL,
        content bytea NOT NULL,
        digest text NOT NULL,
        exported_at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (data_version, indicator, by)
      )`);
    await runner.query(`
      CREATE FUNCTION exported_table_stays() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN
        RAISE EXCEPTION 'exported tables are never changed or removed';
      END $$`);
    await runner.query(`
      CREATE TRIGGER exported_table_stays BEFORE UPDATE OR DELETE ON exported_table
      FOR EACH ROW EXECUTE FUNCTION exported_table_stays()`);
    await runner.query(`
      CREATE TRIGGER exported_table_not_emptied BEFORE TRUNCATE ON exported_table
      FOR EACH STATEMENT EXECUTE FUNCTION exported_table_stays()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE exported_table');
    await runner.query('DROP FUNCTION exported_table_stays()');
  }
}
