/** The lattice comes from declared coverage and the calendar. */
import { describe, expect, test } from '@jest/globals';
import { dimensionsOf, latticeCells, type DeclaredCoverage, type ReleasedTable } from '@vigil/shared';

const coverage: DeclaredCoverage[] = [
  { indicator: 'KIDNAPPING', country: 'XB', areas: [], from: '2012-11', to: '2013-02' },
  { indicator: 'KIDNAPPING', country: 'XA', areas: ['XA-02', 'XA-01'], from: '2011-01', to: '2012-02' },
  { indicator: 'KIDNAPPING', country: 'XA', areas: ['XA-02'], from: '2012-02', to: '2012-03' },
  { indicator: 'CENSORSHIP', country: 'XA', areas: ['XA-03'], from: '2012-01', to: '2012-12' },
];
const cells = (table: ReleasedTable, partition: string): string[] =>
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

  test('dimensions stand in the order of the code list', () => {
    expect(dimensionsOf('L1')).toEqual(['COUNTRY', 'MONTH']);
    expect(dimensionsOf('L2')).toEqual(['AREA', 'MONTH']);
    expect(dimensionsOf('L3')).toEqual(['AREA', 'YEAR']);
  });
});
