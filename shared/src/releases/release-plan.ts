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
import { latticeCells, monthsOfYear } from './lattice.js';
import { percentUp } from './percent-up.js';
import { KNOWN_FIGURES, type PlanFigures } from './known-figures.js';
import {
  bestGuessOf,
  compositionName,
  epsilonAt,
  lossDistribution,
  rhoOf,
  type NoisyTable,
} from './privacy-loss.js';
import type { ReleasePlan, ReleaseSchedule, ReleaseStage, TableCounts, TableId } from './release-document.js';
import {
  BEST_GUESS_BOUND,
  OPTIONAL_TABLES,
  noisyTablesOf,
  planTables,
  type OptionalTable,
} from './plan-tables.js';

/** What a partner declares; the rest of the plan follows. What is left out has the value in brackets. */
export type PlanInput = Pick<ReleasePlan, 'profile' | 'unit' | 'reason' | 'indicators' | 'coverage'> & {
  /** [single] */
  readonly entry?: ReleasePlan['entry'] | undefined;
  /** [1] */
  readonly plannedReleases?: ReleasePlan['plannedReleases'] | undefined;
  /** [1] */
  readonly victimCap?: ReleasePlan['victimCap'] | undefined;
  /** [none] */
  readonly optionalTables?: readonly OptionalTable[] | undefined;
  /** [null] */
  readonly yearsPerUnit?: ReleasePlan['yearsPerUnit'] | undefined;
};

/** `multiple`: M pairs of indicator and month, I indicators in year tables. */
export const MOST_PAIRS = 3;
export const MOST_YEAR_INDICATORS = 2;

export const PLAN_DELTA = 1e-6;

/** The exact figures of a set of noisy tables, whatever they are, computed. */
export function composedFigures(tables: readonly NoisyTable[]): PlanFigures {
  const distribution = lossDistribution(tables);
  return {
    rho: formatFraction(rhoOf(tables)),
    bestGuess: bestGuessOf(distribution),
    epsilon: epsilonAt(distribution, PLAN_DELTA),
  };
}

