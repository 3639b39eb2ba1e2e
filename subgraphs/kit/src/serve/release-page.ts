/**
 * The part of the releases that one answer holds: the hub reads no answer beyond its size cap, so a partner
 * with many releases gives them in pages, and the hub asks again after the last one until it gets none.
 */
import type { SignedRelease } from '@vigil/shared';

/** Documents in one answer. */
export const RELEASES_PER_PAGE = 20;
/** Half of what a hub reads at most, so that a page fits whatever the envelope adds. */
const PAGE_BYTES = 2 * 1024 * 1024;

/**
 * Cuts a list of releases, oldest first, to what one answer may hold. The first one is always in: a page
 * without any would say that there are none.
 */
export function releasePage(
  releases: readonly SignedRelease[],
  maxBytes: number = PAGE_BYTES,
): SignedRelease[] {
  let bytes = 0;
  const beyond = releases.slice(0, RELEASES_PER_PAGE).findIndex((release, index) => {
    bytes += Buffer.byteLength(JSON.stringify(release), 'utf8');
    return index > 0 && bytes > maxBytes;
  });
  return releases.slice(0, beyond === -1 ? RELEASES_PER_PAGE : beyond);
}
