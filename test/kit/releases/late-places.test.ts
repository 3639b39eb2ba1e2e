/** `LATE` counts what could have entered a table, had it come in time: nothing of a place that was never declared. */
import { describe, expect, test } from '@jest/globals';
import { NOTHING_FROZEN, capContributions, type Contribution } from '@vigil/kit';
import { planFor, row } from './capped-rows.js';

// coverage of the plan: XA 2012-01 to 2013-12, XB 2012-03 to 2012-08
const plan = planFor('CASE_FILE', { optionalTables: ['LATE'] });
const late = (changes: Partial<Contribution>, partition = '2013'): string[] =>
  capContributions({
    contributions: [row({ monthReceived: `${partition}-05`, ...changes })],
    ...{ plan, partition, frozen: NOTHING_FROZEN },
    choiceKey: new Uint8Array(32).fill(9),
    lastReleases: new Map([
      ['2011', new Date('2012-02-01T00:00:00.000Z')],
      ['2012', new Date('2013-02-01T00:00:00.000Z')],
    ]),
  }).flatMap(({ entered }) => entered.map(({ table, cell }) => `${table} ${cell}`));

const COUNTED = ['LATE KIDNAPPING|2013-05'];

describe('a late file counts', () => {
  test.each([
    ['of a declared country', { month: '2012-06' }],
    ['of a declared country whose area is not declared', { month: '2012-06', area: 'XA-77' }],
    ['of a country declared in its month, though in none of this year', { country: 'XB', month: '2012-08' }],
    ['without a month, of a country declared in its year', { country: 'XB', month: null }],
  ])('%s', (_of, changes) => {
    expect(late({ area: null, ...changes })).toEqual(COUNTED);
  });

  test('of a year of which the plan says nothing, where the country is declared', () => {
    expect(late({ year: '2011', month: '2011-06' }, '2012')).toEqual(['LATE KIDNAPPING|2012-05']);
  });
});

describe('a late file counts nowhere', () => {
  test.each([
    ['of a country that was never declared', { country: 'XC', month: '2012-06' }],
    ['of such a country, without a month', { country: 'XC', month: null }],
    ['of a country that was not declared in its month', { country: 'XB', month: '2012-09' }],
    [
      'of such a country in a year of which the plan says nothing',
      { country: 'XC', year: '2011', month: '2011-06' },
    ],
  ])('%s', (_of, changes) => {
    expect(late({ area: null, ...changes })).toEqual([]);
  });

  test('of an indicator that is declared elsewhere only', () => {
    const coverage = plan.coverage.filter(
      ({ indicator, country }) => indicator !== 'KIDNAPPING' || country === 'XB',
    );
    const counted = capContributions({
      contributions: [row({ monthReceived: '2013-05', month: '2012-06' })],
      plan: planFor('CASE_FILE', { optionalTables: ['LATE'], coverage }),
      ...{ partition: '2013', frozen: NOTHING_FROZEN, choiceKey: new Uint8Array(32).fill(9) },
      lastReleases: new Map([['2012', new Date('2013-02-01T00:00:00.000Z')]]),
    });
    expect(counted).toEqual([]);
  });
});
