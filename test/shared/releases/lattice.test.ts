/** The lattice comes from declared coverage and the calendar. */
import { describe, expect, test } from '@jest/globals';
import { releaseDimensionsOf, latticeCells, type DeclaredCoverage, type TableId } from '@vigil/shared';

const coverage: DeclaredCoverage[] = [
  { indicator: 'KIDNAPPING', country: 'XB', areas: [], from: '2012-11', to: '2013-02' },
  { indicator: 'KIDNAPPING', country: 'XA', areas: ['XA-02', 'XA-01'], from: '2011-01', to: '2012-02' },
  { indicator: 'KIDNAPPING', country: 'XA', areas: ['XA-02'], from: '2012-02', to: '2012-03' },
  { indicator: 'CENSORSHIP', country: 'XA', areas: ['XA-03'], from: '2012-01', to: '2012-12' },
];
const cells = (table: TableId, partition: string): string[] =>
  latticeCells({ table, indicator: 'KIDNAPPING', partition, coverage }).map(({ address }) => address);

describe('lattice', () => {
  test('L1 has a cell for every covered month of a country, in order, overlaps once', () => {
    expect(cells('L1', '2012')).toEqual([
      'KIDNAPPING|XA|2012-01',
      'KIDNAPPING|XA|2012-02',
      'KIDNAPPING|XA|2012-03',
      'KIDNAPPING|XB|2012-11',
      'KIDNAPPING|XB|2012-12',
    ]);
  });

  test('L2 and L3 have the declared areas only: a country reported as a whole has none', () => {
    expect(cells('L2', '2012')).toEqual([
      'KIDNAPPING|XA-01|2012-01',
      'KIDNAPPING|XA-01|2012-02',
      'KIDNAPPING|XA-02|2012-01',
      'KIDNAPPING|XA-02|2012-02',
      'KIDNAPPING|XA-02|2012-03',
    ]);
    expect(cells('L3', '2012')).toEqual(['KIDNAPPING|XA-01|2012', 'KIDNAPPING|XA-02|2012']);
    expect(cells('L3', '2013')).toEqual([]);
  });

  test('a year outside the coverage has no cell', () => {
    expect(cells('L1', '2014')).toEqual([]);
  });

  test('L4 to L6 have every word of their code lists beside each covered country, L7 beside each area', () => {
    // api.md: 9 victim groups, 4 perpetrator types, 5 sexes and 11 age bands; two countries, two areas
    expect(['L4', 'L5', 'L6', 'L7'].map((table) => cells(table as TableId, '2012').length)).toEqual([
      2 * 9,
      2 * 4,
      2 * 5 * 11,
      2 * 9,
    ]);
    expect(cells('L5', '2012').slice(0, 5)).toEqual([
      'KIDNAPPING|XA|2012|STATE',
      'KIDNAPPING|XA|2012|PRO_STATE',
      'KIDNAPPING|XA|2012|NON_STATE',
      'KIDNAPPING|XA|2012|UNKNOWN',
      'KIDNAPPING|XB|2012|STATE',
    ]);
    expect(cells('L6', '2012')[11]).toBe('KIDNAPPING|XA|2012|MALE|A0_4');
    expect(cells('L7', '2012').at(-1)).toBe('KIDNAPPING|XA-02|2012|UNKNOWN');
  });

  test('LATE has the twelve months of its year, CLIPPED a cell a country; neither without coverage', () => {
    expect(cells('LATE', '2012')).toHaveLength(12);
    expect(cells('LATE', '2012')[0]).toBe('KIDNAPPING|2012-01');
    expect(cells('CLIPPED', '2012')).toEqual(['KIDNAPPING|XA|2012', 'KIDNAPPING|XB|2012']);
    expect([...cells('LATE', '2014'), ...cells('CLIPPED', '2014')]).toEqual([]);
  });

  test('a release of one month has the cells of that month', () => {
    const ofMonth = latticeCells({
      table: 'L1',
      indicator: 'KIDNAPPING',
      partition: '2012',
      part: '2012-02',
      coverage,
    });
    expect(ofMonth.map(({ address }) => address)).toEqual(['KIDNAPPING|XA|2012-02']);
  });

  test('dimensions stand in the order of the code list', () => {
    expect(releaseDimensionsOf('L1')).toEqual(['COUNTRY', 'MONTH']);
    expect(releaseDimensionsOf('L2')).toEqual(['AREA', 'MONTH']);
    expect(releaseDimensionsOf('L3')).toEqual(['AREA', 'YEAR']);
    expect(releaseDimensionsOf('L6')).toEqual(['COUNTRY', 'YEAR', 'SEX', 'AGE_BAND']);
    expect(releaseDimensionsOf('LATE')).toEqual(['MONTH_RECEIVED']);
    expect(releaseDimensionsOf('CLIPPED')).toEqual(['COUNTRY', 'YEAR']);
  });
});
