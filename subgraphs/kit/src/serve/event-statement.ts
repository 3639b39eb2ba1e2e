/**
 * The statements that find events: `events` with filter, order and keyset, and `event` by its id.
 *
 * Gives SQL text and its parameters. Only columns whose coordinate is selected are read; a sealed field has no
 * column here at all. Order: the generalised date, rows without one last in both directions, then the public
 * id bytewise, ascending in both directions.
 */
import type { EventFilter, EventOrder } from '@vigil/shared';
import { filterConditions } from './event-filter.js';
import { dateText, generalisedDate, generalisedPrecision } from './generalise.js';
import type { Keyset } from './keyset.js';
import { rowRule, type RowRuleContext } from './row-rules.js';
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

/** Coordinate -> the expression that answers it. What is not listed here is not in the database's answer. */
const COLUMNS: ReadonlyMap<string, string> = new Map([
  ['Event.title', 'e.title AS title'],
  ['Event.startDate', `${dateText(generalisedDate('e'))} AS start_date`],
  ['Event.datePrecision', `${generalisedPrecision('e')} AS date_precision`],
  ['Event.country', 'e.country AS country'],
  ['Event.area', 'e.area AS area'],
  ['Event.verification', 'e.verification AS verification'],
]);

/** One page of events that exist for this caller. */
export function listStatement(
  listing: EventListing,
  rule: RowRuleContext,
  selected: ReadonlySet<string>,
): Statement {
  const parameters = new SqlParameters();
  const conditions = [
    rowRule(rule, parameters),
    ...filterConditions(listing.where, rule.partner, parameters),
    ...(listing.keyset === null ? [] : [keysetCondition(listing.keyset, listing.orderBy, parameters)]),
  ];
  const direction = listing.orderBy === 'START_DATE_ASC' ? 'ASC' : 'DESC';
  const text = `SELECT ${columns(selected)}
    FROM event e JOIN case_file cf ON cf.id = e.case_file_id
    WHERE ${conditions.join('\n      AND ')}
    ORDER BY ${generalisedDate('e')} ${direction} NULLS LAST, e.public_id COLLATE "C" ASC
    LIMIT ${parameters.add(listing.limit)}::int`;
  return { text, values: parameters.values };
}

/** One event, if it exists for this caller. `publicId` null (not an id of ours) runs the same statement. */
export function singleStatement(
  publicId: string | null,
  rule: RowRuleContext,
  selected: ReadonlySet<string>,
): Statement {
  const parameters = new SqlParameters();
  const text = `SELECT ${columns(selected)}
    FROM event e JOIN case_file cf ON cf.id = e.case_file_id
    WHERE e.public_id = ${parameters.add(publicId)}::text
      AND ${rowRule(rule, parameters)}`;
  return { text, values: parameters.values };
}

/** Those of the named events that exist for this caller; none of them is named: the same statement. */
export function namedStatement(
  publicIds: readonly string[],
  { rule, ruleOf }: { rule: RowRuleContext; ruleOf: typeof rowRule },
  selected: ReadonlySet<string>,
): Statement {
  const parameters = new SqlParameters();
  const text = `SELECT ${columns(selected)}
    FROM event e JOIN case_file cf ON cf.id = e.case_file_id
    WHERE e.public_id = ANY(${parameters.add([...publicIds])}::text[])
      AND ${ruleOf(rule, parameters)}`;
  return { text, values: parameters.values };
}

function columns(selected: ReadonlySet<string>): string {
  const chosen = [...COLUMNS].filter(([coordinate]) => selected.has(coordinate)).map(([, column]) => column);
  return ['e.id AS local_id', 'e.public_id AS public_id', ...chosen].join(', ');
}

function keysetCondition(keyset: Keyset, orderBy: EventOrder, parameters: SqlParameters): string {
  const shown = generalisedDate('e');
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
