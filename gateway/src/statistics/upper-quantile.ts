/**
 * Quantiles of the standard normal distribution, for intervals.
 *
 * Takes a tail probability, gives the quantile to four decimals: 1.96 for 0.025, the number that the
 * intervals of the statistics plane are declared with. Pure.
 */

/**
 * The z with P(Z > z) = tail, rounded to four decimals.
 *
 * Four decimals are the declared precision: they make 0.025 the customary 1.96 exactly, and they hide the
 * last-bit differences between implementations of exp, so that an answer has the same bytes everywhere.
 *
 * @param tail - above 0, at most 0.025
 */
export function upperQuantile(tail: number): number {
  if (!(tail > 0 && tail <= 0.025)) {
    throw new RangeError('tail probability outside (0, 0.025]');
  }
  let low = 1.5;
  let high = 38; // the tail beyond 38 is below the smallest double
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (upperTail(middle) > tail) low = middle;
    else high = middle;
  }
  return Math.round(low * 10_000) / 10_000;
}

/**
 * P(Z > z) by the continued fraction of Mills' ratio, 1/(z + 1/(z + 2/(z + 3/(z + ...)))).
 *
 * @see Abramowitz and Stegun, 26.2.14; 400 terms give full double precision from z = 1.5 on
 */
function upperTail(z: number): number {
  let ratio = z;
  for (let term = 400; term >= 1; term -= 1) {
    ratio = z + term / ratio;
  }
  return Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI) / ratio;
}
