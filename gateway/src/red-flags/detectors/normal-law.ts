/**
 * The standard normal law: tail and quantile to 1e-12 relative, for the limits of EARS and the Poisson CUSUM.
 * Pure numbers in and out; Student's law, for the trend of a regression, is in `student-law.ts`.
 */
/** Taken once: in the inner loops the lookup of a global costs more than the function. */
const { abs, exp, log, sqrt } = Math;

/** Below, the power series loses nothing; above, the continued fraction has converged after its terms. */
const SERIES_UP_TO = 3;
const FRACTION_TERMS = 60;
const NEWTON_STEPS = 60;

export function normalDensity(x: number): number {
  return exp((-x * x) / 2) / sqrt(2 * Math.PI);
}

/** P(Z > x); Abramowitz and Stegun 26.2.11 and 26.2.14 */
export function normalTail(x: number): number {
  if (x < 0) return 1 - normalTail(-x);
  if (x > SERIES_UP_TO) {
    let fraction = x;
    for (let k = FRACTION_TERMS; k >= 1; k -= 1) fraction = x + k / fraction;
    return normalDensity(x) / fraction;
  }
  let term = x;
  let sum = x;
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return 0.5 - normalDensity(x) * sum;
}

/** the z with P(Z <= z) = p, for 0 < p < 1 */
export function normalQuantile(p: number): number {
  if (p < 0.5) return -upperQuantile(p);
  return p === 0.5 ? 0 : upperQuantile(1 - p);
}

/** the z with P(Z > z) = tail < 1/2: Newton on the logarithm of the tail, which is concave, so that no start fails */
function upperQuantile(tail: number): number {
  let z = sqrt(-2 * log(2 * tail));
  for (let step = 0; step < NEWTON_STEPS; step += 1) {
    const above = normalTail(z);
    const move = ((log(above) - log(tail)) * above) / normalDensity(z);
    z += move;
    if (abs(move) < 1e-14 * (1 + z)) break;
  }
  return z;
}
