/**
 * A table of exact counts over contributions, for the partner's own eyes.
 *
 * Takes contributions, gives cells and totals. Pure: what a rule left out comes from `left-out.ts`, printing
 * is in `print-count.ts`.
 */
import { HubError } from '@vigil/shared';
import type { Contribution } from './contribution.js';
import { distinctInCells } from './distinct-in-cells.js';

export const COUNT_DIMENSIONS = ['country', 'area', 'month', 'year'] as const;
export type CountDimension = (typeof COUNT_DIMENSIONS)[number];

/** Months, both included; null: open. */
export interface CountPeriod {
  readonly from: string | null;
  readonly to: string | null;
}

export interface CountCell {
  /** one value for each dimension asked, in that order; null: the record does not say */
  readonly key: readonly (string | null)[];
  /** persons, events or measures: the indicator's own unit */
  readonly counted: number;
  readonly events: number;
}

export interface CountTable {
  readonly by: readonly CountDimension[];
  readonly cells: readonly CountCell[];
  /** the sum of the cells; `events` counts each event once */
  readonly total: { readonly counted: number; readonly events: number };
  /** contributions whose date is known to the year only, while the period asked cuts through that year */
  readonly outsideMonths: number;
}

/**
 * Reads `--by area,month`.
 *
 * @throws HubError USAGE naming the dimensions that exist
 */
export function parseDimensions(text: string): CountDimension[] {
  const asked = text.split(',').map((part) => part.trim().toLowerCase());
  const known: CountDimension[] = [];
  for (const part of asked) {
    const dimension = COUNT_DIMENSIONS.find((name) => name === part);
    if (dimension === undefined || known.includes(dimension)) {
      throw new HubError(
        'USAGE',
        `--by takes ${COUNT_DIMENSIONS.join(', ')}, each at most once, separated by commas`,
        'operator',
      );
    }
    known.push(dimension);
  }
  return known;
}

/** Does the contribution lie in the period? 'UNCLEAR': its year is cut by the period and its month is not known. */
function placeInPeriod({ month, year }: Contribution, { from, to }: CountPeriod): 'IN' | 'OUT' | 'UNCLEAR' {
  const first = month ?? `${year}-01`;
  const last = month ?? `${year}-12`;
  if ((from !== null && last < from) || (to !== null && first > to)) return 'OUT';
  if ((from !== null && first < from) || (to !== null && last > to)) return 'UNCLEAR';
  return 'IN';
}

function compareKeys(a: CountCell, b: CountCell): number {
  for (const [index, left] of a.key.entries()) {
    const right = b.key[index] ?? null;
    if (left === right) continue;
    if (left === null) return 1;
    if (right === null) return -1;
    return left < right ? -1 : 1;
  }
  return 0;
}

/**
 * Counts contributions by dimensions.
 *
 * @param contributions - of one indicator: units of different indicators are never added
 */
export function countTable(
  contributions: readonly Contribution[],
  by: readonly CountDimension[],
  period: CountPeriod,
): CountTable {
  const placed = contributions.map((one) => ({ one, place: placeInPeriod(one, period) }));
  const inside = placed.filter(({ place }) => place === 'IN').map(({ one }) => one);
  const cells: CountCell[] = [];
  for (const [address, members] of distinctInCells(inside, (one) =>
    JSON.stringify(by.map((name) => one[name])),
  )) {
    cells.push({
      key: JSON.parse(address) as (string | null)[],
      counted: members.reduce((sum, { persons }) => sum + persons, 0),
      events: new Set(members.flatMap(({ eventIds }) => eventIds)).size,
    });
  }
  cells.sort(compareKeys);
  return {
    by,
    cells,
    total: {
      counted: cells.reduce((sum, { counted }) => sum + counted, 0),
      events: new Set(inside.flatMap(({ eventIds }) => eventIds)).size,
    },
    outsideMonths: placed.filter(({ place }) => place === 'UNCLEAR').length,
  };
}
