/**
 * How a table is made: for tables that no migration makes, such as those of a partner's own extension.
 *
 * Columns, keys, checks, foreign keys and indexes, as the catalogue prints them; what else somebody made in the schema
 * (views, types, functions, triggers) is theirs to keep, and `notCarried` names it.
 */
import { z } from 'zod';
import { quoted, type Query } from './table-dump.js';

export const tableDefinition = z.strictObject({
  columns: z.array(
    z.strictObject({
      name: z.string(),
      type: z.string(),
      notNull: z.boolean(),
      /** an expression, `nextval(…)` of a sequence among them; null: none */
      standard: z.string().nullable(),
      /** pg_attribute.attidentity: a, d, or nothing */
      identity: z.enum(['a', 'd', '']),
      /** pg_attribute.attgenerated: s, v, or nothing; the expression is in `standard` */
      generated: z.enum(['s', 'v', '']),
      /** sequence that belongs to a serial column */
      sequence: z.string().nullable(),
    }),
  ),
  /** [name, definition]: primary key, unique, check, exclusion */
  constraints: z.array(z.tuple([z.string(), z.string()])),
  foreignKeys: z.array(z.tuple([z.string(), z.string()])),
  /** CREATE INDEX statements of indexes that no constraint brings along */
  indexes: z.array(z.string()),
});
export type TableDefinition = z.infer<typeof tableDefinition>;

const COLUMNS = `SELECT a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS "notNull",
    pg_get_expr(d.adbin, d.adrelid) AS standard, a.attidentity::text AS identity, a.attgenerated::text AS generated,
    CASE WHEN a.attidentity = '' AND pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%'
      THEN (SELECT s.relname FROM pg_class s
            WHERE s.oid = pg_get_serial_sequence(a.attrelid::regclass::text, a.attname)::regclass) END AS sequence
  FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum`;
// contype n (NOT NULL) is a constraint of its own from PostgreSQL 18 on; the columns say it already
const CONSTRAINTS = `SELECT conname AS name, pg_get_constraintdef(oid) AS definition, contype = 'f' AS "foreign"
  FROM pg_constraint WHERE conrelid = to_regclass($1) AND contype IN ('p', 'u', 'c', 'x', 'f') ORDER BY conname`;
const INDEXES = `SELECT pg_get_indexdef(i.indexrelid) AS definition FROM pg_index i
  WHERE i.indrelid = to_regclass($1) AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid)
  ORDER BY 1`;

/** Reads it from the catalogue. */
export async function defineTable(query: Query, table: string): Promise<TableDefinition> {
  const name = [quoted(table)];
  const columns = await query<TableDefinition['columns'][number]>(COLUMNS, name);
  const constraints = await query<{ name: string; definition: string; foreign: boolean }>(CONSTRAINTS, name);
  const indexes = await query<{ definition: string }>(INDEXES, name);
  const pick = (foreign: boolean): [string, string][] =>
    constraints.filter((one) => one.foreign === foreign).map((one) => [one.name, one.definition]);
  return {
    columns: columns.map((column) => ({ ...column })),
    constraints: pick(false),
    foreignKeys: pick(true),
    indexes: indexes.map(({ definition }) => definition),
  };
}

function columnSql(column: TableDefinition['columns'][number]): string {
  const { name, type, notNull, standard, identity, generated } = column;
  const value =
    identity !== ''
      ? ` GENERATED ${identity === 'a' ? 'ALWAYS' : 'BY DEFAULT'} AS IDENTITY`
      : standard === null
        ? ''
        : generated === ''
          ? ` DEFAULT ${standard}`
          : ` GENERATED ALWAYS AS (${standard}) ${generated === 's' ? 'STORED' : 'VIRTUAL'}`;
  return `${quoted(name)} ${type}${value}${notNull ? ' NOT NULL' : ''}`;
}

/** Makes tables, then what points from one to the other. */
export async function makeTables(
  query: Query,
  tables: readonly { readonly name: string; readonly definition: TableDefinition }[],
): Promise<void> {
  for (const { name, definition } of tables) {
    for (const { sequence } of definition.columns) {
      if (sequence !== null) await query(`CREATE SEQUENCE ${quoted(sequence)}`);
    }
    const parts = [
      ...definition.columns.map(columnSql),
      ...definition.constraints.map(([constraint, text]) => `CONSTRAINT ${quoted(constraint)} ${text}`),
    ];
    await query(`CREATE TABLE ${quoted(name)} (${parts.join(', ')})`);
    for (const { name: column, sequence } of definition.columns) {
      if (sequence !== null)
        await query(`ALTER SEQUENCE ${quoted(sequence)} OWNED BY ${quoted(name)}.${quoted(column)}`);
    }
    for (const index of definition.indexes) await query(index);
  }
  for (const { name, definition } of tables) {
    for (const [key, text] of definition.foreignKeys) {
      await query(`ALTER TABLE ${quoted(name)} ADD CONSTRAINT ${quoted(key)} ${text}`);
    }
  }
}

/** Views, foreign tables and types in the schema: no backup of ours holds them. */
export async function notCarried(query: Query): Promise<string[]> {
  const rows = await query<{ what: string }>(
    `SELECT CASE relkind WHEN 'f' THEN 'foreign table ' ELSE 'view ' END || relname AS what FROM pg_class c
     WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('v', 'm', 'f')
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype = 'e')
     UNION ALL
     SELECT 'type ' || typname FROM pg_type t
     WHERE typnamespace = current_schema()::regnamespace AND typtype IN ('e', 'd', 'r')
       AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = t.oid AND d.deptype = 'e')
     ORDER BY 1`,
  );
  return rows.map(({ what }) => what);
}
