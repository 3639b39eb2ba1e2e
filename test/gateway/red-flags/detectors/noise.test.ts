/**
 * Detectors over released counts: what the noise must and must not change. The false-alarm rates stand in
 * `false-alarms.test.ts`.
 */
import { describe, expect, test } from '@jest/globals';
import { bayesDetector, earsDetector, standardDetectors } from '@vigil/gateway';
import type { Detector, DetectorSeries } from '@vigil/gateway';
import { releaseSimulator, uniformFrom } from './simulated-releases.js';

const MONTHS = 72;
const SHAPE = { mean: 30, dispersion: 1, noise: 24, months: MONTHS };

function drawn(seed = 5): DetectorSeries {
  return releaseSimulator(SHAPE, uniformFrom(seed))(1, 0);
}

function withCount(series: DetectorSeries, at: number, count: number | null): DetectorSeries {
  return { ...series, counts: series.counts.map((given, i) => (i === at ? count : given)) };
}

function uppersOf(detector: Detector, series: DetectorSeries, first = 60): (number | null)[] {
  return detector.detect(series, first).map(({ upper }) => upper);
}

const detectors = standardDetectors().map((detector): [string, Detector] => [detector.name, detector]);

describe('every detector over released counts', () => {
  test('the standard set is the five that red flags may name, all at one false alarm in a hundred', () => {
    expect(detectors.map(([name]) => name).sort()).toEqual([
      'BAYES',
      'CUSUM',
      'EARS_C1',
      'EARS_C2',
      'FARRINGTON_FLEXIBLE',
    ]);
    expect(detectors.map(([, { alpha }]) => alpha)).toEqual([0.01, 0.01, 0.01, 0.01, 0.01]);
  });

  test.each(detectors)('%s: a count above the limit is an alarm, one at the limit is none', (_, detector) => {
    const series = drawn();
    const upper = detector.detect(series, MONTHS - 1)[0]?.upper ?? Number.NaN;
    const most = Math.floor(upper);

    expect(detector.detect(withCount(series, MONTHS - 1, most), MONTHS - 1)[0]).toMatchObject({
      upper,
      alarm: false,
    });
    expect(detector.detect(withCount(series, MONTHS - 1, most + 1), MONTHS - 1)[0]).toMatchObject({
      upper,
      alarm: true,
      baseline: 'OK',
    });
  });

  test.each(detectors)('%s: what comes later changes nothing', (_, detector) => {
    const series = drawn();
    const upTo = (length: number): DetectorSeries => ({
      ...series,
      counts: series.counts.slice(0, length),
      noise: series.noise.slice(0, length),
    });

    expect(detector.detect(upTo(66), 60)).toEqual(detector.detect(series, 60).slice(0, 6));
  });

  test.each(detectors)('%s: where the judging begins changes nothing', (_, detector) => {
    const series = drawn();

    expect(detector.detect(series, 65)).toEqual(detector.detect(series, 0).slice(65));
  });

  test.each(detectors)(
    '%s: a missing count is no alarm, and its neighbours are still judged',
    (_, detector) => {
      const found = detector.detect(withCount(drawn(), 62, null), 60);

      expect(found[2]).toMatchObject({ at: 62, alarm: false, statistic: null });
      expect(found.length).toBe(MONTHS - 60);
      expect(found.every(({ alarm, upper }) => !alarm || upper !== null)).toBe(true);
    },
  );

  test.each(detectors)('%s: with too little past it says so and raises nothing', (_, detector) => {
    const series = withCount(drawn(), 3, 10_000);

    for (const detection of detector.detect(series, 0).slice(0, 7)) {
      expect(detection).toEqual({
        at: detection.at,
        expected: null,
        upper: null,
        statistic: null,
        alarm: false,
        baseline: 'INSUFFICIENT_BASELINE',
      });
    }
  });

  test.each(detectors)('%s: a month of twenty times the mean is raised', (_, detector) => {
    expect(detector.detect(withCount(drawn(), MONTHS - 1, 600), MONTHS - 1)[0]).toMatchObject({
      alarm: true,
      baseline: 'OK',
    });
  });

  test.each(detectors)('%s: more noise on the judged month alone lifts its limit', (_, detector) => {
    const series = drawn();
    const louder = {
      ...series,
      noise: series.noise.map((noise, at) => (at === MONTHS - 1 ? noise * 8 : noise)),
    };
    const [before, after] = [series, louder].map((given) => uppersOf(detector, given, MONTHS - 1)[0] ?? 0);

    expect(after).toBeGreaterThan(before ?? Infinity);
  });

  test.each(detectors)(
    '%s: negative released counts are taken as they are, nothing is clamped or refused',
    (_, detector) => {
      const around = releaseSimulator({ ...SHAPE, mean: 0.2 }, uniformFrom(9))(1, 0);
      expect(around.counts.some((count) => count !== null && count < 0)).toBe(true);

      for (const { expected, upper, alarm } of detector.detect(around, 60)) {
        expect(Number.isFinite(expected)).toBe(true);
        expect(Number.isFinite(upper)).toBe(true);
        expect(typeof alarm).toBe('boolean');
      }
    },
  );

  test.each(detectors)('%s: counts of a hundred thousand are judged too', (_, detector) => {
    const large = { ...drawn(), counts: drawn().counts.map((count) => 100_000 + 40 * ((count ?? 0) % 7)) };

    for (const { upper } of detector.detect(large, MONTHS - 2)) expect(upper).toBeGreaterThan(100_000);
  });
});

