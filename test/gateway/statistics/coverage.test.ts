import { describe, expect, test } from '@jest/globals';
import type { CellFilter, Dimension, ReleaseDocument } from '@vigil/shared';
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

const alpha2012 = documentOf({ partner: ALPHA, partition: '2012', sequence: 1 });
/** Made a year late: by its day, what alpha has not released of 2013 is due. */
const beta2012 = documentOf({
  partner: BETA,
  partition: '2012',
  sequence: 1,
  madeAt: '2014-01-05T00:00:00Z',
});
const stored = storedReleases(alpha2012, beta2012);

async function rows(
  by: readonly Dimension[],
  where: CellFilter,
  { partners = [ALPHA, BETA, GAMMA], releases = stored } = {},
): Promise<string[]> {
  const source = sourceOver(unsignedCoalition(...partners), releases);
  const { coverage } = await source.indicatorTable({ indicator: 'KIDNAPPING', by, where });
  return coverage.map(
    ({ partner, country, area, from, to, status, stage }) =>
      `${partner.id} ${area ?? country} ${from}..${to} ${status}${stage === 'PROVISIONAL' ? ' EARLY' : ''}`,
  );
}

describe('coverage of an area question', () => {
  test('says for each partner and area who reported, who is silent and who never watched', async () => {
    // alpha declared both areas to 2013-12 and released 2012; gamma declared XA-02 and released nothing
    expect(await rows(['AREA', 'YEAR'], {})).toEqual([
      'alpha XA-01 2012-01..2012-12 REPORTED',
      'alpha XA-01 2013-01..2013-12 SILENT',
      'alpha XA-02 2012-01..2012-12 REPORTED',
      'alpha XA-02 2013-01..2013-12 SILENT',
      'beta XA-01 2012-01..2012-12 REPORTED',
      'beta XA-01 2013-01..2013-12 NOT_COVERED',
      'beta XA-02 2012-01..2013-12 NOT_COVERED',
      'gamma XA-01 2012-01..2013-12 NOT_COVERED',
      'gamma XA-02 2012-01..2012-12 SILENT',
      'gamma XA-02 2013-01..2013-12 NOT_COVERED',
    ]);
  });

  test('is cut to the places, months and partners asked for', async () => {
    expect(
      await rows(['AREA', 'MONTH'], {
        areas: ['XA-02'],
        from: '2012-11',
        to: '2013-02',
        partners: ['alpha', 'gamma'],
      }),
    ).toEqual([
      'alpha XA-02 2012-11..2012-12 REPORTED',
      'alpha XA-02 2013-01..2013-02 SILENT',
      'gamma XA-02 2012-11..2012-12 SILENT',
      'gamma XA-02 2013-01..2013-02 NOT_COVERED',
    ]);
  });

  test('names a partner that reports the country as a whole once, as not covering areas', async () => {
    const whole: FixturePartner = { id: 'beta', coverage: [kidnapping('XA', [], '2012-01', '2012-12')] };
    const releases = storedReleases(
      alpha2012,
      documentOf({ partner: whole, partition: '2012', sequence: 1 }),
    );
    const options = { partners: [ALPHA, whole], releases };
    expect(await rows(['AREA', 'YEAR'], { partners: ['beta'] }, options)).toEqual([
      'beta XA 2012-01..2013-12 NOT_COVERED',
    ]);
    expect(await rows(['COUNTRY', 'MONTH'], { partners: ['beta'], to: '2012-12' }, options)).toEqual([
      'beta XA 2012-01..2012-12 REPORTED',
    ]);
  });
});

describe('coverage of a country question', () => {
  test('names the places that each partner watches, and a country that it does not', async () => {
    expect(await rows(['COUNTRY', 'YEAR'], { from: '2012', to: '2012' })).toEqual([
      'alpha XA-01 2012-01..2012-12 REPORTED',
      'alpha XA-02 2012-01..2012-12 REPORTED',
      'beta XA-01 2012-01..2012-12 REPORTED',
      'gamma XA-02 2012-01..2012-12 SILENT',
    ]);
    expect(await rows(['COUNTRY', 'YEAR'], { countries: ['XB'], from: '2012', to: '2012' })).toEqual([
      'alpha XB 2012-01..2012-12 NOT_COVERED',
      'beta XB 2012-01..2012-12 NOT_COVERED',
      'gamma XB 2012-01..2012-12 NOT_COVERED',
    ]);
  });
});

