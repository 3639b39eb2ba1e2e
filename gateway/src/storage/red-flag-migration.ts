/** Makes the record of red flags: that they were raised, and who did what about them. Append-only. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class RedFlagMigration1800000009001 implements MigrationInterface {
  readonly name = 'RedFlagMigration1800000009001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE red_flag_step (
        position integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        flag text NOT NULL CHECK (flag ~ '^[0-9a-f]{16}$'),
        step text NOT NULL CHECK (step IN ('RAISED', 'ACKNOWLEDGED', 'CLOSED')),
        severity text NOT NULL CHECK (severity IN ('WATCH', 'ELEVATED', 'HIGH')),
        at timestamptz NOT NULL,
        role text,
        reason text,
        operator text,
        CHECK ((step = 'ACKNOWLEDGED') = (role IS NOT NULL)),
        CHECK ((step = 'CLOSED') = (reason IS NOT NULL)),
        CHECK ((step = 'RAISED') = (operator IS NULL))
      )`);
    // Two hubs on one database see the same flag rise: it is on record once.
    await runner.query(`
      CREATE UNIQUE INDEX red_flag_raised_once ON red_flag_step (flag, severity) WHERE step = 'RAISED'`);
    await runner.query(`
      CREATE FUNCTION red_flag_step_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'steps of red flags are never changed'; END $$`);
    await runner.query(`
      CREATE TRIGGER red_flag_step_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON red_flag_step
      FOR EACH STATEMENT EXECUTE FUNCTION red_flag_step_is_append_only()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE red_flag_step');
    await runner.query('DROP FUNCTION red_flag_step_is_append_only()');
  }
}
