/**
 * The aid worker monitor reads Insecurity Insight's list as its publisher counts it.
 *
 * The file is not part of the repository. Where it is absent, the suite says so and checks settings and mapping
 * alone. Expected figures: the (494 = 36 + 163 + 295) and sums that `plainCsv` makes of the same file.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { countryByAnyName } from '@vigil/shared';
import { plainCsv, tally, total, type PlainRow } from '../support/plain-csv.js';
import { realDataFolder } from '../support/real-data.js';
import { importRealFile, outcomes, realPartner, type ImportedPartner } from '../support/real-partner.js';

const FILE = 'aid_worker_kika_2020_2023.csv';
const folder = realDataFolder('the aid worker monitor reads the real list', FILE);

test('the settings declare the person as unit, and the world over whole years', async () => {
  const { settings } = await realPartner('aid-worker-monitor');
  expect(settings).toMatchObject({
    synthetic: false,
    publication: { unit: 'PERSON', indicators: ['KIDNAPPING'] },
  });
  expect(settings.publication.reason).toMatch(/public/i);
  const { coverage } = settings.publication;
  expect(new Set(coverage.map(({ from, to }) => `${from} ${to}`))).toEqual(new Set(['2020-01 2022-12']));
  expect(new Set(coverage.map(({ country }) => country)).size).toBe(250); // ISO 3166-1 and Kosovo
});

test('the mapping never reads a coordinate, a place finer than a country, or an organisation', async () => {
  const { mapping } = await realPartner('aid-worker-monitor');
  expect(mapping.neverRead).toEqual(
    expect.arrayContaining(['Latitude', 'Longitude', 'Location', 'Organisation', 'Weapon']),
  );
});

if (folder !== undefined)
  describe('the real list', () => {
    const rows = plainCsv(join(folder, FILE));
    const number = (column: string) => (row: PlainRow) => Number(row[column] ?? '');
    const sum = (column: string): number => total(tally(rows, () => column, number(column)));
    let partner: ImportedPartner;
    beforeAll(async () => {
      partner = await importRealFile(await realPartner('aid-worker-monitor'), join(folder, FILE));
    }, 60_000);
    afterAll(async () => {
      await partner.node.close();
    });

    test('every row is imported: 888 read, none rejected, none merged', () => {
      expect(rows).toHaveLength(888);
      expect(partner.report).toMatchObject({
        read: 888,
        imported: 888,
        merged: 0,
        rejected: [],
        unmapped: [],
      });
      expect(outcomes(partner.report)).toBe(0);
    });

    test('494 were kidnapped: 36 women, 163 men, and 295 whose sex is not recorded', async () => {
      const bySex = await partner.query<{ sex: string; persons: number }>(
        `select v.sex, sum(v.persons)::int as persons from act a join victim v on v.id = a.victim_id
         where a.type = 'ABDUCTION_KIDNAPPING' group by v.sex order by v.sex`,
      );
      expect(bySex).toEqual([
        { sex: 'FEMALE', persons: 36 },
        { sex: 'MALE', persons: 163 },
        { sex: 'UNKNOWN', persons: 295 },
      ]);
      expect([sum('Kidnapped'), sum('Female_Kidnapped'), sum('Male_Kidnapped')]).toEqual([494, 36, 163]);
    });

    test('killed, arrested and injured are as many as their columns say', async () => {
      const byType = await partner.query<{ type: string; persons: number }>(
        `select a.type, sum(v.persons)::int as persons from act a join victim v on v.id = a.victim_id
         where a.type <> 'ABDUCTION_KIDNAPPING' group by a.type order by a.type`,
      );
      expect(byType).toEqual([
        { type: 'ARREST', persons: sum('Arrested') },
        { type: 'KILLING', persons: sum('Killed') },
        { type: 'OTHER', persons: sum('Injured') },
      ]);
    });

    // by the names of the countries; the mapping reads the codes beside them
    test('persons kidnapped are counted in every country and month as the file has them', async () => {
      const expected = tally(
        rows,
        (row) =>
          `${countryByAnyName(row['Country'] ?? '')?.alpha2 ?? '?'} ${(row['Date'] ?? '').slice(0, 7)}`,
        number('Kidnapped'),
      );
      expect(await partner.counted()).toEqual(expected);
    });

    test('a second import merges every row and changes no count', async () => {
      const before = await partner.counted();
      expect(await partner.again()).toMatchObject({ read: 888, imported: 0, merged: 888, differing: 0 });
      expect(await partner.counted()).toEqual(before);
    });
  });
