/**
 * From zero-concentrated differential privacy to (epsilon, delta) and back.
 *
 * rho alone gives an upper bound; the exact figure of a plan is in `privacy-loss.ts`, and a sheet prints both.
 * The bound is the best over all Rényi orders alpha > 1. Pure.
 *
 * @see Canonne, Kamath, Steinke 2020, proposition 12 and corollary 13
 */

/** Halvings after which a double has no digit left to win. */
const STEPS = 200;

/** Finds where a growing function crosses zero. */
function crossing(low: number, high: number, isBelow: (value: number) => boolean): number {
  let [below, above] = [low, high];
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (below + above) / 2;
    if (isBelow(middle)) below = middle;
    else above = middle;
  }
  return above;
}

/**
 * The smallest delta that rho-zCDP is known to imply for an epsilon.
 *
 * @param rho - positive
 * @param epsilon - 0 or more
 */
export function zcdpDelta(rho: number, epsilon: number): number {
  // Over x = alpha - 1 and not alpha: near alpha = 1 the difference would lose its digits.
  const slopeIsNegative = (x: number): boolean => (2 * x + 1) * rho - epsilon - Math.log1p(1 / x) < 0;
  const x = crossing(0, (epsilon + 1) / rho + 2, slopeIsNegative);
  const exponent = x * ((x + 1) * rho - epsilon) - (x + 1) * Math.log1p(1 / x);
  return Math.min(1, Math.exp(exponent) / x);
}

/** The smallest epsilon that rho-zCDP is known to imply for a delta, rounded up in the last digit. */
export function zcdpEpsilon(rho: number, delta: number): number {
  const enough = rho + 2 * Math.sqrt(rho * Math.log(1 / delta)); // proposition 1.3 of Bun and Steinke 2016
  return crossing(0, enough, (epsilon) => zcdpDelta(rho, epsilon) > delta);
}

/** The largest rho that keeps (epsilon, delta). */
export function zcdpRho(epsilon: number, delta: number): number {
  return crossing(0, epsilon + 1, (rho) => zcdpDelta(rho, epsilon) <= delta);
}
