/**
 * Tables as text: every value in the form PostgreSQL itself prints and reads, so that what one major version wrote
 * another reads, and nothing passes through JavaScript's numbers or dates.
 *
 * Takes a function that runs one statement inside the caller's transaction: the caller chose the snapshot. One line
 * a row, a JSON array of texts and nulls, in the order of the columns.
 */
import { badBackup } from './backup-error.js';

export type Query = <Row extends object>(sql: string, values?: readonly unknown[]) => Promise<Row[]>;

export interface TableShape {
  readonly name: string;
  /** [name, type], in order; generated columns are left out */
  readonly columns: readonly (readonly [string, string])[];
}

export interface SequencePosition {
  readonly name: string;
  readonly last: string;
  readonly called: boolean;
}

const FETCH_ROWS = 500;
const INSERT_BYTES = 1_048_576;

/** How values are printed and read must not follow the settings of a server or an account. */
const FORMS = [
  `SET LOCAL DateStyle = 'ISO, YMD'`,
  `SET LOCAL IntervalStyle = 'postgres'`,
  `SET LOCAL TimeZone = 'UTC'`,
  `SET LOCAL extra_float_digits = 1`,
  `SET LOCAL bytea_output = 'hex'`,
  `SET LOCAL statement_timeout = 0`,
  `SET LOCAL lock_timeout = 0`,
];

export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** To be run first in a transaction that dumps or loads. */
export async function fixForms(query: Query): Promise<void> {
  for (const statement of FORMS) await query(statement);
}

/** Every table of the schema that tables are made in, but those named. */
export async function describeTables(query: Query, except: readonly string[]): Promise<TableShape[]> {
  const rows = await query<{ table: string; column: string; type: string }>(
    `SELECT c.relname AS "table", a.attname AS "column", format_type(a.atttypid, a.atttypmod) AS type
     FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
     ORDER BY c.relname COLLATE "C", a.attnum`,
  );
  const tables = new Map<string, [string, string][]>();
  for (const { table, column, type } of rows) {
    if (except.includes(table)) continue;
    tables.set(table, [...(tables.get(table) ?? []), [column, type]]);
  }
  return [...tables].map(([name, columns]) => ({ name, columns }));
}

async function primaryKey(query: Query, table: string): Promise<string[]> {
  const rows = await query<{ column: string }>(
    `SELECT a.attname AS "column" FROM pg_index i
     CROSS JOIN LATERAL unnest(i.indkey) WITH ORDINALITY AS k (attnum, place)
     JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum
     WHERE i.indisprimary AND i.indrelid = to_regclass($1) ORDER BY k.place`,
    [quoted(table)],
  );
  return rows.map(({ column }) => column);
}

/** The rows of a table, a few hundred at a time, in the order of its primary key. */
export async function* dumpTable(query: Query, { name, columns }: TableShape): AsyncGenerator<Buffer> {
  const key = await primaryKey(query, name);
  const values = columns.map(([column]) => `${quoted(column)}::text`).join(', ');
  const order = key.length === 0 ? '' : ` ORDER BY ${key.map(quoted).join(', ')}`;
  await query(
    `DECLARE vigil_dump NO SCROLL CURSOR FOR
     SELECT array_to_json(ARRAY[${values}]::text[])::text AS line FROM ${quoted(name)}${order}`,
  );
  for (;;) {
    const rows = await query<{ line: string }>(`FETCH ${FETCH_ROWS} FROM vigil_dump`);
    if (rows.length === 0) break;
    yield Buffer.from(rows.map(({ line }) => `${line}\n`).join(''), 'utf8');
  }
  await query('CLOSE vigil_dump');
}

/** Where each sequence of the schema stands. Not part of a snapshot: read it after the rows. */
export async function readSequences(query: Query): Promise<SequencePosition[]> {
  const names = await query<{ name: string }>(
    `SELECT relname AS name FROM pg_class
     WHERE relkind = 'S' AND relnamespace = current_schema()::regnamespace ORDER BY relname COLLATE "C"`,
  );
  const positions: SequencePosition[] = [];
  for (const { name } of names) {
    const [row] = await query<{ last: string; called: boolean }>(
      `SELECT last_value::text AS last, is_called AS called FROM ${quoted(name)}`,
    );
    if (row !== undefined) positions.push({ name, ...row });
  }
  return positions;
}

/** Puts the sequences where they stood. */
export async function setSequences(query: Query, positions: readonly SequencePosition[]): Promise<void> {
  for (const { name, last, called } of positions) {
    await query('SELECT setval(to_regclass($1), $2::bigint, $3)', [quoted(name), last, called]);
  }
}

/** One line of a dump, if it is one. */
export function isRow(line: string, { columns }: TableShape): boolean {
  let value: unknown;
  try {
    value = JSON.parse(line) as unknown;
  } catch {
    return false;
  }
  return (
    Array.isArray(value) &&
    value.length === columns.length &&
    value.every((field) => field === null || typeof field === 'string')
  );
}

/**
 * Inserts the rows of a dump, as many at a time as make about 1 MiB.
 *
 * @returns how many
 */
export async function loadTable(
  query: Query,
  { name, columns }: TableShape,
  lines: AsyncIterable<string>,
): Promise<number> {
  const statement = `INSERT INTO ${quoted(name)} (${columns.map(([column]) => quoted(column)).join(', ')})
    OVERRIDING SYSTEM VALUE
    SELECT ${columns.map(([, type], index) => `(r ->> ${index})::${type}`).join(', ')}
    FROM json_array_elements($1::json) AS r`;
  let batch: string[] = [];
  let bytes = 0;
  let rows = 0;
  const flush = async (): Promise<void> => {
    if (batch.length > 0) await query(statement, [`[${batch.join(',')}]`]);
    rows += batch.length;
    batch = [];
    bytes = 0;
  };
  for await (const line of lines) {
    batch.push(line);
    bytes += line.length;
    if (bytes > INSERT_BYTES) await flush();
  }
  await flush();
  return rows;
}

const MOST_LINE_CHARACTERS = 268_435_456;

/** The lines of a dump; the last one must end as well. */
export async function* linesOf(content: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let rest = '';
  for await (const piece of content) {
    rest += decoder.decode(piece, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MOST_LINE_CHARACTERS) throw badBackup('a row is too long');
    yield* lines;
  }
  if (rest !== '') throw badBackup('a table ends in the middle of a row');
}
