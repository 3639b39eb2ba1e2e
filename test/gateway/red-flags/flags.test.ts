/** What raises a red flag, and what a flag may say. */
import { describe, expect, test } from '@jest/globals';
import {
  RATIO_BANDS,
  comparableSeries,
  flagId,
  isLargeEnough,
  judgeSeries,
  publishedSeries,
  raiseFlags,
  ratioBandOf,
  severityOf,
} from '@vigil/gateway';
import type { Detection, Detector, Finding, RaisedFlag } from '@vigil/gateway';
import type { ReleaseDocument } from '@vigil/shared';
import { storedReleases } from '../releases/release-fixture.js';
import { ALPHA, BETA, fixedDetector, year } from './flag-fixture.js';

async function raised(
  documents: readonly ReleaseDocument[],
  detectors: readonly Detector[] = [fixedDetector('EARS_C1')],
): Promise<RaisedFlag[]> {
  return raiseFlags({
    releases: storedReleases(...documents),
    silences: [],
    judge: (series) => Promise.resolve(judgeSeries(series, detectors)),
  });
}

function findings(documents: readonly ReleaseDocument[], detectors: readonly Detector[]): Finding[] {
  const series = publishedSeries(storedReleases(...documents)).filter(({ area }) => area === null);
  return series.flatMap(comparableSeries).flatMap((one) => judgeSeries(one, detectors));
}

describe('a flag', () => {
  test('is raised for the month, country and area that stand out, from when their release counts', async () => {
    const flags = await raised([
      year(ALPHA, '2010', 10),
      year(ALPHA, '2011', 10, { unusual: { '2011-06': 45 } }),
    ]);
    expect(flags.map(({ area, period }) => `${area ?? 'XA'} ${period}`).sort()).toEqual([
      'XA 2011-06',
      'XA-01 2011-06',
    ]);
    for (const flag of flags) {
      expect(flag).toMatchObject({
        indicator: 'KIDNAPPING',
        country: 'XA',
        detectors: ['EARS_C1'],
        // (45 - 10) / (20 - 10) = 3.5 distances, one detector of one
        severity: 'ELEVATED',
        ratioBand: '3 to 5', // 45 / 10
        baseline: 'OK',
        context: [],
        raisedAt: new Date('2012-02-01T00:00:00Z'),
      });
    }
  });

  test('has a name that is a function of indicator, place and month alone', async () => {
    const about = { indicator: 'KIDNAPPING', country: 'XA', area: 'XA-01', period: '2011-06' } as const;
    // SHA-256 of `vigil-red-flag|KIDNAPPING|XA-01|2011-06`, computed with sha256sum
    expect(flagId(about)).toBe('6c42e581b99b3e71');
    const one = await raised([
      year(ALPHA, '2010', 10),
      year(ALPHA, '2011', 10, { unusual: { '2011-06': 45 } }),
    ]);
    const other = await raised([
      year(ALPHA, '2010', 8),
      year(ALPHA, '2011', 8, { unusual: { '2011-06': 99 } }),
    ]);
    expect(one.map(({ id }) => id)).toEqual(other.map(({ id }) => id));
  });

  test('carries words of closed lists only: two figures of one band give the same bytes', async () => {
    const withFigures = (usual: number, unusual: number): Promise<RaisedFlag[]> =>
      raised([year(ALPHA, '2010', usual), year(ALPHA, '2011', usual, { unusual: { '2011-06': unusual } })]);
    const [low, high] = [await withFigures(9, 31), await withFigures(12, 49)];
    expect(JSON.stringify(low)).toBe(JSON.stringify(high));
    for (const { id, raisedAt, period, country, area, context, ...said } of low) {
      expect(RATIO_BANDS).toContain(said.ratioBand);
      expect(Object.keys(said).sort()).toEqual([
        'baseline',
        'detectors',
        'indicator',
        'ratioBand',
        'severity',
      ]);
      expect([id, raisedAt, period, country, area, context]).toBeDefined();
    }
    // The twin that says the quotient itself tells the two apart, and with it the figures.
    expect(31 / 10).not.toBe(49 / 10);
  });

  test('of a month whose votes are near says so', async () => {
    const russia = {
      id: 'alpha',
      coverage: [
        { indicator: 'KIDNAPPING' as const, country: 'RU', areas: [], from: '2010-01', to: '2013-12' },
      ],
    };
    const quiet = Object.fromEntries(
      ['2010', '2011', '2012'].flatMap((partition) =>
        Array.from({ length: 12 }, (_, index) => [
          `L1 RU ${partition}-${String(index + 1).padStart(2, '0')}`,
          10,
        ]),
      ),
    ) as Record<string, number>;
    const flags = await raised(
      ['2010', '2011', '2012'].map((partition) =>
        year(russia, partition, 10, { figures: { ...quiet, 'L1 RU 2012-03': 40, 'L1 RU 2012-09': 40 } }),
      ),
    );
    expect(flags.map(({ period, context }) => [period, ...context]).sort()).toEqual([
      ['2012-03', 'election of the executive 2012-03-04'],
      ['2012-09'],
    ]);
  });

  test('of two counting units of one month is one: what is loudest, and never the sum of both', async () => {
    const persons = { ...BETA, unit: 'PERSON' as const };
    const calm = [year(ALPHA, '2010', 10), year(persons, '2010', 10)];
    // 15 and 15: each below the limit of 20, their sum above it
    expect(await raised([...calm, year(ALPHA, '2011', 15), year(persons, '2011', 15)].slice())).toEqual([]);
    const flags = await raised([
      ...calm,
      year(ALPHA, '2011', 10, { unusual: { '2011-06': 21 } }),
      year(persons, '2011', 10, { unusual: { '2011-06': 90 } }),
    ]);
    const country = flags.filter(({ area }) => area === null);
    expect(country).toHaveLength(1);
    expect(country[0]).toMatchObject({ ratioBand: '5 or more', severity: 'ELEVATED' });
  });
});

