/**
 * What detectors say about the months of one series.
 *
 * Takes a comparable series and detectors, gives a finding for each month that stands out, and one for a newest month
 * that nobody can judge yet. Nothing but the series goes in, so a finding is kept as long as the series is the
 * same. Pure.
 */
import type { BaselineState, Severity } from '@vigil/shared';
import { isLow } from '../statistics/bounds.js';
import { ratioBandOf, severityOf, type Expectation } from './bands.js';
import { leastPast, pastLengths } from './choose-detectors.js';
import type { ComparableSeries } from './comparable-series.js';
import type { Detection, Detector, DetectorSeries } from './detectors/detector.js';
import { indicesBefore, observedAt, sumOf } from './detectors/judge-period.js';
import { isLargeEnough } from './large-enough.js';
import type { RatioBand } from './red-flag.js';

export interface Finding {
  /** index into the series */
  readonly at: number;
  readonly detectors: readonly string[];
  readonly severity: Severity;
  readonly ratioBand: RatioBand;
  readonly baseline: Exclude<BaselineState, 'SILENT_PARTNER'>;
}

export type JudgedSeries = Pick<ComparableSeries, 'area' | 'series' | 'judged' | 'newest'>;
interface NamedDetection extends Detection {
  readonly name: string;
}

/** Less than one whole year of a past has not seen every season. */
const WHOLE_YEAR = 12;
/** The year before a month, and how much of it must be there for a level to be trusted. */
const RECENT = 12;
const LEAST_RECENT = 9;

export function judgeSeries(judged: JudgedSeries, detectors: readonly Detector[]): Finding[] {
  const past = pastLengths(judged.series.counts);
  const said = new Map<number, NamedDetection[]>();
  for (const detector of detectors) {
    for (const detection of detectionsOf(judged.series, detector, askedMonths(judged, detector, past))) {
      const others = said.get(detection.at) ?? [];
      others.push({ ...detection, name: detector.name });
      said.set(detection.at, others);
    }
  }
  return judged.judged.flatMap((at) => findingAt(judged, at, said.get(at) ?? []));
}

/** The months about which a detector is asked, ascending. */
function askedMonths(
  { area, series, judged }: JudgedSeries,
  detector: Detector,
  past: readonly number[],
): readonly number[] {
  const least = leastPast(detector);
  return judged.filter((at) => (past[at] ?? 0) >= least && (area === null || isLargeEnough(series, at)));
}

function detectionsOf(
  series: DetectorSeries,
  detector: Detector,
  asked: readonly number[],
): readonly Detection[] {
  const [first] = asked;
  if (first === undefined) return [];
  const months = new Set(asked);
  return detector
    .detect(series, first)
    .filter(({ at, baseline }) => months.has(at) && baseline !== 'INSUFFICIENT_BASELINE');
}

function findingAt(
  { area, series, newest }: JudgedSeries,
  at: number,
  said: readonly NamedDetection[],
): Finding[] {
  const count = series.counts[at] ?? null;
  if (count === null) return [];
  const alarms = isTooLow(count, series.noise[at] ?? 0) ? [] : said.filter(({ alarm }) => alarm);
  if (alarms.length > 0) return [alarmed(series, at, { count, alarms })];
  // Of a newest month that nobody can judge a reader must not think that it is quiet.
  const unjudged = area === null && said.length === 0 && at === newest;
  return unjudged ? [{ at, ...UNJUDGED }] : [];
}

/**
 * Tables show no value where a figure is LOW; a flag there would make noise over an empty country a statement about
 * it. Without noise nothing is drowned.
 */
function isTooLow(count: number, noise: number): boolean {
  return noise > 0 && isLow(count, Math.sqrt(noise));
}

const UNJUDGED = {
  detectors: [],
  severity: 'WATCH',
  ratioBand: 'not compared',
  baseline: 'INSUFFICIENT_BASELINE',
} as const satisfies Omit<Finding, 'at'>;

function alarmed(
  series: DetectorSeries,
  at: number,
  found: { count: number; alarms: readonly NamedDetection[] },
): Finding {
  const { count, alarms } = found;
  return {
    at,
    detectors: alarms.map(({ name }) => name),
    severity: severityOf(count, alarms),
    ratioBand: ratioBandOf(count, series.noise[at] ?? 0, expectationOf(series, at, alarms)),
    baseline: baselineOf(series.counts, at, alarms),
  };
}

function baselineOf(
  counts: readonly (number | null)[],
  at: number,
  alarms: readonly Detection[],
): Finding['baseline'] {
  const before = counts.slice(0, at).filter((count) => count !== null).length;
  if (before < WHOLE_YEAR) return 'INSUFFICIENT_BASELINE';
  const recent = counts.slice(Math.max(0, at - RECENT), at).filter((count) => count !== null).length;
  const unstable = alarms.every(({ baseline }) => baseline === 'UNSTABLE');
  return unstable || recent < LEAST_RECENT ? 'UNSTABLE' : 'OK';
}

/** No method's expectation stands on fewer months. */
const LEAST_MONTHS = 7;

/**
 * The middle one of what detectors expected; of none that says so, the mean of the year before. Its error is that of
 * a mean of the fewest months that a method takes, so that it is never claimed to be better known than it is.
 */
function expectationOf(series: DetectorSeries, at: number, alarms: readonly Detection[]): Expectation | null {
  const told = alarms
    .flatMap(({ expected }) => (expected === null ? [] : [expected]))
    .sort((left, right) => left - right);
  const before = observedAt(series, indicesBefore(at, RECENT));
  const months = before.counts.length;
  if (months === 0) return null;
  const expected = told.length > 0 ? middle(told) : sumOf(before.counts) / months;
  const variance = Math.max(expected, 0) + sumOf(before.noise) / months;
  return { expected, standardError: Math.sqrt(variance / Math.min(months, LEAST_MONTHS)) };
}

function middle(ascending: readonly number[]): number {
  const upper = ascending[Math.floor(ascending.length / 2)] ?? NaN;
  const lower = ascending[Math.ceil(ascending.length / 2) - 1] ?? NaN;
  return (upper + lower) / 2;
}
