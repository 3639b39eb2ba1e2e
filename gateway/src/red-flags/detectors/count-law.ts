/**
 * Laws of integers as plain tables: Poisson, negative binomial, discrete Gaussian, and the law of their sum.
 *
 * The limits of the detectors are quantiles of a count of files plus protecting noise; a table from the mode outwards
 * keeps every digit where the closed forms underflow. Pure numbers; the detectors beside this file use it.
 */
import { logGamma } from './log-gamma.js';

/** P(Y = from + i) = mass[i]; what lies outside is below 1e-17 of the mode, and left out. */
export interface CountLaw {
  readonly from: number;
  readonly mass: Float64Array;
}

const NEGLIGIBLE = 1e-17;
/** Ends a table that no caller has a use for: counts of events never spread that far. */
const LARGEST_TABLE = 1_000_000;

/** the law of a count with this mean; the mean may be zero */
export function poissonLaw(mean: number): CountLaw {
  if (mean <= 0) return { from: 0, mass: Float64Array.of(1) };
  const mode = Math.floor(mean);
  const atMode = Math.exp(mode * Math.log(mean) - mean - logGamma(mode + 1));
  return outwards(mode, atMode, (k) => mean / k);
}

/** variance = mean + mean^2 / size */
export function negativeBinomialLaw(mean: number, size: number): CountLaw {
  if (mean <= 0) return { from: 0, mass: Float64Array.of(1) };
  const failure = mean / (mean + size);
  const mode = size > 1 ? Math.floor(((size - 1) * failure) / (1 - failure)) : 0;
  const atMode = Math.exp(
    logGamma(size + mode) -
      logGamma(size) -
      logGamma(mode + 1) -
      size * Math.log1p(mean / size) +
      mode * Math.log(failure),
  );
  return outwards(mode, atMode, (k) => ((k - 1 + size) / k) * failure);
}

/** the law of a count whose variance is `dispersion` (at least 1) times its mean */
export function dispersedLaw(mean: number, dispersion: number): CountLaw {
  return dispersion > 1 ? negativeBinomialLaw(mean, mean / (dispersion - 1)) : poissonLaw(mean);
}

/** P(z) proportional to exp(-z^2 / (2 variance)) on the integers; zero variance is no noise */
export function discreteGaussianLaw(variance: number): CountLaw {
  if (variance <= 0) return { from: 0, mass: Float64Array.of(1) };
  const reach = Math.ceil(9 * Math.sqrt(variance)) + 1;
  const mass = new Float64Array(2 * reach + 1);
  let total = 0;
  for (let i = 0; i < mass.length; i += 1) {
    const z = i - reach;
    const weight = Math.exp((-z * z) / (2 * variance));
    mass[i] = weight;
    total += weight;
  }
  for (let i = 0; i < mass.length; i += 1) mass[i] = (mass[i] ?? 0) / total;
  return { from: -reach, mass };
}

/** the law of the sum of two independent counts */
export function sumOfLaws(one: CountLaw, other: CountLaw): CountLaw {
  if (other.mass.length > one.mass.length) return sumOfLaws(other, one);
  const mass = new Float64Array(one.mass.length + other.mass.length - 1);
  for (let shift = 0; shift < other.mass.length; shift += 1) {
    const weight = other.mass[shift] ?? 0;
    for (let i = 0; i < one.mass.length; i += 1) {
      const at = i + shift;
      mass[at] = (mass[at] ?? 0) + weight * (one.mass[i] ?? 0);
    }
  }
  return { from: one.from + other.from, mass };
}

/** the smallest integer u with P(Y <= u) >= 1 - alpha: the plain limit of a count */
export function upperLimit(law: CountLaw, alpha: number): number {
  let above = 0;
  for (let i = law.mass.length - 1; i > 0; i -= 1) {
    above += law.mass[i] ?? 0;
    if (above > alpha) return law.from + i;
  }
  return law.from;
}

/**
 * The smallest integer u such that every y > u has P(Y > y) + P(Y = y) / 2 <= alpha.
 *
 * The plain limit fires in less than alpha because integers are coarse; counting half of the observed value's own
 * probability makes the rate alpha on average over where the limit falls between two integers.
 */
export function midLimit(law: CountLaw, alpha: number): number {
  let above = 0;
  for (let i = law.mass.length - 1; i >= 0; i -= 1) {
    const mass = law.mass[i] ?? 0;
    if (above + mass / 2 > alpha) return law.from + i;
    above += mass;
  }
  return law.from - 1;
}

/** From the mode to both sides by the ratio P(k) / P(k - 1), until nothing is left. */
function outwards(mode: number, atMode: number, ratioAt: (k: number) => number): CountLaw {
  const least = NEGLIGIBLE * atMode;
  let from = mode;
  for (let p = atMode; from > 0; from -= 1) {
    p /= ratioAt(from);
    if (p < least) break;
  }
  let end = mode + 1;
  for (let p = atMode; end - mode < LARGEST_TABLE; end += 1) {
    p *= ratioAt(end);
    if (p < least) break;
  }
  const mass = new Float64Array(end - from);
  mass[mode - from] = atMode;
  for (let k = mode, p = atMode; k > from; k -= 1) mass[k - 1 - from] = p /= ratioAt(k);
  for (let k = mode + 1, p = atMode; k < end; k += 1) mass[k - from] = p *= ratioAt(k);
  return { from, mass };
}
