/**
 * Is an area large enough for its months to be judged?
 *
 * Noise of protection is the same in every cell, so in a small area it drowns whatever happens: limits would be
 * crossed by noise or by nothing. An area is judged where a doubling would stand out. Pure.
 */
import type { DetectorSeries } from './detectors/detector.js';

/** As many months before as are looked at, if there are so many. */
const LOOKED_AT = 36;
const LEAST = 7;

/** A doubling is this many standard deviations: a limit at 5 % then sees it every second time. */
const STANDARD_DEVIATIONS = 1.645;

/** @param at - index of the judged month; nothing at or after it is looked at */
export function isLargeEnough({ counts, noise }: DetectorSeries, at: number): boolean {
  const before: { count: number; variance: number }[] = [];
  for (let index = at - 1; index >= 0 && before.length < LOOKED_AT; index -= 1) {
    const count = counts[index] ?? null;
    if (count !== null) before.push({ count, variance: noise[index] ?? 0 });
  }
  if (before.length < LEAST) return false;
  const mean = before.reduce((sum, { count }) => sum + count, 0) / before.length;
  const variance = before.reduce((sum, one) => sum + one.variance, 0) / before.length;
  return mean > 0 && mean >= STANDARD_DEVIATIONS * Math.sqrt(mean + variance);
}
