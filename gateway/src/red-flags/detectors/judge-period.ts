/**
 * The frame that all detectors share: every period from `first` on is judged by its own past, and a period with too
 * little of it says so instead of guessing. Takes a series and the judgement of one period; gives the detections.
 */
import type { Detection, DetectorSeries } from './detector.js';

/** What a method knows of a period before it looks at the count. */
export interface Limit {
  readonly expected: number;
  /** null: this method sets no limit here, though the past is long enough */
  readonly upper: number | null;
  readonly statistic: (count: number) => number | null;
  /** see `Detection.reach` */
  readonly reach?: (count: number) => number;
  readonly isStable: boolean;
}

/** periods that a method may look back on: observed ones only, oldest first */
export interface PastPeriods {
  readonly counts: readonly number[];
  /** tau^2 of each of them */
  readonly noise: readonly number[];
}

/** the observed periods among these indices */
export function observedAt(series: DetectorSeries, indices: readonly number[]): PastPeriods {
  const counts: number[] = [];
  const noise: number[] = [];
  for (const at of indices) {
    const count = series.counts[at];
    if (count === null || count === undefined) continue;
    counts.push(count);
    noise.push(series.noise[at] ?? 0);
  }
  return { counts, noise };
}

/** the `length` indices that end before `end` */
export function indicesBefore(end: number, length: number): number[] {
  return Array.from({ length }, (_, i) => end - length + i).filter((at) => at >= 0);
}

export function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** judges each period from `first` by the limit that its past sets; undefined is too little past */
export function judgePeriods(
  series: DetectorSeries,
  first: number,
  limitAt: (at: number) => Limit | undefined,
): readonly Detection[] {
  const detections: Detection[] = [];
  for (let at = Math.max(0, first); at < series.counts.length; at += 1) {
    detections.push(judge(at, series.counts[at] ?? null, limitAt(at)));
  }
  return detections;
}

function judge(at: number, count: number | null, limit: Limit | undefined): Detection {
  if (limit === undefined) {
    return {
      at,
      expected: null,
      upper: null,
      statistic: null,
      alarm: false,
      baseline: 'INSUFFICIENT_BASELINE',
    };
  }
  return {
    at,
    expected: limit.expected,
    upper: limit.upper,
    statistic: count === null ? null : limit.statistic(count),
    ...(count === null || limit.reach === undefined ? {} : { reach: limit.reach(count) }),
    alarm: count !== null && limit.upper !== null && count > limit.upper,
    baseline: limit.isStable ? 'OK' : 'UNSTABLE',
  };
}
