/**
 * Cells of an answer: released integers of several partners, brought together by the dimensions asked for.
 *
 * Takes published tables (the same lattice table of each partner and year), gives one entry a cell with each
 * partner's sum and exact variance beside it. Cells come from declared coverage, which is what the released
 * tables enumerate, never from data. Different counting units are different cells. Pure.
 */
import { sumFractions } from '@vigil/shared';
import type { Dimension, Fraction, ReleaseTable } from '@vigil/shared';
import type { PartnerFigure } from './bounds.js';
import type { CellAddress } from './cell-address.js';
import { ADDRESS_ORDER, addressOf, compareText } from './cell-address.js';
import type { CellCondition } from './cell-condition.js';
import { meets } from './cell-condition.js';
import type { PublishedTable } from './published-table.js';

export interface FigureCell {
  readonly at: CellAddress;
  readonly countingUnit: ReleaseTable['countingUnit'];
  /** one entry for each partner whose released cells are in the sum, sorted by partner id */
  readonly figures: readonly PartnerFigure[];
}

interface OpenCell {
  readonly at: CellAddress;
  readonly countingUnit: ReleaseTable['countingUnit'];
  readonly figures: Map<string, { y: number; variance: Fraction }>;
}

/**
 * @param tables - one lattice table, of any number of partners and partitions
 * @param by - the dimensions that stay, in any order
 */
export function sumCells(
  tables: readonly PublishedTable[],
  by: readonly Dimension[],
  where: CellCondition,
): FigureCell[] {
  const kept = ADDRESS_ORDER.filter((dimension) => by.includes(dimension));
  const open = new Map<string, OpenCell>();
  for (const { partner, table, variance } of tables) {
    for (const cell of table.cells) {
      const address = addressOf(table.dimensions, cell.at);
      if (!meets(address, partner, where)) continue;
      const at = Object.fromEntries(kept.map((dimension) => [dimension, address[dimension]])) as CellAddress;
      const key = JSON.stringify([...kept.map((dimension) => address[dimension]), table.countingUnit]);
      let target = open.get(key);
      if (target === undefined) {
        target = { at, countingUnit: table.countingUnit, figures: new Map() };
        open.set(key, target);
      }
      add(target.figures, partner, cell.y, variance);
    }
  }
  return [...open.values()].map(closed).sort((left, right) => compareCells(left, right, kept));
}

function add(figures: OpenCell['figures'], partner: string, y: number, variance: Fraction): void {
  const figure = figures.get(partner);
  if (figure === undefined) {
    figures.set(partner, { y, variance });
  } else {
    figure.y += y;
    figure.variance = sumFractions([figure.variance, variance]);
  }
}

function closed({ at, countingUnit, figures }: OpenCell): FigureCell {
  const sorted = [...figures].sort(([left], [right]) => compareText(left, right));
  return { at, countingUnit, figures: sorted.map(([partner, figure]) => ({ partner, ...figure })) };
}

function compareCells(left: FigureCell, right: FigureCell, kept: readonly Dimension[]): number {
  for (const dimension of kept) {
    const order = compareText(left.at[dimension] ?? '', right.at[dimension] ?? '');
    if (order !== 0) return order;
  }
  return compareText(left.countingUnit, right.countingUnit);
}
