/**
 * The assembly monitor reads the Mass Mobilization data, state numbers and all.
 *
 * The file is not part of the repository. Where it is absent, the suite says so and checks settings and mapping
 * alone. Expected figures: the (15,239 events) and sums that `plainCsv` makes of the same file.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { countryByAnyName } from '@vigil/shared';
import { plainCsv, tally, total, type PlainRow } from '../support/plain-csv.js';
import { realDataFolder } from '../support/real-data.js';
import { importRealFile, outcomes, realPartner, type ImportedPartner } from '../support/real-partner.js';

const FILE = 'mass_mobilization_1990_2020.csv';
const folder = realDataFolder('the assembly monitor reads the real data', FILE);

test('the settings cover a country from its independence on, and no state that is gone', async () => {
  const { settings } = await realPartner('assembly-monitor');
  const { coverage, unit } = settings.publication;
  expect(unit).toBe('CASE_FILE');
  const from = new Map(coverage.map((one) => [one.country, one.from]));
  expect(from.size).toBe(coverage.length);
  // the years in which these states came to be
  expect(['RU', 'CZ', 'ME', 'SS', 'XK', 'FR'].map((country) => from.get(country))).toEqual([
    '1992-01',
    '1993-01',
    '2006-06',
    '2011-07',
    '2008-02',
    '1990-01',
  ]);
  expect(from.has('US')).toBe(false);
  expect(new Set(coverage.map(({ to }) => to))).toEqual(new Set(['2020-03']));
});

test('the mapping never reads a place, a participant or who they are', async () => {
  const { mapping } = await realPartner('assembly-monitor');
  expect(mapping.neverRead).toEqual(
    expect.arrayContaining(['location', 'participants', 'participants_category', 'protesteridentity']),
  );
});

/** The file's names of states that are several countries today; both German states are one. */
const NO_COUNTRY = ['Czechoslovakia', 'Serbia and Montenegro', 'USSR', 'Yugoslavia'];
function countryOf(row: PlainRow): string | undefined {
  const name = row['country'] ?? '';
  if (NO_COUNTRY.includes(name)) return undefined;
  return name.startsWith('Germany ') ? 'DE' : (countryByAnyName(name)?.alpha2 ?? '?');
}
const cellOf = (row: PlainRow): string | undefined => {
  const country = countryOf(row);
  return country === undefined ? undefined : `${country} ${(row['start_date'] ?? '').slice(0, 7)}`;
};

if (folder !== undefined)
  describe('the real data', () => {
    const rows = plainCsv(join(folder, FILE));
    let partner: ImportedPartner;
    beforeAll(async () => {
      partner = await importRealFile(await realPartner('assembly-monitor'), join(folder, FILE));
    }, 120_000);
    afterAll(async () => {
      await partner.node.close();
    });

    test('every row is imported: 15,239 read, none rejected, none merged', () => {
      expect(rows).toHaveLength(15_239);
      expect(partner.report).toMatchObject({ read: 15_239, imported: 15_239, merged: 0, rejected: [] });
      expect(outcomes(partner.report)).toBe(0);
    });

    test('events of states that are several countries today stay, without a country, and are reported', () => {
      // 4 of Czechoslovakia, 36 and 103 of Yugoslavia and its last rest, 60 of the Soviet Union
      expect([...partner.report.unmapped].sort((a, b) => a.rows - b.rows)).toMatchObject([
        { column: 'ccode', value: '315', rows: 4 },
        { column: 'ccode', value: '345', rows: 36 },
        { column: 'ccode', value: '364', rows: 60 },
        { column: 'ccode', value: '347', rows: 103 },
      ]);
      expect(rows.filter((row) => countryOf(row) === undefined)).toHaveLength(203);
    });

    // the mapping reads numbers, this reads names: 341 is not Montenegro in this file, and 347 is not Kosovo
    test('the number of every row leads to the country of its name', async () => {
      const imported = await partner.query<{ source_key: string; country: string | null; rows: number }>(
        'select country, count(*)::int as rows from event group by country',
      );
      const byNumber = new Map(imported.map(({ country, rows: count }) => [country ?? 'none', count]));
      expect(byNumber).toEqual(tally(rows, (row) => countryOf(row) ?? 'none'));
    });

    test('each response of a state is an act, and a protest without one is an event that counts nowhere', async () => {
      const acts = await partner.query<{ type: string; acts: number }>(
        'select type, count(*)::int as acts from act group by type order by type',
      );
      const marked = (column: string): number => rows.filter((row) => row[column] === '1').length;
      expect(acts).toEqual([
        { type: 'ARREST', acts: marked('arrests') },
        { type: 'ASSEMBLY_DISPERSED', acts: marked('crowddispersal') },
        { type: 'KILLING', acts: marked('killings') },
        { type: 'OTHER', acts: marked('beatings') + marked('shootings') },
      ]);
      const without = await partner.query<{ events: number }>(
        'select count(*)::int as events from event e where not exists (select from act a where a.event_id = e.id)',
      );
      const responses = ['arrests', 'crowddispersal', 'killings', 'beatings', 'shootings'];
      expect(without[0]?.events).toBe(
        rows.filter((row) => responses.every((column) => row[column] !== '1')).length,
      );
    });

    test('dispersed assemblies are counted in every country and month as the file has them', async () => {
      const dispersed = rows.filter((row) => row['crowddispersal'] === '1');
      const expected = tally(dispersed, cellOf);
      expect(await partner.counted()).toEqual(expected);
      expect(total(expected)).toBe(4_713); // of 4,772, 59 are in no country
    });
  });
