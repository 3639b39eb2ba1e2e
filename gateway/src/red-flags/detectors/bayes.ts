/**
 * Bayes: the count against the predictive law that the same season of past years, or the recent past, leaves.
 *
 * Raw counts: with Jeffreys' prior the rate is Gamma(1/2 + sum, n) and the next count negative binomial (Riebler
 * 2004); the limit is its quantile. Released counts: the true sum of the past is not known, only the sum plus noise,
 * so the predictive law is the mixture over the true sums, each weighted by how well it explains the released one,
 * and the period's own noise on top.
 */
import {
  discreteGaussianLaw,
  midLimit,
  negativeBinomialLaw,
  sumOfLaws,
  upperLimit,
  type CountLaw,
} from './count-law.js';
import type { Detector } from './detector.js';
import { judgePeriods, observedAt, sumOf, type Limit, type PastPeriods } from './judge-period.js';
import { isLarge, largeCountLimit, mixtureMoments, dispersedMoments } from './large-count-limit.js';

export interface BayesOptions {
  /** years back whose season enters; 0: the recent past only */
  readonly years: number;
  /** periods on either side of the season, and of the recent past */
  readonly width: number;
  /** whether the `width` periods right before enter */
  readonly includesRecent: boolean;
  /** fewer observed periods than this are too little past */
  readonly least: number;
  readonly alpha: number;
}

/** Jeffreys' prior of a Poisson rate is half a case */
const RAW_SHAPE = 0.5;
/** true sums that the mixture is taken over, at most: beyond, neighbours differ by nothing that matters */
const MIXTURE_NODES = 16;
/** where the weights end at zero, most of them stand close to it */
const NODES_AT_ZERO = 400;
const REACH = 6;
/** of the weights, which add up to one */
const NEGLIGIBLE = 1e-12;

/** the negative-binomial predictive detector */
export function bayesDetector(options: BayesOptions): Detector {
  return {
    name: 'BAYES',
    alpha: options.alpha,
    detect: (series, first) =>
      judgePeriods(series, first, (at) => {
        const indices = referencePeriods(at, series.frequency, options);
        if ((indices[0] ?? 0) < 0) return undefined;
        const past = observedAt(series, indices);
        if (past.counts.length < options.least) return undefined;
        return limitFrom(past, series.noise[at] ?? 0, options.alpha);
      }),
  };
}

/** oldest first */
function referencePeriods(at: number, frequency: number, options: BayesOptions): number[] {
  const indices: number[] = [];
  for (let year = options.years; year > 0; year -= 1) {
    for (let shift = -options.width; shift <= options.width; shift += 1) {
      indices.push(at - year * frequency + shift);
    }
  }
  if (options.includesRecent) for (let back = options.width; back > 0; back -= 1) indices.push(at - back);
  return indices;
}

function limitFrom(past: PastPeriods, noiseNow: number, alpha: number): Limit {
  const periods = past.counts.length;
  const total = sumOf(past.counts);
  const noisePast = sumOf(past.noise);
  const isRaw = noiseNow === 0 && noisePast === 0;
  const upper = isRaw
    ? upperLimit(predictiveLaw({ shape: total + RAW_SHAPE, periods }), alpha)
    : releasedLimit(predictivesOf(total, noisePast, periods), noiseNow, alpha);
  return { expected: total / periods, upper, statistic: () => null, isStable: true };
}

/** The next count when the rate is Gamma(shape, periods): negative binomial. */
interface Predictive {
  readonly shape: number;
  readonly periods: number;
}

interface WeightedPredictive extends Predictive {
  readonly weight: number;
}

function predictiveLaw({ shape, periods }: Predictive): CountLaw {
  return negativeBinomialLaw(shape / periods, shape);
}

function releasedLimit(parts: readonly WeightedPredictive[], noiseNow: number, alpha: number): number {
  const moments = mixtureMoments(
    parts.map(({ weight, shape, periods }) => ({
      weight,
      moments: dispersedMoments(shape / periods, 1 + 1 / periods),
    })),
  );
  return isLarge(moments, noiseNow)
    ? largeCountLimit(moments, noiseNow, alpha)
    : midLimit(sumOfLaws(mixtureLaw(parts), discreteGaussianLaw(noiseNow)), alpha);
}

/** one for each sum that `total` may stand for, when it is the true sum plus noise of this variance */
function predictivesOf(total: number, variance: number, periods: number): WeightedPredictive[] {
  return trueSums(total, variance).map(({ sum, weight }) => ({
    ...{ weight, periods },
    // the prior falls with the rate as rate^(-share / 2)
    shape: sum + 1 - (variance === 0 ? 1 : sum / (sum + variance)) / 2,
  }));
}

function mixtureLaw(predictives: readonly WeightedPredictive[]): CountLaw {
  const parts = predictives.map((one) => ({ weight: one.weight, law: predictiveLaw(one) }));
  const from = Math.min(...parts.map(({ law }) => law.from));
  const end = Math.max(...parts.map(({ law }) => law.from + law.mass.length));
  const mass = new Float64Array(end - from);
  for (const { law, weight } of parts) {
    for (let i = 0; i < law.mass.length; i += 1) {
      const at = law.from - from + i;
      mass[at] = (mass[at] ?? 0) + weight * (law.mass[i] ?? 0);
    }
  }
  return { from, mass };
}

/**
 * True sums and their weights: how well the noise explains the released total, times the prior.
 *
 * Jeffreys' prior for a noisy count is (rate + tau^2)^(-1/2): that of the raw method without noise, nearly flat where
 * noise is most of the variance. Keeping rate^(-1/2) there would pull a weakly known rate to zero and fire 1.5 times
 * as often as promised. A negative total speaks for sums near zero.
 */
function trueSums(total: number, variance: number): { sum: number; weight: number }[] {
  if (variance === 0) return [{ sum: Math.max(total, 0), weight: 1 }];
  const spread = REACH * Math.sqrt(variance);
  const low = Math.max(0, Math.ceil(total - spread));
  const high = Math.max(Math.floor(total + spread), low + Math.ceil(spread));
  const nodesAtMost = low === 0 ? NODES_AT_ZERO : MIXTURE_NODES;
  const stride = Math.max(1, Math.ceil((high - low) / nodesAtMost));
  const nodes: { sum: number; log: number }[] = [];
  for (let sum = low; sum <= high; sum += stride) {
    nodes.push({ sum, log: -Math.log(sum + variance) / 2 - (total - sum) ** 2 / (2 * variance) });
  }
  const best = Math.max(...nodes.map(({ log }) => log));
  // A node stands for the sums half a stride around it; of the one at zero those below are none.
  const heights = nodes.map(
    ({ sum, log }) => Math.exp(log - best) * (sum === 0 ? (stride + 1) / (2 * stride) : 1),
  );
  const scale = sumOf(heights);
  return nodes
    .map(({ sum }, i) => ({ sum, weight: (heights[i] ?? 0) / scale }))
    .filter(({ weight }) => weight > NEGLIGIBLE);
}
