/**
 * Pages of red flags, the newest month first.
 *
 * Takes living flags and the arguments of the public `redFlags` connection, gives one page. The cursor is the place of
 * a flag in the order and no secret; it holds while flags come and go. Pure.
 */
import { HubError } from '@vigil/shared';
import type { RedFlag, RedFlagConnection, RedFlagsArguments } from '@vigil/shared';
import { compareText } from '../statistics/cell-address.js';
import type { LivingFlag } from './flag-life.js';
import { flagCondition } from './flag-question.js';
import { FLAG_ID } from './red-flag.js';

const FIRST_DEFAULT = 50;
const FIRST_MOST = 100;
const CURSOR = /^flag:(\d{4}-\d{2}):([A-Z]{2}(?:-[A-Z0-9]{1,3})?):([0-9a-f]{16})$/;

/** Where a flag stands in the list. */
interface Place {
  readonly period: string;
  /** the area, or the country */
  readonly where: string;
  readonly id: string;
}

/** @throws HubError BAD_USER_INPUT, LIMIT_EXCEEDED or CURSOR_INVALID */
export function flagPage(flags: readonly LivingFlag[], asked: RedFlagsArguments): RedFlagConnection {
  const first = asked.first ?? FIRST_DEFAULT;
  if (first < 1) throw new HubError('BAD_USER_INPUT', 'first is below 1', 'caller');
  if (first > FIRST_MOST) throw new HubError('LIMIT_EXCEEDED', `first is above ${FIRST_MOST}`, 'caller');
  const holds = flagCondition(asked.where);
  const after = asked.after == null ? null : placeIn(asked.after);
  const matching = flags
    .filter((flag) => holds(flag) && (after === null || comparePlaces(placeOf(flag), after) > 0))
    .sort(compareFlags);
  const page = matching.slice(0, first);
  const last = page.at(-1);
  return {
    nodes: page.map(publicFlag),
    pageInfo: {
      hasNextPage: matching.length > page.length,
      endCursor: last === undefined ? null : cursorOf(placeOf(last)),
    },
  };
}

/** The fields of the contract and no other. */
export function publicFlag(flag: LivingFlag): RedFlag {
  const { id, indicator, country, area, period, severity, ratioBand, baseline, status, acknowledgedBy } =
    flag;
  return {
    ...{ id, indicator, country, area, period, severity, ratioBand, baseline, status, acknowledgedBy },
    detectors: [...flag.detectors],
    context: [...flag.context],
    raisedAt: flag.raisedAt.toISOString(),
  };
}

function placeOf({ period, country, area, id }: LivingFlag): Place {
  return { period, where: area ?? country, id };
}

/** Newest month first; then a country before its areas. */
export function compareFlags(left: LivingFlag, right: LivingFlag): number {
  return comparePlaces(placeOf(left), placeOf(right));
}

function comparePlaces(left: Place, right: Place): number {
  return (
    compareText(right.period, left.period) ||
    compareText(left.where, right.where) ||
    compareText(left.id, right.id)
  );
}

function cursorOf({ period, where, id }: Place): string {
  return Buffer.from(`flag:${period}:${where}:${id}`, 'utf8').toString('base64url');
}

/** A cursor is accepted in the one form in which it was given. */
function placeIn(cursor: string): Place {
  const [, period = '', where = '', id = ''] =
    CURSOR.exec(Buffer.from(cursor, 'base64url').toString('utf8')) ?? [];
  const place = { period, where, id };
  if (!FLAG_ID.test(id) || cursorOf(place) !== cursor) {
    throw new HubError('CURSOR_INVALID', 'the cursor is not one of this list', 'caller');
  }
  return place;
}
