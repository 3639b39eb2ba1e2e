/**
 * Series as a hub sees them, from a seed: counts of files by a law, plus the partners' noise.
 *
 * Independent of the code under test: the generator is a small published one (sfc32, Doty-Humphrey), the laws are
 * drawn by inversion of probabilities added up here.
 */
import type { Detector, DetectorSeries } from '@vigil/gateway';

export interface SimulatedSeries {
  /** files a month */
  readonly mean: number;
  /** variance over mean: 1 is Poisson */
  readonly dispersion: number;
  /** sum of sigma^2 over partners and cells */
  readonly noise: number;
  readonly months: number;
}

/** uniform numbers between 0 and 1 */
export type Uniform = () => number;

export function uniformFrom(seed: number): Uniform {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, seed | 0, 1];
  const next = (): number => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return sum >>> 0;
  };
  for (let warm = 0; warm < 16; warm += 1) next();
  return () => (next() + (next() >>> 11) / 2 ** 21) / 2 ** 32;
}

/** P(X = from + i) = weights[i] */
interface Law {
  readonly from: number;
  readonly weights: readonly number[];
}

function lawOf(from: number, raw: readonly number[]): Law {
  const total = raw.reduce((sum, weight) => sum + weight, 0);
  return { from, weights: raw.map((weight) => weight / total) };
}

function drawerOf({ from, weights }: Law): (uniform: Uniform) => number {
  let sum = 0;
  const cumulative = weights.map((weight) => (sum += weight));
  return (uniform) => {
    const u = uniform();
    let low = 0;
    let high = cumulative.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((cumulative[middle] ?? 1) > u) high = middle;
      else low = middle + 1;
    }
    return from + low;
  };
}

/** counts of files: Poisson, or negative binomial when the dispersion is above 1 */
function lawOfCounts(mean: number, dispersion: number): Law {
  const size = dispersion > 1 ? mean / (dispersion - 1) : Infinity;
  const failure = dispersion > 1 ? 1 - 1 / dispersion : 0;
  const top = Math.ceil(mean + 14 * Math.sqrt(mean * dispersion) + 30 * dispersion);
  let log = 0;
  const logs = [0];
  for (let k = 1; k <= top; k += 1) {
    log += Math.log((size === Infinity ? mean : (k - 1 + size) * failure) / k);
    logs.push(log);
  }
  const best = Math.max(...logs);
  return lawOf(
    0,
    logs.map((value) => Math.exp(value - best)),
  );
}

/** the discrete Gaussian of one partner's noise, or of the sum of several */
function lawOfNoise(variance: number): Law {
  if (variance === 0) return { from: 0, weights: [1] };
  const reach = Math.ceil(10 * Math.sqrt(variance));
  return lawOf(
    -reach,
    Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * variance))),
  );
}

/** gives series on demand; in the last `changedMonths` the mean is `factor` times as high */
export function releaseSimulator(
  shape: SimulatedSeries,
  uniform: Uniform,
): (factor: number, changedMonths: number) => DetectorSeries {
  const drawNoise = drawerOf(lawOfNoise(shape.noise));
  const drawers = new Map<number, (uniform: Uniform) => number>();
  const drawCount = (factor: number): number => {
    const known = drawers.get(factor) ?? drawerOf(lawOfCounts(shape.mean * factor, shape.dispersion));
    drawers.set(factor, known);
    return known(uniform);
  };
  return (factor, changedMonths) => ({
    frequency: 12,
    counts: Array.from(
      { length: shape.months },
      (_, month) => drawCount(month >= shape.months - changedMonths ? factor : 1) + drawNoise(uniform),
    ),
    noise: Array.from({ length: shape.months }, () => shape.noise),
  });
}

export interface AlarmRate {
  readonly rate: number;
  /** one standard error of the simulation */
  readonly error: number;
  /** share of pasts that the method called anything but sound */
  readonly unsound: number;
}

/**
 * The probability of an alarm in the last month, whose mean is `factor` times as high as before.
 *
 * The past is drawn `trials` times; for each, the probability that the last count exceeds the limit is added up
 * exactly, which needs a hundredth of the trials that counting alarms would. `declared` replaces the noise that the
 * detector is told of: 0 is the broken twin that takes released counts for raw ones.
 */
export function alarmRate(
  detector: Detector,
  shape: SimulatedSeries,
  run: {
    readonly trials: number;
    readonly seed: number;
    readonly factor: number;
    readonly declared?: number;
  },
): AlarmRate {
  const simulate = releaseSimulator(shape, uniformFrom(run.seed));
  const exceeds = tailOfSum(lawOfCounts(shape.mean * run.factor, shape.dispersion), lawOfNoise(shape.noise));
  let [sum, squares, unsound] = [0, 0, 0];
  for (let trial = 0; trial < run.trials; trial += 1) {
    const drawn = simulate(1, 0);
    const series = run.declared === undefined ? drawn : withNoise(drawn, run.declared);
    const [detection] = detector.detect(series, shape.months - 1);
    const probability = exceeds(detection?.upper ?? Infinity);
    sum += probability;
    squares += probability * probability;
    if (detection?.baseline !== 'OK') unsound += 1;
  }
  const rate = sum / run.trials;
  return {
    rate,
    error: Math.sqrt(Math.max(0, squares / run.trials - rate * rate) / run.trials),
    unsound: unsound / run.trials,
  };
}

function withNoise(series: DetectorSeries, variance: number): DetectorSeries {
  return { ...series, noise: series.noise.map(() => variance) };
}

/** P(one + other > limit) */
function tailOfSum(one: Law, other: Law): (limit: number) => number {
  const sum = new Array<number>(one.weights.length + other.weights.length - 1).fill(0);
  one.weights.forEach((weight, i) => {
    other.weights.forEach((also, j) => {
      sum[i + j] = (sum[i + j] ?? 0) + weight * also;
    });
  });
  let above = 0;
  const tails = [
    ...sum
      .reverse()
      .map((weight) => (above += weight))
      .reverse(),
    0,
  ];
  const from = one.from + other.from;
  return (limit) => {
    const first = Math.floor(limit) + 1 - from;
    return tails[Math.min(Math.max(first, 0), tails.length - 1)] ?? 0;
  };
}
