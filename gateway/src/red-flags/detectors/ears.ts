/**
 * EARS C1 and C2: the count against mean and standard deviation of the seven periods before it (C2 leaves out the two
 * periods right before, so that a slow rise does not hide itself).
 *
 * Raw counts: Hutwagner et al. 2003, the formula to the letter, limit = mean + z s. Released counts: the standard
 * deviation has a floor, because a count cannot vary less than a Poisson count plus its noise, and the multiplier is
 * the one that keeps the false-alarm rate (`ears-multiplier.ts`).
 */
import { earsMultiplier } from './ears-multiplier.js';
import type { Detector, DetectorSeries } from './detector.js';
import {
  indicesBefore,
  judgePeriods,
  observedAt,
  sumOf,
  type Limit,
  type PastPeriods,
} from './judge-period.js';
import { normalQuantile } from './normal-law.js';

export interface EarsOptions {
  readonly method: 'C1' | 'C2';
  /** periods that set the limit; 7 in the method as published */
  readonly baseline: number;
  /** least standard deviation, raw counts only: after a row of zeros one case is no alarm */
  readonly minSigma: number;
  readonly alpha: number;
}

const LAG = { C1: 0, C2: 2 } as const;

/** EARS C1 or C2 */
export function earsDetector(options: EarsOptions): Detector {
  const plain = normalQuantile(1 - options.alpha);
  const noisy = earsMultiplier(options.baseline, options.alpha);
  return {
    name: `EARS_${options.method}`,
    alpha: options.alpha,
    detect: (series, first) =>
      judgePeriods(series, first, (at) => {
        const past = observedAt(series, indicesBefore(at - LAG[options.method], options.baseline));
        if (past.counts.length < options.baseline) return undefined;
        return isNoisy(past, series, at)
          ? releasedLimit(past, series.noise[at] ?? 0, noisy)
          : limitOf(meanOf(past), plain, Math.max(deviationOf(past), options.minSigma));
      }),
  };
}

function isNoisy(past: PastPeriods, series: DetectorSeries, at: number): boolean {
  return (series.noise[at] ?? 0) > 0 || past.noise.some((variance) => variance > 0);
}

/**
 * s^2 = max(s^2, max(mean, 0) + tau^2), written so that past and present may carry different noise: what the files
 * vary by themselves is s^2 less the past's noise, at least the mean. The past's mean has an error of its own.
 */
function releasedLimit(past: PastPeriods, noiseNow: number, multiplier: number): Limit {
  const periods = past.counts.length;
  const mean = meanOf(past);
  const noisePast = sumOf(past.noise) / periods;
  const ofFiles = Math.max(deviationOf(past) ** 2 - noisePast, mean, 0);
  const deviation = Math.sqrt(ofFiles + noiseNow + (ofFiles + noisePast) / periods);
  return limitOf(mean, multiplier + leaning(multiplier, Math.max(mean, 0), deviation, periods), deviation);
}

/**
 * What the multiplier grows by because the excess leans to the right (Cornish and Fisher 1938, to first order).
 *
 * Two reasons: a Poisson count leans itself, its third moment is its mean; and a past that was low by chance lowers
 * the limit twice, by the mean and by the floor that the mean sets. The second moves the excess, in deviations D over
 * n periods, by 1 / (2 n D) and its skewness by 3 / (n D). Without this a 1 % limit fires up to 1.8 %.
 */
function leaning(multiplier: number, mean: number, deviation: number, periods: number): number {
  const skewness = mean / deviation ** 3 + 3 / (periods * deviation);
  return 1 / (2 * periods * deviation) + (skewness * (multiplier ** 2 - 1)) / 6;
}

function limitOf(mean: number, multiplier: number, deviation: number): Limit {
  return {
    expected: mean,
    upper: mean + multiplier * deviation,
    statistic: (count) => (deviation > 0 ? (count - mean) / deviation : null),
    isStable: true,
  };
}

function meanOf(past: PastPeriods): number {
  return sumOf(past.counts) / past.counts.length;
}

function deviationOf(past: PastPeriods): number {
  const mean = meanOf(past);
  return Math.sqrt(sumOf(past.counts.map((count) => (count - mean) ** 2)) / (past.counts.length - 1));
}
