/**
 * Which data an answer was made from: as one short text that can be cited, and as the moment to ask again with.
 *
 * Takes the releases that figures and coverage read (`heads-about.ts`); the order of receipt does not matter to the
 * version. Pure.
 */
import { createHash } from 'node:crypto';
import { canonicalJson } from '@vigil/shared';
import type { IndicatorCode } from '@vigil/shared';
import type { StoredRelease } from '../releases/stored-release.js';
import type { Declarations } from './declarations.js';
import { compareText } from './cell-address.js';

const HEX_DIGITS = 16;

/** The beginning of a SHA-256 over the releases, whether they are revoked, and what the coalition file declares. */
export function dataVersionOf(
  indicator: IndicatorCode,
  coalition: Declarations,
  heads: readonly StoredRelease[],
): string {
  const declared = coalition.partners.map(({ id, coverage }) =>
    canonicalJson([id, coverage.filter((place) => place.indicator === indicator)]),
  );
  const released = heads.map(({ document, digest, revokedAt }) =>
    canonicalJson([document.id, digest, revokedAt === null]),
  );
  const lines = [...declared.sort(compareText), ...released.sort(compareText)];
  return createHash('sha256').update(lines.join('\n'), 'utf8').digest('hex').slice(0, HEX_DIGITS);
}

/**
 * The time of the newest release included, or of the newest revocation that made one leave; never the clock.
 *
 * Nothing that is newer was read, so asked again with this moment the same heads answer (`counts-from.ts`).
 */
export function newestMoment(heads: readonly StoredRelease[]): Date {
  const times = heads.flatMap(({ countsFrom, revokedAt }) =>
    revokedAt === null ? [countsFrom.getTime()] : [countsFrom.getTime(), revokedAt.getTime()],
  );
  return new Date(times.reduce((newest, time) => Math.max(newest, time), -Infinity));
}
