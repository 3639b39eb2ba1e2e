/**
 * What a set of noisy tables tells about one unit, exactly.
 *
 * Takes variances and sensitivities, gives the best accuracy of any guess, and epsilon. For discrete Gaussians the
 * likelihood ratio of "unit in" against "unit out" depends on the outputs x_i only through the sum of
 * d_i x_i / sigma_i^2. Scaled by the least common multiple of the variances that sum is an integer S, its
 * distribution is a convolution of integer tables, and with one unit more it is the same distribution moved by
 * W = sum of w_i d_i^2. Nothing is put on a grid. Pure.
 *
 * @see Sommer, Meiser, Mohammadi 2019 (privacy-loss distributions); Canonne, Kamath, Steinke 2020
 */
import { HubError } from '../errors/hub-error.js';
import { PROBABILITY_BITS, probabilities } from './exact-gaussian.js';
import { fraction, leastCommonMultiple, parseFraction, sumFractions, type Fraction } from './fraction.js';

/** One noisy table as one unit sees it. */
export interface NoisyTable {
  /** "8" or "9/4" */
  readonly sigma2: string;
  /** how far one unit can move the cell it enters; 1 unless counts are capped higher */
  readonly sensitivity?: number;
}

/** The lattice of S is held in memory; a plan of ours has a few hundred points. */
const MOST_POINTS = 200_000;
const ONE = 1n << PROBABILITY_BITS;

/** rho of zero-concentrated differential privacy: the sum of d^2 / (2 sigma^2). */
export function rhoOf(tables: readonly NoisyTable[]): Fraction {
  return sumFractions(
    tables.map(({ sigma2, sensitivity = 1 }) => {
      const variance = parseFraction(sigma2);
      return fraction(BigInt(sensitivity) ** 2n * variance.denominator, 2n * variance.numerator);
    }),
  );
}

/** The distribution of S, index 0 standing for S = -reach, as upper bounds times 2^160, and the two scales. */
export interface LossDistribution {
  readonly mass: readonly bigint[];
  readonly reach: number;
  /** one unit more moves S by this */
  readonly shift: number;
  /** privacy loss at S = s is (shift - 2 s) / (2 scale) */
  readonly scale: number;
}

function convolve(mass: readonly bigint[], step: number, half: readonly bigint[]): bigint[] {
  const reach = step * (half.length - 1);
  const result = new Array<bigint>(mass.length + 2 * reach).fill(0n);
  mass.forEach((left, at) => {
    if (left === 0n) return;
    for (let k = 1 - half.length; k < half.length; k += 1) {
      const to = at + reach + step * k;
      result[to] = (result[to] ?? 0n) + left * (half[Math.abs(k)] ?? 0n);
    }
  });
  return result.map((value) => (value === 0n ? 0n : (value >> PROBABILITY_BITS) + 1n)); // rounded up: a bound stays one
}

/**
 * Composes the tables.
 *
 * @throws HubError PLAN_INVALID when the variances have no common lattice of a reasonable size
 */
export function lossDistribution(tables: readonly NoisyTable[]): LossDistribution {
  const parsed = tables.map(({ sigma2, sensitivity = 1 }) => ({
    sigma2,
    sensitivity,
    variance: parseFraction(sigma2),
  }));
  const scale = parsed.reduce((lcm, { variance }) => leastCommonMultiple(lcm, variance.numerator), 1n);
  const weighted = parsed.map(({ sigma2, sensitivity, variance }) => ({
    half: probabilities(sigma2),
    step: Number((scale / variance.numerator) * variance.denominator) * sensitivity,
    sensitivity,
  }));
  const reach = weighted.reduce((sum, { half, step }) => sum + step * (half.length - 1), 0);
  if (!(2 * reach < MOST_POINTS)) {
    throw new HubError(
      'PLAN_INVALID',
      'the plan has too many tables, or variances without a common measure',
      'operator',
    );
  }
  return {
    mass: weighted.reduce((mass, { half, step }) => convolve(mass, step, half), [ONE]),
    reach,
    shift: weighted.reduce((sum, { step, sensitivity }) => sum + step * sensitivity, 0),
    scale: Number(scale),
  };
}

/**
 * Best accuracy of guessing whether one unit's record exists (prior one half, everything else known).
 *
 * 1/2 + TV/2; the likelihood ratio is monotone in S, so TV = P(-W/2 <= S < W/2).
 *
 * @returns rounded up to six decimals: never below the truth
 */
export function bestGuessOf({ mass, reach, shift }: LossDistribution): number {
  const between = mass.reduce((sum, value, at) => {
    const s = at - reach;
    return -shift <= 2 * s && 2 * s < shift ? sum + value : sum;
  }, 0n);
  const millionths = ((ONE + between) * 1_000_000n) / (2n * ONE) + 1n;
  return Number(millionths < 1_000_000n ? millionths : 1_000_000n) / 1_000_000;
}

interface LossPoint {
  readonly loss: number;
  readonly probability: number;
}

function lossPoints({ mass, reach, shift, scale }: LossDistribution): LossPoint[] {
  return mass.flatMap((value, at) =>
    value === 0n
      ? []
      : { loss: (shift - 2 * (at - reach)) / (2 * scale), probability: Number(value) / Number(ONE) },
  );
}

/** Q(s) = P(s) exp(-loss): taking it so, and not from the moved table, keeps far tails exact. */
function deltaOf(points: readonly LossPoint[], epsilon: number): number {
  let delta = 0;
  for (const { loss, probability } of points) {
    if (loss > epsilon) delta += probability * -Math.expm1(epsilon - loss);
  }
  return delta;
}

/**
 * delta(epsilon) of the composition: the sum over s of max(0, P(s) - exp(epsilon) P(s - W)).
 *
 * @returns within about 1e-14 of the exact value, relatively
 */
export function deltaAt(distribution: LossDistribution, epsilon: number): number {
  return deltaOf(lossPoints(distribution), epsilon);
}

/**
 * The smallest epsilon for a delta.
 *
 * @returns rounded up to four decimals
 */
export function epsilonAt(distribution: LossDistribution, delta: number): number {
  const points = lossPoints(distribution);
  const holds = (tenThousandths: number): boolean =>
    deltaOf(points, tenThousandths / 10_000) <= delta * (1 - 1e-9);
  if (holds(0)) return 0;
  let below = 0;
  let enough = 1;
  while (!holds(enough)) {
    below = enough;
    enough *= 2;
    if (enough > 1e7) throw new HubError('PLAN_INVALID', 'the plan has no epsilon below 1000', 'operator');
  }
  while (enough - below > 1) {
    const middle = Math.floor((below + enough) / 2);
    if (holds(middle)) enough = middle;
    else below = middle;
  }
  return enough / 10_000;
}