describe('releases and promises', () => {
  test('a signed plan says more about its year than the coalition file does', async () => {
    const narrower: FixturePartner = {
      id: 'alpha',
      coverage: [kidnapping('XA', ['XA-01'], '2012-04', '2012-12')],
    };
    const releases = storedReleases(documentOf({ partner: narrower, partition: '2012', sequence: 1 }));
    expect(
      await rows(['AREA', 'YEAR'], { from: '2012', to: '2012' }, { partners: [ALPHA], releases }),
    ).toEqual([
      'alpha XA-01 2012-01..2012-03 NOT_COVERED',
      'alpha XA-01 2012-04..2012-12 REPORTED',
      'alpha XA-02 2012-01..2012-12 NOT_COVERED',
    ]);
  });

  test('a revoked release leaves its figures and shows as revoked', async () => {
    const releases = stored.map((release) =>
      release.document.partner === 'beta'
        ? { ...release, revokedAt: new Date('2013-06-01T00:00:00Z') }
        : release,
    );
    expect(await rows(['AREA', 'YEAR'], { partners: ['beta'], to: '2012' }, { releases })).toEqual([
      'beta XA-01 2012-01..2012-12 REVOKED',
      'beta XA-02 2012-01..2012-12 NOT_COVERED',
    ]);
  });

  test('asked about a silent partner alone, there is coverage and no figure', async () => {
    const source = sourceOver(unsignedCoalition(ALPHA, BETA, GAMMA), stored);
    const answer = await source.indicatorTable({
      indicator: 'KIDNAPPING',
      by: ['AREA', 'YEAR'],
      where: { partners: ['gamma'], areas: ['XA-02'], to: '2012' },
    });
    expect(answer.cells).toEqual([]);
    expect(answer.protection).toEqual([]);
    expect(answer.coverage.map(({ status }) => status)).toEqual(['SILENT']);
  });
});

describe('releases that are still to come', () => {
  const plan = { plannedReleases: 2 } as const;
  const early = (sequence: number, part: string): ReleaseDocument =>
    documentOf({
      partner: { id: 'beta', unit: 'PERSON', coverage: [kidnapping('XA', ['XA-01'], '2012-01', '2012-12')] },
      partition: '2012',
      sequence,
      // the schedule says: each month from the first day of the next one on, the last release on 2013-07-01
      madeAt: '2012-05-03T00:00:00Z',
      planned: { stage: 'PROVISIONAL', part },
      input: plan,
    });
  const months = [early(1, '2012-01'), early(2, '2012-02'), early(3, '2012-04')];
  const of = (by: Dimension[], ...more: ReleaseDocument[]) =>
    rows(
      by,
      { partners: ['beta'], from: '2012', to: '2012' },
      { partners: [BETA, ALPHA], releases: storedReleases(...months, ...more) },
    );

  test('a month is silent once its day has come, and not before', async () => {
    expect(await of(['COUNTRY', 'MONTH'])).toEqual([
      'beta XA-01 2012-01..2012-02 REPORTED EARLY',
      'beta XA-01 2012-03..2012-03 SILENT', // due on 2012-04-01, the newest release is of 2012-05-03
      'beta XA-01 2012-04..2012-04 REPORTED EARLY',
      'beta XA-01 2012-05..2012-12 NOT_DUE', // from 2012-06-01 on
    ]);
  });

  test('year tables come with the final release: before its day nobody is silent', async () => {
    // alpha's plan of 2012 is of one release
    await expect(of(['AREA', 'YEAR'])).rejects.toMatchObject({ extensions: { code: 'NOT_AVAILABLE' } });
    expect(await of(['AREA', 'YEAR'], alpha2012)).toEqual([
      'beta XA-01 2012-01..2012-12 NOT_DUE',
      'beta XA-02 2012-01..2012-12 NOT_COVERED',
    ]);
    const afterwards = documentOf({
      partner: ALPHA,
      partition: '2012',
      sequence: 1,
      madeAt: '2013-07-01T00:00:00Z',
    });
    expect(await of(['AREA', 'YEAR'], afterwards)).toEqual([
      'beta XA-01 2012-01..2012-12 SILENT',
      'beta XA-02 2012-01..2012-12 NOT_COVERED',
    ]);
  });

  test('of a year that nobody planned, a release is due when the year is over', async () => {
    const alone = { partners: [ALPHA, BETA], releases: storedReleases(alpha2012) }; // made on 2013-02-01
    expect(await rows(['AREA', 'YEAR'], { partners: ['alpha'], areas: ['XA-01'] }, alone)).toEqual([
      'alpha XA-01 2012-01..2012-12 REPORTED',
      'alpha XA-01 2013-01..2013-12 NOT_DUE',
    ]);
    expect(await rows(['AREA', 'YEAR'], { partners: ['beta'], areas: ['XA-01'], to: '2012' }, alone)).toEqual(
      ['beta XA-01 2012-01..2012-12 SILENT'],
    );
  });
});
