/**
 * What a set of noisy tables tells about one unit, exactly.
 *
 * Takes variances and sensitivities, gives the best accuracy of any guess, and epsilon. For discrete Gaussians the
 * likelihood ratio of "unit in" against "unit out" depends on the outputs x_i only through the sum of
 * d_i x_i / sigma_i^2. Scaled by the least common multiple of the variances that sum is an integer S, its
 * distribution is a convolution of integer tables, and with one unit more it is the same distribution moved by
 * W = sum of w_i d_i^2. A factor that all steps share is divided out. Nothing is put on a grid. Pure.
 *
 * @see Sommer, Meiser, Mohammadi 2019 (privacy-loss distributions); Canonne, Kamath, Steinke 2020
 */
import { HubError } from '../errors/hub-error.js';
import { PROBABILITY_BITS, probabilities } from './exact-gaussian.js';
import {
  fraction,
  greatestCommonDivisor,
  leastCommonMultiple,
  parseFraction,
  sumFractions,
  type Fraction,
} from './fraction.js';

/** One noisy table as one unit sees it. */
export interface NoisyTable {
  /** "8" or "9/4" */
  readonly sigma2: string;
  /** how far one unit can move the cell it enters; 1 unless counts are capped higher */
  readonly sensitivity?: number;
}

/** The lattice of S is held in memory; a plan of ours has a few hundred to forty thousand points. */
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
  /** the same read from either end */
  readonly mass: readonly bigint[];
  readonly reach: number;
  /** one unit more moves S by this */
  readonly shift: number;
  /** privacy loss at S = s is (shift - 2 s) / (2 scale) */
  readonly scale: number;
}

/** Hexadecimal digits of one coefficient of a product: 2 * 160 bits and room for the sum of all roundings. */
const SLOT = 84;

function pack(mass: readonly bigint[]): bigint {
  return BigInt(`0x${mass.map((value) => value.toString(16).padStart(SLOT, '0')).join('')}`);
}

/** Far ends with less mass than this, in units of 2^-160: no figure of ours has so many digits. */
const TRIMMED = 1n << 24n;

/** Without the far ends, which rounding up has filled; what is left is as symmetric as before. */
function trimmed(mass: readonly bigint[]): bigint[] {
  const first = mass.findIndex((value) => value >= TRIMMED);
  return mass.slice(first, mass.length - first);
}

/**
 * Two symmetric distributions as polynomials, and both as one long integer each: their product holds every
 * coefficient in a slot of its own (Kronecker substitution), and the engine multiplies long integers fast.
 */
function convolve(left: readonly bigint[], right: readonly bigint[]): bigint[] {
  const digits = (pack(left) * pack(right)).toString(16);
  const length = left.length + right.length - 1;
  const text = digits.padStart(SLOT * length, '0');
  const product = Array.from({ length }, (_, at) => {
    const value = BigInt(`0x${text.slice(SLOT * at, SLOT * (at + 1))}`);
    return value === 0n ? 0n : (value >> PROBABILITY_BITS) + 1n; // rounded up: a bound stays one
  });
  return trimmed(product);
}

/** The same distribution `times` times over, by squaring. */
function repeat(mass: readonly bigint[], times: number): readonly bigint[] {
  if (times === 1) return mass;
  const half = repeat(mass, Math.floor(times / 2));
  const even = convolve(half, half);
  return times % 2 === 0 ? even : convolve(even, mass);
}

/** P(S = s) of one table, s = -reach … reach, with nothing between the multiples of `step`. */
function spread(half: readonly bigint[], step: number): bigint[] {
  const reach = step * (half.length - 1);
  const mass = new Array<bigint>(2 * reach + 1).fill(0n);
  half.forEach((value, k) => {
    mass[reach + step * k] = value;
    mass[reach - step * k] = value;
  });
  return mass;
}

function centred(mass: readonly bigint[]): Pick<LossDistribution, 'mass' | 'reach'> {
  return { mass, reach: (mass.length - 1) / 2 };
}

interface Kind extends Required<NoisyTable> {
  readonly times: number;
  /** weight of the table in S, times its sensitivity */
  readonly step: bigint;
}

