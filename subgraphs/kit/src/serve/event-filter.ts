/**
 * The filter of `events` as SQL conditions over the aliases `e` (event) and `cf` (case_file).
 *
 * A condition on time judges what the caller is shown, the generalised date and its precision, and nothing
 * else: an event known to the day or month matches by its month; an event known to the year matches only when
 * the whole year lies inside the range; an event without a date matches only when no range is given. So no
 * choice of ranges tells more than the answer's own fields do.
 */
import { HubError, type EventFilter } from '@vigil/shared';
import { generalisedDate, generalisedPrecision } from './generalise.js';
import { AREA } from './record-fields.js';
import type { SqlParameters } from './sql-parameters.js';

const MONTH = /^(?!0000)\d{4}-(0[1-9]|1[0-2])$/;
const YEAR = /^(?!0000)\d{4}$/;

/**
 * Gives the conditions of a filter, in a fixed order. A list that is given and empty matches nothing; a field
 * that is null or absent does not filter.
 *
 * @throws HubError BAD_USER_INPUT when `from` or `to` is neither a month nor a year
 */
export function filterConditions(filter: EventFilter, partner: string, parameters: SqlParameters): string[] {
  // PostgreSQL's text holds no NUL, so a value with one equals nothing there.
  const list = (values: readonly string[]): string =>
    `ANY(${parameters.add(values.filter((value) => !value.includes('\0')))}::text[])`;
  const conditions: string[] = [];
  if (filter.countries != null) conditions.push(`e.country = ${list(filter.countries)}`);
  if (filter.areas != null) conditions.push(`${AREA} = ${list(filter.areas)}`);
  if (filter.verification != null) conditions.push(`e.verification = ${list(filter.verification)}`);
  if (filter.actTypes != null) {
    conditions.push(
      `EXISTS (SELECT 1 FROM act done WHERE done.event_id = e.id AND done.type = ${list(filter.actTypes)})`,
    );
  }
  if (filter.partners != null) {
    conditions.push(`${parameters.add(partner)}::text = ${list(filter.partners)}`);
  }
  return [...conditions, ...timeConditions(filter, parameters)];
}

/** The fields of a record that a filter looks at: who may not read them cannot learn them by filtering either. */
const LOOKS_AT: Readonly<Record<keyof EventFilter, readonly string[]>> = {
  countries: ['Event.country'],
  areas: ['Event.area'],
  verification: ['Event.verification'],
  actTypes: ['Event.acts', 'Act.id', 'Act.type'],
  partners: [],
  from: ['Event.startDate', 'Event.datePrecision'],
  to: ['Event.startDate', 'Event.datePrecision'],
};

/** Coordinates of the fields that this filter looks at. */
export function filteredFields(filter: EventFilter): string[] {
  return (Object.keys(LOOKS_AT) as (keyof EventFilter)[])
    .filter((name) => filter[name] != null)
    .flatMap((name) => LOOKS_AT[name]);
}

function timeConditions({ from, to }: EventFilter, parameters: SqlParameters): string[] {
  const shown = generalisedDate('e');
  const conditions: string[] = [];
  if (from != null) {
    // A year's shown date is its first of January: inside the range exactly when January is.
    conditions.push(`${shown} >= ${parameters.add(firstMonth(from, 'from'))}::date`);
  }
  if (to != null) {
    const end = `${parameters.add(lastMonth(to))}::date`;
    conditions.push(
      `(CASE ${generalisedPrecision('e')} WHEN 'YEAR'
         THEN ${shown} + interval '11 months' ELSE ${shown} END) <= ${end}`,
    );
  }
  return conditions;
}

function firstMonth(value: string, field: string): string {
  if (YEAR.test(value)) return `${value}-01-01`;
  if (MONTH.test(value)) return `${value}-01`;
  throw new HubError('BAD_USER_INPUT', `${field} is neither a month like 2024-03 nor a year`, 'caller');
}

function lastMonth(value: string): string {
  return YEAR.test(value) ? `${value}-12-01` : firstMonth(value, 'to');
}
