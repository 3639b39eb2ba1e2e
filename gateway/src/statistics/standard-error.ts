/**
 * The standard error that belongs to an exact variance.
 *
 * Variances stay exact fractions until here, so that the order in which partners are added changes no bit of
 * an answer. Pure.
 */
import type { Fraction } from '@vigil/shared';

/** IEEE 754 rounds division and square root correctly, so the result is the same on every machine. */
export function standardErrorOf({ numerator, denominator }: Fraction): number {
  return Math.sqrt(Number(numerator) / Number(denominator));
}
