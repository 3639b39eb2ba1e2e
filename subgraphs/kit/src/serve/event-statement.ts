/**
 * The statements that find events: `events` with filter, order and keyset, and `event` by its id.
 *
 * Gives SQL text and its parameters. Only columns whose coordinate is selected are read. Order: the generalised
 * date as the caller sees it, rows without one last in both directions, then the public id bytewise, ascending in
 * both directions.
 */
import type { EventFilter, EventOrder } from '@vigil/shared';
import { filterConditions, filteredFields } from './event-filter.js';
import { generalisedDate } from './generalise.js';
import type { Keyset } from './keyset.js';
import { EVENT_FIELDS } from './record-fields.js';
import { RecordSql } from './record-sql.js';
import { existence, rowResiduals, type rowRule, type RowRuleContext } from './row-rules.js';
import { selectedColumns } from './selected-columns.js';
import { SqlParameters } from './sql-parameters.js';

interface EventListing {
  where: EventFilter;
  orderBy: EventOrder;
  keyset: Keyset | null;
  /** rows wanted; the caller of this function adds one to learn whether there are more */
  limit: number;
}

export interface Statement {
  text: string;
  values: unknown[];
}

const FOUND = 'FROM event e JOIN case_file cf ON cf.id = e.case_file_id';

/** One page of events that exist for this caller. */
export function listStatement(
  listing: EventListing,
  rule: RowRuleContext,
  selected: ReadonlySet<string>,
): Statement {
  const parameters = new SqlParameters();
  const sql = new RecordSql(rule, parameters);
  const exists = existence(rule, sql);
  const read = (coordinates: readonly string[]): string | null =>
    sql.condition(coordinates.map((coordinate) => rule.conditions.read(coordinate)));
  // a field that is hidden in a record would be told by whether the record fits the filter
  const readable = read(filteredFields(listing.where));
  const shown = shownDate(read(['Event.startDate']));
  const conditions = [
    exists,
    ...(readable === null ? [] : [readable]),
    ...filterConditions(listing.where, rule.partner, parameters),
    ...(listing.keyset === null ? [] : [keysetCondition(listing.keyset, listing.orderBy, shown, parameters)]),
  ];
  const direction = listing.orderBy === 'START_DATE_ASC' ? 'ASC' : 'DESC';
  const order = `ORDER BY ${shown} ${direction} NULLS LAST, e.public_id COLLATE "C" ASC`;
  const rows = `${conditions.join('\n      AND ')}
    ${order}
    LIMIT ${parameters.add(listing.limit)}::int`;
  return { text: selectOf({ rule, sql, selected, rows, order }), values: parameters.values };
}

/** One event, if it exists for this caller. `publicId` null (not an id of ours) runs the same statement. */
export function singleStatement(
  publicId: string | null,
  rule: RowRuleContext,
  selected: ReadonlySet<string>,
): Statement {
  const parameters = new SqlParameters();
  const sql = new RecordSql(rule, parameters);
  const exists = existence(rule, sql);
  const rows = `e.public_id = ${parameters.add(publicId)}::text
      AND ${exists}`;
  return { text: selectOf({ rule, sql, selected, rows }), values: parameters.values };
}

/** Those of the named events that exist for this caller; none of them is named: the same statement. */
export function namedStatement(
  publicIds: readonly string[],
  { rule, ruleOf }: { rule: RowRuleContext; ruleOf: typeof rowRule },
  selected: ReadonlySet<string>,
): Statement {
  const parameters = new SqlParameters();
  const exists = ruleOf(rule, parameters);
  const sql = new RecordSql(rule, parameters);
  sql.hold(rowResiduals(rule));
  const rows = `e.public_id = ANY(${parameters.add([...publicIds])}::text[])
      AND ${exists}`;
  return { text: selectOf({ rule, sql, selected, rows }), values: parameters.values };
}

interface Select {
  readonly rule: RowRuleContext;
  readonly sql: RecordSql;
  readonly selected: ReadonlySet<string>;
  /** WHERE and what follows it */
  readonly rows: string;
  readonly order?: string;
}

/** The rows with their columns; where columns ask about everybody in a file, the rows are found first. */
function selectOf({ rule, sql, selected, rows, order }: Select): string {
  sql.askOncePerFile();
  const list = columns(rule, sql, selected);
  const facts = sql.factsOf('SELECT page.case_file_id FROM page');
  if (facts === null) {
    return `SELECT ${list}
    ${FOUND}
    WHERE ${rows}`;
  }
  return `WITH page AS MATERIALIZED (
    SELECT e.id, e.case_file_id ${FOUND}
    WHERE ${rows}), ${facts}
    SELECT ${list}
    FROM page JOIN event e ON e.id = page.id JOIN case_file cf ON cf.id = e.case_file_id
      JOIN facts ON facts.id = cf.id
    ${order ?? ''}`;
}

function columns(rule: RowRuleContext, sql: RecordSql, selected: ReadonlySet<string>): string {
  const chosen = selectedColumns(EVENT_FIELDS, { selected, conditions: rule.conditions, sql, person: null });
  return ['e.id AS local_id', 'e.public_id AS public_id', ...chosen].join(', ');
}

/** The date that orders is the date that is shown: no place in a list tells of one that is hidden. */
function shownDate(readable: string | null): string {
  const date = generalisedDate('e');
  return readable === null ? date : `(CASE WHEN ${readable} THEN ${date} END)`;
}

function keysetCondition(
  keyset: Keyset,
  orderBy: EventOrder,
  shown: string,
  parameters: SqlParameters,
): string {
  const same = sameDateCondition(keyset, parameters);
  if (keyset.date === null) return `(${shown} IS NULL AND ${same})`;
  const date = `${parameters.add(keyset.date)}::date`;
  const beyond = orderBy === 'START_DATE_ASC' ? '>' : '<';
  return `(${shown} ${beyond} ${date} OR ${shown} IS NULL OR (${shown} = ${date} AND ${same}))`;
}

function sameDateCondition({ sameDate, publicId }: Keyset, parameters: SqlParameters): string {
  if (sameDate === 'ALL') return 'TRUE';
  if (sameDate === 'NONE') return 'FALSE';
  return `e.public_id COLLATE "C" > ${parameters.add(publicId)}::text`;
}
