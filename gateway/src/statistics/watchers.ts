/**
 * Who watches what for one indicator, with what they have released: all that coverage is read from.
 *
 * Takes what partners declare and the newest releases, gives one watcher a partner, sorted by partner. Pure.
 */
import type { StoredRelease } from '../releases/stored-release.js';
import { compareText } from './cell-address.js';
import type { Declarations } from './declarations.js';
import type { DeclaredPlace } from './declared-places.js';
import { declaredPlaces } from './declared-places.js';
import { newestDay } from './report-of-month.js';

export interface Watcher {
  readonly partner: string;
  readonly places: readonly DeclaredPlace[];
  /** by partition: the final one, or those of its parts */
  readonly releases: ReadonlyMap<string, readonly StoredRelease[]>;
  /** the day of the newest release of anybody */
  readonly newestDay: string;
}

/** @param heads - the newest releases of each partner and partition, revoked ones included */
export function watchersOf(
  indicator: string,
  declared: Declarations,
  heads: readonly StoredRelease[],
): Watcher[] {
  const today = newestDay(heads);
  const ofPartner = groupBy(heads, ({ document }) => document.partner);
  return declared.partners
    .map(({ id, coverage }): Watcher => {
      const releases = groupBy(ofPartner.get(id) ?? [], ({ document }) => document.partition);
      // Every part of a year is made by the one plan of that year.
      const plans = [...releases.values()].flatMap((parts) => parts.slice(0, 1));
      const places = declaredPlaces({ coverage }, plans, indicator);
      return { partner: id, places, releases, newestDay: today };
    })
    .sort((left, right) => compareText(left.partner, right.partner));
}

function groupBy(
  releases: readonly StoredRelease[],
  nameOf: (release: StoredRelease) => string,
): Map<string, StoredRelease[]> {
  const groups = new Map<string, StoredRelease[]>();
  for (const release of releases) {
    const group = groups.get(nameOf(release));
    if (group === undefined) groups.set(nameOf(release), [release]);
    else group.push(release);
  }
  return groups;
}
