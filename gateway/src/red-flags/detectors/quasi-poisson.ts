/**
 * A log-linear regression of counts whose variance is dispersion times mean, plus known noise.
 *
 * Iteratively reweighted least squares (McCullagh and Nelder, chapters 2 and 9). Without noise it is the
 * quasi-Poisson regression of the R language, its start, its stopping rule and its dispersion included, so that the
 * recorded runs are met to the digit. With noise the variance function is mean + tau^2 / dispersion and the
 * dispersion is what is left after tau^2. Pure; `farrington-flexible.ts` and the seasonal CUSUM use it.
 */
import { symmetricInverse } from './symmetric-inverse.js';

/** Taken once: in the inner loops the lookup of a global costs more than the function. */
const { abs, exp, log, max } = Math;

export interface Regression {
  /** one row a period */
  readonly design: readonly (readonly number[])[];
  readonly counts: readonly number[];
  readonly weights: readonly number[];
  /** tau^2 of each period */
  readonly noise: readonly number[];
}

export interface QuasiPoissonFit {
  readonly coefficients: readonly number[];
  readonly means: readonly number[];
  /** how far each period pulls its own mean towards itself, 0 to 1 */
  readonly leverage: readonly number[];
  /** as estimated: below 1 too */
  readonly dispersion: number;
  /** of the coefficients, at dispersion max(dispersion, 1) */
  readonly covariance: readonly (readonly number[])[];
}

interface Step {
  readonly coefficients: readonly number[];
  readonly means: readonly number[];
  readonly workingWeights: readonly number[];
  readonly inverse: readonly (readonly number[])[];
}

const MOST_STEPS = 25;
const MOST_ROUNDS = 6;
const TOLERANCE = 1e-8;
/** A mean below this is a regression that runs off to zero. */
const LEAST_MEAN = 1e-6;

/** the fit, or undefined where it does not converge or the design is singular */
export function fitQuasiPoisson(regression: Regression): QuasiPoissonFit | undefined {
  const isRaw = regression.noise.every((variance) => variance === 0);
  return isRaw ? fitRaw(regression) : fitReleased(regression);
}

function fitRaw(regression: Regression): QuasiPoissonFit | undefined {
  const start = regression.counts.map((count) => count + 0.1);
  const step = iterate(regression, start, 1, (before, after) => {
    const deviance = devianceOf(regression, after);
    return abs(deviance - devianceOf(regression, before)) / (abs(deviance) + 0.1) < TOLERANCE;
  });
  if (step === undefined) return undefined;
  const pearson = regression.counts.map((count, i) => {
    const mean = step.means[i] ?? 1;
    return (step.workingWeights[i] ?? 0) * ((count - mean) / mean) ** 2;
  });
  return finish(regression, step, total(pearson) / degreesOf(regression));
}

/** Weights depend on the dispersion and it on the fit: both in turn, until the dispersion stands. */
function fitReleased(regression: Regression): QuasiPoissonFit | undefined {
  const overall = total(regression.counts) / regression.counts.length;
  const start = regression.counts.map(() => max(overall, 0.5));
  let dispersion = 1;
  let last: Step | undefined;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const step = iterate(regression, last?.means ?? start, dispersion, (before, after) =>
      after.every((mean, i) => abs(log(mean / (before[i] ?? 1))) < TOLERANCE),
    );
    if (step === undefined || step.means.some((mean) => mean < LEAST_MEAN)) return undefined;
    const next = dispersionBesideNoise(regression, step.means);
    last = step;
    if (abs(next - dispersion) < 1e-4) break;
    dispersion = next;
  }
  return last === undefined ? undefined : finish(regression, last, dispersion);
}

function iterate(
  regression: Regression,
  start: readonly number[],
  dispersion: number,
  isDone: (before: readonly number[], after: readonly number[]) => boolean,
): Step | undefined {
  let means = start;
  for (let turn = 0; turn < MOST_STEPS; turn += 1) {
    const step = solveOnce(regression, means, dispersion);
    if (step === undefined) return undefined;
    if (isDone(means, step.means)) return step;
    means = step.means;
  }
  return undefined;
}

