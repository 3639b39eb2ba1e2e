/**
 * Real data from end to end: four partners over published lists, imported, released and asked for as a regional
 * body would. Runs when the files are beside the repository and says so when they are not.
 *
 * 5,169 in 228 events and 2,037 in 235 are sums of the column `number_of_detentions` and the rows of the two files,
 * taken with a spreadsheet. What the other lists hold in each country and month is counted in the suites of their
 * partners against a reader that is not the kit's; the totals of a year here are from the same reader.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  askHub,
  makeDataDir,
  processesNaming,
  removeDataDir,
  runPartner,
  startDemonstration,
  startHubAlone,
  type Demonstration,
} from '../support/demonstration.js';
import { realDataFolder } from '../support/real-data.js';

const folder = realDataFolder('real data from end to end', 'ovdinfo_2013.csv');

interface Cell {
  country: string | null;
  area: string | null;
  month: string | null;
  year: string | null;
  released: number;
  standardError: number;
  countingUnit: string;
}
interface CountCell {
  country: string | null;
  area: string;
  month: string;
  counted: number;
}
interface Counts {
  total: { counted: number; events: number };
  cells: CountCell[];
}

/** What each partner publishes: countries and whole months of one year, and the year's exact total. */
const YEARS = [
  {
    indicator: 'KIDNAPPING',
    partner: 'aid-worker-monitor',
    year: '2021',
    total: { counted: 134, events: 55 },
    cells: 250 * 12, // ISO 3166-1 and Kosovo
    unit: 'VICTIM',
  },
  {
    indicator: 'UNLAWFUL_DETENTION',
    partner: 'detention-monitor',
    year: '2013',
    total: { counted: 2037, events: 235 },
    cells: 12,
    unit: 'VICTIM_SPELL',
  },
  {
    indicator: 'ASSEMBLY_RESTRICTION',
    partner: 'assembly-monitor',
    year: '2013',
    total: { counted: 197, events: 197 },
    cells: 160 * 12,
    unit: 'CASE_FILE',
  },
  {
    indicator: 'CENSORSHIP',
    partner: 'shutdown-monitor',
    year: '2021',
    total: { counted: 177, events: 177 },
    cells: 250 * 12,
    unit: 'CASE_FILE',
  },
] as const;

const byAreaAndMonth = (year: string): string =>
  `{ indicatorTable(indicator: UNLAWFUL_DETENTION, by: [AREA, MONTH],
  where: {countries: ["RU"], from: "${year}-01", to: "${year}-12"})
  { dataVersion asOf notice cells { area month year released lower upper standardError countingUnit low value }
    coverage { partner { id } country area from to status } } }`;
const BY_AREA_AND_MONTH = byAreaAndMonth('2012');

function stopOwner(lockFile: string): void {
  const { pid } = JSON.parse(readFileSync(lockFile, 'utf8')) as { pid: number };
  process.kill(pid, 'SIGTERM');
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 100));
}

