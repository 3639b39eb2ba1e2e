/**
 * Real data from end to end: OVD-Info's detentions at protests, imported, released and asked for as a regional
 * body would. Runs when the files are beside the repository and says so when they are not.
 *
 * 5,169 in 228 events and 2,037 in 235 are sums of the column `number_of_detentions` and the rows of the two files,
 * taken with a spreadsheet.
 */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
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
  area: string | null;
  month: string | null;
  year: string | null;
  released: number;
  standardError: number;
  countingUnit: string;
}
interface CountCell {
  area: string;
  month: string;
  counted: number;
}

const BY_AREA_AND_MONTH = `{ indicatorTable(indicator: UNLAWFUL_DETENTION, by: [AREA, MONTH],
  where: {countries: ["RU"], from: "2012-01", to: "2012-12"})
  { dataVersion asOf notice cells { area month year released lower upper standardError countingUnit low value }
    coverage { partner { id } country area from to status } } }`;

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
    }, 170_000);

    afterAll(async () => {
      await demo.stop();
      removeDataDir(dataDir);
    }, 60_000);

    function count(
      from: string,
      to: string,
    ): { total: { counted: number; events: number }; cells: CountCell[] } {
      const printed = runPartner(dataDir, 'detention-monitor', [
        ...['count', '--indicator', 'UNLAWFUL_DETENTION', '--by', 'area,month'],
        ...['--from', from, '--to', to, '--json'],
      ]);
      return JSON.parse(printed) as { total: { counted: number; events: number }; cells: CountCell[] };
    }

    test('every detention of the two files is counted', () => {
      expect(count('2011-12', '2012-12').total).toEqual({ counted: 5169, events: 228 });
      expect(count('2013-01', '2013-12').total).toEqual({ counted: 2037, events: 235 });
    });

    test('released figures of 2012 lie within six standard errors of the exact ones', async () => {
      const answer = JSON.parse(await demo.ask(BY_AREA_AND_MONTH, 'regional-body')) as {
        data: { indicatorTable: { cells: Cell[] } };
      };
      const exact = new Map(
        count('2012-01', '2012-12').cells.map((cell) => [`${cell.area} ${cell.month}`, cell.counted]),
      );
      const { cells } = answer.data.indicatorTable;
      expect(cells).toHaveLength(12); // declared coverage of 2012: one area, twelve months
      for (const cell of cells) {
        const expected = exact.get(`${cell.area ?? ''} ${cell.month ?? ''}`) ?? 0;
        expect(Math.abs(cell.released - expected)).toBeLessThanOrEqual(6 * cell.standardError);
        expect(cell.countingUnit).toBe('VICTIM_SPELL');
      }
    });

    test('the answer is the same bytes a hundred times, with every partner stopped, and after the hub restarts', async () => {
      const first = await demo.ask(BY_AREA_AND_MONTH, 'regional-body');
      expect(first).toContain('"released"');
      for (let repeat = 0; repeat < 100; repeat += 1) {
        expect(await demo.ask(BY_AREA_AND_MONTH, 'regional-body')).toBe(first);
      }

      const locks = ['detention-monitor', 'synthetic-one', 'synthetic-two'].map((partner) =>
        join(dataDir, partner, 'node.lock'),
      );
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