describe('a detector', () => {
  test('is asked about a month only when its past is long enough', () => {
    const [c1, c2] = [fixedDetector('EARS_C1'), fixedDetector('EARS_C2')];
    findings([year(ALPHA, '2010', 10)], [c1, c2]);
    // seven months before for C1, nine for C2: design of both, `detectors/`
    expect(c1.asked[0]?.first).toBe(7);
    expect(c2.asked[0]?.first).toBe(9);
  });

  test('is not asked about an area where a doubling would drown in noise', async () => {
    const flags = await raised([
      year(ALPHA, '2010', 2),
      year(ALPHA, '2011', 2, { unusual: { '2011-06': 60 } }),
    ]);
    expect(flags.map(({ area }) => area)).toEqual([null]);
    // mean 5, sigma^2 4: 5 >= 1.645 x sqrt(9) = 4.9; mean 4: 4 < 1.645 x sqrt(8) = 4.7
    const series = (count: number) => ({
      counts: Array<number>(12).fill(count),
      noise: Array<number>(12).fill(4),
    });
    expect(isLargeEnough({ ...series(5), frequency: 12 }, 11)).toBe(true);
    expect(isLargeEnough({ ...series(4), frequency: 12 }, 11)).toBe(false);
    expect(isLargeEnough({ ...series(5), frequency: 12 }, 6)).toBe(false);
  });
});

describe('a month that tables call LOW', () => {
  const judged = (count: number, noise: number, area: string | null = null) => {
    const counts = [...Array<number>(12).fill(1), count];
    const series = { counts, noise: counts.map(() => noise), frequency: 12 as const };
    const found = judgeSeries({ area, series, judged: [12], newest: null }, [
      fixedDetector('EARS_C1', { expected: 1, upper: 4 }),
    ]);
    return found.length;
  };

  // Y < max(10, 3 SE): of noise 8 below 10, of noise 24 below 14.7
  test.each([
    [9, 8, 0],
    [10, 8, 1],
    [14, 24, 0],
    [15, 24, 1],
  ])('raises no flag: %d with noise %d', (count, noise, flags) => {
    expect(judged(count, noise)).toBe(flags);
  });

  test('is flagged where nothing drowns it: a count without noise is what it is', () => {
    expect(judged(5, 0)).toBe(1);
  });
});

describe('the baseline', () => {
  const alarmIn = (month: string) => ({ unusual: { [month]: 45 } });

  test('of less than a year is INSUFFICIENT_BASELINE', () => {
    const early = findings([year(ALPHA, '2010', 10, alarmIn('2010-11'))], [fixedDetector('EARS_C1')]);
    expect(early).toEqual([
      expect.objectContaining({ at: 10, baseline: 'INSUFFICIENT_BASELINE', detectors: ['EARS_C1'] }),
    ]);
  });

  test('that nobody can judge the newest month by is said once, and not for any month before', () => {
    const first = year(ALPHA, '2010', 10, {
      planned: { stage: 'PROVISIONAL', part: '2010-01' },
      input: MONTHLY,
    });
    const second = year(ALPHA, '2010', 10, {
      planned: { stage: 'PROVISIONAL', part: '2010-02' },
      input: MONTHLY,
      sequence: 2,
    });
    expect(findings([first, second], [fixedDetector('EARS_C1')])).toEqual([
      {
        at: 1,
        detectors: [],
        severity: 'WATCH',
        ratioBand: 'not compared',
        baseline: 'INSUFFICIENT_BASELINE',
      },
    ]);
  });

  test('with more than three of the last twelve months missing is UNSTABLE', () => {
    // both in 2010 and 2012; of 2011 beta is missing: the flag of 2012-02 stands on 2010, and one month of 2012
    const flags = findings(
      [
        year(ALPHA, '2010', 5),
        year(BETA, '2010', 5),
        year(ALPHA, '2011', 5),
        year(ALPHA, '2012', 5),
        year(BETA, '2012', 5, { unusual: { '2012-02': 45 } }),
      ],
      [fixedDetector('EARS_C1')],
    );
    expect(flags).toEqual([expect.objectContaining({ at: 25, baseline: 'UNSTABLE' })]);
  });
});

