/**
 * What stands in the way of loading rows table by table, taken off and put back inside one transaction: foreign keys
 * (their order may be a circle) and our own triggers (rows of a backup happened already).
 */
import { quoted, type Query } from './table-dump.js';

interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}
interface Trigger {
  readonly table: string;
  readonly name: string;
  /** pg_trigger.tgenabled: O, D, R or A */
  readonly state: string;
}

const FOREIGN_KEYS = `SELECT c.relname AS "table", k.conname AS name, pg_get_constraintdef(k.oid) AS definition
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
  WHERE k.contype = 'f' AND k.connamespace = current_schema()::regnamespace AND k.conparentid = 0
  ORDER BY 1, 2`;
const TRIGGERS = `SELECT c.relname AS "table", t.tgname AS name, t.tgenabled::text AS state
  FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
  WHERE NOT t.tgisinternal AND c.relnamespace = current_schema()::regnamespace AND t.tgenabled <> 'D'
  ORDER BY 1, 2`;
const ENABLE: Readonly<Record<string, string>> = { A: 'ENABLE ALWAYS', R: 'ENABLE REPLICA', O: 'ENABLE' };

/**
 * Runs the work without foreign keys and triggers, and puts them back as they were; putting a foreign key back checks
 * every row. Inside a transaction, so that whatever fails leaves them where they are.
 */
export async function withoutGuards<Result>(query: Query, work: () => Promise<Result>): Promise<Result> {
  const keys = await query<ForeignKey>(FOREIGN_KEYS);
  const triggers = await query<Trigger>(TRIGGERS);
  for (const { table, name } of keys) {
    await query(`ALTER TABLE ${quoted(table)} DROP CONSTRAINT ${quoted(name)}`);
  }
  for (const { table, name } of triggers) {
    await query(`ALTER TABLE ${quoted(table)} DISABLE TRIGGER ${quoted(name)}`);
  }
  const result = await work();
  for (const { table, name, definition } of keys) {
    await query(`ALTER TABLE ${quoted(table)} ADD CONSTRAINT ${quoted(name)} ${definition}`);
  }
  for (const { table, name, state } of triggers) {
    await query(`ALTER TABLE ${quoted(table)} ${ENABLE[state] ?? 'ENABLE'} TRIGGER ${quoted(name)}`);
  }
  return result;
}
