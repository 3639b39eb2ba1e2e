/**
 * The plan of a release: which tables, how noisy, and what that can tell about one unit at most.
 *
 * Takes what a partner publishes, gives the plan with its exact figures, or refuses. A plan is judged by the
 * exact accuracy of the best guess, never by rho alone: one table at variance 1 has rho 0.5 too, and
 * 69.95 %. Pure.
 */
import { INDICATORS } from '../contract/codes/indicators.js';
import { HubError } from '../errors/hub-error.js';
import { compareFractions, formatFraction, parseFraction } from './fraction.js';
import { RELEASED_TABLES, latticeCells, type ReleasedTable } from './lattice.js';
import { bestGuessOf, epsilonAt, lossDistribution, rhoOf, type NoisyTable } from './privacy-loss.js';
import type { ReleasePlan } from './release-document.js';

/** What a partner declares; the rest of the plan follows. */
export type PlanInput = Pick<ReleasePlan, 'profile' | 'unit' | 'reason' | 'indicators' | 'coverage'>;

/** Best guess that a profile may not exceed. */
export const BEST_GUESS_BOUND: Readonly<Record<ReleasePlan['profile'], number>> = {
  STANDARD: 0.692,
  STRICT: 0.599,
};

/** Entry `single`: a unit enters each table in one cell a year, so each table has sensitivity 1. */
export const PROFILE_VARIANCES: Readonly<
  Record<ReleasePlan['profile'], Readonly<Record<ReleasedTable, string>>>
> = {
  STANDARD: { L1: '8', L2: '4', L3: '8' },
  STRICT: { L1: '32', L2: '16', L3: '32' },
};

export const PLAN_DELTA = 1e-6;

export interface PlanFigures {
  readonly rho: string;
  readonly bestGuess: number;
  readonly epsilon: number;
}

/** The figures of a set of noisy tables, whatever they are. */
export function planFigures(tables: readonly NoisyTable[]): PlanFigures {
  const distribution = lossDistribution(tables);
  return {
    rho: formatFraction(rhoOf(tables)),
    bestGuess: bestGuessOf(distribution),
    epsilon: epsilonAt(distribution, PLAN_DELTA),
  };
}

/**
 * The figures of a set of noisy tables, if one unit may be exposed to them.
 *
 * @throws HubError PLAN_EXCEEDS_BOUND with the figure and the bound
 */
export function boundedFigures(profile: ReleasePlan['profile'], tables: readonly NoisyTable[]): PlanFigures {
  const figures = planFigures(tables);
  const bound = BEST_GUESS_BOUND[profile];
  if (!(figures.bestGuess <= bound)) {
    throw new HubError(
      'PLAN_EXCEEDS_BOUND',
      `plan lets a guess be right in ${percent(figures.bestGuess)} of cases; profile ${profile} allows ${percent(bound)}`,
      'operator',
    );
  }
  return figures;
}

/** The indicators' definitions as one text: it is part of every noise message. */
export function definitionVersionOf(indicators: ReleasePlan['indicators']): string {
  return [...indicators]
    .sort()
    .map((indicator) => `${indicator}:${INDICATORS[indicator].version}`)
    .join(',');
}

/** What one count of a table is: files for the unit case file, the indicator's own unit otherwise. */
export function countingUnitOf(
  unit: ReleasePlan['unit'],
  indicator: ReleasePlan['indicators'][number],
): 'CASE_FILE' | (typeof INDICATORS)[typeof indicator]['countingUnit'] {
  return unit === 'CASE_FILE' ? 'CASE_FILE' : INDICATORS[indicator].countingUnit;
}

/**
 * @throws HubError PLAN_INVALID for unit EVENT, and for unit PERSON with an indicator that does not count persons
 */
export function checkUnit({ unit, indicators }: Pick<PlanInput, 'unit' | 'indicators'>): void {
  if (unit === 'EVENT')
    throw new HubError('PLAN_INVALID', 'unit EVENT has no plan yet; use CASE_FILE or PERSON', 'operator');
  const notPersons = indicators.find(
    (code) => unit === 'PERSON' && !INDICATORS[code].countingUnit.startsWith('VICTIM'),
  );
  if (notPersons !== undefined) {
    throw new HubError(
      'PLAN_INVALID',
      `unit PERSON does not fit ${notPersons}, which does not count persons`,
      'operator',
    );
  }
}

/**
 * Makes the plan of a partition.
 *
 * @param charged - tables whose noise may already have been drawn for this partition by a release that never
 *   came about; they are part of what one unit is exposed to, and of the figures
 * @throws HubError PLAN_EXCEEDS_BOUND; PLAN_INVALID for a unit that does not fit an indicator
 */
export function planRelease(input: PlanInput, charged: readonly NoisyTable[] = []): ReleasePlan {
  checkUnit(input);
  const tables = RELEASED_TABLES.map((id) => ({ id, sigma2: PROFILE_VARIANCES[input.profile][id] }));
  const figures = boundedFigures(input.profile, [...charged, ...tables]);
  return {
    id: `single-${input.profile.toLowerCase()}-${RELEASED_TABLES.join('-').toLowerCase()}-1`,
    profile: input.profile,
    unit: input.unit,
    reason: input.reason,
    entry: 'single',
    cap: 1,
    plannedReleases: 1,
    tables,
    indicators: [...new Set(input.indicators)].sort(),
    coverage: input.coverage,
    ...figures,
    delta: PLAN_DELTA,
  };
}

export interface PlannedTable {
  readonly id: ReleasedTable;
  readonly indicator: ReleasePlan['indicators'][number];
  readonly sigma2: string;
  readonly cells: ReturnType<typeof latticeCells>;
}

/** Every table of a plan in one partition, times indicator, in order; tables without a cell are left out. */
export function plannedTables(plan: ReleasePlan, partition: string): PlannedTable[] {
  return RELEASED_TABLES.flatMap((id) => {
    const sigma2 = plan.tables.find((table) => table.id === id)?.sigma2;
    if (sigma2 === undefined) return [];
    return [...plan.indicators].sort().map((indicator) => ({
      id,
      indicator,
      sigma2,
      cells: latticeCells({ table: id, indicator, partition, coverage: plan.coverage }),
    }));
  }).filter(({ cells }) => cells.length > 0);
}

/** Does a plan admit at least what its tables tell? A document may claim less privacy than it gives, never more. */
export function claimsAtLeast(plan: ReleasePlan, figures: PlanFigures): boolean {
  return (
    compareFractions(parseFraction(plan.rho), parseFraction(figures.rho)) >= 0 &&
    plan.bestGuess >= figures.bestGuess &&
    plan.epsilon >= figures.epsilon &&
    plan.delta === PLAN_DELTA
  );
}

function percent(share: number): string {
  return `${(Math.ceil(share * 1e4 - 1e-9) / 100).toFixed(2)} %`;
}
