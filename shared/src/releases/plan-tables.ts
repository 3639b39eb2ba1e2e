/**
 * The noisy tables of a plan: which ones, how noisy, and in how many cells one unit may be.
 *
 * Takes profile, entry and number of releases, gives tables; every sum of the standard profile is rho 1/2, or a
 * little less where optional tables make the steps coarser. Pure.
 * @see design, disclosure control, rule 3
 */
import { parseFraction, type Fraction } from './fraction.js';
import type { NoisyTable } from './privacy-loss.js';
import type { LatticeTableId, ReleasePlan, TableId } from './release-document.js';

export type PlanTable = ReleasePlan['tables'][number];
export type OptionalTable = Exclude<TableId, LatticeTableId>;
/** Tables that a partner may add, in the order in which a plan has them. */
export const OPTIONAL_TABLES: readonly OptionalTable[] = ['LATE', 'CLIPPED'];

/** Best guess that a profile may not exceed. */
export const BEST_GUESS_BOUND: Readonly<Record<ReleasePlan['profile'], number>> = {
  STANDARD: 0.692,
  STRICT: 0.599,
};

/**
 * What no plan within its bound can tell, whatever was charged to it: Gaussian noise of this rho lets a guess be right in
 * Phi(sqrt(rho / 2)) of cases, 69.4 and 60.1 %, 0.2 above the bound and several times what noise on integers differs
 * from that; epsilon at delta 1e-6 is below 5 and 2.5 there. A claim beyond is no admission but nonsense.
 */
export const BEYOND_BOUND: Readonly<Record<ReleasePlan['profile'], { rho: Fraction; epsilon: number }>> = {
  STANDARD: { rho: parseFraction('1029/2000'), epsilon: 5 },
  STRICT: { rho: parseFraction('131/1000'), epsilon: 2.5 },
};

/** Strict is four times the noise, and so a quarter of rho. */
const PROFILE_FACTOR: Readonly<Record<ReleasePlan['profile'], number>> = { STANDARD: 1, STRICT: 4 };

export interface PlanShape extends Pick<ReleasePlan, 'profile' | 'entry' | 'plannedReleases' | 'victimCap'> {
  readonly optional: readonly OptionalTable[];
}

const YEAR_TABLES = ['L3', 'L4', 'L5', 'L6', 'L7'] as const;
const OPTIONAL_VARIANCE = 16;

interface Variances {
  readonly L1: number;
  readonly L2: number;
  readonly year: number;
}

/** Variances of the standard profile, before they are doubled for tables of victims. */
function variancesOf({ entry, plannedReleases, optional }: PlanShape): Variances {
  const alone = optional.length === 0;
  if (entry === 'multiple') return { L1: plannedReleases === 1 ? 24 : 48, L2: alone ? 12 : 24, year: 16 };
  if (plannedReleases === 2) return alone ? { L1: 8, L2: 8, year: 8 } : { L1: 10, L2: 10, year: 10 };
  return { L1: 8, L2: alone ? 4 : 8, year: 8 };
}

/** Every table that one unit of the plan may enter, in all its releases. */
export function planTables(shape: PlanShape): PlanTable[] {
  const { profile, entry, plannedReleases, victimCap, optional } = shape;
  const { L1, L2, year } = variancesOf(shape);
  const factor = PROFILE_FACTOR[profile] * (victimCap > 1 ? 2 : 1);
  const pairs = entry === 'single' ? 1 : 3;
  const indicators = entry === 'single' ? 1 : 2;
  const unit = (
    id: TableId,
    variance: number,
    cells: number,
    stage: PlanTable['stage'] = 'FINAL',
  ): PlanTable => ({
    id,
    stage,
    counts: 'UNIT',
    sigma2: String(variance * factor),
    cells,
    cap: 1,
  });
  const lattice = [
    unit('L1', L1, pairs),
    unit('L2', L2, pairs),
    ...YEAR_TABLES.map((id) => unit(id, year, indicators)),
  ];
  const victims =
    victimCap === 1
      ? []
      : lattice.map((table): PlanTable => ({
          ...table,
          counts: 'VICTIM',
          sigma2: String(Number(table.sigma2) * victimCap ** 2),
          cap: victimCap,
        }));
  const early = plannedReleases === 2 ? [unit('L1', L1, pairs, 'PROVISIONAL')] : [];
  return [...early, ...lattice, ...victims, ...optional.map((id) => unit(id, OPTIONAL_VARIANCE, 1))];
}

/** The same as one unit sees it: one noisy table for each cell that it may enter. */
export function noisyTablesOf(tables: readonly PlanTable[]): NoisyTable[] {
  return tables.flatMap(({ sigma2, cells, cap }) =>
    Array.from({ length: cells }, (): NoisyTable => ({ sigma2, sensitivity: cap })),
  );
}
