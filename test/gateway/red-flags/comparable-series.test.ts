/** Series compare like with like: who reports decides which months may be compared. */
import { describe, expect, test } from '@jest/globals';
import { comparableSeries, publishedSeries } from '@vigil/gateway';
import type { ComparableSeries } from '@vigil/gateway';
import { kidnapping, storedReleases } from '../releases/release-fixture.js';
import type { FixturePartner } from '../releases/release-fixture.js';
import { ALPHA, BETA, year } from './flag-fixture.js';

function countrySeries(...documents: ReturnType<typeof year>[]): ComparableSeries[] {
  return publishedSeries(storedReleases(...documents))
    .filter(({ area }) => area === null)
    .flatMap(comparableSeries);
}

/** counts, shortened: `3x10 2x- 1x5` */
function shape({ series }: ComparableSeries): string {
  const runs: [string, number][] = [];
  for (const count of series.counts) {
    const text = count === null ? '-' : String(count);
    const last = runs.at(-1);
    if (last?.[0] === text) last[1] += 1;
    else runs.push([text, 1]);
  }
  return runs.map(([text, times]) => `${times}x${text}`).join(' ');
}

describe('a series', () => {
  test('is the unclamped sum of the released months, with the sum of the variances of their noise', () => {
    // standard profile, single: L1 at sigma^2 = 8 (design, disclosure control, rule 4); two partners, 16
    const all = countrySeries(year(ALPHA, '2010', 3, { unusual: { '2010-04': -7 } }), year(BETA, '2010', 4));
    expect(all).toHaveLength(1);
    expect(all.map(shape)).toEqual(['3x7 1x-3 8x7']);
    expect(all[0]?.series.noise).toEqual(Array(12).fill(16));
    expect(all[0]?.series.frequency).toBe(12);
  });

  test('judges months of two reporters against months of both, and months of one against that one alone', () => {
    // 2010 both (10 + 100), 2011 alpha alone, 2012 both again
    const all = countrySeries(
      year(ALPHA, '2010', 10),
      year(BETA, '2010', 100),
      year(ALPHA, '2011', 11),
      year(ALPHA, '2012', 12),
      year(BETA, '2012', 100),
    );
    expect(all.map((series) => [shape(series), series.judged.length, series.judged[0]])).toEqual([
      ['12x110 12x- 12x112', 24, 0],
      ['12x10 12x11', 12, 12],
    ]);
  });

  test('begins anew when a partner watches other areas or enters files in another way', () => {
    const wider: FixturePartner = {
      id: 'alpha',
      coverage: [kidnapping('XA', ['XA-01', 'XA-02'], '2010-01', '2013-12')],
    };
    expect(countrySeries(year(ALPHA, '2010', 10), year(wider, '2011', 20)).map(shape)).toEqual([
      '12x10',
      '12x20',
    ]);
    const multiple = year(ALPHA, '2011', 20, { input: { entry: 'multiple' } });
    expect(countrySeries(year(ALPHA, '2010', 10), multiple).map(shape)).toEqual(['12x10', '12x20']);
    const once = year(ALPHA, '2011', 20, { input: { yearsPerUnit: 1 } });
    expect(countrySeries(year(ALPHA, '2010', 10), once).map(shape)).toEqual(['12x10', '12x20']);
    const stricter = year(ALPHA, '2011', 20, { profile: 'STRICT' });
    expect(countrySeries(year(ALPHA, '2010', 10), stricter).map(shape)).toEqual(['12x10 12x20']);
  });

  test('never adds different counting units', () => {
    const persons: FixturePartner = { ...BETA, unit: 'PERSON' };
    const all = countrySeries(year(ALPHA, '2010', 10), year(persons, '2010', 100));
    expect(all.map(shape)).toEqual(['12x10', '12x100']);
  });

  test('of an area has only partners that report it', () => {
    const areas = publishedSeries(storedReleases(year(ALPHA, '2010', 5), year(BETA, '2010', 9)))
      .filter(({ area }) => area === 'XA-01')
      .flatMap(comparableSeries);
    expect(areas.map(shape)).toEqual(['12x5']);
    // L2 of the standard profile, single: sigma^2 = 4
    expect(areas[0]?.series.noise[0]).toBe(4);
  });
});
