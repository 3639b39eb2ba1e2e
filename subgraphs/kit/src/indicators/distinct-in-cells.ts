/**
 * Counting contributions into the cells of a table that is coarser than a month or an area.
 *
 * A victim detained in March and again in May is two rows of months and one person of that year. Pure.
 */
import type { Contribution } from './contribution.js';

/**
 * Keeps the first contribution of each unit of a file in each cell.
 *
 * @param cellOf - the address of the cell a contribution falls into; null when it falls into none
 * @returns contributions by cell address, in the order they came
 */
export function distinctInCells(
  contributions: readonly Contribution[],
  cellOf: (contribution: Contribution) => string | null,
): Map<string, Contribution[]> {
  const cells = new Map<string, Contribution[]>();
  const seen = new Set<string>();
  for (const contribution of contributions) {
    const cell = cellOf(contribution);
    if (cell === null) continue;
    const unit = contribution.victimId ?? contribution.actId ?? contribution.eventId;
    const key = `${contribution.indicator} ${contribution.caseFileId} ${unit} ${cell}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const inCell = cells.get(cell) ?? [];
    inCell.push(contribution);
    cells.set(cell, inCell);
  }
  return cells;
}
