/**
 * The logarithm of the gamma function, to about 1e-15, for the count laws and the beta function.
 * Takes a positive number; pure.
 */
/** Taken once: in the inner loops the lookup of a global costs more than the function. */
const { log } = Math;

/** From here on the divergent series below is exact to the last bit. */
const SERIES_FROM = 12;
/** B(2k) / (2k (2k-1)) for k = 1..7: Abramowitz and Stegun 6.1.40. */
const SERIES = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360, 1 / 156] as const;
const HALF_LOG_TWO_PI = log(2 * Math.PI) / 2;

/** ln Gamma(x) for x > 0 */
export function logGamma(x: number): number {
  let shifted = x;
  let passed = 1;
  while (shifted < SERIES_FROM) {
    passed *= shifted;
    shifted += 1;
  }
  let term = 1 / shifted;
  let sum = 0;
  for (const coefficient of SERIES) {
    sum += coefficient * term;
    term /= shifted * shifted;
  }
  return (shifted - 0.5) * log(shifted) - shifted + HALF_LOG_TWO_PI + sum - log(passed);
}
