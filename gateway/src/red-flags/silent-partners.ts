/**
 * Who is silent where and when: declared to watch, due, and no release has come.
 *
 * Takes the coalition file and the newest releases, gives stretches of months. What silence means is decided where
 * tables decide it (`statistics/coverage.ts`), so that a flag and a table never tell two stories. Pure.
 */
import { INDICATORS } from '@vigil/shared';
import type { Coalition, IndicatorCode } from '@vigil/shared';
import type { StoredRelease } from '../releases/stored-release.js';
import { coverageOf } from '../statistics/coverage.js';
import { monthNumber } from '../statistics/period.js';
import type { SeriesPlace } from './published-series.js';

/** One partner, one place; months by number, inclusive. */
export interface Silence extends SeriesPlace {
  readonly partner: string;
  readonly from: number;
  readonly to: number;
}

/** @param heads - the newest release of each planned place, revoked ones included */
export function silencesOf(
  coalition: Pick<Coalition, 'partners'>,
  heads: readonly StoredRelease[],
): Silence[] {
  // A partner that takes no part is asked nothing: its silence is the coalition's own doing.
  const active = { partners: coalition.partners.filter(({ status }) => status === 'ACTIVE') };
  return Object.keys(INDICATORS).flatMap((code) => {
    const indicator = code as IndicatorCode;
    const question = { indicator, table: 'L1' as const, asksAreas: false, where: ANYWHERE };
    return coverageOf(question, active, heads)
      .filter(({ status }) => status === 'SILENT')
      .map(({ partner, country, area, from, to }) => ({
        ...{ indicator, country, area, partner },
        from: monthNumber(from),
        to: monthNumber(to),
      }));
  });
}

const ANYWHERE = { values: new Map<never, never>(), partners: null, from: null, to: null };
