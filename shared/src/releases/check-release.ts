/**
 * Does a release document keep the rules? Shape and signature are judged elsewhere (`verify-release.ts`).
 *
 * Each check throws; a document that passes has exactly the cells its declared coverage and year give, the
 * variances of its profile, and admits at least the loss of privacy that follows. Pure.
 */
import { canonicalJson } from './canonical-json.js';
import { noiseTable } from './keyed-noise.js';
import { releaseDimensionsOf } from './lattice.js';
import { compareFractions, parseFraction } from './fraction.js';
import { BEST_GUESS_BOUND, BEYOND_BOUND, OPTIONAL_TABLES, planTables } from './plan-tables.js';
import { refuseRelease } from './refuse-release.js';
import type { ReleaseDocument, ReleasePlan, ReleaseTable } from './release-document.js';
import {
  checkUnit,
  claimsAtLeast,
  countingUnitOf,
  planRelease,
  plannedReleasesOf,
  plannedTables,
  type PlannedTable,
} from './release-plan.js';
import { unsaidStatement } from './statements.js';

function checkIdentity({ id, partner, partition, sequence }: ReleaseDocument): void {
  if (id !== `${partner}.${partition}.${sequence}`)
    refuseRelease('id is not partner, partition and sequence');
}

type OfRelease = Pick<ReleaseDocument['schedule']['dates'][number], 'stage' | 'part'>;

function sameRelease(left: OfRelease, right: OfRelease): boolean {
  return left.stage === right.stage && left.part === right.part;
}

/**
 * @throws HubError RELEASE_INVALID unless the schedule has exactly the plan's releases, each after its period
 */
export function checkSchedule({
  plan,
  partition,
  schedule: { dates },
}: Pick<ReleaseDocument, 'plan' | 'partition' | 'schedule'>): void {
  const planned = plannedReleasesOf(plan, partition);
  if (
    dates.length !== planned.length ||
    !dates.every((date, index) => sameRelease(date, planned[index] ?? { ...date, part: '' }))
  )
    refuseRelease('schedule has other releases than the plan');
  // `YYYY`, `YYYY-MM` and days order as text
  if (!dates.every(({ part, on }) => on.slice(0, part.length) > part))
    refuseRelease('schedule has a day before the end of its period');
}

/**
 * @throws HubError RELEASE_INVALID unless it names each indicator of the plan once, with a version
 */
export function checkDefinitionVersion({
  plan,
  definitionVersion,
}: Pick<ReleaseDocument, 'plan' | 'definitionVersion'>): void {
  const named = definitionVersion.split(',').map((part) => /^([A-Z_]+):[A-Za-z0-9.]+$/.exec(part)?.[1]);
  if (named.join() !== plan.indicators.join())
    refuseRelease('definition version does not name the indicators of the plan');
}

function checkDates({ madeAt, stage, part, schedule: { dates, signedAt } }: ReleaseDocument): void {
  if (madeAt.slice(0, part.length) <= part) refuseRelease('made before its period had ended');
  const due = dates.find((date) => sameRelease(date, { stage, part }));
  if (due === undefined) refuseRelease('it is no release of its plan');
  if (madeAt.slice(0, 10) < due.on) refuseRelease('made before its day');
  if (Date.parse(madeAt) < Date.parse(signedAt)) refuseRelease('made before its plan was signed');
}

/**
 * Are these the tables of a plan of its kind, and does it admit at least what they tell?
 *
 * The tables are compared before anything is computed from them: what a stranger writes costs no arithmetic.
 *
 * @throws HubError RELEASE_INVALID; PLAN_INVALID for a unit that has no plan, or does not fit an indicator
 */
export function checkPlan(plan: ReleasePlan): void {
  if ([...new Set(plan.indicators)].sort().join() !== plan.indicators.join()) {
    refuseRelease('plan names an indicator twice, or out of order');
  }
  checkUnit(plan);
  const optional = plan.tables.flatMap(({ id }) => (id === 'LATE' || id === 'CLIPPED' ? [id] : []));
  // Named once, and in order: what is named twice is paid for once by whoever recomputes the figures.
  const known = OPTIONAL_TABLES.filter((id) => optional.includes(id));
  if (
    optional.join() !== known.join() ||
    canonicalJson(planTables({ ...plan, optional })) !== canonicalJson(plan.tables)
  )
    refuseRelease('plan has other tables or variances than its profile');
  const expected = planRelease({ ...plan, optionalTables: optional });
  if (
    plan.id !== expected.id ||
    plan.pairs !== expected.pairs ||
    plan.yearIndicators !== expected.yearIndicators
  )
    refuseRelease('plan allows more entries than its kind');
  if (!claimsAtLeast(plan, expected)) refuseRelease('plan claims more privacy than its tables give');
  const { rho, epsilon } = BEYOND_BOUND[plan.profile];
  if (
    plan.bestGuess > BEST_GUESS_BOUND[plan.profile] ||
    compareFractions(parseFraction(plan.rho), rho) > 0 ||
    plan.epsilon > epsilon
  )
    refuseRelease('plan exceeds the bound of its profile');
}

/** Every figure is linked to how it came about and who paid for it. */
function checkStatements(document: ReleaseDocument): void {
  const field = unsaidStatement(document);
  if (field !== null) refuseRelease(`nothing is said in ${field}`);
}

/** Word by word, not joined: glued with a separator, ["XA-01|2012"] would pass for ["XA-01", "2012"]. */
function hasCells({ cells }: ReleaseTable, planned: PlannedTable): boolean {
  return (
    cells.length === planned.cells.length &&
    planned.cells.every(({ at: expected }, index) => {
      const at = cells[index]?.at;
      return at?.length === expected.length && expected.every((word, place) => at[place] === word);
    })
  );
}

function checkTable(document: ReleaseDocument, table: ReleaseTable, planned: PlannedTable): void {
  const name = `table ${planned.id} ${planned.indicator}`;
  if (table.id !== planned.id || table.indicator !== planned.indicator)
    refuseRelease(`${name} is not at its place`);
  if (table.sigma2 !== planned.sigma2) refuseRelease(`${name} has another variance than the plan`);
  if (table.countingUnit !== countingUnitOf(document.plan.unit, table.indicator, planned.counts)) {
    refuseRelease(`${name} counts another unit than the plan`);
  }
  if (table.dimensions.join() !== releaseDimensionsOf(planned.id).join())
    refuseRelease(`${name} has other dimensions`);
  if (!hasCells(table, planned)) refuseRelease(`${name} does not have exactly the cells of its lattice`);
  // A count is from 0 on, and the noise of a table ends somewhere: less cannot have been drawn.
  const least = -noiseTable(planned.sigma2).largest;
  if (!table.cells.every(({ y }) => y >= least))
    refuseRelease(`${name} has less than noise can make of nothing`);
}

/**
 * @throws HubError RELEASE_INVALID naming the first rule that is broken; PLAN_INVALID for a unit that has no plan,
 *   or does not fit an indicator
 */
export function checkRelease(document: ReleaseDocument): void {
  checkIdentity(document);
  checkPlan(document.plan);
  checkStatements(document);
  checkDefinitionVersion(document);
  checkSchedule(document);
  checkDates(document);
  const planned = plannedTables(document.plan, document.partition, document);
  if (document.tables.length !== planned.length) refuseRelease('document lacks a table, or has one too many');
  planned.forEach((expected, index) => {
    const table = document.tables[index] ?? refuseRelease('document lacks a table');
    checkTable(document, table, expected);
  });
}
