/**
 * By what rules a partner counts, and where its series break because they changed.
 *
 * Takes the current releases about one indicator. A series breaks where the definition of the indicator has another
 * version than in the release before, or where a file enters another number of cells: what was counted by the old rule
 * is never counted again. Pure.
 */
import type { IndicatorCode, TableId } from '@vigil/shared';
import type { StoredRelease } from '../releases/stored-release.js';
import { compareText } from './cell-address.js';
import { dimensionsOf } from './lattice-dimensions.js';

export interface SeriesRules {
  /** the version of the definition that the release was counted by */
  ruleOf(release: StoredRelease): string;
  /** does the partner's series of this table break with this release? */
  isBreak(release: StoredRelease, table: TableId): boolean;
}

/** `KIDNAPPING:1,CENSORSHIP:2` holds one version of each indicator. */
function versionOf({ document }: StoredRelease, indicator: IndicatorCode): string {
  const named = document.definitionVersion.split(',').find((one) => one.startsWith(`${indicator}:`));
  return named ?? document.definitionVersion;
}

/** What else decides how often a file counts. Noise is no part of it: that changes the error, not the figure. */
function entryOf({ document: { plan } }: StoredRelease): string {
  return [plan.entry, plan.pairs, plan.yearIndicators, plan.victimCap, plan.yearsPerUnit].join(' ');
}

export function seriesRules(indicator: IndicatorCode, current: readonly StoredRelease[]): SeriesRules {
  const breaks = { months: new Set<StoredRelease>(), years: new Set<StoredRelease>() };
  const own = current.filter(({ document }) => document.plan.indicators.includes(indicator));
  const byPart = own.toSorted((left, right) => compareText(left.document.part, right.document.part));
  const last = { months: new Map<string, string>(), years: new Map<string, string>() };
  for (const release of byPart) {
    const { partner, stage } = release.document;
    const rule = `${versionOf(release, indicator)} ${entryOf(release)}`;
    for (const kind of stage === 'FINAL' ? (['months', 'years'] as const) : (['months'] as const)) {
      const before = last[kind].get(partner);
      if (before !== undefined && before !== rule) breaks[kind].add(release);
      last[kind].set(partner, rule);
    }
  }
  return {
    ruleOf: (release) => versionOf(release, indicator),
    isBreak: (release, table) =>
      (dimensionsOf(table).includes('MONTH') ? breaks.months : breaks.years).has(release),
  };
}
