/**
 * The local record takes new lines and nothing else: the database refuses to change or remove one.
 *
 * The chain shows that a line was changed; this stops a program, or a hand at a prompt, from changing it by
 * mistake. Who owns the table can disable the trigger, and then the chain is what tells.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  `CREATE FUNCTION refuse_change_of_local_record() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      RAISE EXCEPTION 'the local record only takes new lines' USING ERRCODE = 'insufficient_privilege';
    END $$`,
  // for each statement, since TRUNCATE touches no row
  `CREATE TRIGGER local_record_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON local_record
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change_of_local_record()`,
  // otherwise a session that calls itself a replica (session_replication_role) goes past it
  'ALTER TABLE local_record ENABLE ALWAYS TRIGGER local_record_append_only',
];

export class KeepLocalRecord1790000001000 implements MigrationInterface {
  readonly name = 'KeepLocalRecord1790000001000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TRIGGER local_record_append_only ON local_record');
    await runner.query('DROP FUNCTION refuse_change_of_local_record()');
  }
}
