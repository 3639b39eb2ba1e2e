/**
 * Does a release document keep the rules? Shape and signature are judged elsewhere (`verify-release.ts`).
 *
 * Each check throws; a document that passes has exactly the cells its declared coverage and year give, the
 * variances of its profile, and admits at least the loss of privacy that follows. Pure.
 */
import { HubError } from '../errors/hub-error.js';
import { canonicalJson } from './canonical-json.js';
import { RELEASED_TABLES, dimensionsOf } from './lattice.js';
import type { ReleaseDocument, ReleaseTable } from './release-document.js';
import {
  BEST_GUESS_BOUND,
  PROFILE_VARIANCES,
  checkUnit,
  claimsAtLeast,
  countingUnitOf,
  planFigures,
  plannedTables,
  type PlannedTable,
} from './release-plan.js';

export function refuseRelease(message: string, options?: ErrorOptions): never {
  throw new HubError('RELEASE_INVALID', message, 'operator', options);
}

function checkIdentity({ id, partner, partition, sequence }: ReleaseDocument): void {
  if (id !== `${partner}.${partition}.${sequence}`)
    refuseRelease('id is not partner, partition and sequence');
}

function checkYearIsOver({ madeAt, partition }: ReleaseDocument): void {
  if (madeAt.slice(0, 4) <= partition) refuseRelease('made before its year had ended');
}

function checkPlan({ plan }: ReleaseDocument): void {
  if ([...new Set(plan.indicators)].sort().join() !== plan.indicators.join()) {
    refuseRelease('plan names an indicator twice, or out of order');
  }
  checkUnit(plan);
  const variances = PROFILE_VARIANCES[plan.profile];
  const planned = plan.tables.map(({ id, sigma2 }) => `${id}=${sigma2}`).join(' ');
  if (planned !== RELEASED_TABLES.map((id) => `${id}=${variances[id]}`).join(' ')) {
    refuseRelease('plan has other tables or variances than its profile');
  }
  if (!claimsAtLeast(plan, planFigures(plan.tables)))
    refuseRelease('plan claims more privacy than its tables give');
  if (plan.bestGuess > BEST_GUESS_BOUND[plan.profile]) refuseRelease('plan exceeds the bound of its profile');
}

function checkTable(document: ReleaseDocument, table: ReleaseTable, planned: PlannedTable): void {
  const name = `table ${planned.id} ${planned.indicator}`;
  if (table.id !== planned.id || table.indicator !== planned.indicator)
    refuseRelease(`${name} is not at its place`);
  if (table.sigma2 !== planned.sigma2) refuseRelease(`${name} has another variance than the plan`);
  if (table.countingUnit !== countingUnitOf(document.plan.unit, table.indicator)) {
    refuseRelease(`${name} counts another unit than the plan`);
  }
  if (table.dimensions.join() !== dimensionsOf(planned.id).join())
    refuseRelease(`${name} has other dimensions`);
  // Canonical, not joined: glued with a separator, ["XA-01|2012"] would pass for ["XA-01", "2012"].
  const cells = canonicalJson(table.cells.map(({ at }) => at));
  if (cells !== canonicalJson(planned.cells.map(({ at }) => at))) {
    refuseRelease(`${name} does not have exactly the cells of its lattice`);
  }
}

/**
 * @throws HubError RELEASE_INVALID naming the first rule that is broken; PLAN_INVALID for a unit that has no plan,
 *   or does not fit an indicator
 */
export function checkRelease(document: ReleaseDocument): void {
  checkIdentity(document);
  checkYearIsOver(document);
  checkPlan(document);
  const planned = plannedTables(document.plan, document.partition);
  if (document.tables.length !== planned.length) refuseRelease('document lacks a table, or has one too many');
  planned.forEach((expected, index) => {
    const table = document.tables[index] ?? refuseRelease('document lacks a table');
    checkTable(document, table, expected);
  });
}
