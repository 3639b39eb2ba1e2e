/**
 * One figure less another, with the error that belongs to it.
 *
 * Takes two figures as the released cells that they consist of. Cells that stand in both cancel out, so
 * Var(A - B) = Var(A) + Var(B) - 2 Cov(A, B) is the sum over all cells of (weight in A - weight in B)^2 sigma^2:
 * all partners less one of them has the error of the others alone. Pure.
 */
import { fraction } from '@vigil/shared';
import type { Fraction } from '@vigil/shared';
import { Z95 } from './bounds.js';
import type { FigureCell } from './cells.js';
import { NO_VARIANCE, addVariances, timesVariance } from './exact-variance.js';
import { standardErrorOf } from './standard-error.js';

export interface Difference {
  readonly released: number;
  readonly standardError: number;
  /** not cut at zero: a difference may be below */
  readonly interval95: { readonly from: number; readonly to: number };
}

interface Weights {
  left: Fraction;
  right: Fraction;
  readonly variance: Fraction;
}

const NOTHING: Fraction = { numerator: 0n, denominator: 1n };

export function differenceOf(left: FigureCell, right: FigureCell): Difference {
  const released = sumOf(left) - sumOf(right);
  const standardError = standardErrorOf(varianceOfDifference(left, right));
  return {
    released,
    standardError,
    interval95: {
      from: Math.floor(released - Z95 * standardError),
      to: Math.ceil(released + Z95 * standardError),
    },
  };
}

function sumOf({ figures }: FigureCell): number {
  return figures.reduce((sum, { y }) => sum + y, 0);
}

function varianceOfDifference(left: FigureCell, right: FigureCell): Fraction {
  const tables = new Set([...left.parts.keys(), ...right.parts.keys()]);
  // Nearly always: whole cells of the same tables, of which only those matter that stand on one side alone.
  if ([...tables].every(({ isWhole }) => isWhole)) {
    return [...tables].reduce(
      (sum, table) =>
        addVariances(
          sum,
          timesVariance(table.variance, onOneSide(left.parts.get(table), right.parts.get(table))),
        ),
      NO_VARIANCE,
    );
  }
  return varianceOfTerms(left, right);
}

/** How many cells stand in one of two lists, both ascending. */
function onOneSide(left: readonly number[] = [], right: readonly number[] = []): number {
  if (left === right) return 0;
  let shared = 0;
  for (let [at, other] = [0, 0]; at < left.length && other < right.length;) {
    const [cell = 0, against = 0] = [left[at], right[other]];
    if (cell === against) shared += 1;
    if (cell <= against) at += 1;
    if (against <= cell) other += 1;
  }
  return left.length + right.length - 2 * shared;
}

/** The same of figures that are means: a released cell stands in them with a weight. */
function varianceOfTerms(left: FigureCell, right: FigureCell): Fraction {
  const cells = new Map<string, Weights>();
  for (const [side, figure] of [['left', left] as const, ['right', right] as const]) {
    for (const [table, indices] of figure.parts) {
      for (const { cell, weight, variance } of indices.flatMap((index) => table.termsOf(index))) {
        const weights = cells.get(cell) ?? { left: NOTHING, right: NOTHING, variance };
        weights[side] = weight; // a released cell stands in one figure once
        cells.set(cell, weights);
      }
    }
  }
  return [...cells.values()].reduce((sum, weights) => addVariances(sum, shareOf(weights)), NO_VARIANCE);
}

function shareOf({ left, right, variance }: Weights): Fraction {
  const numerator = left.numerator * right.denominator - right.numerator * left.denominator;
  const denominator = left.denominator * right.denominator;
  return fraction(numerator ** 2n * variance.numerator, denominator ** 2n * variance.denominator);
}
