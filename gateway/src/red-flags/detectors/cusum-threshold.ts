/**
 * The threshold at which a CUSUM over released counts fires with the promised probability.
 *
 * A published threshold (h = 2.26 for k = 1.04) holds for a known mean and normal increments. Here the mean is
 * estimated from a noisy past, which shifts all increments of one window together, and a Poisson count is skew: the
 * law of the statistic after the window is computed step by step on a grid (Brook and Evans 1972) and averaged over
 * the error of the mean. Takes parameters, gives thresholds; keeps those it has computed.
 */
import { poissonLaw } from './count-law.js';

const { floor } = Math;

export interface CusumWindow {
  /** k: what every step takes off, in standard deviations */
  readonly reference: number;
  /** periods that the statistic runs over, from zero */
  readonly length: number;
  readonly alpha: number;
}

const GRID = 0.1;
const STATES = 80;
/** Skewness nodes, linear in between; released counts with tau^2 >= 4 stay below 0.2. */
const SKEWNESS = [0.01, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5] as const;
/** Nodes of the error of the mean, linear in between: 0.2 is a past of 24 months, 0.3 one of 12. */
const ERRORS = [0.01, 0.1, 0.2, 0.3, 0.45] as const;
const ERROR_NODES = 9;
const ERROR_REACH = 3;
const NEGLIGIBLE = 1e-13;

/** gives the threshold for increments of this skewness when the mean has an error of this many standard deviations */
export function cusumThresholds(window: CusumWindow): (skewness: number, errorOfMean: number) => number {
  const known = new Map<string, number>();
  const thresholdAt = (skewness: number, error: number): number => {
    const key = `${String(skewness)} ${String(error)}`;
    const found = known.get(key);
    if (found !== undefined) return found;
    const computed = computeThreshold(window, skewness, error);
    known.set(key, computed);
    return computed;
  };
  return (skewness, errorOfMean) =>
    interpolate(SKEWNESS, skewness, (node) =>
      interpolate(ERRORS, errorOfMean, (error) => thresholdAt(node, error)),
    );
}

/** between the two nodes around `at`; beyond the last node its value */
function interpolate(nodes: readonly number[], at: number, valueAt: (node: number) => number): number {
  const next = nodes.findIndex((node) => node >= at);
  const above = nodes[next === -1 ? nodes.length - 1 : next] ?? 0;
  const below = nodes[next - 1] ?? above;
  if (above === below) return valueAt(above);
  const share = (at - below) / (above - below);
  return (1 - share) * valueAt(below) + share * valueAt(above);
}

function computeThreshold(window: CusumWindow, skewness: number, errorOfMean: number): number {
  const tail = new Float64Array(STATES + 1);
  for (const { shift, weight } of errorNodes(errorOfMean)) {
    const law = statisticLaw(window, incrementLaw(skewness, shift - window.reference));
    let above = 0;
    for (let state = STATES; state >= 0; state -= 1) {
      above += law[state] ?? 0;
      tail[state] = (tail[state] ?? 0) + weight * above;
    }
  }
  // A state stands for the half step to either side: its tail belongs to its lower edge.
  const first = tail.findIndex((above) => above <= window.alpha);
  if (first <= 0) return first === 0 ? 0 : STATES * GRID;
  const higher = tail[first - 1] ?? 1;
  const lower = tail[first] ?? 0;
  return (first - 1 + (higher - window.alpha) / (higher - lower) - 0.5) * GRID;
}

/** The error of the mean as a few points of a normal law. */
function errorNodes(deviation: number): { shift: number; weight: number }[] {
  const nodes = Array.from({ length: ERROR_NODES }, (_, i) => {
    const z = -ERROR_REACH + (2 * ERROR_REACH * i) / (ERROR_NODES - 1);
    return { shift: z * deviation, weight: Math.exp((-z * z) / 2) };
  });
  const total = nodes.reduce((sum, { weight }) => sum + weight, 0);
  return nodes.map(({ shift, weight }) => ({ shift, weight: weight / total }));
}

/** A standardised Poisson count of the mean that has this skewness, moved by `shift`, shared out over the grid. */
function incrementLaw(skewness: number, shift: number): Float64Array {
  const mean = 1 / (skewness * skewness);
  const poisson = poissonLaw(mean);
  const mass = new Float64Array(2 * STATES + 2);
  poisson.mass.forEach((weight, i) => {
    if (weight < NEGLIGIBLE) return;
    const place = ((poisson.from + i - mean) * skewness + shift) / GRID + STATES;
    const low = within(floor(place), mass.length - 2);
    const share = within(place - low, 1);
    mass[low] = (mass[low] ?? 0) + weight * (1 - share);
    mass[low + 1] = (mass[low + 1] ?? 0) + weight * share;
  });
  return mass;
}

/** 0 to `top` */
function within(value: number, top: number): number {
  if (value < 0) return 0;
  return value > top ? top : value;
}

/** The law of S after the window: S = max(0, S + increment), so many times, from zero. */
function statisticLaw(window: CusumWindow, increments: Float64Array): Float64Array {
  let law = new Float64Array(STATES + 1);
  law[0] = 1;
  for (let step = 0; step < window.length; step += 1) {
    const next = new Float64Array(STATES + 1);
    for (let state = 0; state <= STATES; state += 1) spread(law[state] ?? 0, state, increments, next);
    law = next;
  }
  return law;
}

/** Moves one state's probability by the increments; below zero and above the grid it stays at the edge. */
function spread(probability: number, state: number, increments: Float64Array, next: Float64Array): void {
  if (probability < NEGLIGIBLE) return;
  for (let i = 0; i < increments.length; i += 1) {
    const mass = increments[i] ?? 0;
    if (mass < NEGLIGIBLE) continue;
    const moved = state + i - STATES;
    const target = within(moved, STATES);
    next[target] = (next[target] ?? 0) + probability * mass;
  }
}