if (folder === undefined) {
  test('the real files are absent, and the suite says so', () => {
    expect(folder).toBeUndefined();
  });
} else {
  describe('real data', () => {
    const dataDir = makeDataDir();
    let demo: Demonstration;

    beforeAll(async () => {
      demo = await startDemonstration(dataDir, ['--data', folder]);
    }, 180_000);

    afterAll(async () => {
      await demo.stop();
      removeDataDir(dataDir);
    }, 60_000);

    function counts(partner: string, ...options: readonly string[]): Counts {
      return JSON.parse(runPartner(dataDir, partner, ['count', ...options, '--json'])) as Counts;
    }
    const count = (from: string, to: string): Counts =>
      counts(
        'detention-monitor',
        ...['--indicator', 'UNLAWFUL_DETENTION', '--by', 'area,month', '--from', from, '--to', to],
      );

    test.each(YEARS)(
      '$indicator of $year: every country and month within six standard errors of the exact count',
      async ({ indicator, partner, year, total, cells: expectedCells, unit }) => {
        const exact = counts(partner, '--indicator', indicator, '--by', 'country,month', '--year', year);
        expect(exact.total).toEqual(total);
        const left = new Map(
          exact.cells.map((cell) => [`${cell.country ?? ''} ${cell.month}`, cell.counted]),
        );
        const text = await demo.ask(
          `{ indicatorTable(indicator: ${indicator}, by: [COUNTRY, MONTH],
             where: {partners: ["${partner}"], from: "${year}-01", to: "${year}-12"})
             { cells { country month released standardError countingUnit reportingPartners } } }`,
          'regional-body',
        );
        const { cells } = (JSON.parse(text) as { data: { indicatorTable: { cells: Cell[] } } }).data
          .indicatorTable;
        expect(cells).toHaveLength(expectedCells);
        const outside = cells.filter((cell) => {
          const place = `${cell.country ?? ''} ${cell.month ?? ''}`;
          const expected = left.get(place) ?? 0;
          left.delete(place);
          return cell.countingUnit !== unit || Math.abs(cell.released - expected) > 6 * cell.standardError;
        });
        expect(outside).toEqual([]);
        // nothing that was counted lies outside what is published
        expect([...left]).toEqual([]);
      },
    );

    test('every detention of the two files is counted', () => {
      expect(count('2011-12', '2012-12').total).toEqual({ counted: 5169, events: 228 });
      expect(count('2013-01', '2013-12').total).toEqual({ counted: 2037, events: 235 });
    });

    // declared coverage: Moscow alone in 2012, four areas in 2013
    test.each([
      ['2012', ['RU-MOW']],
      ['2013', ['RU-MOW', 'RU-NIZ', 'RU-SPE', 'RU-VOR']],
    ] as const)(
      'released figures of %s lie within six standard errors of the exact ones in every area and month',
      async (year, areas) => {
        const answer = JSON.parse(await demo.ask(byAreaAndMonth(year), 'regional-body')) as {
          data: { indicatorTable: { cells: Cell[] } };
        };
        const exact = new Map(
          count(`${year}-01`, `${year}-12`).cells.map((cell) => [`${cell.area} ${cell.month}`, cell.counted]),
        );
        const { cells } = answer.data.indicatorTable;
        expect(cells).toHaveLength(areas.length * 12);
        expect([...new Set(cells.map(({ area }) => area))].sort()).toEqual(areas);
        for (const cell of cells) {
          const expected = exact.get(`${cell.area ?? ''} ${cell.month ?? ''}`) ?? 0;
          expect(Math.abs(cell.released - expected)).toBeLessThanOrEqual(6 * cell.standardError);
          expect(cell.countingUnit).toBe('VICTIM_SPELL');
        }
      },
    );

    test('the answer is the same bytes a hundred times, with every partner stopped, and after the hub restarts', async () => {
      const first = await demo.ask(BY_AREA_AND_MONTH, 'regional-body');
      expect(first).toContain('"released"');
      for (let repeat = 0; repeat < 100; repeat += 1) {
        expect(await demo.ask(BY_AREA_AND_MONTH, 'regional-body')).toBe(first);
      }

      const locks = readdirSync(dataDir)
        .filter((name) => name !== 'hub')
        .map((partner) => join(dataDir, partner, 'node.lock'))
        .filter((lock) => existsSync(lock));
      expect(locks.length).toBeGreaterThanOrEqual(6);
      for (const lock of locks) stopOwner(lock);
      const partnersAndTheirDatabases = (): string[] =>
        processesNaming(dataDir).filter(
          (line) => /postgres|vigil-partner/.test(line) && !line.includes(join(dataDir, 'hub')),
        );
      await until(() => !locks.some((lock) => existsSync(lock)) && partnersAndTheirDatabases().length === 0);
      expect(await demo.ask(BY_AREA_AND_MONTH, 'regional-body')).toBe(first);

      const token = demo.token('regional-body');
      await demo.stop();
      const hub = await startHubAlone(join(dataDir, 'hub'));
      expect(await askHub(hub.url, BY_AREA_AND_MONTH, token)).toBe(first);
      await hub.stop();
    }, 120_000);
  });
}
