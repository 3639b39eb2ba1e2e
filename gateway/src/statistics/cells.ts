/**
 * Cells of an answer: released integers of several partners, brought together by the dimensions asked for.
 *
 * Takes published tables (the same table of each partner and year), gives one entry a cell with each partner's sum
 * and exact variance beside it. Cells come from declared coverage, which is what the released tables enumerate,
 * never from data. Different counting units are different cells. Pure.
 */
import type { Dimension, ReleaseTable } from '@vigil/shared';
import type { PartnerFigure } from './bounds.js';
import type { CellAddress } from './cell-address.js';
import { ADDRESS_ORDER, compareText } from './cell-address.js';
import type { CellCondition } from './cell-condition.js';
import { meets, mayHold } from './cell-condition.js';
import { NO_VARIANCE, addVariances, timesVariance } from './exact-variance.js';
import type { PublishedTable } from './published-table.js';

export interface FigureCell {
  readonly at: CellAddress;
  readonly countingUnit: ReleaseTable['countingUnit'];
  /** one entry for each partner whose released cells are in the sum, sorted by partner id */
  readonly figures: readonly PartnerFigure[];
  /** some of it comes from a release that a final one will take the place of */
  readonly provisional: boolean;
  /** some of it is the first of its series that is counted by another rule than before */
  readonly isBreak: boolean;
  /** what is in the sum was counted by different rules: other definitions, or other ways of entering units */
  readonly mixesDefinitions: boolean;
  /** which cells of which tables are in the sum */
  readonly parts: ReadonlyMap<PublishedTable, readonly number[]>;
}

/**
 * @param tables - one table of the lattice, or the declared means, of any number of partners and partitions
 * @param by - the dimensions that stay, in any order
 */
export function sumCells(
  tables: readonly PublishedTable[],
  by: readonly Dimension[],
  where: CellCondition,
): FigureCell[] {
  const kept = ADDRESS_ORDER.filter((dimension) => by.includes(dimension));
  const grouped = new Map<readonly CellAddress[], Groups>();
  const open = new Map<string, OpenCell>();
  for (const table of tables) {
    const { addresses, countingUnit, partner, release } = table;
    if (!mayHold(release.document.partition, partner, where)) continue;
    const groups = grouped.get(addresses) ?? groupsOf(addresses, kept, where);
    grouped.set(addresses, groups);
    for (const [place, { address, cells }] of groups) {
      const key = `${countingUnit}|${place}`;
      const target = open.get(key) ?? { address, countingUnit, parts: new Map<PublishedTable, Cells>() };
      open.set(key, target);
      target.parts.set(table, cells);
    }
  }
  return [...open.values()]
    .map((cell) => closed(cell, kept))
    .sort((left, right) => compareCells(left, right, kept));
}

type Cells = readonly number[];

/** Cells of one list of addresses, by what is kept of them. */
type Groups = ReadonlyMap<string, { readonly address: CellAddress; readonly cells: number[] }>;

interface OpenCell {
  readonly address: CellAddress;
  readonly countingUnit: ReleaseTable['countingUnit'];
  readonly parts: Map<PublishedTable, Cells>;
}

/**
 * Made once for each list and not once for each table: partners with the same places share their lists, and a question
 * over all of them looks at hundreds of thousands of cells.
 */
function groupsOf(
  addresses: readonly CellAddress[],
  kept: readonly Dimension[],
  where: CellCondition,
): Groups {
  const groups = new Map<string, { address: CellAddress; cells: number[] }>();
  for (const [cell, address] of addresses.entries()) {
    if (!meets(address, where)) continue;
    const place = placeOf(address, kept);
    const group = groups.get(place);
    if (group === undefined) groups.set(place, { address, cells: [cell] });
    else group.cells.push(cell);
  }
  return groups;
}

/** Codes, months and years hold no vertical bar. */
function placeOf(address: CellAddress, kept: readonly Dimension[]): string {
  let place = '';
  for (const dimension of kept) place += `|${address[dimension] ?? ''}`;
  return place;
}

function closed({ address, countingUnit, parts }: OpenCell, kept: readonly Dimension[]): FigureCell {
  const at = Object.fromEntries(kept.map((dimension) => [dimension, address[dimension]])) as CellAddress;
  const tables = [...parts];
  return {
    at,
    countingUnit,
    figures: figuresOf(parts),
    provisional: tables.some(([{ release }]) => release.document.stage === 'PROVISIONAL'),
    isBreak:
      (kept.includes('YEAR') || kept.includes('MONTH')) &&
      tables.some(([{ isBreak }, cells]) => cells.some(isBreak)),
    mixesDefinitions: new Set(tables.map(([{ rule }]) => rule)).size > 1,
    parts,
  };
}

function figuresOf(parts: OpenCell['parts']): PartnerFigure[] {
  const figures = new Map<string, PartnerFigure>();
  for (const [table, cells] of parts) {
    const { partner } = table;
    const { y, variance } = figures.get(partner) ?? { y: 0, variance: NO_VARIANCE };
    figures.set(partner, {
      partner,
      y: cells.reduce((sum, cell) => sum + (table.figures[cell]?.y ?? 0), y),
      variance: addVariances(variance, timesVariance(table.variance, cells.length)),
    });
  }
  return [...figures.values()].sort((left, right) => compareText(left.partner, right.partner));
}

function compareCells(left: FigureCell, right: FigureCell, kept: readonly Dimension[]): number {
  for (const dimension of kept) {
    const order = compareText(left.at[dimension] ?? '', right.at[dimension] ?? '');
    if (order !== 0) return order;
  }
  return compareText(left.countingUnit, right.countingUnit);
}
