/**
 * By what rules a partner counts, and where its series break because they changed.
 *
 * Takes the current releases about one indicator. Figures are comparable that were counted by the same version of the
 * definition, of the same unit, and of which one unit may enter as many. A partner's series breaks where the rule is
 * another one than in the release before: what was counted by the old rule is never counted again. Pure.
 */
import type { IndicatorCode, ReleaseDocument, ReleaseTable } from '@vigil/shared';
import type { StoredRelease } from '../releases/stored-release.js';
import { compareText } from './cell-address.js';
import { dimensionsOf } from './lattice-dimensions.js';

type Table = Pick<ReleaseTable, 'id' | 'indicator' | 'countingUnit'>;

export interface SeriesRules {
  /** does the partner's series of this table break with this release? */
  isBreak(release: StoredRelease, table: Table): boolean;
}

/**
 * What a table is counted by, as one text. Noise is no part of it: that changes the error, not the figure.
 *
 * Months and years have rules of their own, and so have persons of files beside files: a cap on one says nothing about
 * the other.
 */
export function ruleOf({ plan, definitionVersion }: ReleaseDocument, table: Table): string {
  return [
    versionOf(definitionVersion, table.indicator),
    plan.unit,
    plan.entry,
    isMonthly(table) ? plan.pairs : plan.yearIndicators,
    plan.yearsPerUnit ?? 'any',
    countsPersonsOfFiles(plan, table) ? plan.victimCap : 'units',
  ].join(' ');
}

/** Tables of victims beside tables of files: of each file so many persons, and no more. */
export function countsPersonsOfFiles(
  { unit }: Pick<ReleaseDocument['plan'], 'unit'>,
  { countingUnit }: Pick<ReleaseTable, 'countingUnit'>,
): boolean {
  return unit === 'CASE_FILE' && countingUnit !== 'CASE_FILE';
}

/** `KIDNAPPING:1,CENSORSHIP:2` holds one version of each indicator. */
function versionOf(definitionVersion: string, indicator: IndicatorCode): string {
  return definitionVersion.split(',').find((one) => one.startsWith(`${indicator}:`)) ?? definitionVersion;
}

function isMonthly({ id }: Pick<ReleaseTable, 'id'>): boolean {
  return dimensionsOf(id).includes('MONTH');
}

export function seriesRules(indicator: IndicatorCode, current: readonly StoredRelease[]): SeriesRules {
  const breaks = new Map<StoredRelease, Set<string>>();
  const last = new Map<string, string>();
  for (const release of current.toSorted((left, right) => compareText(partOf(left), partOf(right)))) {
    for (const [series, rule] of rulesBySeries(release, indicator)) {
      const key = `${release.document.partner} ${series}`;
      const before = last.get(key);
      last.set(key, rule);
      if (before === undefined || before === rule) continue;
      const broken = breaks.get(release) ?? new Set<string>();
      breaks.set(release, broken.add(series));
    }
  }
  return { isBreak: (release, table) => breaks.get(release)?.has(seriesOf(table)) ?? false };
}

function partOf({ document }: StoredRelease): string {
  return document.part;
}

/** A partner's figures of one counting unit, by month or by year. */
function seriesOf(table: Table): string {
  return `${isMonthly(table) ? 'months' : 'years'} ${table.countingUnit}`;
}

function rulesBySeries({ document }: StoredRelease, indicator: IndicatorCode): ReadonlyMap<string, string> {
  const own = document.tables.filter((table) => table.indicator === indicator);
  return new Map(own.map((table) => [seriesOf(table), ruleOf(document, table)]));
}
