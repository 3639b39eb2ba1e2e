/**
 * The shutdown monitor reads the tracker's list: open ends, several countries in a cell, measures listed year by year.
 *
 * The file is not part of the repository. Where it is absent, the suite says so and checks settings and mapping
 * alone. Expected figures: the (2,102 rows, one exact duplicate) and sums that `plainCsv` makes.
 */
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { countryByAnyName } from '@vigil/shared';
import { plainCsv, type PlainRow } from '../support/plain-csv.js';
import { realDataFolder } from '../support/real-data.js';
import { importRealFile, outcomes, realPartner, type ImportedPartner } from '../support/real-partner.js';

const FILE = 'keepiton_shutdowns_2016_2025.csv';
const folder = realDataFolder('the shutdown monitor reads the real list', FILE);

test('the settings cover the world from the month in which monitoring began', async () => {
  const { settings } = await realPartner('shutdown-monitor');
  const { coverage } = settings.publication;
  expect(new Set(coverage.map(({ from, to }) => `${from} ${to}`))).toEqual(new Set(['2016-01 2025-12']));
  expect(new Set(coverage.map(({ country }) => country)).size).toBe(250); // ISO 3166-1 and Kosovo
});

test('the mapping never reads a place, a detail, a quote, a source or a link', async () => {
  const { mapping } = await realPartner('shutdown-monitor');
  const named = [
    'area_name',
    'geo_scope',
    'actual_cause_details',
    'gov_just_details',
    'gov_ack_quote',
    'event',
  ];
  const sources = [
    'info_source',
    'info_source_link',
    'an_link',
    'gov_ack_source',
    'telco_ack_source',
    'telco_ack_quote',
  ];
  expect(mapping.neverRead).toEqual(expect.arrayContaining([...named, ...sources, 'users_target_detail']));
});

const value = (row: PlainRow, column: string): string => row[column] ?? '';

if (folder !== undefined)
  describe('the real list', () => {
    const rows = plainCsv(join(folder, FILE));
    const backwards = rows.filter(
      (row) => value(row, 'end_date') !== '' && value(row, 'end_date') < value(row, 'start_date'),
    );
    const distinct = [...new Map(rows.map((row) => [JSON.stringify(row), row])).values()].filter(
      (row) => !backwards.includes(row),
    );
    let partner: ImportedPartner;
    beforeAll(async () => {
      partner = await importRealFile(await realPartner('shutdown-monitor'), join(folder, FILE));
    }, 60_000);
    afterAll(async () => {
      await partner.node.close();
    });

    test('2,102 rows are read, one exact duplicate merges, three that end before they start are rejected', () => {
      expect(rows).toHaveLength(2_102);
      expect(backwards).toHaveLength(3);
      expect(partner.report).toMatchObject({
        read: 2_102,
        imported: 2_098,
        merged: 1,
        exactDuplicates: 1,
        rejectedRows: 3,
      });
      expect(partner.report.rejected).toHaveLength(3);
      for (const rejected of partner.report.rejected) {
        expect(rejected).toMatchObject({ column: 'end_date', rule: 'lies before the start date' });
      }
      expect(outcomes(partner.report)).toBe(0);
      expect(distinct).toHaveLength(2_098);
    });

    test('three rows of Somaliland have no country, and nothing else is unmapped', () => {
      expect(partner.report.unmapped).toMatchObject([{ column: 'country', value: 'Somaliland', rows: 3 }]);
    });

    test('a row over five countries is one case file with five events', async () => {
      const files = await partner.query<{ countries: string[] }>(
        `select array_agg(country order by country) as countries from event
         group by case_file_id having count(*) > 1 order by 1`,
      );
      expect(files).toEqual([
        { countries: ['BI', 'KE', 'RW', 'TZ', 'UG'] },
        { countries: ['CF', 'CM'] },
        { countries: ['LA', 'MM'] },
      ]);
    });

    test('measures are counted in the country and month they began, once, however often they are listed', async () => {
      const expected = new Map<string, number>();
      for (const row of distinct) {
        const [year, month] = value(row, 'start_date').split('-');
        if (value(row, 'count_year') !== year) continue;
        for (const name of value(row, 'country').split(';')) {
          const country = countryByAnyName(name)?.alpha2;
          const cell = `${country ?? ''} ${year}-${month ?? ''}`;
          if (country !== undefined) expected.set(cell, (expected.get(cell) ?? 0) + 1);
        }
      }
      expect(await partner.counted()).toEqual(expected);
    });

    test('whole networks and single services are told apart, and an open end stays open', async () => {
      const types = await partner.query<{ type: string; acts: number }>(
        'select type, count(*)::int as acts from act group by type order by type',
      );
      const started = distinct
        .filter((row) => value(row, 'count_year') === value(row, 'start_date').slice(0, 4))
        .flatMap((row) =>
          value(row, 'country')
            .split(';')
            .map(() => value(row, 'shutdown_extent')),
        );
      const services = started.filter((extent) => extent === 'Service-based').length;
      expect(types).toEqual([
        { type: 'INTERNET_SHUTDOWN', acts: started.length - services },
        { type: 'WEBSITE_BLOCKING', acts: services },
      ]);
      const open = await partner.query<{ files: number }>(
        'select count(distinct case_file_id)::int as files from event where end_date is null',
      );
      expect(open[0]?.files).toBe(distinct.filter((row) => value(row, 'end_date') === '').length);
    });

    test('measures that began before monitoring are kept and lie outside what is covered', async () => {
      const early = await partner.query<{ events: number }>(
        "select count(*)::int as events from event where start_date < '2016-01-01'",
      );
      expect(early[0]?.events).toBe(24);
      expect([...(await partner.counted()).keys()].filter((cell) => cell.slice(3) < '2016')).toEqual([]);
    });
  });
