/**
 * Variances as exact fractions: sums, multiples, and the inverse-variance mean of integers.
 *
 * Exact until a standard error is printed, so that the order in which partners are added changes no bit of an
 * answer, and so that "rounded half to even" is a statement about numbers and not about a processor. Pure.
 */
import { fraction, sumFractions } from '@vigil/shared';
import type { Fraction } from '@vigil/shared';

export const NO_VARIANCE: Fraction = { numerator: 0n, denominator: 1n };

/** Nearly all variances are whole numbers: those need no common divisor. */
export function addVariances(left: Fraction, right: Fraction): Fraction {
  if (left.denominator === 1n && right.denominator === 1n) {
    return { numerator: left.numerator + right.numerator, denominator: 1n };
  }
  return sumFractions([left, right]);
}

export function timesVariance({ numerator, denominator }: Fraction, times: number): Fraction {
  const product = numerator * BigInt(times);
  return denominator === 1n ? { numerator: product, denominator } : fraction(product, denominator);
}

/** One estimate of a number that several estimate: an integer with its variance. */
export interface Estimate {
  readonly y: number;
  /** above 0 */
  readonly variance: Fraction;
}

/**
 * The mean of independent estimates of one number, each weighed by the inverse of its variance: the unbiased linear
 * one with the smallest variance.
 *
 * @param estimates - at least one
 * @returns the mean rounded half to even, its exact variance before rounding, and the exact weight of each
 */
export function inverseVarianceMean(
  estimates: readonly Estimate[],
): Estimate & { readonly weights: readonly Fraction[] } {
  const precisions = estimates.map(({ variance }) => fraction(variance.denominator, variance.numerator));
  const total = sumFractions(precisions);
  const weights = precisions.map((precision) =>
    fraction(precision.numerator * total.denominator, precision.denominator * total.numerator),
  );
  const denominator = weights.reduce((product, weight) => product * weight.denominator, 1n);
  const numerator = weights.reduce(
    (sum, weight, at) =>
      sum + BigInt(estimates[at]?.y ?? 0) * weight.numerator * (denominator / weight.denominator),
    0n,
  );
  return {
    y: Number(roundHalfToEven(numerator, denominator)),
    variance: fraction(total.denominator, total.numerator),
    weights,
  };
}

/** @param denominator - positive */
export function roundHalfToEven(numerator: bigint, denominator: bigint): bigint {
  const truncated = numerator / denominator;
  const floor = numerator < truncated * denominator ? truncated - 1n : truncated;
  const twice = 2n * (numerator - floor * denominator);
  if (twice === denominator) return floor % 2n === 0n ? floor : floor + 1n;
  return twice > denominator ? floor + 1n : floor;
}
