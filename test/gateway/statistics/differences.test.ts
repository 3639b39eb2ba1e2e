/**
 * Differences of figures: cells that stand in both cancel out, so the error is that of what is left. Sigma squared is 8
 * (standard profile, entry single); everything else is counted by hand.
 */
import { describe, expect, test } from '@jest/globals';
import type { CellFilter, Dimension, IndicatorTable, ReleaseDocument } from '@vigil/shared';
import { ALPHA, BETA, documentOf, storedReleases, unsignedCoalition } from '../releases/release-fixture.js';
import { sourceOver } from './source-fixture.js';

const coalition = unsignedCoalition(ALPHA, BETA);
const alpha2012 = documentOf({
  partner: ALPHA,
  partition: '2012',
  sequence: 1,
  figures: {
    'L3 XA-01 2012': 40,
    'L3 XA-02 2012': 7,
    'L4 XA 2012 JOURNALIST': 30,
    'L4 XA 2012 STUDENT': 12,
    'L5 XA 2012 STATE': 47,
  },
});
const alpha2013 = documentOf({
  partner: ALPHA,
  partition: '2013',
  sequence: 2,
  figures: { 'L3 XA-01 2013': 55 },
});
const beta2012 = documentOf({
  partner: BETA,
  partition: '2012',
  sequence: 1,
  figures: { 'L3 XA-01 2012': 25 },
});

interface Compared {
  readonly by: readonly Dimension[];
  readonly where: CellFilter;
  readonly compareWith: CellFilter;
}

async function compare(
  question: Compared,
  ...documents: ReleaseDocument[]
): Promise<IndicatorTable['cells']> {
  const source = sourceOver(coalition, storedReleases(...documents));
  return (await source.indicatorTable({ indicator: 'KIDNAPPING', ...question })).cells;
}

const byArea = { by: ['AREA', 'YEAR'] as const };

describe('a difference', () => {
  test('of two periods has the errors of both', async () => {
    const cells = await compare(
      {
        by: ['AREA'],
        where: { areas: ['XA-01'], from: '2013', to: '2013' },
        compareWith: { areas: ['XA-01'], from: '2012', to: '2012' },
      },
      alpha2012,
      alpha2013,
    );
    // 55 - 40 = 15, SE sqrt(8 + 8) = 4; 1.96 x 4 = 7.84
    expect(cells.map(({ difference }) => difference)).toEqual([
      { released: 15, standardError: 4, interval95: { from: 7, to: 23 } },
    ]);
  });

  test('of all partners and one of them has the error of the others alone', async () => {
    const cells = await compare(
      { ...byArea, where: { areas: ['XA-01'] }, compareWith: { partners: ['alpha'] } },
      alpha2012,
      beta2012,
    );
    // 65 - 40 = 25, beta's own figure with its own error sqrt 8; without the covariance it would be sqrt(16 + 8)
    const [cell] = cells;
    expect(cell?.difference).toEqual({
      released: 25,
      standardError: Math.sqrt(8),
      interval95: { from: 19, to: 31 },
    });
    const broken = Math.sqrt((cell?.standardError ?? 0) ** 2 + 8);
    expect(cell?.difference?.standardError).not.toBeCloseTo(broken, 3);
  });

  test('of a figure and itself is nothing, exactly', async () => {
    const cells = await compare({ by: ['COUNTRY', 'YEAR'], where: {}, compareWith: {} }, alpha2012, beta2012);
    expect(cells.map(({ difference }) => difference)).toEqual([
      { released: 0, standardError: 0, interval95: { from: 0, to: 0 } },
    ]);
  });

  test('of a country and one group of victims knows the margin that both are made of', async () => {
    const [cell] = await compare(
      { by: ['COUNTRY', 'YEAR'], where: {}, compareWith: { victimGroups: ['JOURNALIST'] } },
      alpha2012,
    );
    // Precisions of L4 (9 cells), L5 (4), L6 (55): 1/72, 1/32, 1/440; their sum is P = 751/15840. L4 has
    // the weight w = (1/72)/P = 220/751. The mean has variance 1/P; the cell of journalists stands in it with w and is
    // taken off with 1: 1/P - w^2 x 8 + (w - 1)^2 x 8 = 1/P + 8 - 16 w.
    const variance = 15840 / 751 + 8 - (16 * 220) / 751;
    // (42 x 220 + 47 x 495 + 0 x 36) / 751 = 32505 / 751 = 43.28; 43 - 30 = 13
    expect(cell?.difference?.released).toBe(13);
    expect(cell?.difference?.standardError).toBeCloseTo(Math.sqrt(variance), 12);
  });

  test('may be below zero, and so may its interval', async () => {
    const [cell] = await compare(
      { by: ['YEAR'], where: { areas: ['XA-02'] }, compareWith: { areas: ['XA-01'] } },
      alpha2012,
    );
    // 7 - 40 = -33 -+ 7.84
    expect(cell?.difference).toEqual({ released: -33, standardError: 4, interval95: { from: -41, to: -25 } });
  });

  test('is none where nothing stands there, or nothing was asked', async () => {
    const question = { ...byArea, where: { areas: ['XA-02'] } };
    const other = await compare({ ...question, compareWith: { partners: ['beta'] } }, alpha2012, beta2012);
    expect(other.map(({ difference }) => difference)).toEqual([null]);
    const source = sourceOver(coalition, storedReleases(alpha2012));
    const plain = await source.indicatorTable({ indicator: 'KIDNAPPING', ...question });
    expect(plain.cells.map(({ difference }) => difference)).toEqual([null]);
  });

  test('is never one of different counting units', async () => {
    const persons = documentOf({
      partner: { ...BETA, unit: 'PERSON' },
      partition: '2012',
      sequence: 1,
      figures: { 'L3 XA-01 2012': 25 },
    });
    const cells = await compare(
      { ...byArea, where: { areas: ['XA-01'] }, compareWith: { partners: ['beta'] } },
      alpha2012,
      persons,
    );
    expect(cells.map(({ countingUnit, difference }) => [countingUnit, difference?.released ?? null])).toEqual(
      [
        ['CASE_FILE', null],
        ['VICTIM', 0],
      ],
    );
  });
});
