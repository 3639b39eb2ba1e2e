/**
 * Every red flag that the releases raise.
 *
 * Takes current releases, the silences beside them and a way to judge a series; gives flags, one for each
 * indicator, place and month, in the order of their names. The same releases raise the same flags, whenever and
 * wherever they are asked about.
 */
import { Severity } from '@vigil/shared';
import type { StoredRelease } from '../releases/stored-release.js';
import { compareText } from '../statistics/cell-address.js';
import { monthNumber, monthText } from '../statistics/period.js';
import { votesNear } from './calendar/elections.js';
import type { ComparableSeries } from './comparable-series.js';
import { comparableSeries } from './comparable-series.js';
import type { Finding } from './judge-series.js';
import { publishedSeries, type SeriesPlace } from './published-series.js';
import { RATIO_BANDS, flagId, type RaisedFlag } from './red-flag.js';
import type { Silence } from './silent-partners.js';

export interface FlagSources {
  /** the ones that figures are made from */
  readonly releases: readonly StoredRelease[];
  readonly silences: readonly Silence[];
  readonly judge: (series: ComparableSeries) => Promise<readonly Finding[]>;
}

/** What a flag is about, and what stands beside it. */
type OpenFlag = Omit<RaisedFlag, 'id' | 'context'>;

/** @returns sorted by id */
export async function raiseFlags({ releases, silences, judge }: FlagSources): Promise<RaisedFlag[]> {
  const open = new Map<string, OpenFlag>();
  const add = (flag: OpenFlag): void => {
    const id = flagId(flag);
    const known = open.get(id);
    open.set(id, known === undefined ? flag : merged(known, flag));
  };
  for (const published of publishedSeries(releases)) {
    for (const series of comparableSeries(published)) {
      for (const finding of await judge(series)) add(flagOf(series, finding, releases));
    }
  }
  for (const flag of coverageFlags(silences, releases)) add(flag);
  return [...open]
    .sort(([left], [right]) => compareText(left, right))
    .map(([id, flag]) => finished(id, flag, silences));
}

function flagOf(series: ComparableSeries, finding: Finding, releases: readonly StoredRelease[]): OpenFlag {
  const { indicator, country, area, firstMonth, moments } = series;
  const { at, detectors, severity, ratioBand, baseline } = finding;
  return {
    ...{ indicator, country, area, detectors, severity, ratioBand, baseline },
    period: monthText(firstMonth + at),
    raisedAt: moments.get(at) ?? newestOf(releases),
  };
}

/** Two counting units of one place and month are never added; what stands out in one of them stands out. */
function merged(left: OpenFlag, right: OpenFlag): OpenFlag {
  const louder = loudness(right) > loudness(left) ? right : left;
  const names = [...left.detectors, ...right.detectors];
  return {
    ...louder,
    detectors: [...new Set(names)],
    raisedAt: left.raisedAt > right.raisedAt ? left.raisedAt : right.raisedAt,
  };
}

const SEVERITIES = Object.keys(Severity);

function loudness({ detectors, severity, ratioBand }: OpenFlag): number {
  if (detectors.length === 0) return 0;
  return 10 * (1 + SEVERITIES.indexOf(severity)) + RATIO_BANDS.indexOf(ratioBand);
}

/** One for each stretch of silence, on its first month: a year without a release is one finding, not twelve. */
function coverageFlags(silences: readonly Silence[], releases: readonly StoredRelease[]): OpenFlag[] {
  return silences
    .filter((one) => !silences.some((other) => goesOnFrom(other, one)))
    .map(({ indicator, country, from }) => ({
      ...{ indicator, country, area: null, period: monthText(from) },
      detectors: [],
      severity: 'WATCH',
      ratioBand: 'not compared',
      baseline: 'SILENT_PARTNER',
      raisedAt: seenFrom(from, releases),
    }));
}

/** Is the first month of `one` inside or right after another stretch of the same partner in the same country? */
function goesOnFrom(other: Silence, one: Silence): boolean {
  const same =
    other.partner === one.partner && other.indicator === one.indicator && other.country === one.country;
  return same && other.from < one.from && one.from <= other.to + 1;
}

/** Silence shows from the first release of anybody that is about the same year or a later one. */
function seenFrom(month: number, releases: readonly StoredRelease[]): Date {
  const year = monthText(month).slice(0, 4);
  const later = releases.filter(({ document }) => document.partition >= year);
  if (later.length === 0) return newestOf(releases);
  return new Date(Math.min(...later.map(({ countsFrom }) => countsFrom.getTime())));
}

function newestOf(releases: readonly StoredRelease[]): Date {
  return new Date(releases.reduce((newest, { countsFrom }) => Math.max(newest, countsFrom.getTime()), 0));
}

function finished(id: string, flag: OpenFlag, silences: readonly Silence[]): RaisedFlag {
  const month = monthNumber(flag.period);
  const silent = silences.filter((silence) => touches(silence, flag, month)).map(({ partner }) => partner);
  const missing = [...new Set(silent)].sort(compareText);
  return {
    ...flag,
    id,
    baseline: missing.length === 0 ? flag.baseline : 'SILENT_PARTNER',
    context: [
      ...votesNear(flag.country, flag.period),
      ...missing.map((partner) => `no report from partner ${partner}`),
    ],
  };
}

function touches(silence: Silence, flag: SeriesPlace, month: number): boolean {
  return (
    silence.indicator === flag.indicator &&
    silence.country === flag.country &&
    (flag.area === null || silence.area === flag.area) &&
    silence.from <= month &&
    month <= silence.to
  );
}
