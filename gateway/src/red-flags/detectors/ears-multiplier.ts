/**
 * How many standard deviations above the mean EARS puts its limit on released counts.
 *
 * The normal quantile of the published method treats a deviation estimated from seven values as known: it fires 1.4 %
 * where it promises 0.1 %. Here the multiplier is solved for, so that a normal count whose variance is at the floor
 * fires with the promised probability. Pure.
 */
import { logGamma } from './log-gamma.js';
import { normalQuantile, normalTail } from './normal-law.js';

/** Taken once: in the inner loops the lookup of a global costs more than the function. */
const { exp, log } = Math;

const STEPS = 160;
const REACH = 12;
const HALVINGS = 42;

/**
 * The m with E[ P(Z > m max(R, 1)) ] = alpha, where R^2 is the ratio of the estimated to the true variance:
 * chi-square with `baseline - 1` degrees of freedom over these, and never below the floor.
 */
export function earsMultiplier(baseline: number, alpha: number): number {
  let low = 0;
  let high = normalQuantile(1 - alpha);
  for (let halving = 0; halving < HALVINGS; halving += 1) {
    const middle = (low + high) / 2;
    if (rateAt(middle, baseline - 1) > alpha) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** false-alarm rate with this multiplier: Simpson's rule over R above 1, the rest sits at the floor */
function rateAt(multiplier: number, degrees: number): number {
  const width = REACH / Math.sqrt(2 * degrees) / STEPS;
  const front = log(2) + (degrees / 2) * log(degrees / 2) - logGamma(degrees / 2);
  let above = 0;
  let rate = 0;
  for (let step = 0; step <= STEPS; step += 1) {
    const ratio = 1 + step * width;
    const density = exp(front + (degrees - 1) * log(ratio) - (degrees * ratio * ratio) / 2);
    const weight = ((step === 0 || step === STEPS ? 1 : step % 2 === 0 ? 2 : 4) * width) / 3;
    above += weight * density;
    rate += weight * density * normalTail(multiplier * ratio);
  }
  return rate + (1 - above) * normalTail(multiplier);
}
