/**
 * Exact fractions of integers, as variances and budgets are written: "8", "9/4", "1/4".
 *
 * Pure. Never a floating point number: a budget that is rounded is not a budget.
 */
import { HubError } from '../errors/hub-error.js';

export interface Fraction {
  readonly numerator: bigint;
  /** positive */
  readonly denominator: bigint;
}

const TEXT = /^(\d{1,18})(?:\/([1-9]\d{0,17}))?$/;

export function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  return b === 0n ? a : greatestCommonDivisor(b, a % b);
}

export function leastCommonMultiple(a: bigint, b: bigint): bigint {
  return (a / greatestCommonDivisor(a, b)) * b;
}

/** A fraction in lowest terms. */
export function fraction(numerator: bigint, denominator: bigint): Fraction {
  const divisor = greatestCommonDivisor(numerator, denominator);
  return { numerator: numerator / divisor, denominator: denominator / divisor };
}

/**
 * Reads "8" or "9/4".
 *
 * @throws HubError PLAN_INVALID for anything else
 */
export function parseFraction(text: string): Fraction {
  const match = TEXT.exec(text);
  if (match?.[1] === undefined)
    throw new HubError('PLAN_INVALID', 'a fraction is not written as n or n/d', 'operator');
  return fraction(BigInt(match[1]), BigInt(match[2] ?? '1'));
}

export function formatFraction({ numerator, denominator }: Fraction): string {
  return denominator === 1n ? String(numerator) : `${String(numerator)}/${String(denominator)}`;
}

export function sumFractions(fractions: readonly Fraction[]): Fraction {
  return fractions.reduce(
    (sum, next) =>
      fraction(
        sum.numerator * next.denominator + next.numerator * sum.denominator,
        sum.denominator * next.denominator,
      ),
    { numerator: 0n, denominator: 1n },
  );
}

/** -1, 0 or 1 as `a` is less than, equal to or greater than `b`. */
export function compareFractions(a: Fraction, b: Fraction): number {
  const difference = a.numerator * b.denominator - b.numerator * a.denominator;
  if (difference === 0n) return 0;
  return difference < 0n ? -1 : 1;
}
