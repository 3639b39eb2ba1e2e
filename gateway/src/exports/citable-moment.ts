/**
 * The moment that a data version is cited with: asked with it, `indicatorTable` answers from the same version.
 *
 * A version names releases, revocations and what partners declared about the indicator. The newest of its releases is
 * not enough: where a declaration changed afterwards, that moment belongs to the version before. Takes what a version
 * was made of; the answer follows from what the version names alone, whenever it is asked. No clock.
 */
import type { IndicatorCode } from '@vigil/shared';
import {
  releasesKnownAt,
  type Declarations,
  type ReleaseStore,
  type StoredRelease,
} from '../releases/index.js';
import { dataVersionOf, headsAbout, newestMoment } from '../statistics/index.js';

export interface VersionBasis {
  readonly dataVersion: string;
  readonly declared: Declarations;
  /** what the version names, revoked ones included */
  readonly heads: readonly StoredRelease[];
}

/** @returns RFC 3339: the first moment from that of the newest release on at which the version was the hub's own */
export function citableMoment(
  indicator: IndicatorCode,
  store: Pick<ReleaseStore, 'all' | 'declarations' | 'declarationMoments'>,
  { dataVersion, declared: { countsFrom }, heads }: VersionBasis,
): string {
  const newest = newestMoment(heads);
  const isPossible = (moment: Date): boolean =>
    countsFrom !== null && newest < moment && moment <= countsFrom;
  const later = store
    .declarationMoments()
    .filter(isPossible)
    .sort((left, right) => left.getTime() - right.getTime())
    .map((moment) => moment.toISOString());
  const isVersionOf = (asOf: string): boolean => {
    const declared = store.declarations(asOf);
    const known = releasesKnownAt(store.all(), asOf);
    return dataVersionOf(indicator, declared, headsAbout(indicator, declared, known)) === dataVersion;
  };
  const first = newest.toISOString();
  return later.length === 0 ? first : ([first, ...later].find(isVersionOf) ?? first);
}
