/**
 * The discrete Gaussian in exact integer arithmetic: P(z) proportional to exp(-z^2 / (2 sigma^2)).
 *
 * Gives the thresholds of a noise table and the probabilities a plan is judged with. Every irrational number is
 * an interval of integers around 2^BITS times itself; a result is given only where both ends of the
 * interval agree. Not on the path of a release: nothing here depends on a key, and the noise is drawn from the
 * committed tables. Pure.
 *
 * @see Canonne, Kamath, Steinke 2020, definition 1
 */
import { HubError } from '../errors/hub-error.js';
import { parseFraction, type Fraction } from './fraction.js';

const BITS = 512n;
const ONE = 1n << BITS;
/** U, the keyed hash that picks the noise, has 128 bits. */
const UNIFORM_ONE = 1n << 128n;
/** Tails with less mass than this are folded into the table's ends. */
const TAIL_BITS = 100n;
/** The largest of a plan of ours: ten victims of a file, strict profile. */
const LARGEST_VARIANCE = 6_400n;

interface Interval {
  readonly low: bigint;
  readonly high: bigint;
}

function multiply(a: Interval, b: Interval): Interval {
  return { low: (a.low * b.low) >> BITS, high: ((a.high * b.high) >> BITS) + 1n };
}

/** exp(-n/d), for n/d at most 8: the series of exp(n/d) has positive terms only, then one division. */
function exponentialOfMinus({ numerator, denominator }: Fraction): Interval {
  let term: Interval = { low: ONE, high: ONE };
  let sum: Interval = { low: 0n, high: 0n };
  let index = 0n;
  // Past index 2n/d each term is less than half the one before: what follows the last term is less than that term.
  while (term.high > 1n || index < (2n * numerator) / denominator + 2n) {
    sum = { low: sum.low + term.low, high: sum.high + term.high };
    index += 1n;
    const divisor = denominator * index;
    term = { low: (term.low * numerator) / divisor, high: (term.high * numerator) / divisor + 1n };
  }
  const high = sum.high + 2n * term.high;
  return { low: (ONE * ONE) / high, high: (ONE * ONE) / sum.low + 1n };
}

/** exp(-k^2 / (2 sigma^2)) times 2^BITS for k = 0, 1, …, until it is far below every digit we give. */
function weights(sigma2: Fraction): Interval[] {
  const half = { numerator: sigma2.denominator, denominator: 2n * sigma2.numerator };
  const base = exponentialOfMinus(half);
  const baseSquared = multiply(base, base);
  const found: Interval[] = [{ low: ONE, high: ONE }];
  let weight: Interval = { low: ONE, high: ONE };
  let step = base; // base^(2k+1) leads from k^2 to (k+1)^2
  while (weight.high > 1n << (BITS / 2n)) {
    weight = multiply(weight, step);
    step = multiply(step, baseSquared);
    found.push(weight);
  }
  return found;
}

interface Distribution {
  readonly weights: readonly Interval[];
  readonly total: Interval;
}

function distribution(variance: string): Distribution {
  const sigma2 = parseFraction(variance);
  const { numerator, denominator } = sigma2;
  if (numerator < 1n || numerator > LARGEST_VARIANCE * denominator || denominator > 16n * numerator) {
    throw new HubError(
      'PLAN_INVALID',
      `variance must lie between 1/16 and ${LARGEST_VARIANCE.toString()}`,
      'operator',
    );
  }
  const found = weights(sigma2);
  const last = found.at(-1) ?? { low: 0n, high: ONE };
  const positive = found
    .slice(1)
    .reduce((sum, { low, high }) => ({ low: sum.low + low, high: sum.high + high }), {
      low: 0n,
      high: 0n,
    });
  // Weights fall at least as fast as a geometric series here; ten times the last one covers all that follow.
  return {
    weights: found,
    total: { low: ONE + 2n * positive.low, high: ONE + 2n * positive.high + 20n * last.high },
  };
}

/** floor(2^128 * part / total), where the interval leaves no doubt. */
function threshold(part: Interval, total: Interval): bigint {
  const low = (UNIFORM_ONE * part.low) / total.high;
  const high = (UNIFORM_ONE * part.high) / total.low;
  if (low !== high)
    throw new HubError('PLAN_INVALID', 'variance needs more digits than the table maker has', 'operator');
  return low;
}

export interface ExactNoiseTable {
  /** noise lies in -largest … largest */
  readonly largest: number;
  /** floor(2^128 P(Z <= k)) for k = -largest … largest; the last one is 2^128 */
  readonly thresholds: readonly bigint[];
}

/**
 * The noise table of one variance.
 *
 * @param variance - "8" or "9/4"
 * @throws HubError PLAN_INVALID for a variance outside 1/16 … 6400
 */
export function makeNoiseTable(variance: string): ExactNoiseTable {
  const { weights: all, total } = distribution(variance);
  // tails[k] = mass of k and everything above, as a part of `total`
  const tails: Interval[] = new Array<Interval>(all.length);
  const last = all.at(-1) ?? { low: 0n, high: ONE };
  let sum: Interval = { low: 0n, high: 10n * last.high };
  for (let k = all.length - 1; k >= 0; k -= 1) {
    const weight = all[k] ?? last;
    sum = { low: sum.low + weight.low, high: sum.high + weight.high };
    tails[k] = sum;
  }
  const tail = (k: number): Interval => tails[k] ?? { low: 0n, high: 0n };
  let largest = 1;
  while ((2n * tail(largest + 1).high) << TAIL_BITS >= total.low) largest += 1;
  const thresholds: bigint[] = [];
  for (let k = largest; k >= 1; k -= 1) thresholds.push(threshold(tail(k), total)); // P(Z <= -k) = P(Z >= k)
  for (let k = 0; k < largest; k += 1) {
    const above = tail(k + 1);
    thresholds.push(threshold({ low: total.low - above.high, high: total.high - above.low }, total));
  }
  return { largest, thresholds: [...thresholds, UNIFORM_ONE] };
}

export const PROBABILITY_BITS = 160n;

/**
 * Upper bounds of P(Z = k), k = 0, 1, …, times 2^160, tight to the last digit; what is left out at the
 * end has less mass than that digit.
 *
 * @throws HubError PLAN_INVALID for a variance outside 1/16 … 6400
 */
export function probabilities(variance: string): bigint[] {
  const { weights: all, total } = distribution(variance);
  const found: bigint[] = [];
  for (const weight of all) {
    const bound = (weight.high << PROBABILITY_BITS) / total.low + 1n;
    found.push(bound);
    if (bound === 1n) break;
  }
  return found;
}
