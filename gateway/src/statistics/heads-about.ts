/**
 * Which releases an answer about an indicator is made from: those that its figures and its coverage read.
 *
 * Coverage reads every partner that watches the indicator, whichever partners and places were asked for, for what
 * one of them declares is the frame in which the silence of another shows. Pure.
 */
import type { IndicatorCode } from '@vigil/shared';
import { headReleases } from '../releases/current-releases.js';
import type { StoredRelease } from '../releases/stored-release.js';
import type { Declarations } from './declarations.js';

/**
 * @param known - every version that counted at the asked time
 * @returns of each partner that is declared for the indicator, or ever planned it, all newest releases, revoked ones
 *   included: one that leaves the indicator out says so about its year
 */
export function headsAbout(
  indicator: IndicatorCode,
  coalition: Declarations,
  known: readonly StoredRelease[],
): StoredRelease[] {
  const declared = coalition.partners.filter(({ coverage }) =>
    coverage.some((place) => place.indicator === indicator),
  );
  const planned = known.filter(({ document }) => document.plan.indicators.includes(indicator));
  const watching = new Set([
    ...declared.map(({ id }) => id),
    ...planned.map(({ document }) => document.partner),
  ]);
  return headReleases(known, null).filter(({ document }) => watching.has(document.partner));
}
