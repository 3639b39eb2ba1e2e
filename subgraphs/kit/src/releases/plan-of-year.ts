/**
 * The plan of a year as a document: tables, noise, coverage and days, all from the settings and none from records.
 *
 * Takes settings and a year, gives the document that is shown, kept and signed. Pure.
 */
import {
  HubError,
  definitionVersionOf,
  planRelease,
  plannedReleasesOf,
  plannedTables,
  scheduleOf,
  type NoisyTable,
  type PlanDocument,
  type PlannedRelease,
  type ReleasePlan,
  type ReleaseSchedule,
} from '@vigil/shared';
import type { PartnerSettings } from '../node/partner-settings.js';

type Dates = NonNullable<PartnerSettings['publication']['dates']>;

/** @throws HubError USAGE */
export function requireYear(year: string): string {
  if (!/^\d{4}$/.test(year)) throw new HubError('USAGE', 'a year is four digits', 'operator');
  return year;
}

function daysLater(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The days of the shared rule, moved to where the settings want them; never to before the end of a period. */
function scheduled(
  plan: ReleasePlan,
  partition: string,
  signedAt: string,
  dates: Dates = {},
): ReleaseSchedule {
  const schedule = scheduleOf(plan, partition, signedAt);
  const after = String(Number(partition) + 1).padStart(4, '0');
  return {
    ...schedule,
    dates: schedule.dates.map((date) => {
      if (date.stage === 'PROVISIONAL')
        return { ...date, on: daysLater(date.on, dates.provisionalAfterDays ?? 0) };
      return dates.finalOn === undefined ? date : { ...date, on: `${after}-${dates.finalOn}` };
    }),
  };
}

/**
 * @param at - when it is fixed
 * @throws HubError PLAN_INVALID without coverage in that year, PLAN_EXCEEDS_BOUND
 */
export function planOfYear(settings: PartnerSettings, partition: string, at: Date): PlanDocument {
  const { publication } = settings;
  const plan = planRelease(publication);
  if (plannedTables(plan, partition).length === 0) {
    throw new HubError('PLAN_INVALID', `the settings declare no coverage in ${partition}`, 'operator');
  }
  return {
    format: 'vigil-plan-1',
    partner: settings.id,
    partition,
    definitionVersion: definitionVersionOf(plan.indicators),
    plan,
    schedule: scheduled(plan, partition, at.toISOString(), publication.dates),
  };
}

/** The same plan, moved to the moment of its signature. */
export function signedAt(document: PlanDocument, at: Date): PlanDocument {
  return { ...document, schedule: { ...document.schedule, signedAt: at.toISOString() } };
}

/**
 * The plan as a release of it must admit it: with what was reserved before and never published.
 *
 * @throws HubError PLAN_EXCEEDS_BOUND when that is too much for the year
 */
export function withCharges(
  plan: ReleasePlan,
  partition: string,
  charged: readonly NoisyTable[],
): ReleasePlan {
  if (charged.length === 0) return plan;
  const optionalTables = plan.tables.flatMap(({ id }) => (id === 'LATE' || id === 'CLIPPED' ? [id] : []));
  try {
    const { rho, bestGuess, epsilon } = planRelease({ ...plan, optionalTables }, charged);
    return { ...plan, rho, bestGuess, epsilon };
  } catch (cause) {
    if (!(cause instanceof HubError) || cause.code !== 'PLAN_EXCEEDS_BOUND') throw cause;
    throw new HubError(
      'PLAN_EXCEEDS_BOUND',
      `the budget of ${partition} is spent by what was reserved for it before and never published: with that, ` +
        `${cause.message}; no release of this year is possible any more`,
      'operator',
      { cause },
    );
  }
}

/** Finds one release of a plan and its day. @throws HubError PLAN_INVALID, with what the plan has instead */
export function dayOf({ plan, partition, schedule }: PlanDocument, { stage, part }: PlannedRelease): string {
  const found = schedule.dates.find((date) => date.stage === stage && date.part === part);
  if (found !== undefined) return found.on;
  const early = plannedReleasesOf(plan, partition).filter((planned) => planned.stage === 'PROVISIONAL');
  const [first] = early;
  const instead =
    first === undefined
      ? 'it has one release, after the year; leave --month and --provisional out'
      : first.part === partition
        ? 'its provisional release is the year as a whole; say --provisional'
        : `its provisional releases are the months ${early.map((planned) => planned.part).join(', ')}`;
  throw new HubError(
    'PLAN_INVALID',
    `the plan of ${partition} has no release of ${part}: ${instead}`,
    'operator',
  );
}