/** The same text for the same set of tables, whatever their order: `6x8 1x4`, `7x144/3` for sensitivity 3. */
export function compositionName(tables: readonly NoisyTable[]): string {
  const kinds = kindsOf(tables).kinds.map(
    ({ sigma2, sensitivity, times }) =>
      `${times}x${sigma2}${sensitivity === 1 ? '' : `/${String(sensitivity)}`}`,
  );
  return kinds.sort().join(' ');
}

/** Tables of one kind together, with their steps on a lattice that all share. */
function kindsOf(tables: readonly NoisyTable[]): { kinds: Kind[]; scale: bigint } {
  const counted = new Map<string, Required<NoisyTable> & { times: number }>();
  for (const { sigma2, sensitivity = 1 } of tables) {
    const name = `${sigma2} ${sensitivity}`;
    counted.set(name, { sigma2, sensitivity, times: (counted.get(name)?.times ?? 0) + 1 });
  }
  const found = [...counted.values()].map((kind) => ({ ...kind, variance: parseFraction(kind.sigma2) }));
  const scale = found.reduce((lcm, { variance }) => leastCommonMultiple(lcm, variance.numerator), 1n);
  const kinds = found.map(({ sigma2, sensitivity, times, variance }) => ({
    sigma2,
    sensitivity,
    times,
    step: (scale / variance.numerator) * variance.denominator * BigInt(sensitivity),
  }));
  return { kinds, scale };
}

/**
 * Composes the tables.
 *
 * @throws HubError PLAN_INVALID when the variances have no common lattice of a reasonable size
 */
export function lossDistribution(tables: readonly NoisyTable[]): LossDistribution {
  const { kinds, scale } = kindsOf(tables);
  const shared = kinds.reduce((divisor, { step }) => greatestCommonDivisor(step, divisor), 0n);
  const weighted = kinds.map(({ sigma2, sensitivity, times, step }) => ({
    half: probabilities(sigma2),
    step: Number(step / shared),
    sensitivity,
    times,
  }));
  const reach = weighted.reduce((sum, { half, step, times }) => sum + step * times * (half.length - 1), 0);
  if (!(2 * reach < MOST_POINTS)) {
    throw new HubError(
      'PLAN_INVALID',
      'the plan has too many tables, or variances without a common measure',
      'operator',
    );
  }
  const [first = [ONE], ...others] = weighted
    .map(({ half, step, times }) => repeat(spread(half, step), times))
    .sort((left, right) => left.length - right.length);
  return {
    ...centred(others.reduce((mass, next) => convolve(mass, next), first)),
    shift: weighted.reduce((sum, { step, sensitivity, times }) => sum + step * sensitivity * times, 0),
    scale: Number(scale) / Number(shared),
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

/**
 * How often a test for a unit's record is right about units that are in, when it is wrong about one in a hundred
 * that are not: the most powerful test, which refuses to guess at no point of the distribution.
 *
 * @returns rounded up to six decimals
 * @see Neyman and Pearson 1933
 */
export function truePositiveRate({ mass, shift }: LossDistribution): number {
  const allowed = ONE / 100n;
  const at = (index: number): bigint => mass[index] ?? 0n;
  // From the top: with the unit in, S is the same moved up by `shift`.
  let spent = 0n;
  let index = mass.length - 1;
  let found = 0n;
  for (; index >= 0 && spent + at(index) <= allowed; index -= 1) {
    spent += at(index);
    found += at(index - shift);
  }
  for (let beyond = mass.length; beyond < mass.length + shift; beyond += 1) found += at(beyond - shift);
  const edge = at(index);
  if (edge > 0n) found += (at(index - shift) * (allowed - spent)) / edge + 1n;
  const millionths = (found * 1_000_000n) / ONE + 1n;
  return Number(millionths < 1_000_000n ? millionths : 1_000_000n) / 1_000_000;
}

/** The same tables drawn over again for each of several independent years, or at each of several partners. */
export function composedTimes(distribution: LossDistribution, times: number): LossDistribution {
  const { mass, shift, scale } = distribution;
  return { ...centred(repeat(mass, times)), shift: shift * times, scale };
}

/** The same tables as seen by a group of units that come and go together, all in the same cells: the worst case. */
export function ofGroup(distribution: LossDistribution, units: number): LossDistribution {
  // Every sensitivity is `units` times as large: S grows by `units`, what it moves by grows by its square.
  return { ...distribution, shift: distribution.shift * units, scale: distribution.scale / units };
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
