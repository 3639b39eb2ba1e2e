/**
 * Figures of `indicatorTable` against hand counts. The released integers are written down in `figures`; sigma
 * squared is 8 in L1 and L3, 4 in L2 (standard profile).
 */
import { describe, expect, test } from '@jest/globals';
import type { IndicatorTableArguments, ReleaseDocument } from '@vigil/shared';
import {
  ALPHA,
  BETA,
  GAMMA,
  documentOf,
  kidnapping,
  storedReleases,
  unsignedCoalition,
} from '../releases/release-fixture.js';
import type { FixturePartner } from '../releases/release-fixture.js';
import { sourceOver } from './source-fixture.js';

const alpha2012 = documentOf({
  partner: ALPHA,
  partition: '2012',
  sequence: 1,
  figures: {
    'L1 XA 2012-03': 12,
    'L1 XA 2012-04': -2,
    'L2 XA-01 2012-03': 9,
    'L2 XA-02 2012-03': 4,
    'L3 XA-01 2012': 40,
    'L3 XA-02 2012': 7,
  },
});
const beta2012 = documentOf({
  partner: BETA,
  partition: '2012',
  sequence: 1,
  madeAt: '2013-03-01T12:00:00Z',
  figures: { 'L1 XA 2012-03': 5, 'L1 XA 2012-04': 1, 'L2 XA-01 2012-03': 6, 'L3 XA-01 2012': 25 },
});
const coalition = unsignedCoalition(ALPHA, BETA, GAMMA);

function ask(question: Partial<IndicatorTableArguments>, ...documents: ReleaseDocument[]) {
  const stored = storedReleases(...(documents.length === 0 ? [alpha2012, beta2012] : documents));
  return sourceOver(coalition, stored).indicatorTable({ indicator: 'KIDNAPPING', by: [], ...question });
}

/** The numbers of a cell without the codes that follow from them. */
function numbers(cells: Awaited<ReturnType<typeof ask>>['cells']) {
  return cells.map(
    ({ area, country, month, year, value, released, lower, upper, interval95, reportingPartners }) => [
      area ?? country ?? null,
      month ?? year ?? null,
      {
        value,
        released,
        lower,
        upper,
        interval: [interval95.from, interval95.to],
        partners: reportingPartners,
      },
    ],
  );
}

describe('figures', () => {
  test('area by year: total, bounds and standard error of two partners that overlap', async () => {
    const { cells } = await ask({ by: ['AREA', 'YEAR'] });
    // XA-01: 40 + 25 = 65, SE sqrt(8 + 8) = 4; lower 40 - 2.2414 sqrt 8 = 33.66; upper 65 + 7.84 = 72.84
    // XA-02: alpha alone, 7 < 10; lower 7 - 1.96 sqrt 8 = 1.46; upper 7 + 5.54 = 12.54
    expect(numbers(cells)).toEqual([
      ['XA-01', '2012', { value: 65, released: 65, lower: 33, upper: 73, interval: [57, 73], partners: 2 }],
      ['XA-02', '2012', { value: null, released: 7, lower: 1, upper: 13, interval: [1, 13], partners: 1 }],
    ]);
    expect(cells[0]).toEqual(
      expect.objectContaining({
        country: null,
        month: null,
        countingUnit: 'CASE_FILE',
        standardError: 4,
        obsStatus: 'A',
        confStatus: 'F',
        low: false,
      }),
    );
    expect(cells[1]).toEqual(expect.objectContaining({ obsStatus: 'U', confStatus: 'F', low: true }));
  });

  test('country by month: the country table itself, negative figures included', async () => {
    const { cells } = await ask({ by: ['MONTH', 'COUNTRY'], where: { from: '2012-03', to: '2012-04' } });
    // March 12 + 5 = 17, SE 4; 12 - 6.34 = 5.66. April -2 + 1 = -1; -1 + 7.84 = 6.84
    expect(numbers(cells)).toEqual([
      ['XA', '2012-03', { value: 17, released: 17, lower: 5, upper: 25, interval: [9, 25], partners: 2 }],
      ['XA', '2012-04', { value: null, released: -1, lower: 0, upper: 7, interval: [0, 7], partners: 2 }],
    ]);
  });

  test('asked for some areas of a month, the country figure is their sum', async () => {
    const { cells } = await ask({
      by: ['COUNTRY', 'MONTH'],
      where: { areas: ['XA-01', 'XA-02'], from: '2012-03', to: '2012-03' },
    });
    // 9 + 4 + 6 = 19, variance 3 x 4 = 12, 1.96 SE = 6.79; alpha 13 with variance 8: 13 - 6.34 = 6.66
    expect(numbers(cells)).toEqual([
      ['XA', '2012-03', { value: 19, released: 19, lower: 6, upper: 26, interval: [12, 26], partners: 2 }],
    ]);
  });

  test('months alone are about whole countries, even where one area is all that a partner watches', async () => {
    // beta: L1 has 5 in March with variance 8, its only area has 6 with variance 4
    const { cells } = await ask(
      { by: ['MONTH'], where: { from: '2012-03', to: '2012-03', partners: ['beta'] } },
      beta2012,
    );
    expect(cells.map(({ released, standardError }) => [released, standardError])).toEqual([
      [5, Math.sqrt(8)],
    ]);
  });

  test('cells are those of declared coverage, also where nothing happened', async () => {
    const { cells } = await ask({ by: ['AREA', 'MONTH'] });
    expect(cells.length).toBe(24); // two areas of alpha over twelve months; beta adds none
    expect(
      cells.filter(({ released }) => released !== 0).map(({ area, month }) => `${area} ${month}`),
    ).toEqual(['XA-01 2012-03', 'XA-02 2012-03']);
  });

  test('asked for one partner, the other is not in the figure', async () => {
    const { cells } = await ask({ by: ['AREA', 'YEAR'], where: { partners: ['beta'] } });
    expect(numbers(cells)).toEqual([
      ['XA-01', '2012', { value: 25, released: 25, lower: 19, upper: 31, interval: [19, 31], partners: 1 }],
    ]); // 25 -+ 5.54
  });
});

