/**
 * What a plan's noise will do to its figures, before there are any: per table, beside the size of a typical cell.
 *
 * The size of a cell is taken from what is public anyway: the partner's own earlier releases, or a figure that the
 * partner gives. Records are never asked: a preview that depends on them would be a release without noise. Pure.
 */
import {
  countingUnitOf,
  errorOf,
  plannedTables,
  type FigureError,
  type PlannedTable,
  type ReleaseDocument,
  type ReleasePlan,
} from '@vigil/shared';

/** Where the size of a typical cell comes from. */
export type KnownFigures =
  | { readonly kind: 'released'; readonly document: ReleaseDocument }
  | { readonly kind: 'public'; readonly unitsPerYear: number }
  | { readonly kind: 'none' };

export interface ExpectedError {
  readonly table: PlannedTable['id'];
  readonly counts: PlannedTable['counts'];
  readonly noiseVariance: string;
  /** of one release of its stage; in a provisional one of a month, that month's */
  readonly cells: number;
  readonly standardError: number;
  /** a count is shown from here on; below it is marked LOW */
  readonly shownFrom: number;
  /** counts in a typical cell; null where nothing public says */
  readonly typicalCell: number | null;
  /** standard error over typical cell */
  readonly relativeError: number | null;
}

function errorOfTable({ sigma2 }: PlannedTable): FigureError {
  const [above = NaN, below = 1] = sigma2.split('/').map(Number);
  return errorOf(above / below);
}

/** Mean of the released cells, noise and all: over a whole table the noise cancels to a small part of itself. */
function releasedCell(
  document: ReleaseDocument,
  plan: ReleasePlan,
  { id, counts }: PlannedTable,
): number | null {
  const cells = document.tables
    .filter((table) => table.id === id)
    .filter(({ indicator, countingUnit }) => countingUnit === countingUnitOf(plan.unit, indicator, counts))
    .flatMap((table) => table.cells);
  if (cells.length === 0) return null;
  return Math.max(0, cells.reduce((sum, { y }) => sum + y, 0) / cells.length);
}

function typicalCell(
  known: KnownFigures,
  plan: ReleasePlan,
  { table, cells }: { readonly table: PlannedTable; readonly cells: number },
): number | null {
  if (table.id === 'LATE' || table.id === 'CLIPPED') return null; // no figure of any other table speaks of them
  if (known.kind === 'released') return releasedCell(known.document, plan, table);
  return known.kind === 'public' && table.counts === 'UNIT' ? known.unitsPerYear / cells : null;
}

/**
 * @returns one line for each table of the last release of the year, over all indicators
 */
export function expectedErrors(plan: ReleasePlan, partition: string, known: KnownFigures): ExpectedError[] {
  const planned = plannedTables(plan, partition);
  const kinds = new Map(planned.map((table) => [`${table.id} ${table.counts}`, table]));
  return [...kinds.values()].map((table) => {
    const cells = planned
      .filter(({ id, counts }) => id === table.id && counts === table.counts)
      .reduce((sum, each) => sum + each.cells.length, 0);
    const { standardError, smallestShown } = errorOfTable(table);
    const typical = typicalCell(known, plan, { table, cells });
    return {
      table: table.id,
      counts: table.counts,
      noiseVariance: table.sigma2,
      cells,
      standardError,
      shownFrom: smallestShown,
      typicalCell: typical,
      relativeError: typical === null || typical === 0 ? null : standardError / typical,
    };
  });
}
