/**
 * The Poisson CUSUM: small excesses over the mean add up until they are an alarm.
 *
 * Raw counts: one mean (or one seasonal curve) from everything before the first judged period, the statistic runs on
 * from there, alarm at the threshold (Rossi et al. 1999). Released counts: every period is judged by a window of its
 * own, so that an answer never depends on where somebody began; increments are standardised by sqrt(mu + tau^2), and
 * the threshold is the one that keeps the false-alarm rate (`cusum-threshold.ts`).
 */
import { cusumThresholds } from './cusum-threshold.js';
import { CUSUM_TRANSFORMS } from './cusum-transform.js';
import type { Detection, Detector, DetectorSeries } from './detector.js';
import {
  indicesBefore,
  judgePeriods,
  observedAt,
  sumOf,
  type Limit,
  type PastPeriods,
} from './judge-period.js';
import { fitQuasiPoisson } from './quasi-poisson.js';

export interface CusumOptions {
  /** raw counts only; released counts are near enough to normal and need none */
  readonly transform: keyof typeof CUSUM_TRANSFORMS;
  /** k */
  readonly reference: number;
  /** h, raw counts only */
  readonly threshold: number;
  /** raw counts only */
  readonly mean: 'constant' | 'seasonal';
  /** released counts: periods that the mean is taken from, and how many of them must be observed */
  readonly baseline: number;
  readonly least: number;
  /** released counts: periods that the statistic runs over */
  readonly window: number;
  readonly alpha: number;
}

/** One step of the CUSUM over raw counts. */
export interface CusumStep {
  readonly mean: number;
  /** null where the count is missing; the sum then stands still */
  readonly statistic: number | null;
  /** the least count that had been an alarm; no less than zero */
  readonly countToAlarm: number;
}

/** the Poisson CUSUM */
export function cusumDetector(options: CusumOptions): Detector {
  const thresholdFor = cusumThresholds({
    reference: options.reference,
    length: options.window,
    alpha: options.alpha,
  });
  return {
    name: 'CUSUM',
    alpha: options.alpha,
    detect: (series, first) =>
      series.noise.some((variance) => variance > 0)
        ? judgePeriods(series, first, (at) => releasedLimit(series, at, options, thresholdFor))
        : rawDetections(series, first, options),
  };
}

/** the statistic from `first` on, over raw counts; empty where the past before `first` sets no mean above zero */
export function cusumSteps(
  series: DetectorSeries,
  first: number,
  options: Pick<CusumOptions, 'transform' | 'reference' | 'threshold' | 'mean'>,
): readonly CusumStep[] {
  const { toStandard, toCount } = CUSUM_TRANSFORMS[options.transform];
  const meanAt = options.mean === 'constant' ? constantMean(series, first) : seasonalMean(series, first);
  if (meanAt === undefined) return [];
  let sum = 0;
  return series.counts.slice(first).map((count, i) => {
    const mean = meanAt(first + i);
    const countToAlarm = Math.max(0, toCount(options.threshold + options.reference - sum, mean));
    if (count !== null) sum = Math.max(0, sum + toStandard(count, mean) - options.reference);
    return { mean, statistic: count === null ? null : sum, countToAlarm };
  });
}

function rawDetections(series: DetectorSeries, first: number, options: CusumOptions): readonly Detection[] {
  const steps = cusumSteps(series, first, options);
  return judgePeriods(series, first, (at) => {
    const step = steps[at - first];
    if (step === undefined) return undefined;
    return {
      expected: step.mean,
      upper: Math.ceil(step.countToAlarm) - 1,
      statistic: () => step.statistic,
      isStable: true,
    };
  });
}

function constantMean(series: DetectorSeries, first: number): ((at: number) => number) | undefined {
  const { counts } = observedAt(series, indicesBefore(first, first));
  const mean = sumOf(counts) / counts.length;
  return mean > 0 ? () => mean : undefined;
}

/** One yearly wave on the logarithm. */
function seasonalMean(series: DetectorSeries, first: number): ((at: number) => number) | undefined {
  const waveAt = (at: number): number[] => {
    const angle = (2 * Math.PI * (at + 1)) / series.frequency;
    return [1, Math.sin(angle), Math.cos(angle)];
  };
  const observed = indicesBefore(first, first).filter((at) => (series.counts[at] ?? null) !== null);
  const fit = fitQuasiPoisson({
    design: observed.map(waveAt),
    counts: observed.map((at) => series.counts[at] ?? 0),
    weights: observed.map(() => 1),
    noise: observed.map(() => 0),
  });
  if (fit === undefined) return undefined;
  return (at) => Math.exp(sumOf(waveAt(at).map((value, i) => value * (fit.coefficients[i] ?? 0))));
}

function releasedLimit(
  series: DetectorSeries,
  at: number,
  options: CusumOptions,
  thresholdFor: (skewness: number, errorOfMean: number) => number,
): Limit | undefined {
  const start = at + 1 - options.window;
  const past = observedAt(series, indicesBefore(start, options.baseline));
  if (past.counts.length < options.least) return undefined;
  const mean = sumOf(past.counts) / past.counts.length;
  const deviationAt = (period: number): number => deviationOf(mean, series.noise[period] ?? 0);
  let sum = 0;
  for (let period = start; period < at; period += 1) {
    const count = series.counts[period] ?? null;
    if (count !== null) {
      sum = Math.max(0, sum + (count - mean) / deviationAt(period) - options.reference);
    }
  }
  const deviation = deviationAt(at);
  const error = errorOf(past, mean) / deviation;
  // A Poisson count leans by its mean; a past that was low by chance lowers mean and deviation at once, as in `ears.ts`.
  const skewness = Math.max(mean, 0) / deviation ** 3 + (3 * error ** 2) / deviation;
  const threshold = thresholdFor(skewness, error);
  return {
    expected: mean,
    // One great month is in the sums of five more: a month is an alarm only if it adds to the sum itself.
    upper: Math.max(
      Math.ceil(mean + (threshold + options.reference - sum) * deviation) - 1,
      Math.floor(mean),
    ),
    statistic: (count) => Math.max(0, sum + (count - mean) / deviation - options.reference),
    // After months of small excess the limit lies near the mean, and any count above it would be far beyond. So the
    // reach is measured by the limit of a month that stands alone, with no sum before it.
    reach: (count) => (count - mean) / deviation / (threshold + options.reference),
    isStable: true,
  };
}

/** sqrt(mu + tau^2); without noise in one period at least one file's worth */
function deviationOf(mean: number, noise: number): number {
  return Math.sqrt(Math.max(Math.max(mean, 0) + noise, 1));
}

function errorOf(past: PastPeriods, mean: number): number {
  const periods = past.counts.length;
  return Math.sqrt((Math.max(mean, 0) + sumOf(past.noise) / periods) / periods);
}
