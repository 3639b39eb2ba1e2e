/**
 * What a sum of released integers says about the number behind it: interval, lower and upper bound, LOW.
 *
 * Takes the summed integers and their exact variances, one entry a partner; gives integers rounded outward.
 * Nothing is clamped before summing (a zero cell would gain 0.8); only finished intervals are. Pure.
 * @see design, disclosure control, "At the hub"
 */
import type { Fraction } from '@vigil/shared';
import { NO_VARIANCE, addVariances } from './exact-variance.js';
import { standardErrorOf } from './standard-error.js';
import { upperQuantile } from './upper-quantile.js';

/** What one partner released for one cell of the answer: one integer, or the sum over a margin. */
export interface PartnerFigure {
  readonly partner: string;
  readonly y: number;
  readonly variance: Fraction;
}

export interface Reliability {
  readonly released: number;
  readonly standardError: number;
  readonly interval95: { readonly from: number; readonly to: number };
  readonly lower: number;
  readonly upper: number;
  /** too small or too uncertain to be displayed as a value: a matter of reliability, not of protection */
  readonly low: boolean;
}

/** of every interval that the hub gives */
export const Z95 = 1.96;
const LOW_BELOW = 10;
const LOW_BELOW_STANDARD_ERRORS = 3;
const ONE_SIDED = 0.025;
/** By number of partners: each takes thousands of steps, and every cell needs one. */
const SIMULTANEOUS: readonly number[] = Array.from({ length: 65 }, (_each, partners) =>
  partners === 0 ? NaN : upperQuantile(ONE_SIDED / partners),
);

/** @param figures - one entry a partner, at least one */
export function reliabilityOf(figures: readonly PartnerFigure[]): Reliability {
  const released = figures.reduce((sum, { y }) => sum + y, 0);
  const variance = figures.reduce((sum, figure) => addVariances(sum, figure.variance), NO_VARIANCE);
  const standardError = standardErrorOf(variance);
  const lower = lowerBound(figures);
  const from = Math.floor(released - Z95 * standardError);
  const to = Math.ceil(released + Z95 * standardError);
  return {
    released,
    standardError,
    interval95: { from: atLeastZero(from), to: atLeastZero(to) },
    lower,
    // Below the lower bound it would say nothing: noise can take a sum of empty cells below zero.
    upper: Math.max(lower, to),
    low: isLow(released, standardError),
  };
}

/** LOW: Y < max(10, 3 SE). */
export function isLow(released: number, standardError: number): boolean {
  return released < Math.max(LOW_BELOW, LOW_BELOW_STANDARD_ERRORS * standardError);
}

/**
 * At least so many were counted by somebody: the largest partner's figure, less its own noise.
 *
 * Partners document overlapping events, so the sum can count one event several times; the largest single
 * list cannot. A plain maximum of noisy numbers picks the luckiest noise, hence
 * `max over p of max(0, y_p - z SE_p)` with z the one-sided 0.025/n quantile for n reporting partners.
 *
 * @see Bonferroni's inequality; quantile to four decimals, 1.96 for one partner
 */
function lowerBound(figures: readonly PartnerFigure[]): number {
  const z = SIMULTANEOUS[figures.length] ?? upperQuantile(ONE_SIDED / figures.length);
  const candidates = figures.map(({ y, variance }) => Math.floor(y - z * standardErrorOf(variance)));
  return Math.max(0, ...candidates);
}

/** Math.max keeps -0 out of the answer as well. */
function atLeastZero(bound: number): number {
  return Math.max(0, bound);
}
