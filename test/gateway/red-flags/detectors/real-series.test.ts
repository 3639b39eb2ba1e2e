/**
 * Crackdowns that happened, over sums of open data (raw counts, no releases): the weeks of Moscow after the elections
 * of 2012 and the month of September 2022 in Iran, each as another program judged them.
 */
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { bayesDetector, earsDetector, farringtonFlexible } from '@vigil/gateway';
import type { BayesOptions, Detector, EarsOptions, FarringtonOptions } from '@vigil/gateway';
import { plainCsv } from '../../../support/plain-csv.js';
import { realDataFolder } from '../../../support/real-data.js';
import { largestDifference, realSeries, type RealSeries } from './recorded-runs.js';

const DAY_MS = 24 * 3_600_000;

function detectorOf(name: string, options: object): Detector {
  if (name === 'BAYES') return bayesDetector({ least: 1, ...options } as BayesOptions);
  if (name === 'FARRINGTON_FLEXIBLE') {
    const years = { leastYears: 4, fewCounts: { files: 5, periods: 4 } };
    return farringtonFlexible({ ...years, ...options } as FarringtonOptions);
  }
  return earsDetector(options as EarsOptions);
}

/** per detector: the periods in alarm, and the largest difference to the recorded limits */
function judged(series: RealSeries): { detector: string; alarms: string[]; difference: number }[] {
  const noise = series.counts.map(() => 0);
  return series.runs.map(({ detector, first, options, upper }) => {
    const found = detectorOf(detector, options).detect({ ...series, noise }, first);
    return {
      detector,
      alarms: found.filter(({ alarm }) => alarm).map(({ at }) => series.periods[at] ?? ''),
      difference: largestDifference(
        found.map((detection) => detection.upper),
        upper,
      ),
    };
  });
}

describe('real series', () => {
  test('C1, C2 and Bayes each raise the three weeks of Moscow, with the limits recorded', () => {
    const weeks = ['2012-03-05', '2012-04-30', '2012-05-07'];
    for (const { detector, alarms, difference } of judged(realSeries().moscow)) {
      expect({ detector, missed: weeks.filter((week) => !alarms.includes(week)) }).toEqual({
        detector,
        missed: [],
      });
      expect(difference).toBeLessThan(1e-6);
    }
    expect(realSeries().moscow.runs.map(({ detector }) => detector)).toEqual(['EARS_C1', 'EARS_C2', 'BAYES']);
  });

  test('FarringtonFlexible, C1 and Bayes each raise September 2022 in Iran', () => {
    const { iran } = realSeries();
    const found = judged(iran);

    expect(found.map(({ detector }) => detector)).toEqual(['FARRINGTON_FLEXIBLE', 'EARS_C1', 'BAYES']);
    for (const { alarms } of found) expect(alarms).toContain('2022-09');
    for (const { detector, difference } of found) {
      if (detector !== 'FARRINGTON_FLEXIBLE') expect(difference).toBeLessThan(1e-6);
    }
  });

  test('the limit of FarringtonFlexible for September and October 2022 in Iran is the one recorded', () => {
    const { iran } = realSeries();
    const run = iran.runs.find(({ detector }) => detector === 'FARRINGTON_FLEXIBLE');
    if (run === undefined) throw new Error('the recorded run is not there');
    const found = detectorOf('FARRINGTON_FLEXIBLE', run.options).detect(
      { ...iran, noise: iran.counts.map(() => 0) },
      run.first,
    );

    for (const month of ['2022-09', '2022-10']) {
      const i = iran.periods.indexOf(month) - run.first;
      expect({ month, upper: found[i]?.upper, alarm: found[i]?.alarm }).toEqual({
        month,
        upper: run.upper[i],
        alarm: true,
      });
    }
  });

  test('the weekly sums of Moscow are those of the open file', () => {
    const file = 'ovdinfo_moscow_2011_2012_en.csv';
    const folder = realDataFolder('red flags, Moscow', file);
    if (folder === undefined) return;
    const sums = new Map<string, number>();
    for (const row of plainCsv(join(folder, file))) {
      const [day, month, year] = (row['date'] ?? '').split('.').map(Number);
      const date = new Date(Date.UTC(year ?? 0, (month ?? 1) - 1, day ?? 1));
      const monday = new Date(date.getTime() - ((date.getUTCDay() + 6) % 7) * DAY_MS)
        .toISOString()
        .slice(0, 10);
      sums.set(monday, (sums.get(monday) ?? 0) + Number(row['number_of_detentions']));
    }

    const { moscow } = realSeries();
    expect(moscow.periods.map((week) => sums.get(week) ?? 0)).toEqual(moscow.counts);
  });

  test('the monthly sums of Iran are those of the open file', () => {
    const file = 'keepiton_shutdowns_2016_2025.csv';
    const folder = realDataFolder('red flags, Iran', file);
    if (folder === undefined) return;
    const sums = new Map<string, number>();
    for (const row of plainCsv(join(folder, file))) {
      if (row['country'] !== 'Iran (Islamic Republic of)') continue;
      const month = (row['start_date'] ?? '').slice(0, 7);
      sums.set(month, (sums.get(month) ?? 0) + 1);
    }

    const { iran } = realSeries();
    expect(iran.periods.map((month) => sums.get(month) ?? 0)).toEqual(iran.counts);
  });
});
