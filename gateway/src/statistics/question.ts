/**
 * What a caller asks of the statistics plane, checked.
 *
 * Takes the arguments of `indicatorTable`, gives dimensions and conditions over closed code lists. Everything
 * checked here is public, so a refusal may say what is unknown: it names the field, never the value. Pure.
 */
import { isAreaCode, isCountryCode } from '@vigil/shared';
import type { CellFilter, Dimension, IndicatorCode, IndicatorTableArguments } from '@vigil/shared';
import type { CellCondition } from './cell-condition.js';
import { StatisticsRefusal } from './statistics-refusal.js';

export interface Question {
  readonly indicator: IndicatorCode;
  readonly by: readonly Dimension[];
  readonly where: CellCondition;
  /** every dimension that `by` keeps or `where` looks at */
  readonly needed: ReadonlySet<Dimension>;
  /** RFC 3339 or null for everything known */
  readonly asOf: string | null;
}

const PERIOD = /^\d{4}(-(0[1-9]|1[0-2]))?$/;

const LISTS = [
  ['countries', 'COUNTRY'],
  ['areas', 'AREA'],
  ['victimGroups', 'VICTIM_GROUP'],
  ['perpetratorTypes', 'PERPETRATOR_TYPE'],
  ['sexes', 'SEX'],
  ['ageBands', 'AGE_BAND'],
] as const satisfies readonly (readonly [keyof CellFilter, Dimension])[];

/**
 * @param partners - ids of the coalition's partners; who they are is public, so an unknown one is an error
 * @throws HubError BAD_USER_INPUT
 */
export function parseQuestion(asked: IndicatorTableArguments, partners: ReadonlySet<string>): Question {
  if (new Set(asked.by).size !== asked.by.length) refuse('by names a dimension twice');
  const filter = asked.where ?? {};
  const values = new Map<Dimension, ReadonlySet<string>>();
  for (const [field, dimension] of LISTS) {
    const list = listOf(filter, field);
    if (list !== null) values.set(dimension, list);
  }
  requireKnown('countries', values.get('COUNTRY'), isCountryCode);
  requireKnown('areas', values.get('AREA'), isAreaCode);
  const asking = listOf(filter, 'partners');
  requireKnown('partners', asking ?? undefined, (id) => partners.has(id));
  if (asked.asOf != null && Number.isNaN(Date.parse(asked.asOf))) refuse('asOf is not a moment');
  const where = { values, partners: asking, ...periodOf(filter) };
  const needed = new Set<Dimension>([...asked.by, ...values.keys()]);
  const bound = where.from ?? where.to;
  if (bound !== null) needed.add(bound.length === 4 ? 'YEAR' : 'MONTH');
  return { indicator: asked.indicator, by: [...asked.by], where, needed, asOf: asked.asOf ?? null };
}

function listOf(
  filter: CellFilter,
  field: (typeof LISTS)[number][0] | 'partners',
): ReadonlySet<string> | null {
  const list = filter[field] ?? null;
  if (list === null) return null;
  // Neither "everything" nor "nothing" is a safe reading of an empty list.
  if (list.length === 0) refuse(`where.${field} is empty`);
  return new Set<string>(list);
}

function requireKnown(
  field: keyof CellFilter,
  values: ReadonlySet<string> | undefined,
  isKnown: (value: string) => boolean,
): void {
  if (values !== undefined && ![...values].every(isKnown)) refuse(`where.${field} has an unknown code`);
}

function periodOf({ from, to }: CellFilter): Pick<CellCondition, 'from' | 'to'> {
  const first = from ?? null;
  const last = to ?? null;
  if (first !== null && !PERIOD.test(first)) refuse('where.from is neither a month nor a year');
  if (last !== null && !PERIOD.test(last)) refuse('where.to is neither a month nor a year');
  if (first !== null && last !== null) {
    if (first.length !== last.length) refuse('where.from and where.to are not of the same precision');
    if (first > last) refuse('where.from is after where.to');
  }
  return { from: first, to: last };
}

function refuse(message: string): never {
  throw new StatisticsRefusal('BAD_USER_INPUT', message);
}
