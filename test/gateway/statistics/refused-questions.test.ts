/** What `indicatorTable` and `redFlags` do not answer, and with which code they say so. */
import { expect, test } from '@jest/globals';
import { MOST_COUNT } from '@vigil/shared';
import type { IndicatorTableArguments, ReleaseDocument } from '@vigil/shared';
import {
  ALPHA,
  documentOf,
  kidnapping,
  storedReleases,
  unsignedCoalition,
} from '../releases/release-fixture.js';
import type { FixturePartner } from '../releases/release-fixture.js';
import { sourceOver } from './source-fixture.js';

const coalition = unsignedCoalition(ALPHA);
const alpha2012 = documentOf({ partner: ALPHA, partition: '2012', sequence: 1 });

function ask(question: Partial<IndicatorTableArguments>, ...documents: ReleaseDocument[]) {
  const stored = storedReleases(...(documents.length === 0 ? [alpha2012] : documents));
  return sourceOver(coalition, stored).indicatorTable({ indicator: 'KIDNAPPING', by: [], ...question });
}

test('a sum beyond 32 bits is refused with a code, and smaller ones are answered', async () => {
  const areas = ['XA-01', 'XA-02', 'XA-03', 'XA-04'];
  const wide: FixturePartner = { id: 'alpha', coverage: [kidnapping('XA', areas, '2012-01', '2016-12')] };
  const full = ['2012', '2013', '2014', '2015', '2016'].map((partition, index) => {
    const document = documentOf({ partner: wide, partition, sequence: index + 1 });
    const tables = document.tables.map((table) => ({
      ...table,
      cells: table.cells.map(({ at }) => ({ at, y: MOST_COUNT })),
    }));
    return { ...document, tables };
  });
  const asked = (to: string) => ask({ by: ['COUNTRY'], where: { areas, from: '2012-01', to } }, ...full);
  // 4 areas x 12 months x 10 000 000 = 480 000 000 a year; an Int ends at 2 147 483 647 (GraphQL, 3.5.1)
  await expect(asked('2016-12')).rejects.toMatchObject({ extensions: { code: 'LIMIT_EXCEEDED' } });
  expect((await asked('2015-12')).cells.map(({ released }) => released)).toEqual([1_920_000_000]);
});

test('an indicator that nobody has released is not available', async () => {
  await expect(ask({ indicator: 'CENSORSHIP', by: ['COUNTRY', 'MONTH'] })).rejects.toMatchObject({
    extensions: { code: 'NOT_AVAILABLE' },
  });
});

test('a table of the lattice that nobody has released is not available', async () => {
  const early = documentOf({
    partner: ALPHA,
    partition: '2012',
    sequence: 1,
    planned: { stage: 'PROVISIONAL', part: '2012' },
    input: { plannedReleases: 2 },
  });
  await expect(ask({ by: ['COUNTRY', 'YEAR', 'VICTIM_GROUP'] }, early)).rejects.toMatchObject({
    extensions: { code: 'NOT_AVAILABLE' },
  });
  await expect(ask({ by: ['COUNTRY', 'YEAR'] }, early)).rejects.toMatchObject({
    extensions: { code: 'NOT_AVAILABLE' },
  });
});

test('a comparison is refused for the same reasons as the question itself', async () => {
  await expect(ask({ by: ['COUNTRY', 'YEAR'], compareWith: { countries: [] } })).rejects.toMatchObject({
    extensions: { code: 'BAD_USER_INPUT' },
  });
  await expect(ask({ by: ['COUNTRY', 'MONTH'], compareWith: { sexes: ['FEMALE'] } })).rejects.toMatchObject({
    extensions: { code: 'TABLE_NOT_IN_LATTICE' },
  });
});

test('what is no table and no margin is refused with what may be asked', async () => {
  await expect(ask({ by: ['MONTH', 'SEX'] })).rejects.toMatchObject({
    extensions: {
      code: 'TABLE_NOT_IN_LATTICE',
      allowed: expect.arrayContaining([['COUNTRY', 'MONTH']]) as unknown,
    },
  });
});

test('one request may ask for two moments, and for no third: each would have an index of its own made', async () => {
  const document = documentOf({ partner: ALPHA, partition: '2012', sequence: 1 });
  const source = sourceOver(coalition, storedReleases(document));
  const at = (asOf: string) =>
    source.indicatorTable({ indicator: 'KIDNAPPING', by: ['COUNTRY', 'MONTH'], asOf });
  for (const asOf of ['2020-01-01T00:00:00Z', '2021-01-01T00:00:00Z', '2020-01-01T00:00:00Z']) await at(asOf);
  await expect(at('2022-01-01T00:00:00Z')).rejects.toMatchObject({ extensions: { code: 'LIMIT_EXCEEDED' } });
});

test('red flags are not available at a hub that has none', async () => {
  await expect(sourceOver(coalition, []).redFlags({})).rejects.toMatchObject({
    extensions: { code: 'NOT_AVAILABLE' },
  });
});
