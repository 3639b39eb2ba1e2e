/** The error report: standard errors counted by hand, and a page with the same figures. */
import { describe, expect, test } from '@jest/globals';
import {
  errorReport,
  errorReportPage,
  type ErrorReport,
  type PlanInput,
  type ReleaseDocument,
} from '@vigil/shared';
import { exampleDocument } from './example-documents.js';
import { expectSelfContained } from './self-contained.js';

const areas = Array.from({ length: 30 }, (_, index) => `XA-${String(index + 1).padStart(2, '0')}`);
const whole = { indicator: 'KIDNAPPING', country: 'XA', areas, from: '2012-01', to: '2012-12' } as const;
const reportOf = (change: Partial<PlanInput> = {}, earlier?: ReleaseDocument): ErrorReport =>
  errorReport(exampleDocument({ coverage: [{ ...whole, areas }], ...change }), earlier);
const margin = (report: ErrorReport, by: string): ErrorReport['margins'][number] | undefined =>
  report.margins.find((each) => each.by.join(' ') === by);

describe('the error report', () => {
  test('has the standard error, the half width and the smallest reliable figure of each table', () => {
    const { tables } = reportOf();
    expect(tables.map(({ id, cells }) => [id, cells])).toEqual([
      ['L1', 12],
      ['L2', 360],
      ['L3', 30],
      ['L4', 9],
      ['L5', 4],
      ['L6', 55],
      ['L7', 270],
    ]);
    // sqrt(8) = 2.828, 1.96 times that 5.54; max(10, 3 SE) is 10 for both variances
    expect(tables[0]).toMatchObject({
      sigma2: '8',
      smallestShown: 10,
      countingUnit: 'CASE_FILE',
      stage: 'FINAL',
    });
    expect(tables[0]?.standardError).toBeCloseTo(2.828, 3);
    expect(tables[0]?.halfWidth95).toBeCloseTo(5.544, 3);
    expect(tables[1]).toMatchObject({ sigma2: '4', standardError: 2, halfWidth95: 3.92 });
    // strict: sqrt(32) = 5.66, three times that 16.97
    expect(reportOf({ profile: 'STRICT' }).tables[0]?.smallestShown).toBe(17);
  });

  test('a country’s year is the inverse-variance mean of the margins of L4 to L6', () => {
    // 1 / (1/72 + 1/32 + 1/440) = 21.092; design: standard error 4.6
    const found = margin(reportOf(), 'COUNTRY YEAR');
    expect(found?.standardError).toBeCloseTo(Math.sqrt(21.092), 3);
    expect(found?.from).toEqual([
      { id: 'L4', cells: 9 },
      { id: 'L5', cells: 4 },
      { id: 'L6', cells: 55 },
    ]);
    expect(found?.smallestShown).toBe(14);
  });

  test('a margin of one table adds its cells: 11 age bands a sex, 5 sexes an age band', () => {
    const report = reportOf();
    expect(margin(report, 'COUNTRY YEAR SEX')).toMatchObject({
      from: [{ id: 'L6', cells: 11 }],
      standardError: expect.closeTo(Math.sqrt(88), 6) as unknown,
    });
    expect(margin(report, 'COUNTRY YEAR AGE_BAND')).toMatchObject({
      from: [{ id: 'L6', cells: 5 }],
      standardError: expect.closeTo(Math.sqrt(40), 6) as unknown,
    });
  });

  test('months that come one by one are one table of their stage; victims stand beside files', () => {
    const months = reportOf({ entry: 'multiple', plannedReleases: 2 }).tables.filter(({ id }) => id === 'L1');
    expect(months.map(({ stage, cells, sigma2 }) => [stage, cells, sigma2])).toEqual([
      ['PROVISIONAL', 12, '48'],
      ['FINAL', 12, '48'],
    ]);
    const victims = reportOf({ victimCap: 3 });
    expect(victims.tables.filter(({ id }) => id === 'L1').map(({ countingUnit }) => countingUnit)).toEqual([
      'CASE_FILE',
      'VICTIM',
    ]);
    expect(
      victims.margins.filter(({ by }) => by.length === 2).map(({ countingUnit }) => countingUnit),
    ).toEqual(['CASE_FILE']);
    expect(
      victims.margins.filter(({ by }) => by.length === 3).map(({ countingUnit }) => countingUnit),
    ).toEqual(['CASE_FILE', 'CASE_FILE', 'VICTIM', 'VICTIM']);
  });

  test('what figures as large as an earlier release’s would look like comes from that release alone', () => {
    const earlier = exampleDocument({ coverage: [{ ...whole, areas }] });
    const months = earlier.tables[0];
    // hand count: 12 cells, of which 20, 30 and 40 reach 10; the middle one is 30, and 2.828 / 30 = 9.4 %
    months?.cells.forEach((cell, index) => (cell.y = [20, 30, 40][index] ?? 3));
    const [first] = reportOf({}, earlier).tables;
    expect(first?.expected).toMatchObject({ release: 'one.2012.1', shownShare: 0.25 });
    expect(first?.expected?.medianRelativeError).toBeCloseTo(0.0943, 4);
    // the page says every ± at 95 %: 1.96 times 9.43 %
    expect(errorReportPage(reportOf({}, earlier))).toContain('<td>25 % reliable, ±18.5 %</td>');
    months?.cells.forEach((cell) => (cell.y = 9));
    expect(reportOf({}, earlier).tables[0]?.expected).toMatchObject({
      shownShare: 0,
      medianRelativeError: null,
    });
    expect(reportOf().tables[0]?.expected).toBeNull();
  });
});

test('the page is one file of escaped text, without script, and has every figure', () => {
  const page = errorReportPage(reportOf());
  expectSelfContained(page);
  for (const text of [
    '4.59',
    '2.83',
    '<td class="n">5.5</td>',
    'L6 (55 cells)',
    'victim group',
    'one.2012.1',
  ])
    expect(page).toContain(text);
});
