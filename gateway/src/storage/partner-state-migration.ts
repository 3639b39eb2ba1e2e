/**
 * Makes the tables of the living coalition: what the operator decided about a partner (kept for ever), what the
 * hub last found at its node, and what the hub itself serves.
 */
import type { MigrationInterface, QueryRunner } from 'typeorm';

export class PartnerStateMigration1800000002001 implements MigrationInterface {
  readonly name = 'PartnerStateMigration1800000002001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE partner_decision (
        position integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        partner text NOT NULL,
        decision text NOT NULL CHECK (decision IN ('ADMITTED', 'SUSPENDED')),
        reason text NOT NULL,
        decided_by text NOT NULL,
        decided_at timestamptz NOT NULL DEFAULT clock_timestamp()
      )`);
    await runner.query(`
      CREATE FUNCTION partner_decision_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'decisions are never changed'; END $$`);
    await runner.query(`
      CREATE TRIGGER partner_decision_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON partner_decision
      FOR EACH STATEMENT EXECUTE FUNCTION partner_decision_is_append_only()`);
    await runner.query(`
      CREATE TABLE partner_state (
        partner text PRIMARY KEY,
        checked_at timestamptz NOT NULL,
        reachable boolean NOT NULL,
        contract text NOT NULL CHECK (contract IN ('UNKNOWN', 'ACCEPTED', 'REFUSED')),
        contract_reason text,
        extension text NOT NULL CHECK (extension IN ('UNKNOWN', 'NONE', 'ACCEPTED', 'REFUSED', 'HELD_BACK')),
        extension_reason text,
        extension_sdl text,
        extension_seen_at timestamptz
      )`);
    await runner.query(`
      CREATE TABLE hub_state (
        only_one boolean PRIMARY KEY DEFAULT true CHECK (only_one),
        generation integer NOT NULL,
        supergraph_hash text NOT NULL,
        coalition_hash text NOT NULL,
        coalition_problem text,
        composition_problem text,
        since timestamptz NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE hub_state');
    await runner.query('DROP TABLE partner_state');
    await runner.query('DROP TABLE partner_decision');
    await runner.query('DROP FUNCTION partner_decision_is_append_only()');
  }
}