function solveOnce(regression: Regression, means: readonly number[], dispersion: number): Step | undefined {
  const { design, counts, weights, noise } = regression;
  const workingWeights = means.map(
    (mean, i) => ((weights[i] ?? 0) * mean * mean) / (mean + (noise[i] ?? 0) / dispersion),
  );
  const working = means.map((mean, i) => log(mean) + ((counts[i] ?? 0) - mean) / mean);
  const columns = design[0]?.length ?? 0;
  const matrix: number[][] = Array.from({ length: columns }, () => new Array<number>(columns).fill(0));
  const right = new Array<number>(columns).fill(0);
  design.forEach((row, i) => {
    const weight = workingWeights[i] ?? 0;
    row.forEach((value, j) => {
      if (value === 0) return;
      right[j] = (right[j] ?? 0) + weight * value * (working[i] ?? 0);
      const target = matrix[j];
      if (target === undefined) return;
      for (let k = 0; k < columns; k += 1) target[k] = (target[k] ?? 0) + weight * value * (row[k] ?? 0);
    });
  });
  const inverse = symmetricInverse(matrix);
  if (inverse === undefined) return undefined;
  const coefficients = inverse.map((row) => dot(row, right));
  const next = design.map((row) => exp(dot(row, coefficients)));
  if (!next.every((mean) => mean > 0 && Number.isFinite(mean))) return undefined;
  return { coefficients, means: next, workingWeights, inverse };
}

function finish(regression: Regression, step: Step, dispersion: number): QuasiPoissonFit {
  const scale = max(dispersion, 1);
  return {
    coefficients: step.coefficients,
    means: step.means,
    leverage: regression.design.map(
      (row, i) =>
        (step.workingWeights[i] ?? 0) *
        dot(
          row,
          step.inverse.map((line) => dot(line, row)),
        ),
    ),
    dispersion,
    covariance: step.inverse.map((row) => row.map((value) => value * scale)),
  };
}

/**
 * The dispersion at which the squared residuals, each over its own variance, add up to the degrees of freedom; at
 * least 1. The sum falls with the dispersion and is convex, so that Newton's steps from 1 never overshoot.
 */
function dispersionBesideNoise(regression: Regression, means: readonly number[]): number {
  const degrees = degreesOf(regression);
  let dispersion = 1;
  for (let turn = 0; turn < MOST_STEPS; turn += 1) {
    const { sum, slope } = pearsonAt(regression, means, dispersion);
    const move = (sum - degrees) / slope;
    if (!(move > 1e-9 * dispersion)) break;
    dispersion += move;
  }
  return dispersion;
}

/** the sum at this dispersion, and by how much it falls */
function pearsonAt(
  { counts, weights, noise }: Regression,
  means: readonly number[],
  dispersion: number,
): { sum: number; slope: number } {
  let sum = 0;
  let slope = 0;
  for (let i = 0; i < counts.length; i += 1) {
    const mean = means[i] ?? 0;
    const variance = dispersion * mean + (noise[i] ?? 0);
    const part = ((weights[i] ?? 0) * ((counts[i] ?? 0) - mean) ** 2) / variance;
    sum += part;
    slope += (part * mean) / variance;
  }
  return { sum, slope };
}

function devianceOf({ counts, weights }: Regression, means: readonly number[]): number {
  return total(
    counts.map((count, i) => {
      const mean = means[i] ?? 1;
      const logarithm = count > 0 ? count * log(count / mean) : 0;
      return 2 * (weights[i] ?? 0) * (logarithm - (count - mean));
    }),
  );
}

function degreesOf({ design, weights }: Regression): number {
  return weights.filter((weight) => weight > 0).length - (design[0]?.length ?? 0);
}

function dot(one: readonly number[], other: readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < one.length; k += 1) sum += (one[k] ?? 0) * (other[k] ?? 0);
  return sum;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
