/** Plans and releases in the words a partner reads on the terminal. Pure. */
import type { ReleaseDocument, ReleasePlan } from '@vigil/shared';

/** Rounded up: a bound that is printed is never below the truth. */
const percent = (share: number): string => `${(Math.ceil(share * 1e4 - 1e-9) / 100).toFixed(2)} %`;

/** What the plan publishes, about whom, and what a reader can learn about one unit at most. */
export function printPlan(plan: ReleasePlan): string[] {
  const units = { CASE_FILE: 'one case file', PERSON: 'one person', EVENT: 'one event' };
  const tables = plan.tables.map(({ id, sigma2 }) => `${id} (noise variance ${sigma2})`).join(', ');
  return [
    `plan          ${plan.id}, profile ${plan.profile}`,
    `unit          ${plan.unit}: ${units[plan.unit]} enters each table once a year`,
    `reason        ${plan.reason}`,
    `indicators    ${plan.indicators.join(', ')}`,
    `tables        ${tables}`,
    `rho           ${plan.rho}`,
    `best guess    ${percent(plan.bestGuess)} of guesses whether a given unit is in the records can be right, at most`,
    `epsilon       ${plan.epsilon} at delta ${plan.delta}`,
  ];
}

/** One line a release. */
export function printReleaseLine({ id, partition, sequence, madeAt, tables }: ReleaseDocument): string {
  const cells = tables.reduce((sum, table) => sum + table.cells.length, 0);
  return `${id}  year ${partition}  number ${sequence}  made ${madeAt}  ${tables.length} tables, ${cells} cells`;
}
