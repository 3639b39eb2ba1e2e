/**
 * Which releases answer, now or at an earlier time.
 *
 * Takes every stored version, gives one release for each partner and partition. Time is that from which releases
 * count (`counts-from.ts`), never the clock, so that a citation keeps its answer. Pure.
 */
import type { ReleaseStatus } from '@vigil/shared';
import type { StoredRelease } from './stored-release.js';

/**
 * Every version that counted at a moment, as it was then.
 *
 * @param asOf - RFC 3339, null for everything; what counts from later, revocations included, has not happened
 */
export function releasesKnownAt(stored: readonly StoredRelease[], asOf: string | null): StoredRelease[] {
  const limit = asOf === null ? Infinity : Date.parse(asOf);
  return stored
    .filter(({ countsFrom }) => countsFrom.getTime() <= limit)
    .map((release) => asKnownAt(release, limit));
}

/**
 * The newest release of each partner and partition, revoked ones included, in the order of receipt.
 *
 * A revoked release hides the versions before it: its partner had replaced them, and gave nothing in its stead.
 */
export function headReleases(stored: readonly StoredRelease[], asOf: string | null): StoredRelease[] {
  const heads = new Map<string, StoredRelease>();
  for (const release of releasesKnownAt(stored, asOf)) {
    const { partner, partition, sequence } = release.document;
    const key = `${partner} ${partition}`;
    const head = heads.get(key);
    if (head === undefined || head.document.sequence < sequence) heads.set(key, release);
  }
  return [...heads.values()].sort((left, right) => left.position - right.position);
}

/** The releases that figures are made from: heads that are not revoked. */
export function currentReleases(stored: readonly StoredRelease[], asOf: string | null): StoredRelease[] {
  return headReleases(stored, asOf).filter(({ revokedAt }) => revokedAt === null);
}

export function statusOf(release: StoredRelease, stored: readonly StoredRelease[]): ReleaseStatus {
  if (release.revokedAt !== null) return 'REVOKED';
  const { partner, partition, sequence } = release.document;
  const superseded = stored.some(
    ({ document }) =>
      document.partner === partner && document.partition === partition && document.sequence > sequence,
  );
  return superseded ? 'SUPERSEDED' : 'CURRENT';
}

function asKnownAt(release: StoredRelease, limit: number): StoredRelease {
  const revokedLater = release.revokedAt !== null && release.revokedAt.getTime() > limit;
  return revokedLater ? { ...release, revokedAt: null } : release;
}
