/**
 * From which moment a release, or the revocation of one, counts at this hub.
 *
 * An answer prints the moment of the newest thing it was made from as `asOf`, and asked again with it, it must
 * give the same bytes, whatever has come since. So moments follow the order in which things came to the hub
 * and no two are equal: what is known at a moment is then the beginning of one list, and later things only make the
 * list longer. A thing counts from the moment it states (`madeAt`, the day of the revocation); one that comes
 * when the hub already holds something of that moment or later counts from one millisecond after the newest. The
 * hub's clock has no part in it, and releases that come in the order they were made in count from `madeAt`
 * exactly. Pure.
 */

/** How far a partner's clock may be ahead of the hub's; what states a later moment is refused, and may come again. */
export const MOST_AHEAD_MILLISECONDS = 5 * 60 * 1000;

/**
 * @param stated - what the document, or whoever revokes, says
 * @param newest - from when the newest thing the hub holds counts; null when it holds nothing
 */
export function countsFrom(stated: Date, newest: Date | null): Date {
  return newest === null || stated > newest ? stated : new Date(newest.getTime() + 1);
}
