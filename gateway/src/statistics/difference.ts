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
import { NO_VARIANCE, addVariances } from './exact-variance.js';
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
