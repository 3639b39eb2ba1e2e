/**
 * What the owner decides about one case file, beyond keeping it confidential: an embargo until a day, and the
 * organisations that work on the case together with the owner.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

const UP = [
  'ALTER TABLE case_file ADD COLUMN embargo_until timestamptz',
  `ALTER TABLE case_file ADD COLUMN co_signatories text[] NOT NULL DEFAULT '{}'
    CONSTRAINT case_file_co_signatories_named CHECK (array_position(co_signatories, NULL) IS NULL)`,
];

export class KeepSharingLimits1810000002000 implements MigrationInterface {
  readonly name = 'KeepSharingLimits1810000002000';

  async up(runner: QueryRunner): Promise<void> {
    for (const statement of UP) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE case_file DROP COLUMN co_signatories, DROP COLUMN embargo_until');
  }
}
