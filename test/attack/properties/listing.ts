/** Which events a listing shows, and in which order: the public API's rules, for one partner's rows and for everybody's. */
import type { HeldEvent } from './world.js';

export interface ListingArguments {
  readonly where?: Readonly<Record<string, unknown>> | null;
  readonly orderBy?: string | null;
  readonly first?: number | null;
}

function holds(list: unknown, value: unknown): boolean {
  return !Array.isArray(list) || list.includes(value);
}

/** A month, and what is less exact: a year is before all its months, and after none of them. */
function isBetween(date: unknown, from: unknown, to: unknown): boolean {
  if (typeof from !== 'string' && typeof to !== 'string') return true;
  if (typeof date !== 'string') return false;
  const month = date.slice(0, 'YYYY-MM'.length);
  return (typeof from !== 'string' || from <= month) && (typeof to !== 'string' || month <= to);
}

export function matches({ root, owner }: HeldEvent, where: ListingArguments['where']): boolean {
  if (where === null || where === undefined) return true;
  const { country, area, verification, startDate, acts } = root.values;
  const types = (acts as readonly { values: { type?: unknown } }[]).map(({ values }) => values.type);
  return (
    holds(where['countries'], country) &&
    holds(where['areas'], area) &&
    holds(where['verification'], verification) &&
    holds(where['partners'], owner) &&
    (!Array.isArray(where['actTypes']) || types.some((type) => holds(where['actTypes'], type))) &&
    isBetween(startDate, where['from'], where['to'])
  );
}

/** By date, those without one last, then by id. */
export function inOrder(events: readonly HeldEvent[], orderBy: string | null | undefined): HeldEvent[] {
  const sign = orderBy === 'START_DATE_ASC' ? 1 : -1;
  const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return [...events].sort((a, b) => {
    const [left, right] = [a.root.values['startDate'], b.root.values['startDate']] as (string | null)[];
    if (left === right) return byText(a.id, b.id);
    if (left == null) return 1;
    if (right == null) return -1;
    return sign * byText(left, right);
  });
}
