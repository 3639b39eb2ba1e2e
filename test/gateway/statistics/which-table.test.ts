import { describe, expect, test } from '@jest/globals';
import { whichTable } from '@vigil/gateway';
import { parseFraction } from '@vigil/shared';
import type { Dimension, TableId } from '@vigil/shared';

type Costs = Partial<Record<TableId, { reach: number; sigma2: string }>>;

function choose(needed: readonly Dimension[], costs: Costs = {}): string {
  return whichTable(needed, (id) => {
    const cost = costs[id];
    return cost === undefined ? null : { reach: cost.reach, variance: parseFraction(cost.sigma2) };
  });
}

describe('a question with the dimensions of a table', () => {
  test.each<[TableId, Dimension[]]>([
    ['L1', ['COUNTRY', 'MONTH']],
    ['L1', ['MONTH', 'YEAR', 'COUNTRY']],
    ['L2', ['AREA', 'MONTH']],
    ['L2', ['COUNTRY', 'AREA', 'YEAR', 'MONTH']],
    ['L3', ['AREA', 'YEAR']],
    ['L4', ['COUNTRY', 'YEAR', 'VICTIM_GROUP']],
    ['L5', ['COUNTRY', 'YEAR', 'PERPETRATOR_TYPE']],
    ['L6', ['COUNTRY', 'YEAR', 'SEX', 'AGE_BAND']],
    ['L7', ['COUNTRY', 'AREA', 'YEAR', 'VICTIM_GROUP']],
  ])('is answered by %s alone, whatever the others would cost: %j', (id, needed) => {
    const cheap = { reach: 99, sigma2: '1/9' };
    expect(choose(needed, { L1: cheap, L2: cheap, L3: cheap, L7: cheap })).toBe(id);
  });
});

describe('a margin', () => {
  test('what needs no more than country and year is answered by the declared mean, whose error is the smallest', () => {
    const costs: Costs = { L1: { reach: 9, sigma2: '1' }, L3: { reach: 1, sigma2: '99' } };
    for (const needed of [['COUNTRY', 'YEAR'], ['YEAR'], ['COUNTRY'], []] as const) {
      expect(choose(needed, costs)).toBe('COUNTRY_YEAR');
    }
  });

  test('a question about years is never answered from months, which lack undated acts', () => {
    const cheap = { reach: 9, sigma2: '1' };
    expect(choose(['AREA'], { L1: cheap, L2: cheap, L3: { reach: 1, sigma2: '99' } })).toBe('L3');
  });

  test('the smallest standard error answers, the lowest number on a tie', () => {
    const areas = (L3: string, L7: string) =>
      choose(['AREA'], { L3: { reach: 1, sigma2: L3 }, L7: { reach: 1, sigma2: L7 } });
    expect(areas('8', '4')).toBe('L7');
    expect(areas('8', '72')).toBe('L3');
    expect(areas('8', '8')).toBe('L3');
  });

  test('countries are never narrowed to areas because the area table is quieter', () => {
    expect(choose(['MONTH'], { L1: { reach: 1, sigma2: '16' }, L2: { reach: 1, sigma2: '4' } })).toBe('L1');
    const groups: Dimension[] = ['YEAR', 'VICTIM_GROUP'];
    expect(choose(groups, { L4: { reach: 1, sigma2: '16' }, L7: { reach: 1, sigma2: '8' } })).toBe('L4');
  });

  test('area tables answer where no country table does', () => {
    expect(choose(['MONTH'], { L2: { reach: 1, sigma2: '4' } })).toBe('L2');
    expect(choose(['VICTIM_GROUP'], { L7: { reach: 1, sigma2: '72' } })).toBe('L7');
  });

  test('a table that leaves a partner out does not win by being quieter', () => {
    expect(choose(['AREA'], { L3: { reach: 2, sigma2: '16' }, L7: { reach: 1, sigma2: '4' } })).toBe('L3');
  });

  test('a table that nobody released is named all the same, so that the answer can say so', () => {
    expect(choose(['MONTH'])).toBe('L1');
    expect(choose(['YEAR', 'SEX'])).toBe('L6');
  });
});

describe('anything else', () => {
  test.each<[Dimension[]]>([
    [['COUNTRY', 'MONTH', 'VICTIM_GROUP']],
    [['AREA', 'SEX']],
    [['VICTIM_GROUP', 'PERPETRATOR_TYPE']],
    [['MONTH', 'AGE_BAND']],
  ])('is refused with the combinations that exist: %j', (needed) => {
    expect(() => choose(needed)).toThrow(
      expect.objectContaining({
        code: 'TABLE_NOT_IN_LATTICE',
        audience: 'caller',
        extensions: {
          allowed: [
            ['COUNTRY', 'MONTH'],
            ['AREA', 'MONTH'],
            ['AREA', 'YEAR'],
            ['COUNTRY', 'YEAR', 'VICTIM_GROUP'],
            ['COUNTRY', 'YEAR', 'PERPETRATOR_TYPE'],
            ['COUNTRY', 'YEAR', 'SEX', 'AGE_BAND'],
            ['AREA', 'YEAR', 'VICTIM_GROUP'],
            ['COUNTRY', 'YEAR'],
          ],
        },
      }),
    );
  });
});
