/** Which provisional releases of a year are due and not made. Reads plan and ledger; writes nothing. */
import { HubError, isReleased } from '@vigil/shared';
import { withLedger } from './open-ledger.js';
import { planOfYear, requireYear } from './plan-of-year.js';
import { readPlan } from './plan-store.js';
import type { ReleaseNode } from './release-node.js';

/**
 * @returns their parts, in order: months, or the year
 * @throws HubError PLAN_INVALID for a plan without provisional releases
 */
export async function dueProvisional(node: ReleaseNode, year: string): Promise<string[]> {
  const partition = requireYear(year);
  const now = node.now();
  const { schedule } =
    (await readPlan(node, partition))?.document ?? planOfYear(node.settings, partition, now);
  const early = schedule.dates.filter(({ stage }) => stage === 'PROVISIONAL');
  if (early.length === 0) {
    throw new HubError(
      'PLAN_INVALID',
      `the plan of ${partition} has one release, after the year; leave --provisional out`,
      'operator',
    );
  }
  const today = now.toISOString().slice(0, 10);
  return withLedger(node, ({ entries }) =>
    Promise.resolve(
      early
        .filter(({ stage, part, on }) => on <= today && !isReleased(entries, partition, { stage, part }))
        .map(({ part }) => part),
    ),
  );
}
