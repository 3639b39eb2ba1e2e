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
    [
      'coverage named twice',
      { coverage: TEST_SETTINGS.publication.coverage.flatMap((each) => [each, each]) },
    ],
  ])('%s is refused, by the name of its field', (_what, change) => {
    expect(() => parsePartnerSettings(withPublication(change))).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', audience: 'operator' }),
    );
  });

  test('coverage named twice is refused, and the message says what to do', () => {
    const [first] = TEST_SETTINGS.publication.coverage;
    const coverage = [...TEST_SETTINGS.publication.coverage, first];
    expect(() => parsePartnerSettings(withPublication({ coverage }))).toThrow(
      'partner settings, field publication.coverage: an entry is named twice',
    );
  });

  // a year has 365 days or one more: 1 January and 31 days is 1 February, and 59 days 1 March or the day before
  test.each([
    ['before the provisional one of the year', { finalOn: '01-20', provisionalAfterDays: 31 }],
    ['before it in a year without 29 February', { finalOn: '02-28', provisionalAfterDays: 59 }],
    ['where it is by default, and the provisional one later', { provisionalAfterDays: 182 }],
    ['a year after the provisional one', { finalOn: '12-28', provisionalAfterDays: 366 }],
  ])('a last release %s is refused: that one could never be made', (_what, dates) => {
    for (const entry of ['single', 'multiple'])
      expect(() => parsePartnerSettings(withPublication({ entry, plannedReleases: 2, dates }))).toThrow(
        /field publication\.dates: the last release .* could then never be made; move finalOn later/,
      );
    // a plan of one release has none before it
    expect(() => parsePartnerSettings(withPublication({ dates }))).not.toThrow();
  });

  test.each([
    ['on the same day', { finalOn: '02-01', provisionalAfterDays: 31 }],
    ['on 1 July by default, and the provisional one until then', { provisionalAfterDays: 181 }],
    ['as early as the year allows', { finalOn: '01-01' }],
  ])('a last release %s is not', (_what, dates) => {
    expect(() => parsePartnerSettings(withPublication({ plannedReleases: 2, dates }))).not.toThrow();
  });
});
