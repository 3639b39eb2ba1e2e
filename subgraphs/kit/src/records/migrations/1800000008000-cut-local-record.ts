/**
 * Where the local record begins after its oldest lines were pruned: the last line that was removed, by number and
 * hash. The first kept line follows that hash, so the rest of the chain verifies as before; a line of the record
 * itself names the same number and hash.
 *
 * A cut is inserted before the lines go, and only where it names a line that is there.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE TABLE local_record_cut (
    through bigint PRIMARY KEY CHECK (through > 0),
    hash text NOT NULL CHECK (hash ~ '^[0-9a-f]{64}$'),
    removed bigint NOT NULL CHECK (removed > 0),
    cut_at timestamptz NOT NULL
  )`,
  `CREATE FUNCTION check_cut_of_local_record() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT FROM local_record WHERE sequence = NEW.through AND hash = NEW.hash)
          AND EXISTS (SELECT FROM local_record WHERE sequence > NEW.through) THEN
          RETURN NEW;
        END IF;
      END IF;
      RAISE EXCEPTION 'a cut names a line of the record and stays' USING ERRCODE = 'insufficient_privilege';
    END $$`,
  `CREATE TRIGGER local_record_cut_fits BEFORE INSERT ON local_record_cut
    FOR EACH ROW EXECUTE FUNCTION check_cut_of_local_record()`,
  `CREATE TRIGGER local_record_cut_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON local_record_cut
    FOR EACH STATEMENT EXECUTE FUNCTION check_cut_of_local_record()`,
  'ALTER TABLE local_record_cut ENABLE ALWAYS TRIGGER local_record_cut_fits',
  'ALTER TABLE local_record_cut ENABLE ALWAYS TRIGGER local_record_cut_append_only',
];

export class CutLocalRecord1800000008000 implements MigrationInterface {
  readonly name = 'CutLocalRecord1800000008000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE local_record_cut');
    await runner.query('DROP FUNCTION check_cut_of_local_record()');
  }
}
