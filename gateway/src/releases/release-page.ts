/**
 * Pages of releases, in the order in which the hub received them.
 *
 * Takes stored releases and the arguments of the public `releases` connection, gives one page. The cursor is a
 * position and no secret: releases are public, every one of them. Pure.
 */
import { HubError, PARTNER_ID } from '@vigil/shared';
import type { ReleasesArguments } from '@vigil/shared';
import type { StoredRelease } from './stored-release.js';

export interface ReleasePage {
  readonly releases: readonly StoredRelease[];
  readonly hasNextPage: boolean;
  readonly endCursor: string | null;
}

const FIRST_DEFAULT = 50;
const FIRST_MOST = 100;
const CURSOR = /^release:([1-9]\d{0,9})$/;

/** @throws HubError BAD_USER_INPUT, LIMIT_EXCEEDED or CURSOR_INVALID */
export function releasePage(stored: readonly StoredRelease[], asked: ReleasesArguments): ReleasePage {
  const first = asked.first ?? FIRST_DEFAULT;
  if (first < 1) throw new HubError('BAD_USER_INPUT', 'first is below 1', 'caller');
  if (first > FIRST_MOST) throw new HubError('LIMIT_EXCEEDED', `first is above ${FIRST_MOST}`, 'caller');
  const partner = asked.partner ?? null;
  if (partner !== null && !PARTNER_ID.test(partner)) {
    throw new HubError('BAD_USER_INPUT', 'partner is not a partner id', 'caller');
  }
  const partition = asked.partition ?? null;
  if (partition !== null && !/^\d{4}$/.test(partition)) {
    throw new HubError('BAD_USER_INPUT', 'partition is not a year', 'caller');
  }
  const after = asked.after == null ? 0 : positionOf(asked.after);
  const matching = stored.filter(
    ({ position, document }) =>
      position > after &&
      (partner === null || document.partner === partner) &&
      (partition === null || document.partition === partition),
  );
  const releases = matching.slice(0, first);
  const last = releases.at(-1);
  return {
    releases,
    hasNextPage: matching.length > releases.length,
    endCursor: last === undefined ? null : cursorOf(last.position),
  };
}

function cursorOf(position: number): string {
  return Buffer.from(`release:${position}`, 'utf8').toString('base64url');
}

/** A cursor is accepted in the one form in which it was given. */
function positionOf(cursor: string): number {
  const position = Number(CURSOR.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1] ?? 0);
  if (position === 0 || cursorOf(position) !== cursor) {
    throw new HubError('CURSOR_INVALID', 'the cursor is not one of this list', 'caller');
  }
  return position;
}
