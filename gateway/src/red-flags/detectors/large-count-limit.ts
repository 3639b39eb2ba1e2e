/**
 * The limit of a count whose law is too long for a table of its own.
 *
 * A series of millions has limits too, and one partner that releases such figures must not hold up the judging of all
 * others. Beyond a bound the law is looked up on a coarser scale: a negative binomial of the same mean, variance and
 * skewness, 200 steps a standard deviation. Takes moments, gives limits; tables are in `count-law.ts`. Pure.
 */
import { dispersedLaw, midLimit } from './count-law.js';

/** mean, variance and third central moment */
export interface Moments {
  readonly mean: number;
  readonly variance: number;
  readonly third: number;
}

/** steps of the coarser scale in one standard deviation: the limit is met within half a step */
const STEPS = 200;
/** More would be a table of a million steps for a law that is nearly all at zero. */
const MOST_SKEWNESS = 60;
/** products of two tables that take milliseconds */
const LARGEST_PRODUCT = 1_000_000;
/** a table of counts costs time even where there is next to no noise to add to it */
const LEAST_NOISE_TABLE = 50;
/** what a table reaches over: so many standard deviations, and so many times the scale of a long tail */
const DEVIATIONS = 18;
const TAIL_SCALES = 20;

/** of a negative binomial count whose variance is `dispersion` times its mean; 1 is a Poisson count */
export function dispersedMoments(mean: number, dispersion: number): Moments {
  return { mean, variance: mean * dispersion, third: mean * dispersion * (2 * dispersion - 1) };
}

/** of a law that is one of several by chance; weights add up to one */
export function mixtureMoments(parts: readonly { weight: number; moments: Moments }[]): Moments {
  const total = (valueOf: (moments: Moments) => number): number =>
    parts.reduce((sum, { weight, moments }) => sum + weight * valueOf(moments), 0);
  const mean = total((one) => one.mean);
  return {
    mean,
    variance: total((one) => one.variance + (one.mean - mean) ** 2),
    third: total((one) => one.third + 3 * (one.mean - mean) * one.variance + (one.mean - mean) ** 3),
  };
}

/** Would the tables of these counts and of noise of this variance take too long to add up? */
export function isLarge({ variance, third }: Moments, noise: number): boolean {
  // third / variance is 2 dispersion - 1 for a negative binomial: its tail falls on the scale of the dispersion
  const counts = Math.max(
    DEVIATIONS * Math.sqrt(variance),
    variance > 0 ? (TAIL_SCALES * third) / variance : 0,
  );
  return counts * Math.max(DEVIATIONS * Math.sqrt(noise), LEAST_NOISE_TABLE) > LARGEST_PRODUCT;
}

/** `midLimit` of the counts plus symmetric noise of this variance */
export function largeCountLimit({ mean, variance, third }: Moments, noise: number, alpha: number): number {
  const deviation = Math.sqrt(variance + noise);
  const skewness = Math.min(third / deviation ** 3, MOST_SKEWNESS);
  // variance STEPS^2, skewness (2 dispersion - 1) / STEPS
  const dispersion = Math.max((skewness * STEPS + 1) / 2, 1);
  const coarseMean = STEPS ** 2 / dispersion;
  const steps = midLimit(dispersedLaw(coarseMean, dispersion), alpha) + 0.5 - coarseMean;
  return Math.floor(mean + (steps * deviation) / STEPS);
}
