/** Without noise every detector is the published method: within 1e-6 of what another program recorded. */
import { describe, expect, test } from '@jest/globals';
import {
  bayesDetector,
  cusumDetector,
  cusumSteps,
  earsDetector,
  farringtonBaseline,
  farringtonFlexible,
} from '@vigil/gateway';
import type { BayesOptions, CusumOptions, DetectorSeries, FarringtonOptions } from '@vigil/gateway';
import { largestDifference, recordedRuns, type RecordedRun } from './recorded-runs.js';

const WITHIN = 1e-6;
const WEEK_MS = 7 * 24 * 3_600_000;

/** the series up to the last period that the run judged, so that nothing later can matter */
function seriesOf(run: RecordedRun & { readonly counts: readonly number[] }): DetectorSeries {
  const counts = run.counts.slice(0, run.first + run.upper.length);
  return { counts, noise: counts.map(() => 0), frequency: 52 };
}

/** Week 1 of stsNewport is the week of 2001-01-01; a year back is the same weekday nearest the same date. */
function newportYearsBefore(at: number, years: number): number {
  const origin = Date.UTC(2001, 0, 1);
  const day = new Date(origin + at * WEEK_MS);
  const back = Date.UTC(day.getUTCFullYear() - years, day.getUTCMonth(), day.getUTCDate());
  return at - Math.round((day.getTime() - back) / WEEK_MS);
}

describe('the published methods over raw counts', () => {
  test.each(recordedRuns('EARS'))('$name: limits and alarms are those recorded', (run) => {
    const found = earsDetector(run.options).detect(seriesOf(run), run.first);

    expect(
      largestDifference(
        found.map(({ upper }) => upper),
        run.upper,
      ),
    ).toBeLessThan(WITHIN);
    expect(found.map(({ alarm }) => alarm)).toEqual(run.alarm);
  });

  test('the four limits that the package itself asserts for C1 over salmNewport are met', () => {
    const run = recordedRuns('EARS').find(({ name }) => name.endsWith('published'));
    if (run === undefined) throw new Error('the recorded run is not there');
    const found = earsDetector(run.options).detect(seriesOf(run), run.first);

    const published = [3.278854, 3.278854, 3.436517, 3.855617];
    expect(
      largestDifference(
        found.slice(0, 4).map(({ upper }) => upper),
        published,
      ),
    ).toBeLessThan(WITHIN);
  });

  test.each(recordedRuns('BAYES'))('$name: limits and alarms are those recorded', (run) => {
    const options: BayesOptions = { least: 1, ...(run.options as Omit<BayesOptions, 'least'>) };
    const found = bayesDetector(options).detect(seriesOf(run), run.first);

    expect(found.map(({ upper }) => upper)).toEqual(run.upper);
    expect(found.map(({ alarm }) => alarm)).toEqual(run.alarm);
  });

  test.each(recordedRuns('CUSUM'))(
    '$name: means, counts to an alarm and alarms are those recorded',
    (run) => {
      const options = { baseline: 24, least: 12, window: 6, alpha: 0.01, ...(run.options as object) };
      const steps = cusumSteps(seriesOf(run), run.first, options as CusumOptions);

      expect(
        largestDifference(
          steps.map(({ mean }) => mean),
          run.mean ?? [],
        ),
      ).toBeLessThan(WITHIN);
      expect(
        largestDifference(
          steps.map(({ countToAlarm }) => countToAlarm),
          run.upper,
        ),
      ).toBeLessThan(WITHIN);
      const found = cusumDetector(options as CusumOptions).detect(seriesOf(run), run.first);
      expect(found.map(({ alarm }) => alarm)).toEqual(run.alarm);
      expect(found.map(({ statistic }) => statistic)).toEqual(steps.map(({ statistic }) => statistic));
    },
  );

  test.each(recordedRuns('FARRINGTON_FLEXIBLE'))(
    '$name: means, dispersions, trends, limits and alarms are those recorded',
    (run) => {
      const options: FarringtonOptions = {
        leastYears: 4,
        fewCounts: { files: 5, periods: 4 },
        ...(run.series === 'stsNewport' ? { yearsBefore: newportYearsBefore } : {}),
        ...(run.options as Omit<FarringtonOptions, 'leastYears' | 'fewCounts'>),
      };
      const series = seriesOf(run);

      const found = farringtonFlexible(options).detect(series, run.first);
      expect(found.map(({ upper }) => upper)).toEqual(run.upper);
      expect(found.map(({ alarm }) => alarm)).toEqual(run.alarm);
      // The recorded run says nothing of a period that has too few files for a limit; ours fits it anyway.
      const judged = found.filter((_, i) => (run.expected?.[i] ?? null) !== null);
      const baselines = judged.map(({ at }) => farringtonBaseline(series, at, options));
      const recorded = (values: readonly (number | null)[] | undefined): (number | null)[] =>
        (values ?? []).filter((_, i) => (run.expected?.[i] ?? null) !== null);
      expect(judged.length).toBeGreaterThan(25);
      expect(
        largestDifference(
          baselines.map((past) => past?.mean ?? null),
          recorded(run.expected),
        ),
      ).toBeLessThan(WITHIN);
      expect(
        largestDifference(
          baselines.map((past) => past?.dispersion ?? null),
          recorded(run.dispersion),
        ),
      ).toBeLessThan(WITHIN);
      expect(
        largestDifference(
          baselines.map((past) => past?.trend ?? null),
          recorded(run.trend),
        ),
      ).toBeLessThan(WITHIN);
    },
  );
});
