/**
 * FarringtonFlexible: the count against a regression over the same season of past years.
 *
 * Noufaily et al. 2013 with the plug-in negative binomial: a quasi-Poisson regression with trend and season; past
 * outbreaks weighted down by their Anscombe residuals; fitted again; the limit is a quantile of the negative binomial
 * with the mean and dispersion found. Released counts: the noise is part of the variance in the regression
 * (`quasi-poisson.ts`), and the limit is a quantile of the negative binomial convolved with a discrete Gaussian that
 * carries the period's own noise and the error of the mean, which a short noisy past does not let one neglect.
 */
import { discreteGaussianLaw, dispersedLaw, midLimit, sumOfLaws, upperLimit } from './count-law.js';
import type { Detector, DetectorSeries } from './detector.js';
import { referencePeriods, type PeriodOptions } from './farrington-periods.js';
import { judgePeriods, sumOf, type Limit } from './judge-period.js';
import { isLarge, largeCountLimit, dispersedMoments } from './large-count-limit.js';
import { normalDensity, normalQuantile } from './normal-law.js';
import { fitQuasiPoisson, type QuasiPoissonFit, type Regression } from './quasi-poisson.js';
import { studentTwoSided } from './student-law.js';

export interface FarringtonOptions extends PeriodOptions {
  /** a past period whose residual is larger counts less */
  readonly residualThreshold: number;
  /** the trend stays where its test is below this: 1 keeps every trend that does not extrapolate */
  readonly trendThreshold: number;
  /** no limit where fewer files than this were counted in so many periods, this one included; null: no such rule */
  readonly fewCounts: { readonly files: number; readonly periods: number } | null;
  readonly alpha: number;
}

/** What the past says of a period: mean, dispersion and the trend that stayed. */
export interface FarringtonBaseline {
  readonly mean: number;
  /** at least 1 */
  readonly dispersion: number;
  /** per period, on the logarithm; null where it was dropped */
  readonly trend: number | null;
  readonly varianceOfMean: number;
  /** periods less coefficients */
  readonly degrees: number;
  readonly isStable: boolean;
  /** whether any past period carries noise */
  readonly isNoisy: boolean;
}

interface Past extends Regression {
  readonly isNoisy: boolean;
}

/** the FarringtonFlexible detector */
export function farringtonFlexible(options: FarringtonOptions): Detector {
  return {
    name: 'FARRINGTON_FLEXIBLE',
    alpha: options.alpha,
    detect: (series, first) =>
      judgePeriods(series, first, (at) => {
        const baseline = farringtonBaseline(series, at, options);
        return baseline === undefined ? undefined : limitFrom(baseline, series, at, options);
      }),
  };
}

/** the regression's answer for the period `at`; undefined where there is too little past */
export function farringtonBaseline(
  series: DetectorSeries,
  at: number,
  options: FarringtonOptions,
): FarringtonBaseline | undefined {
  const periods = referencePeriods(at, series.frequency, options)?.filter(
    (period) => (series.counts[period.at] ?? null) !== null,
  );
  if (periods === undefined) return undefined;
  const seasons = [...new Set(periods.map(({ season }) => season))].filter((season) => season > 0);
  const past = (hasTrend: boolean, hasSeason: boolean): Past => {
    const noise = periods.map((period) => series.noise[period.at] ?? 0);
    return {
      design: periods.map((period) => [
        1,
        ...(hasTrend ? [period.at - at] : []),
        ...(hasSeason ? seasons.map((season) => (period.season === season ? 1 : 0)) : []),
      ]),
      counts: periods.map((period) => series.counts[period.at] ?? 0),
      weights: periods.map(() => 1),
      noise,
      isNoisy: noise.some((variance) => variance > 0),
    };
  };
  // A regression needs clearly more periods than coefficients; gaps in the past can leave fewer.
  if (periods.length < 2 * (seasons.length + 2)) return undefined;
  return (
    withTrend(past(true, true), options) ??
    withoutTrend(past(false, true), options) ??
    flatBaseline(past(false, false))
  );
}

/** The trend stays where it is significant and does not promise more than was ever counted. */
function withTrend(past: Past, options: FarringtonOptions): FarringtonBaseline | undefined {
  const fit = reweightedFit(past, options);
  if (fit === undefined) return undefined;
  const trend = fit.coefficients[1] ?? 0;
  const mean = Math.exp(fit.coefficients[0] ?? 0);
  if (mean > Math.max(...past.counts)) return undefined;
  if (options.trendThreshold < 1) {
    const variance = ((fit.covariance[1]?.[1] ?? 0) * fit.dispersion) / Math.max(fit.dispersion, 1);
    const p = studentTwoSided(trend / Math.sqrt(variance), degreesOf(past));
    if (p >= options.trendThreshold) return undefined;
  }
  return fromFit(past, fit, trend);
}

