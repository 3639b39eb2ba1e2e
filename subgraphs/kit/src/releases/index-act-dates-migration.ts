/**
 * A month's release asks for the acts of that month: those with a date of their own by this index, the others by the
 * one on their event's date.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class IndexActDates1820000002500 implements MigrationInterface {
  readonly name = 'IndexActDates1820000002500';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('CREATE INDEX act_start_date ON act (start_date) WHERE start_date IS NOT NULL');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX act_start_date');
  }
}
