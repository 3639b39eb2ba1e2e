/**
 * What a foreign database looks like: tables, columns, keys, and the codes in columns that hold few values.
 *
 * Reads the catalog, and distinct values of short text columns where they are few; nothing that looks like
 * anything but a code is kept.
 */
import type pg from 'pg';

export interface ForeignColumn {
  readonly name: string;
  /** as format_type prints it: `character varying(20)` */
  readonly type: string;
  /** the table that this column alone points to */
  readonly references: string | null;
  /** every code found, when there are few and all look like codes; else null */
  readonly codes: readonly string[] | null;
}

export interface ForeignTable {
  /** `schema.table` */
  readonly name: string;
  readonly table: string;
  /** the one column of the primary key; null when there is none or it has several */
  readonly key: string | null;
  readonly rows: number;
  readonly columns: readonly ForeignColumn[];
}

export type ForeignSchema = readonly ForeignTable[];

interface ColumnRow {
  readonly schema: string;
  readonly table: string;
  readonly name: string;
  readonly type: string;
  readonly rows: number;
  readonly key: boolean;
  readonly references: string | null;
}

const COLUMNS = `
SELECT n.nspname AS schema, c.relname AS "table", a.attname AS name, format_type(a.atttypid, a.atttypmod) AS type,
  greatest(c.reltuples, 0)::int AS rows,
  EXISTS (SELECT 1 FROM pg_catalog.pg_constraint k
    WHERE k.conrelid = c.oid AND k.contype = 'p' AND k.conkey = ARRAY[a.attnum]) AS key,
  (SELECT fn.nspname || '.' || f.relname FROM pg_catalog.pg_constraint k
    JOIN pg_catalog.pg_class f ON f.oid = k.confrelid JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
    WHERE k.conrelid = c.oid AND k.contype = 'f' AND k.conkey = ARRAY[a.attnum] ORDER BY 1 LIMIT 1) AS "references"
FROM pg_catalog.pg_class c
JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
  AND n.nspname NOT IN ('pg_catalog', 'information_schema', $1) AND n.nspname !~ '^pg_'
  AND has_table_privilege(c.oid, 'SELECT')
ORDER BY n.nspname, c.relname, a.attnum`;

const MOST_CODES = 60;
const CODE = /^([A-Za-z]{1,2}|(?=.*[0-9_])[A-Za-z0-9_.-]{1,16})$/;
/** A column that points to a table of codes holds codes, whatever they look like. */
const KEY_OF_CODE = /^[A-Za-z0-9_.-]{1,16}$/;
/** Columns whose name tells that they hold codes; others are not looked into. */
const CODE_COLUMN =
  /(type|sex|gender|status|code|kind|categor|precision|unit|purpose|answer|reliab|connection|country)/i;
const TEXT = /^(text|character|character varying|bpchar|integer|smallint)\b/;

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function codesOf(client: pg.Client, column: ColumnRow): Promise<string[] | null> {
  const { schema, table, name, type, references } = column;
  if (!CODE_COLUMN.test(name) || !TEXT.test(type)) return null;
  const { rows } = await client.query<{ value: string }>(
    `SELECT DISTINCT trim(${quoted(name)}::text) AS value FROM ${quoted(schema)}.${quoted(table)}
     WHERE ${quoted(name)} IS NOT NULL ORDER BY 1 LIMIT ${MOST_CODES + 1}`,
  );
  const values = rows.map(({ value }) => value);
  const form = references === null ? CODE : KEY_OF_CODE;
  const few = values.length > 0 && values.length <= MOST_CODES;
  return few && values.every((value) => form.test(value)) ? values : null;
}

/** @param own - the schema of the views themselves, which is not looked at */
export async function readForeignSchema(client: pg.Client, own: string): Promise<ForeignSchema> {
  const { rows } = await client.query<ColumnRow>(COLUMNS, [own]);
  const tables = new Map<string, ForeignTable & { columns: ForeignColumn[] }>();
  for (const row of rows) {
    const name = `${row.schema}.${row.table}`;
    const known = tables.get(name) ?? { name, table: row.table, key: null, rows: row.rows, columns: [] };
    const { type, references } = row;
    known.columns.push({ name: row.name, type, references, codes: await codesOf(client, row) });
    tables.set(name, row.key ? { ...known, key: row.name } : known);
  }
  return [...tables.values()];
}
