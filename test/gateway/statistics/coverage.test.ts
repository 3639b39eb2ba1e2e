import { describe, expect, test } from '@jest/globals';
import type { CellFilter, Dimension } from '@vigil/shared';
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
const beta2012 = documentOf({ partner: BETA, partition: '2012', sequence: 1 });
const stored = storedReleases(alpha2012, beta2012);

async function rows(
  by: readonly Dimension[],
  where: CellFilter,
  { partners = [ALPHA, BETA, GAMMA], releases = stored } = {},
): Promise<string[]> {
  const source = sourceOver(unsignedCoalition(...partners), releases);
  const { coverage } = await source.indicatorTable({ indicator: 'KIDNAPPING', by, where });
  return coverage.map(
    ({ partner, country, area, from, to, status }) =>
      `${partner.id} ${area ?? country} ${from}..${to} ${status}`,
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