const MONTHLY = { entry: 'multiple', plannedReleases: 2 } as const;

describe('bands', () => {
  test.each([
    [14, 10, 'below 1.5'],
    [15, 10, '1.5 to 2'],
    [20, 10, '2 to 3'],
    [30, 10, '3 to 5'],
    [50, 10, '5 or more'],
    [6, -3, '5 or more'], // never a quotient by less than one
    [2, 0, '2 to 3'],
    [9, null, 'not compared'],
  ])('%d where %s are expected: %s', (count, expected, band) => {
    expect(ratioBandOf(count, 0, expected === null ? null : { expected, standardError: 0 })).toBe(band);
  });

  // LOW is below max(10, 3 standard errors). By hand, with 2 files a month and tau^2 = 16 over seven months: the
  // error is sqrt(18 / 7) = 1.604, so at most 2 + 1.96 x 1.604 = 5.143 were to be expected; of the count
  // 1.96 x 4 = 7.84 may be noise.
  test.each([
    [13, 16, [2, 1.604], 'not compared'], // 5.16 / 5.143 = 1.003; the plain quotient is 6.5
    [16, 16, [2, 1.604], '1.5 to 2'], // 8.16 / 5.143 = 1.587
    [34, 16, [2, 1.604], '5 or more'], // 26.16 / 5.143 = 5.087
    [33, 16, [2, 1.604], '3 to 5'], // 25.16 / 5.143 = 4.892
    [13, 16, [-2, 1.5], '1.5 to 2'], // 5.16 / 2.94 = 1.755: never fewer than none were expected
    [33, 16, [10, 1.9], '3 to 5'], // reliable: 33 / 10
    [33, 16, [10, 3.4], '1.5 to 2'], // 10 < 3 x 3.4: 25.16 / 16.664 = 1.510
  ] as const)('%d with noise %d where %j are expected, and their error: %s', (count, noise, past, band) => {
    const [expected, standardError] = past;
    expect(ratioBandOf(count, noise, { expected, standardError })).toBe(band);
  });

  test('of a false alarm over two files a month never say five times', () => {
    // a month of the running demonstration: released 13 after these seven
    const counts = [4, 7, 2, 1, -3, 3, 2, 13];
    const series = { counts, noise: counts.map(() => 16), frequency: 12 as const };
    const ears = fixedDetector('EARS_C1', { expected: 16 / 7, upper: 11 });
    const judged = { area: null, series, judged: [7], newest: null };
    // the table's own rule: 13 >= max(10, 3 x 4)
    expect(judgeSeries(judged, [ears])).toEqual([
      expect.objectContaining({ at: 7, ratioBand: 'not compared', detectors: ['EARS_C1'] }),
    ]);
    // The twin that divides the two says it.
    expect(13 / (16 / 7)).toBeGreaterThan(5);
  });

  test('of a method that adds up months say nothing of a month that is far on the sum alone', () => {
    const cusum = { ...alarm(21), expected: 20, reach: 0.9 };
    expect(severityOf(23, [cusum])).toBe('WATCH');
    // The twin without a reach of its own: (23 - 20) / (21 - 20) = 3 distances.
    expect(severityOf(23, [{ ...alarm(21), expected: 20 }])).toBe('ELEVATED');
  });

  const alarm = (upper: number): Detection => ({
    ...{ at: 0, expected: 10, upper, statistic: null, alarm: true, baseline: 'OK' },
  });
  test.each([
    ['one alarm, just above its limit', 21, 1, 'WATCH'],
    ['one alarm, half as far again', 25, 1, 'ELEVATED'],
    ['several alarms, just above their limits', 21, 4, 'ELEVATED'],
    ['two alarms, half as far again', 25, 2, 'HIGH'],
  ] as const)('%s', (_title, count, alarms, severity) => {
    // the limit is 20 where 10 are expected
    expect(severityOf(count, Array<Detection>(alarms).fill(alarm(20)))).toBe(severity);
  });

  test('of a method without a limit say nothing about distance', () => {
    expect(severityOf(90, [{ ...alarm(20), upper: null }])).toBe('WATCH');
    expect(severityOf(90, [{ ...alarm(20), expected: null }, alarm(20)])).toBe('ELEVATED');
  });
});
