/**
 * What only the coalition file can say about a release: places, declared coverage, real or synthetic, magnitude.
 *
 * The hub judges every release by it, and a partner its own plan before it reserves: a plan that the hub would
 * refuse must not cost a year. Takes plan and coalition entry, throws at the first rule that is broken. Pure.
 */
import type { CoalitionPartner, DeclaredCoverage } from '../coalition/coalition.js';
import { isAreaCode, isCountryCode } from '../contract/codes/countries.js';
import { refuseRelease } from './refuse-release.js';
import type { ReleasePlan, ReleaseTable } from './release-document.js';

/** A count beyond this is no count of cases. */
export const MOST_COUNT = 10_000_000;

export interface CoalitionJudgement {
  readonly plan: Pick<ReleasePlan, 'coverage'>;
  /** what the document says about its figures */
  readonly synthetic: boolean;
  /** the partner's entry of the coalition file */
  readonly partner: Pick<CoalitionPartner, 'countries' | 'coverage' | 'synthetic'>;
}

/**
 * @throws HubError RELEASE_INVALID naming the first rule that is broken
 */
export function checkAgainstCoalition({ plan, synthetic, partner }: CoalitionJudgement): void {
  for (const declared of plan.coverage) {
    checkPlaces(declared, partner.countries);
    checkDeclared(declared, partner.coverage);
  }
  if (synthetic !== partner.synthetic) refuseRelease('real and synthetic are mixed up');
}

/**
 * @throws HubError RELEASE_INVALID when a released figure, or an exact count that is to become one, cannot be a count
 */
export function checkCounts(tables: readonly Pick<ReleaseTable, 'cells'>[]): void {
  const counted = tables.every(({ cells }) => cells.every(({ y }) => Math.abs(y) <= MOST_COUNT));
  if (!counted) refuseRelease('a figure is beyond what can be counted');
}

/** A partner publishes about the countries it was admitted for, in codes that everybody knows. */
function checkPlaces({ country, areas }: DeclaredCoverage, countries: readonly string[]): void {
  if (!isCountryCode(country)) refuseRelease('its plan covers an unknown country');
  if (!countries.includes(country))
    refuseRelease('its plan covers a country of which the coalition file does not speak');
  if (!areas.every((area) => isAreaCode(area) && area.startsWith(`${country}-`))) {
    refuseRelease('its plan covers an unknown area, or one of another country');
  }
}

/** Coverage is fixed and public before any record is looked at: a plan that adds to it would show where cases are. */
function checkDeclared(planned: DeclaredCoverage, coalition: readonly DeclaredCoverage[]): void {
  const ofCountry = coalition.filter(
    ({ indicator, country }) => indicator === planned.indicator && country === planned.country,
  );
  const places = [
    ofCountry,
    ...planned.areas.map((area) => ofCountry.filter(({ areas }) => areas.includes(area))),
  ];
  if (!places.every((declared) => includesMonths(declared, planned))) {
    refuseRelease('its plan covers more than the coalition file declares for the partner');
  }
}

type Months = Pick<DeclaredCoverage, 'from' | 'to'>;

/** Several declarations may follow each other without a gap. */
function includesMonths(declared: readonly Months[], planned: Months): boolean {
  let next = monthNumber(planned.from);
  const stretches = declared.map(({ from, to }) => ({ from: monthNumber(from), to: monthNumber(to) }));
  for (const { from, to } of stretches.sort((left, right) => left.from - right.from)) {
    if (from <= next) next = Math.max(next, to + 1);
  }
  return next > monthNumber(planned.to);
}

function monthNumber(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7));
}
