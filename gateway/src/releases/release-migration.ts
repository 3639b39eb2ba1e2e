/** Makes the table of releases; what a partner signed and the hub acknowledged is never changed or removed. */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class ReleaseMigration1790000000002 implements MigrationInterface {
  readonly name = 'ReleaseMigration1790000000002';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE partner_release (
        position integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        release_id text NOT NULL UNIQUE,
        partner text NOT NULL,
        partition text NOT NULL,
        sequence integer NOT NULL CHECK (sequence > 0),
        ledger_sequence integer NOT NULL CHECK (ledger_sequence > 0),
        digest text NOT NULL,
        signed_text text NOT NULL,
        counts_from timestamptz NOT NULL UNIQUE,
        received_at timestamptz NOT NULL DEFAULT now(),
        revoked_at timestamptz,
        UNIQUE (partner, partition, sequence),
        UNIQUE (partner, ledger_sequence)
      )`);
    await runner.query(`
      CREATE FUNCTION partner_release_stays() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN
        IF TG_OP = 'UPDATE' THEN
          -- Revoking is the one thing that can happen to a release, and it happens once.
          IF OLD.revoked_at IS NULL AND to_jsonb(NEW) - 'revoked_at' = to_jsonb(OLD) - 'revoked_at' THEN
            RETURN NEW;
          END IF;
        END IF;
        RAISE EXCEPTION 'releases are never changed or removed';
      END $$`);
    await runner.query(`
      CREATE TRIGGER partner_release_stays BEFORE UPDATE OR DELETE ON partner_release
      FOR EACH ROW EXECUTE FUNCTION partner_release_stays()`);
    await runner.query(`
      CREATE TRIGGER partner_release_not_emptied BEFORE TRUNCATE ON partner_release
      FOR EACH STATEMENT EXECUTE FUNCTION partner_release_stays()`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE partner_release');
    await runner.query('DROP FUNCTION partner_release_stays()');
  }
}
