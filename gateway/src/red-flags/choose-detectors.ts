/**
 * Which detectors judge a month: as many as its past is long enough for.
 *
 * Takes the months before with a figure, gives names. What a method needs is its own matter (`detectors/`); here
 * stands from where on its word is asked for. Pure.
 */
import type { Detector } from './detectors/detector.js';

/** Months with a figure before the judged one. */
const LEAST_PAST: Readonly<Record<string, number>> = {
  /** the seven months right before */
  EARS_C1: 7,
  /** seven months, with two left free before the judged one */
  EARS_C2: 9,
  BAYES: 12,
  /** a year for the level, half a year for the sum */
  CUSUM: 18,
  /** three years, and three months left free before the judged one */
  FARRINGTON_FLEXIBLE: 39,
};

/** @returns infinite for a detector that is not known here: it judges nothing */
export function leastPast({ name }: Pick<Detector, 'name'>): number {
  return LEAST_PAST[name] ?? Infinity;
}

/** For each period, how many before it have a figure. */
export function pastLengths(counts: readonly (number | null)[]): number[] {
  let known = 0;
  return counts.map((count) => {
    const before = known;
    if (count !== null) known += 1;
    return before;
  });
}
