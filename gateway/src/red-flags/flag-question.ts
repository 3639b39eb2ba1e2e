/**
 * What a caller asks of red flags, checked.
 *
 * Takes the filter of `redFlags`, gives a condition over closed code lists. Everything here is public, so a
 * refusal names the field that is wrong, never the value. Pure.
 */
import { HubError, isAreaCode, isCountryCode } from '@vigil/shared';
import type { RedFlagFilter } from '@vigil/shared';
import type { LivingFlag } from './flag-life.js';

type Condition = (flag: LivingFlag) => boolean;

const PERIOD = /^\d{4}(-(0[1-9]|1[0-2]))?$/;

/** @throws HubError BAD_USER_INPUT */
export function flagCondition(where: RedFlagFilter | null | undefined): Condition {
  const { indicators, countries, areas, severity, status, from, to } = where ?? {};
  if (!(countries ?? []).every(isCountryCode)) refuse('where.countries has an unknown code');
  if (!(areas ?? []).every(isAreaCode)) refuse('where.areas has an unknown code');
  const conditions: Condition[] = [
    oneOf('indicators', indicators, (flag) => flag.indicator),
    oneOf('countries', countries, (flag) => flag.country),
    oneOf('areas', areas, (flag) => flag.area),
    oneOf('severity', severity, (flag) => flag.severity),
    oneOf('status', status, (flag) => flag.status),
    within(from ?? null, to ?? null),
  ];
  return (flag) => conditions.every((holds) => holds(flag));
}

function oneOf<Value extends string>(
  field: keyof RedFlagFilter,
  list: readonly Value[] | null | undefined,
  read: (flag: LivingFlag) => Value | null,
): Condition {
  if (list == null) return () => true;
  // Neither "everything" nor "nothing" is a safe reading of an empty list.
  if (list.length === 0) refuse(`where.${field} is empty`);
  const values: ReadonlySet<string> = new Set(list);
  return (flag) => {
    const value = read(flag);
    return value !== null && values.has(value);
  };
}

/** A year stands for all its months. */
function within(from: string | null, to: string | null): Condition {
  if (from !== null && !PERIOD.test(from)) refuse('where.from is neither a month nor a year');
  if (to !== null && !PERIOD.test(to)) refuse('where.to is neither a month nor a year');
  const first = from?.length === 4 ? `${from}-01` : from;
  const last = to?.length === 4 ? `${to}-12` : to;
  if (first != null && last != null && first > last) refuse('where.from is after where.to');
  // `YYYY-MM` orders as text
  return ({ period }) => (first == null || first <= period) && (last == null || period <= last);
}

function refuse(message: string): never {
  throw new HubError('BAD_USER_INPUT', message, 'caller');
}