function degreesOf(past: Past): number {
  return past.counts.length - (past.design[0]?.length ?? 0);
}

function withoutTrend(past: Past, options: FarringtonOptions): FarringtonBaseline | undefined {
  const fit = reweightedFit(past, options);
  return fit === undefined ? undefined : fromFit(past, fit, null);
}

function fromFit(past: Past, fit: QuasiPoissonFit, trend: number | null): FarringtonBaseline {
  const mean = Math.exp(fit.coefficients[0] ?? 0);
  return {
    mean,
    dispersion: Math.max(fit.dispersion, 1),
    trend,
    varianceOfMean: mean * mean * (fit.covariance[0]?.[0] ?? 0),
    degrees: degreesOf(past),
    isStable: true,
    isNoisy: past.isNoisy,
  };
}

/** Where no regression converges, the noise drowns the counts: the plain mean, and said to be unstable. */
function flatBaseline(past: Past): FarringtonBaseline {
  const periods = past.counts.length;
  const mean = Math.max(sumOf(past.counts) / periods, 0);
  return {
    mean,
    dispersion: 1,
    trend: null,
    varianceOfMean: (mean + sumOf(past.noise) / periods) / periods,
    degrees: degreesOf(past),
    isStable: false,
    isNoisy: past.isNoisy,
  };
}

/** Fitted, past outbreaks weighted down, and fitted again. */
function reweightedFit(past: Past, options: FarringtonOptions): QuasiPoissonFit | undefined {
  const fit = fitQuasiPoisson(past);
  if (fit === undefined) return undefined;
  const raw = past.counts.map((count, i) => {
    const residual = residualOf(past, fit, count, i);
    return residual > options.residualThreshold ? residual ** -2 : 1;
  });
  if (raw.every((weight) => weight === 1)) return fit;
  const scale = raw.length / sumOf(raw);
  return fitQuasiPoisson({ ...past, weights: raw.map((weight) => weight * scale) });
}

/**
 * Anscombe's residual. Noise is taken for a share of counts that is always there: moved by tau^2 / dispersion, mean
 * and variance stand to each other as without noise.
 */
function residualOf(past: Past, fit: QuasiPoissonFit, count: number, i: number): number {
  const dispersion = Math.max(fit.dispersion, 1);
  const shift = (past.noise[i] ?? 0) / dispersion;
  const mean = (fit.means[i] ?? 1) + shift;
  const excess = Math.max(count + shift, 0) ** (2 / 3) * mean ** (-1 / 6) - Math.sqrt(mean);
  return (1.5 * excess) / Math.sqrt(dispersion * (1 - (fit.leverage[i] ?? 0)));
}

function limitFrom(
  baseline: FarringtonBaseline,
  series: DetectorSeries,
  at: number,
  options: FarringtonOptions,
): Limit {
  const upper = isTooFew(series, at, options) ? null : upperFrom(baseline, series.noise[at] ?? 0, options);
  const { mean } = baseline;
  return {
    expected: mean,
    upper,
    statistic: (count) => (upper !== null && upper > mean ? (count - mean) / (upper - mean) : null),
    isStable: baseline.isStable,
  };
}

function upperFrom(baseline: FarringtonBaseline, noise: number, options: FarringtonOptions): number {
  const { mean, dispersion, varianceOfMean } = baseline;
  if (noise === 0 && !baseline.isNoisy) return upperLimit(dispersedLaw(mean, dispersion), options.alpha);
  const corrected = dispersion > 1 ? dispersion * underestimated(baseline, options) : 1;
  const beside = noise + varianceOfMean;
  const moments = dispersedMoments(mean, corrected);
  return isLarge(moments, beside)
    ? largeCountLimit(moments, beside, options.alpha)
    : midLimit(sumOfLaws(dispersedLaw(mean, corrected), discreteGaussianLaw(beside)), options.alpha);
}

/**
 * By how much the dispersion found falls short of the one that keeps the false-alarm rate: it is itself uncertain
 * (the quantile of Student's t over the normal one, squared, to first order), and weighting down what exceeds the
 * threshold c takes c times the normal density at c away from it even where there was no outbreak.
 */
function underestimated(
  { degrees }: FarringtonBaseline,
  { alpha, residualThreshold }: FarringtonOptions,
): number {
  const uncertain = 1 + (normalQuantile(1 - alpha) ** 2 + 1) / (2 * degrees);
  return uncertain / (1 - residualThreshold * normalDensity(residualThreshold));
}

function isTooFew(series: DetectorSeries, at: number, { fewCounts }: FarringtonOptions): boolean {
  if (fewCounts === null) return false;
  const recent = series.counts.slice(Math.max(0, at + 1 - fewCounts.periods), at + 1);
  return sumOf(recent.map((count) => count ?? 0)) < fewCounts.files;
}