describe('counting units', () => {
  const persons: FixturePartner = {
    id: 'beta',
    unit: 'PERSON',
    coverage: [kidnapping('XA', ['XA-01'], '2012-01', '2012-12')],
  };
  const betaPersons = documentOf({
    partner: persons,
    partition: '2012',
    sequence: 1,
    figures: { 'L3 XA-01 2012': 25 },
  });

  test('partners that count differently have cells of their own; files and persons are never added', async () => {
    const { cells } = await ask(
      { by: ['AREA', 'YEAR'], where: { areas: ['XA-01'] } },
      alpha2012,
      betaPersons,
    );
    const figures = cells.map(({ countingUnit, released }) => ({ countingUnit, released }));
    expect(figures).toEqual([
      { countingUnit: 'CASE_FILE', released: 40 },
      { countingUnit: 'VICTIM', released: 25 },
    ]);
    // The broken twin: one cell a place, whatever it counts.
    const broken = [alpha2012, betaPersons]
      .flatMap(({ tables }) => tables.filter(({ id }) => id === 'L3').flatMap((table) => table.cells))
      .filter(({ at }) => at[0] === 'XA-01')
      .reduce((sum, { y }) => sum + y, 0);
    expect(figures.map(({ released }) => released)).not.toContain(broken);
  });
});

describe('a partner that reports a country as a whole', () => {
  const whole: FixturePartner = { id: 'beta', coverage: [kidnapping('XA', [], '2012-01', '2012-12')] };
  const betaWhole = documentOf({
    partner: whole,
    partition: '2012',
    sequence: 1,
    figures: { 'L1 XA 2012-03': 5 },
  });

  test('enters country figures and no area figure', async () => {
    const months = await ask(
      { by: ['COUNTRY', 'MONTH'], where: { from: '2012-03', to: '2012-03' } },
      alpha2012,
      betaWhole,
    );
    expect(months.cells.map(({ released, reportingPartners }) => [released, reportingPartners])).toEqual([
      [17, 2],
    ]);
    const areas = await ask({ by: ['AREA', 'YEAR'] }, alpha2012, betaWhole);
    expect(areas.cells.map(({ released, reportingPartners }) => [released, reportingPartners])).toEqual([
      [40, 1],
      [7, 1],
    ]);
  });

  test('keeps its place in a margin over countries: the quieter area table would drop it', async () => {
    const { cells } = await ask(
      { by: ['MONTH'], where: { from: '2012-03', to: '2012-03' } },
      alpha2012,
      betaWhole,
    );
    expect(cells.map(({ released, reportingPartners }) => [released, reportingPartners])).toEqual([[17, 2]]);
  });
});

