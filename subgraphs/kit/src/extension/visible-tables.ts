/**
 * SQL of an extension, put behind the row rules: it sees the events that exist for this caller, and no others.
 *
 * Takes one SELECT of the partner's own code, gives one statement in which the names of the kit's tables mean
 * their visible rows, without the columns that name somebody or a place. What may only leave sealed cannot be
 * answered by an extension anyway, so it has no reason to read it. Tables of the partner's own are not touched.
 */
import type { Statement } from '../serve/event-statement.js';
import type { rowRule, RowRuleContext } from '../serve/row-rules.js';
import { SqlParameters } from '../serve/sql-parameters.js';

/** An event and its case file, as the row rules call them. */
const EVENT_COLUMNS = [
  ...['id', 'case_file_id', 'public_id', 'title', 'start_date', 'date_precision', 'end_date', 'country'],
  ...['area', 'verification', 'violation_status'],
].map((column) => `e.${column}`);

/**
 * table -> its columns, and what makes a row of it visible; each refers to the visible rows of those above it.
 *
 * A record exists by its event: of two events of a case file one may be there and the other not. So a case file is
 * there with any event of its own, and a person by an act of such an event; somebody whom no act names is not.
 */
const TABLES: readonly (readonly [table: string, columns: string, visible: string])[] = [
  ['case_file', 'id, synthetic, received_at', 'id IN (SELECT case_file_id FROM event)'],
  [
    'act',
    'id, event_id, type, method, start_date, date_precision, victim_id, wgad_category',
    'event_id IN (SELECT id FROM event)',
  ],
  [
    'victim',
    'id, case_file_id, sex, age_band, victim_group, persons',
    `(id, case_file_id) IN (
      SELECT a.victim_id, e.case_file_id FROM act a JOIN event e ON e.id = a.event_id)`,
  ],
  [
    'perpetrator',
    'id, case_file_id, type, unit',
    `(id, case_file_id) IN (SELECT ap.perpetrator_id, e.case_file_id
      FROM act_perpetrator ap JOIN act a ON a.id = ap.act_id JOIN event e ON e.id = a.event_id)`,
  ],
  ['act_perpetrator', 'act_id, perpetrator_id', 'act_id IN (SELECT id FROM act)'],
  ['witness', 'id, event_id, connection, reliability', 'event_id IN (SELECT id FROM event)'],
  ['evidence', 'id, event_id, kind, sha256, collected_at', 'event_id IN (SELECT id FROM event)'],
  ['intervention', 'id, event_id, type, date, status', 'event_id IN (SELECT id FROM event)'],
];

/** Tables of the node itself: consents, raw rows of imports, who asked what, keys of releases. */
const CLOSED: readonly string[] = [
  'consent',
  'delegation_use',
  'erased_source',
  'import_checkpoint',
  'import_rejection',
  'import_run',
  'import_staging',
  'local_record',
  'local_record_cut',
  'release_assignment',
  'release_document',
  'release_freeze',
  'release_ledger',
  'release_plan',
  'release_revocation',
  'release_source',
];

/** Every table of the kit's own. */
const KIT_TABLES: readonly string[] = ['event', ...TABLES.map(([table]) => table), ...CLOSED];

/** Comments, and texts between quotes: what stands there is no name. */
const NO_NAMES = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g;
const BEHIND_A_SCHEMA = new RegExp(`\\.\\s*"?(?:${KIT_TABLES.join('|')})"?(?![\\w$])`, 'i');

/** A table that is called with its schema is the table itself, with every row and column. */
function refuseSchemas(text: string): void {
  if (BEHIND_A_SCHEMA.test(text.replaceAll(NO_NAMES, ' ')))
    throw new SyntaxError('a table of the kit is named without its schema, and no column is named like one');
}

/** More rows than this is no answer to one question. */
export const MAX_ROWS = 10_000;

/**
 * Wraps one SELECT.
 *
 * It stands in the place of a table, so that it can be nothing but a SELECT; it always has a parameter, so that
 * the server takes no second statement behind it.
 *
 * @returns a statement that gives at most one row more than `MAX_ROWS`
 * @throws SyntaxError when a table of the kit stands behind the name of a schema
 */
export function visibleStatement(
  { text, values }: Statement,
  rule: RowRuleContext,
  ruleOf: typeof rowRule,
): Statement {
  refuseSchemas(text);
  const parameters = new SqlParameters();
  for (const value of values) parameters.add(value);
  // the first of all: its own condition means the tables themselves
  const events = `event AS NOT MATERIALIZED (
    SELECT ${EVENT_COLUMNS.join(', ')} FROM event e JOIN case_file cf ON cf.id = e.case_file_id
    WHERE ${ruleOf(rule, parameters)})`;
  const tables = TABLES.map(
    ([table, columns, visible]) =>
      `${table} AS NOT MATERIALIZED (SELECT ${columns} FROM ${table} WHERE ${visible})`,
  );
  const closed = CLOSED.map((table) => `${table} AS (SELECT NULL::uuid AS closed WHERE FALSE)`);
  return {
    text: `WITH ${[events, ...tables, ...closed].join(',\n')}
SELECT * FROM (
${text.trim().replace(/;$/, '')}
) AS answer LIMIT ${parameters.add(MAX_ROWS + 1)}::int`,
    values: parameters.values,
  };
}