describe('EARS with noise', () => {
  const options = { method: 'C1', baseline: 7, minSigma: 0, alpha: 0.01 } as const;
  const flat = (noise: number): DetectorSeries => ({
    counts: [20, 20, 20, 20, 20, 20, 20, 20],
    noise: Array.from({ length: 8 }, () => noise),
    frequency: 12,
  });

  test('a flat past has the deviation of its mean plus noise, not zero', () => {
    // by hand: s^2 = max(0, 20 + 8) = 28, error of the mean 28 / 7 = 4, so the statistic of 20 + sqrt(32) is 1
    const [found] = earsDetector(options).detect(withCount(flat(8), 7, 20 + Math.sqrt(32)), 7);

    expect(found?.expected).toBe(20);
    expect(found?.statistic).toBeCloseTo(1, 12);
  });

  test('without noise the same past keeps the deviation that was counted', () => {
    expect(earsDetector(options).detect(flat(0), 7)[0]).toMatchObject({
      expected: 20,
      upper: 20,
      alarm: false,
    });
  });
});

describe('Bayes with noise', () => {
  test('a noise that is almost nothing leaves the limit of the raw method, within the half step of the middle', () => {
    const options = { years: 0, width: 12, includesRecent: true, least: 12, alpha: 0.01 };
    const counts = Array.from({ length: 13 }, (_, i) => 10 + (i % 3));
    const raw = bayesDetector(options).detect({ counts, noise: counts.map(() => 0), frequency: 12 }, 12);
    const near = bayesDetector(options).detect({ counts, noise: counts.map(() => 1e-9), frequency: 12 }, 12);

    expect(raw[0]?.upper).toBe(20); // scipy.stats.nbinom.ppf(0.99, 131.5 + 0.5, 12 / 13)
    expect(Math.abs((near[0]?.upper ?? 0) - 20)).toBeLessThanOrEqual(1);
  });

  // Python 3, standard library: the mixture over every true sum from 0 on, convolved with the month's noise.
  test.each([
    [-3, 8, 7],
    [-1, 8, 7],
    [0, 8, 7],
    [1, 24, 13],
    [3, 8, 11],
  ])('a year of %d a month with tau^2 = %d has the limit of the whole mixture, %d', (count, noise, limit) => {
    const bayes = standardDetectors().filter(({ name }) => name === 'BAYES');
    const series = (value: number): number[] => Array.from({ length: 13 }, () => value);
    expect(
      bayes.map((detector) => {
        const found = detector.detect({ counts: series(count), noise: series(noise), frequency: 12 }, 12);
        return found[0]?.upper;
      }),
    ).toEqual([limit]);
  });
});

describe('CUSUM with noise', () => {
  const cusum = standardDetectors().filter(({ name }) => name === 'CUSUM');
  const judged = (last: readonly number[]) => {
    const counts = [...Array<number>(36).fill(20), ...last];
    const series: DetectorSeries = { counts, noise: counts.map(() => 8), frequency: 12 };
    return cusum.flatMap((detector) => detector.detect(series, counts.length - 1));
  };

  test('a month at or below what was expected is no alarm, however high the months before were', () => {
    expect(judged([200, 20])).toEqual([expect.objectContaining({ alarm: false, expected: 20, upper: 20 })]);
    expect(judged([200, 0])).toEqual([expect.objectContaining({ alarm: false })]);
    // it adds to the sum
    expect(judged([200, 21])).toEqual([expect.objectContaining({ alarm: true })]);
  });

  test('the reach of a month is that of the month alone, whatever sum it adds to', () => {
    const [alone] = judged([30]);
    const [after] = judged([200, 30]);
    expect(alone?.reach).toBeCloseTo(after?.reach ?? NaN, 12);
    // by hand: a month alone is at its limit where (count - 20) / sqrt(28) is threshold and reference together
    const limit = alone?.upper ?? NaN;
    expect(10 / (limit + 1 - 20)).toBeLessThanOrEqual(alone?.reach ?? NaN);
    expect(10 / (limit - 20)).toBeGreaterThan(alone?.reach ?? NaN);
    // The twin that measures from the limit after the sum: (30 - 20) / (20 - 20) distances.
    expect(after?.upper).toBe(20);
  });
});
