/**
 * What the hub's statistics follow from: the list of releases, which is another one after a release, a revocation or a
 * new day, and the coalition with its declared coverage. As long as these are the same objects, the same question has
 * the same answer. Pure.
 */
import type { Generation } from './exchange.js';
import type { ReleaseStore } from './releases/index.js';

export function releasesState(
  store: Pick<ReleaseStore, 'all'>,
  { coalition }: Pick<Generation, 'coalition'>,
): readonly object[] {
  return [store.all(), coalition];
}