describe('what stands beside the figures', () => {
  test('asOf is the time of the newest release included', async () => {
    expect((await ask({ by: ['AREA', 'YEAR'] })).asOf).toBe('2013-03-01T12:00:00.000Z');
    expect((await ask({ by: ['AREA', 'YEAR'] }, alpha2012)).asOf).toBe('2013-02-01T00:00:00.000Z');
    // beta has no cell in XA-02, but the coverage of the answer says so: its release is read
    const covered = await ask({ by: ['AREA', 'YEAR'], where: { areas: ['XA-02'] } });
    expect(covered.asOf).toBe('2013-03-01T12:00:00.000Z');
  });

  test('neither asOf nor the version changes with a release that has nothing to do with the indicator', async () => {
    const other: FixturePartner = {
      id: 'omega',
      coverage: [{ ...kidnapping('XA', ['XA-01'], '2012-01', '2012-12'), indicator: 'CENSORSHIP' }],
    };
    const before = await ask({ by: ['AREA', 'YEAR'] });
    const after = await ask(
      { by: ['AREA', 'YEAR'] },
      alpha2012,
      beta2012,
      documentOf({ partner: other, partition: '2012', sequence: 1, madeAt: '2014-01-01T00:00:00Z' }),
    );
    expect([after.asOf, after.dataVersion]).toEqual([before.asOf, before.dataVersion]);
  });

  test('the version of the data changes when coverage does, though no figure changes', async () => {
    const elsewhere = documentOf({
      partner: { id: 'gamma', coverage: [kidnapping('XB', ['XB-01'], '2012-01', '2012-12')] },
      partition: '2012',
      sequence: 1,
    });
    const question = { by: ['AREA' as const, 'YEAR' as const], where: { countries: ['XA'], to: '2012' } };
    const before = await ask(question, alpha2012);
    const after = await ask(question, alpha2012, elsewhere);
    expect(after.cells).toEqual(before.cells);
    // gamma was SILENT in XA-02; its plan of 2012 says that it did not watch there
    expect(before.coverage.map(({ status }) => status)).toContain('SILENT');
    expect(after.coverage).not.toEqual(before.coverage);
    expect(after.dataVersion).not.toBe(before.dataVersion);
  });

  test('the version of the data changes with the releases included and with nothing else', async () => {
    const both = await ask({ by: ['AREA', 'YEAR'] });
    const reversed = await ask({ by: ['COUNTRY', 'YEAR'] }, beta2012, alpha2012);
    const one = await ask({ by: ['AREA', 'YEAR'] }, alpha2012);
    expect(both.dataVersion).toMatch(/^[0-9a-f]{16}$/);
    expect(reversed.dataVersion).toBe(both.dataVersion);
    expect(one.dataVersion).not.toBe(both.dataVersion);
  });

  test('protection says for each partner in the figures what its plan guarantees', async () => {
    const { protection } = await ask({ by: ['AREA', 'YEAR'], where: { areas: ['XA-02'] } });
    // figures of the design's standard profile: at most 69.2 %, epsilon 4.91 at delta 1e-6
    expect(protection.map(({ partner, ...rest }) => ({ partner: partner.id, ...rest }))).toEqual([
      {
        partner: 'alpha',
        profile: 'STANDARD',
        unit: 'CASE_FILE',
        plan: alpha2012.plan.id,
        bestGuess: alpha2012.plan.bestGuess,
        epsilon: alpha2012.plan.epsilon,
        delta: 1e-6,
        reason: 'made for a test',
      },
    ]);
    expect(protection[0]?.bestGuess).toBeLessThanOrEqual(0.692);
  });

  test('the notice says what the figures are not', async () => {
    const { notice } = await ask({ by: ['AREA', 'YEAR'] });
    expect(notice).toMatch(/^Documented, not total/);
    expect(notice).toMatch(/noise .* only/);
    // disclosure-control.md, "The guarantee": said beside it, always
    expect(notice).toMatch(/one unit and one calendar year/);
    expect(notice).toMatch(/several years .* add up, and so do several partners/);
  });
});

describe('time', () => {
  const corrected = documentOf({
    partner: ALPHA,
    partition: '2012',
    sequence: 2,
    madeAt: '2014-02-01T00:00:00Z',
    figures: { 'L3 XA-01 2012': 44 },
  });
  const figures = async (asOf: string | null) => {
    const { cells } = await ask(
      { by: ['AREA', 'YEAR'], where: { areas: ['XA-01'], partners: ['alpha'] }, asOf },
      alpha2012,
      corrected,
    );
    return cells.map(({ released }) => released);
  };

  test('a later release of the same year replaces the earlier one and is never added to it', async () => {
    expect(await figures(null)).toEqual([44]);
  });

  test('asOf answers from what had been made by then', async () => {
    expect(await figures('2013-02-01T00:00:00.000Z')).toEqual([40]);
    expect(await figures('2014-01-31T23:59:59.999Z')).toEqual([40]);
    expect(await figures('2014-02-01T00:00:00.000Z')).toEqual([44]);
  });

  test('before the first release there is no answer', async () => {
    await expect(figures('2013-01-31T23:59:59.999Z')).rejects.toMatchObject({
      extensions: { code: 'NOT_AVAILABLE' },
    });
  });
});
