/**
 * Country by year has no table of its own: the declared mean of the margins of L4 to L6, against hand counts. Sigma
 * squared is 8 in each of them (standard profile, entry single).
 */
import { describe, expect, test } from '@jest/globals';
import { inverseVarianceMean, roundHalfToEven } from '@vigil/gateway';
import { parseFraction } from '@vigil/shared';
import type { IndicatorTableArguments, ReleaseDocument } from '@vigil/shared';
import {
  ALPHA,
  documentOf,
  kidnapping,
  storedReleases,
  unsignedCoalition,
} from '../releases/release-fixture.js';
import type { FixturePartner } from '../releases/release-fixture.js';
import { sourceOver } from './source-fixture.js';

/** One cell of each table holds the whole margin. */
const figures = {
  'L3 XA-01 2012': 40,
  'L3 XA-02 2012': 10,
  'L4 XA 2012 JOURNALIST': 60,
  'L5 XA 2012 STATE': 57,
  'L6 XA 2012 FEMALE A18_24': 30,
};
const alpha2012 = documentOf({ partner: ALPHA, partition: '2012', sequence: 1, figures });
const whole: FixturePartner = { id: 'beta', coverage: [kidnapping('XA', [], '2012-01', '2012-12')] };
const betaWhole = documentOf({ partner: whole, partition: '2012', sequence: 1, figures });

function ask(question: Partial<IndicatorTableArguments>, ...documents: ReleaseDocument[]) {
  const source = sourceOver(unsignedCoalition(ALPHA, whole), storedReleases(...documents));
  return source.indicatorTable({ indicator: 'KIDNAPPING', by: ['COUNTRY', 'YEAR'], ...question });
}

// Variances of the margins, cells x 8: L4 9 x 8 = 72, L5 4 x 8 = 32, L6 5 x 11 x 8 = 440.
// Weights by 1/variance over 15840: 220, 495, 36; together 751.
// (60 x 220 + 57 x 495 + 30 x 36) / 751 = 42495 / 751 = 56.58
const VARIANCE = 15840 / 751; // SE 4.593

describe('one partner', () => {
  test('the figure is the inverse-variance mean of three margins, its error smaller than each of theirs', async () => {
    const { cells, tables } = await ask({}, betaWhole);
    expect(cells.map(({ released }) => released)).toEqual([57]);
    expect(cells[0]?.standardError).toBeCloseTo(Math.sqrt(VARIANCE), 12);
    expect(cells[0]?.standardError).toBeLessThan(Math.sqrt(32)); // of L5 alone, the best of the three
    expect(tables).toEqual(['L4', 'L5', 'L6']);
  });

  test('the sum over areas has no part in it: files without a known area are not in that', async () => {
    const { cells, tables } = await ask({}, alpha2012);
    expect(cells.map(({ released }) => released)).toEqual([57]);
    expect(tables).toEqual(['L4', 'L5', 'L6']);
    // with L3 (50, variance 16) it would be 52.84
  });

  test('broken twins give other figures: the best margin alone, and a plain mean', () => {
    const [L4, L5, L6] = [60, 57, 30];
    expect((L4 + L5 + L6) / 3).toBe(49);
    expect((L4 * 72 + L5 * 32 + L6 * 440) / 544).toBeLessThan(40); // weighed by the variance itself
  });
});

describe('several partners, countries and years', () => {
  test('each partner has its own mean; their sum is the figure, with both variances', async () => {
    const { cells } = await ask({}, alpha2012, betaWhole);
    expect(cells.map(({ released, reportingPartners }) => [released, reportingPartners])).toEqual([
      [57 + 57, 2],
    ]);
    expect(cells[0]?.standardError).toBeCloseTo(Math.sqrt(2 * VARIANCE), 12);
  });

  test('asked by year, by country or for everything, it is the sum of the same figures', async () => {
    const alpha2013 = documentOf({
      partner: ALPHA,
      partition: '2013',
      sequence: 2,
      figures: { 'L5 XA 2013 STATE': 100 },
    });
    const released = async (by: IndicatorTableArguments['by']) =>
      (await ask({ by }, alpha2012, alpha2013)).cells.map((cell) => cell.released);
    // 2013: 100 x 495 / 751 = 65.91
    expect(await released(['COUNTRY', 'YEAR'])).toEqual([57, 66]);
    expect(await released(['YEAR'])).toEqual([57, 66]);
    expect(await released(['COUNTRY'])).toEqual([123]);
    expect(await released([])).toEqual([123]);
  });

  test('persons counted beside files have no such figure: no two of their margins estimate the same number', async () => {
    const victims = documentOf({
      partner: ALPHA,
      partition: '2012',
      sequence: 1,
      input: { victimCap: 3 },
      figures,
    });
    const { cells } = await ask({}, victims);
    expect(cells.map(({ countingUnit, released }) => [countingUnit, released])).toEqual([['CASE_FILE', 57]]);
  });
});

describe('exact arithmetic', () => {
  // IEEE 754, round half to even; by hand
  test.each([
    [5n, 2n, 2n],
    [7n, 2n, 4n],
    [-5n, 2n, -2n],
    [-7n, 2n, -4n],
    [-1n, 2n, 0n],
    [10n, 3n, 3n],
    [11n, 3n, 4n],
    [-10n, 3n, -3n],
    [-11n, 3n, -4n],
    [6n, 3n, 2n],
  ])('%s/%s is rounded to %s', (numerator, denominator, rounded) => {
    expect(roundHalfToEven(numerator, denominator)).toBe(rounded);
  });

  test('a mean of equal variances is the plain mean, halves to even', () => {
    const mean = (...ys: number[]) =>
      inverseVarianceMean(ys.map((y) => ({ y, variance: parseFraction('8') }))).y;
    expect([mean(2, 3), mean(3, 4), mean(-2, -3), mean(1, 1, 2)]).toEqual([2, 4, -2, 1]);
  });
});
