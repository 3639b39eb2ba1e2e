/**
 * Which releases answer, now or at an earlier time, and what has become of the others.
 *
 * Takes every stored version, gives those that hold for each partner and partition: the last release of the year
 * alone once there is one, before that the newest provisional one of each of its parts. Time is that from which
 * releases count (`counts-from.ts`), never the clock, so that a citation keeps its answer. Pure.
 */
import type { ReleaseDocument, ReleaseStatus } from '@vigil/shared';
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
 * The releases that hold, revoked ones included, in the order of receipt.
 *
 * A revoked release hides the versions before it, and a revoked last release of a year its provisional ones: its
 * partner had replaced them, and gave nothing in its stead.
 */
export function headReleases(stored: readonly StoredRelease[], asOf: string | null): StoredRelease[] {
  const newest = new Map<string, StoredRelease>();
  const final = new Set<string>();
  for (const release of releasesKnownAt(stored, asOf)) {
    const { document } = release;
    if (document.stage === 'FINAL') final.add(yearOf(document));
    const key = plannedPlaceOf(document);
    const head = newest.get(key);
    if (head === undefined || head.document.sequence < document.sequence) newest.set(key, release);
  }
  return [...newest.values()]
    .filter(({ document }) => document.stage === 'FINAL' || !final.has(yearOf(document)))
    .sort((left, right) => left.position - right.position);
}

/** The releases that figures are made from: heads that are not revoked. */
export function currentReleases(stored: readonly StoredRelease[], asOf: string | null): StoredRelease[] {
  return headReleases(stored, asOf).filter(({ revokedAt }) => revokedAt === null);
}

export function statusOf(release: StoredRelease, stored: readonly StoredRelease[]): ReleaseStatus {
  if (release.revokedAt !== null) return 'REVOKED';
  const { document } = release;
  const superseded = stored.some((other) => replaces(other.document, document));
  return superseded ? 'SUPERSEDED' : 'CURRENT';
}

function replaces(other: ReleaseDocument, one: ReleaseDocument): boolean {
  if (yearOf(other) !== yearOf(one)) return false;
  if (one.stage === 'PROVISIONAL' && other.stage === 'FINAL') return true;
  return plannedPlaceOf(other) === plannedPlaceOf(one) && other.sequence > one.sequence;
}

function yearOf({ partner, partition }: ReleaseDocument): string {
  return `${partner} ${partition}`;
}

/** Of the releases that a plan foresees, the one that a document is. */
function plannedPlaceOf(document: ReleaseDocument): string {
  return `${yearOf(document)} ${document.stage} ${document.part}`;
}

function asKnownAt(release: StoredRelease, limit: number): StoredRelease {
  const revokedLater = release.revokedAt !== null && release.revokedAt.getTime() > limit;
  return revokedLater ? { ...release, revokedAt: null } : release;
}
