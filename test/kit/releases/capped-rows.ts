/** Rows and plans for the caps: two indicators, two countries, and one row to be changed. */
import {
  NOTHING_FROZEN,
  capContributions,
  type Contribution,
  type CountedUnit,
  type FrozenAssignments,
} from '@vigil/kit';
import { planRelease, type PlanInput, type ReleasePlan } from '@vigil/shared';

const coverage = (['KIDNAPPING', 'UNLAWFUL_DETENTION'] as const).flatMap((indicator) => [
  { indicator, country: 'XA', areas: ['XA-01', 'XA-02'], from: '2012-01', to: '2013-12' },
  { indicator, country: 'XB', areas: [], from: '2012-03', to: '2012-08' },
]);
export const planFor = (unit: ReleasePlan['unit'], changes: Partial<PlanInput> = {}): ReleasePlan =>
  planRelease({
    profile: 'STANDARD',
    unit,
    reason: 'test',
    indicators: ['KIDNAPPING', 'UNLAWFUL_DETENTION'],
    coverage,
    ...changes,
  });
export const FILES = planFor('CASE_FILE');
export const PERSONS = planFor('PERSON');
const choiceKey = new Uint8Array(32).fill(9);

/** A row of one act, unless its acts are given. */
export const row = (changes: Partial<Contribution> = {}): Contribution => ({
  caseFileId: 'f1',
  public: true,
  eventId: 'e1',
  eventIds: [changes.eventId ?? 'e1'],
  acts: [
    {
      id: changes.actId ?? 'a1',
      month: changes.month === undefined ? '2012-03' : changes.month,
      year: changes.year ?? '2012',
    },
  ],
  actId: 'a1',
  victimId: 'v1',
  indicator: 'KIDNAPPING',
  country: 'XA',
  area: 'XA-01',
  month: '2012-03',
  year: '2012',
  victimGroups: ['UNKNOWN'],
  perpetratorTypes: ['UNKNOWN'],
  people: [{ sex: 'UNKNOWN', ageBand: 'UNKNOWN' }],
  monthReceived: '2012-04',
  persons: 1,
  ...changes,
});
export const cap = (
  contributions: readonly Contribution[],
  plan = FILES,
  frozen: FrozenAssignments = NOTHING_FROZEN,
): CountedUnit[] => capContributions({ contributions, plan, partition: '2012', choiceKey, frozen });
export const cellsOf = (units: readonly CountedUnit[]): string[] =>
  units.flatMap(({ entered }) => entered.map(({ table, cell }) => `${table} ${cell}`));
