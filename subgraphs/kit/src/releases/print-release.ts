/** Plans and releases in the words a partner reads on the terminal. Pure. */
import { percentUp, type PlanDocument, type ReleaseDocument, type ReleasePlan } from '@vigil/shared';

const UNITS = { CASE_FILE: 'one case file', PERSON: 'one person', EVENT: 'one event' };

function entryOf({ entry, pairs, yearIndicators, yearsPerUnit }: ReleasePlan): string {
  const years = yearsPerUnit === null ? '' : `, in ${yearsPerUnit} calendar years at most`;
  if (entry === 'single') return `enters each table once a year${years}`;
  return (
    `enters at most ${pairs} pairs of indicator and month, and ${yearIndicators} indicators in tables of ` +
    `the year${years}`
  );
}

function tableText({ id, stage, counts, sigma2 }: ReleasePlan['tables'][number]): string {
  const kind = [stage === 'PROVISIONAL' ? 'provisional' : '', counts === 'VICTIM' ? 'of persons' : ''];
  const name = [id, ...kind.filter((word) => word !== '')].join(' ');
  return `${name} (noise variance ${sigma2})`;
}

/** What the plan publishes, about whom, and what a reader can learn about one unit at most. */
export function printPlan(plan: ReleasePlan): string[] {
  return [
    `plan          ${plan.id}, profile ${plan.profile}`,
    `unit          ${plan.unit}: ${UNITS[plan.unit]} ${entryOf(plan)}`,
    `reason        ${plan.reason}`,
    `indicators    ${plan.indicators.join(', ')}`,
    `tables        ${plan.tables.map(tableText).join(', ')}`,
    `rho           ${plan.rho}`,
    `best guess    ${percentUp(plan.bestGuess)} of guesses whether a given unit is in the records can be right, at most`,
    `epsilon       ${plan.epsilon} at delta ${plan.delta}`,
  ];
}

/** The days of a plan: from when on each of its releases may be made. */
export function printSchedule({ schedule }: PlanDocument): string[] {
  return schedule.dates.map(
    ({ stage, part, on }) =>
      `release       ${part} ${stage === 'FINAL' ? 'last release of the year' : 'provisional'}, not before ${on}`,
  );
}

/** One line a release. */
export function printReleaseLine({
  id,
  partition,
  stage,
  part,
  sequence,
  madeAt,
  tables,
}: ReleaseDocument): string {
  const cells = tables.reduce((sum, table) => sum + table.cells.length, 0);
  const what =
    stage === 'FINAL' ? `year ${partition}` : `${part === partition ? 'year' : 'month'} ${part} provisional`;
  return `${id}  ${what}  number ${sequence}  made ${madeAt}  ${tables.length} tables, ${cells} cells`;
}