/** The same, read where a plan of ours has just these tables: a hub that starts judges hundreds of documents. */
export function planFigures(tables: readonly NoisyTable[]): PlanFigures {
  return KNOWN_FIGURES.get(compositionName(tables)) ?? composedFigures(tables);
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
      `plan lets a guess be right in ${percentUp(figures.bestGuess)} of cases; profile ${profile} allows ${percentUp(bound)}`,
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

/** What one count of a table is: files for the unit case file, the indicator's own unit for persons, else events. */
export function countingUnitOf(
  unit: ReleasePlan['unit'],
  indicator: ReleasePlan['indicators'][number],
  counts: TableCounts = 'UNIT',
): 'CASE_FILE' | 'EVENT' | (typeof INDICATORS)[typeof indicator]['countingUnit'] {
  if (counts === 'VICTIM') return INDICATORS[indicator].countingUnit;
  if (unit === 'EVENT') return 'EVENT';
  return unit === 'CASE_FILE' ? 'CASE_FILE' : INDICATORS[indicator].countingUnit;
}

/** Does an indicator count persons? */
export function countsPersons(indicator: ReleasePlan['indicators'][number]): boolean {
  return INDICATORS[indicator].countingUnit.startsWith('VICTIM');
}

/**
 * @throws HubError PLAN_INVALID for unit PERSON with an indicator that does not count persons, for entries and caps
 *   that do not fit the unit
 */
export function checkUnit(
  input: Pick<PlanInput, 'unit' | 'indicators' | 'entry' | 'victimCap' | 'plannedReleases'>,
): void {
  const refuse = (message: string): never => {
    throw new HubError('PLAN_INVALID', message, 'operator');
  };
  const { unit, indicators, entry = 'single', victimCap = 1, plannedReleases = 1 } = input;
  const notPersons = indicators.find((code) => unit === 'PERSON' && !countsPersons(code));
  if (notPersons !== undefined)
    refuse(`unit PERSON does not fit ${notPersons}, which does not count persons`);
  if (unit !== 'CASE_FILE' && entry === 'multiple')
    refuse(`entry multiple is for case files; a unit ${unit} is dated once`);
  if (victimCap > 1 && (unit !== 'CASE_FILE' || entry !== 'single' || plannedReleases !== 1))
    refuse('tables of victims are for case files with entry single and one planned release');
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
  const { profile, unit, reason, coverage, entry = 'single', plannedReleases = 1, victimCap = 1 } = input;
  const optional = OPTIONAL_TABLES.filter((id) => input.optionalTables?.includes(id));
  const tables = planTables({ profile, entry, plannedReleases, victimCap, optional });
  const figures = boundedFigures(profile, [...charged, ...noisyTablesOf(tables)]);
  const name = [entry, profile.toLowerCase(), String(plannedReleases)];
  if (victimCap > 1) name.push(`victims${String(victimCap)}`);
  return {
    id: [...name, ...optional.map((id) => id.toLowerCase())].join('-'),
    profile,
    unit,
    reason,
    entry,
    pairs: entry === 'single' ? 1 : MOST_PAIRS,
    yearIndicators: entry === 'single' ? 1 : MOST_YEAR_INDICATORS,
    victimCap,
    yearsPerUnit: input.yearsPerUnit ?? null,
    plannedReleases,
    tables,
    indicators: [...new Set(input.indicators)].sort(),
    coverage,
    ...figures,
    delta: PLAN_DELTA,
  };
}

/** One release of a plan: its stage, and the year or month that it is about. */
export interface PlannedRelease {
  readonly stage: ReleaseStage;
  readonly part: string;
}

/**
 * Every release of a plan, in the order in which they come. Months come one by one where a unit's months are known as
 * they end: with entry `multiple`, and for persons and events, which are dated once. A month without declared
 * coverage has no cell, and so no release.
 */
export function plannedReleasesOf(plan: ReleasePlan, partition: string): PlannedRelease[] {
  const final: PlannedRelease = { stage: 'FINAL', part: partition };
  if (plan.plannedReleases === 1) return [final];
  const monthly = plan.entry === 'multiple' || plan.unit !== 'CASE_FILE';
  const parts = monthly ? monthsOfYear(partition) : [partition];
  const early = parts.map((part): PlannedRelease => ({ stage: 'PROVISIONAL', part }));
  return [...early.filter((release) => plannedTables(plan, partition, release).length > 0), final];
}

/**
 * The days on which the releases of a plan are due: each at the end of its own period, and the last of two half a
 * year later, when what came late can be in.
 *
 * @param signedAt - RFC 3339, when the plan was fixed
 */
export function scheduleOf(plan: ReleasePlan, partition: string, signedAt: string): ReleaseSchedule {
  const next = String(Number(partition) + 1).padStart(4, '0');
  const dates = plannedReleasesOf(plan, partition).map(({ stage, part }) => {
    const last = stage === 'FINAL' && plan.plannedReleases === 2;
    const month = Number(part.slice(5, 7)) + 1; // of a month: the one after it
    const after = part.length === 4 || month === 13 ? `${next}-01-01` : `${partition}-${pad(month)}-01`;
    return { stage, part, on: last ? `${next}-07-01` : after };
  });
  return { signedAt, dates };
}

function pad(month: number): string {
  return String(month).padStart(2, '0');
}

export interface PlannedTable {
  readonly id: TableId;
  readonly indicator: ReleasePlan['indicators'][number];
  readonly counts: TableCounts;
  readonly sigma2: string;
  readonly cap: number;
  readonly cells: ReturnType<typeof latticeCells>;
}

/** Every table of one planned release, times indicator, in order; tables without a cell are left out. */
export function plannedTables(
  plan: ReleasePlan,
  partition: string,
  { stage, part }: PlannedRelease = { stage: 'FINAL', part: partition },
): PlannedTable[] {
  const indicators = [...plan.indicators].sort();
  return plan.tables
    .filter((table) => table.stage === stage)
    .flatMap(({ id, counts, sigma2, cap }) =>
      indicators
        .filter((indicator) => counts === 'UNIT' || countsPersons(indicator))
        .map((indicator) => ({
          id,
          indicator,
          counts,
          sigma2,
          cap,
          cells: latticeCells({ table: id, indicator, partition, part, coverage: plan.coverage }),
        })),
    )
    .filter(({ cells }) => cells.length > 0);
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
