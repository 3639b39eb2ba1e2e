/**
 * SYNTHETIC rows and plans for the two-world games: one indicator, two countries that no state has, few cells, so that
 * twenty thousand partners can publish everything that a plan has.
 */
import { plannedLattice, type Contribution } from '@vigil/kit';
import { planRelease, plannedReleasesOf, type PlanInput, type ReleasePlan } from '@vigil/shared';
import type { Step } from './simulated-partner.js';

export type Profile = ReleasePlan['profile'];

export function gamePlan(profile: Profile, changes: Partial<PlanInput> = {}): ReleasePlan {
  return planRelease({
    profile,
    unit: 'CASE_FILE',
    reason: 'test',
    indicators: ['KIDNAPPING'],
    coverage: [
      { indicator: 'KIDNAPPING', country: 'XA', areas: ['XA-01', 'XA-02'], from: '2012-10', to: '2013-02' },
    ],
    ...changes,
  });
}

/** The releases of a year in their order, numbered from `first` on. */
export function stepsOf(plan: ReleasePlan, partition: string, first = 1): Step[] {
  return plannedReleasesOf(plan, partition).map((planned, index) => ({
    ...planned,
    plan,
    partition,
    sequence: first + index,
    lattice: plannedLattice(plan, partition, planned),
  }));
}

/** One row of a file: one victim, one act. */
export function rowOf(file: string, changes: Partial<Contribution> = {}): Contribution {
  const month = changes.month === undefined ? '2012-11' : changes.month;
  const year = changes.year ?? month?.slice(0, 4) ?? '2012';
  const victim = changes.victimId ?? `v-${file}`;
  const act = `a-${file}-${victim}-${changes.country ?? 'XA'}`;
  return {
    caseFileId: file,
    public: false,
    eventId: `e-${file}-${month ?? year}`,
    eventIds: [`e-${file}-${month ?? year}`],
    actId: act,
    victimId: victim,
    indicator: 'KIDNAPPING',
    country: 'XA',
    area: 'XA-01',
    month,
    year,
    victimGroups: ['JOURNALIST'],
    perpetratorTypes: ['STATE'],
    people: [{ sex: 'FEMALE', ageBand: 'A25_34' }],
    monthReceived: '2012-12',
    persons: 1,
    ...changes,
    acts: changes.acts ?? [{ id: changes.actId ?? act, month, year }],
  };
}

/** Files that are there in either world. */
export const OTHERS: readonly Contribution[] = [
  rowOf('f-other-1'),
  rowOf('f-other-2', { area: 'XA-02', month: '2012-12', victimGroups: ['STUDENT'] }),
  rowOf('f-other-3', { month: null, year: '2012', perpetratorTypes: ['NON_STATE'] }),
];
