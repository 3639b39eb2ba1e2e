/**
 * What a detector takes and gives, whatever its method.
 *
 * Counts are the released integers, noise included and unclamped; `noise` is the variance of that noise, in every
 * period of its own, so that a limit knows how far a count can be off by protection alone. All zero for raw counts.
 * Shapes only.
 */

/** One series of equal periods, oldest first. */
export interface DetectorSeries {
  /** sums of released integers; null where somebody who reported elsewhere is silent */
  readonly counts: readonly (number | null)[];
  /** tau^2 of each period: the sum over partners and cells of sigma^2 */
  readonly noise: readonly number[];
  /** periods a year: 12 for months, 52 for weeks */
  readonly frequency: 12 | 52;
}

/** What a detector says of one period, from that period and those before it. */
export interface Detection {
  /** index into the series */
  readonly at: number;
  /** what the past lets expect; null where there is too little of it */
  readonly expected: number | null;
  /** a count above it is an alarm; null where there is too little past */
  readonly upper: number | null;
  /** how far the count is beyond, on the method's own scale; null where it has none, or the count is missing */
  readonly statistic: number | null;
  /**
   * How far the count is from what was expected, 1 at the limit; for a method whose limit is about more than this one
   * period. Without it count, expectation and limit say so.
   */
  readonly reach?: number;
  /** never for a period whose count is missing */
  readonly alarm: boolean;
  /** UNSTABLE: the method had to fall back to a simpler model of the past than it was asked for */
  readonly baseline: 'OK' | 'INSUFFICIENT_BASELINE' | 'UNSTABLE';
}

/** A detector with its parameters put in. */
export interface Detector {
  /** as `RedFlag.detectors` names it: EARS_C1, EARS_C2, BAYES, FARRINGTON_FLEXIBLE, CUSUM */
  readonly name: string;
  /** probability of an alarm in a period without change; the nominal false-alarm rate */
  readonly alpha: number;
  /** judges the periods from `first` to the end of the series */
  detect(series: DetectorSeries, first: number): readonly Detection[];
}
