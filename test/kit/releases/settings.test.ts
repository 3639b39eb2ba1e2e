/** What a partner may say about its publications, and what is refused. */
import { describe, expect, test } from '@jest/globals';
import { parsePartnerSettings } from '@vigil/kit';
import { planRelease } from '@vigil/shared';
import { TEST_SETTINGS } from '../../support/node.js';

const withPublication = (change: object): unknown => ({
  ...TEST_SETTINGS,
  publication: { ...TEST_SETTINGS.publication, ...change },
});

describe('settings of a publication', () => {
  test('say everything a plan needs; what is left out is the plain plan', () => {
    const plain = planRelease(parsePartnerSettings(TEST_SETTINGS).publication);
    expect(plain).toMatchObject({ entry: 'single', plannedReleases: 1, victimCap: 1, yearsPerUnit: null });
    const { publication } = parsePartnerSettings(
      withPublication({
        entry: 'multiple',
        plannedReleases: 2,
        optionalTables: ['LATE', 'CLIPPED'],
        yearsPerUnit: 2,
        dates: { provisionalAfterDays: 10, finalOn: '08-15' },
      }),
    );
    const plan = planRelease(publication);
    expect(plan).toMatchObject({
      entry: 'multiple',
      pairs: 3,
      yearIndicators: 2,
      plannedReleases: 2,
      yearsPerUnit: 2,
    });
    expect(plan.tables.map(({ id }) => id)).toEqual(expect.arrayContaining(['LATE', 'CLIPPED']));
  });

  test.each([
    ['an unknown entry', { entry: 'triple' }],
    ['three releases', { plannedReleases: 3 }],
    ['a cap that no plan has', { victimCap: 2 }],
    ['a table that is not optional', { optionalTables: ['L7'] }],
    ['a table twice', { optionalTables: ['LATE', 'LATE'] }],
    ['tables out of order', { optionalTables: ['CLIPPED', 'LATE'] }],
    ['no year at all', { yearsPerUnit: 0 }],
    ['a day that some years do not have', { dates: { finalOn: '02-29' } }],
    ['days before the end of a period', { dates: { provisionalAfterDays: -1 } }],
    ['a field nobody knows', { epsilon: 1 }],
  ])('%s is refused, by the name of its field', (_what, change) => {
    expect(() => parsePartnerSettings(withPublication(change))).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', audience: 'operator' }),
    );
  });
});
