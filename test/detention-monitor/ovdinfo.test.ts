/**
 * The detention monitor reads OVD-Info's two lists as their publisher counts them.
 *
 * The files are not part of the repository. Where they are absent, the suite says so and checks the mappings
 * alone. Expected figures: sums of `number_of_detentions` and numbers of rows, taken with Python's csv module.
 */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parsePartnerSettings, readMapping } from '@vigil/kit';
import { realDataFolder } from '../support/real-data.js';
import { openTestProgram, type TestProgram } from '../kit/import/partner-program.js';

const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const MONITOR = join(REPOSITORY, 'subgraphs', 'detention-monitor');
const FOLDER = realDataFolder('the detention monitor reads the real lists', 'ovdinfo_2013.csv');
const DATA = FOLDER ?? '';
const LISTS = [
  {
    file: join(DATA, 'ovdinfo_moscow_2011_2012_en.csv'),
    mapping: join(MONITOR, 'mapping-2011-2012.yaml'),
    period: ['--from', '2011-12', '--to', '2012-12'],
    rows: 228,
    total: 'total 5,169 in 228 events',
  },
  {
    file: join(DATA, 'ovdinfo_2013.csv'),
    mapping: join(MONITOR, 'mapping-2013.yaml'),
    period: ['--year', '2013'],
    rows: 235,
    total: 'total 2,037 in 235 events',
  },
] as const;
const settings = parsePartnerSettings(JSON.parse(readFileSync(join(MONITOR, 'settings.json'), 'utf8')));

describe('what the project holds', () => {
  test('the settings declare the person as unit, with its reason, and each area once a month at most', () => {
    expect(settings).toMatchObject({
      id: 'detention-monitor',
      synthetic: false,
      publication: { unit: 'PERSON' },
    });
    expect(settings.publication.reason).toMatch(/public/);
    const areas = settings.publication.coverage.flatMap((one) => one.areas);
    expect(areas.sort()).toEqual(['RU-MOW', 'RU-NIZ', 'RU-SPE', 'RU-VOR']);
  });

  test('the mappings read no text that could name a person, an organisation or a place finer than an area', async () => {
    const named = [
      'organizer',
      'organizer_eng',
      'description',
      'description_eng',
      'place',
      'links',
      'subject',
      'subject_eng',
    ];
    for (const { mapping } of LISTS) {
      expect((await readMapping(mapping)).neverRead).toEqual(expect.arrayContaining(named));
    }
    expect((await readMapping(LISTS[1].mapping)).neverRead).toContain('ovd');
  });
});

// Absent files are said on the terminal; there is then no suite that could look as if it had run.
if (FOLDER !== undefined)
  describe('the real lists', () => {
    let program: TestProgram;
    beforeAll(async () => {
      program = await openTestProgram(settings);
    });
    afterAll(async () => {
      await program.close();
    });
    const count = (by: string, ...more: readonly string[]) =>
      program.run('count', '--indicator', 'UNLAWFUL_DETENTION', '--by', by, ...more);

    test.each(LISTS)(
      'every row of a list is imported, and its total is the publisher’s: $total',
      async (list) => {
        const { code, stdout } = await program.run('import', list.file, '--mapping', list.mapping, '--json');
        expect(code).toBe(0);
        expect(JSON.parse(stdout)).toMatchObject({
          read: list.rows,
          imported: list.rows,
          rejectedRows: 0,
          merged: 0,
          unmapped: [],
          exactDuplicates: 0,
          differing: 0,
        });
        // rows 145 and 146 of 2013 have one date, description, place and number: both are among the 235
        const counted = await count('area,month', ...list.period);
        expect(counted.stdout.trimEnd().split('\n').at(-1)).toBe(list.total);
        expect(counted.stdout).not.toContain('left out');
      },
    );

    test('a second import of both lists merges every row and changes no count', async () => {
      for (const { file, mapping, rows } of LISTS) {
        const { stdout } = await program.run('import', file, '--mapping', mapping, '--json');
        expect(JSON.parse(stdout)).toMatchObject({ read: rows, imported: 0, merged: rows, differing: 0 });
      }
      expect((await count('country')).stdout).toContain('total 7,206 in 463 events');
    });

    test('Moscow, Saint Petersburg, Nizhny Novgorod and Voronezh are told apart in 2013', async () => {
      const { stdout } = await count('area', '--year', '2013', '--json');
      const { cells } = JSON.parse(stdout) as { cells: { area: string; events: number }[] };
      expect(cells.map(({ area, events }) => [area, events])).toEqual([
        ['RU-MOW', 169],
        ['RU-NIZ', 19],
        ['RU-SPE', 42],
        ['RU-VOR', 5],
      ]);
    });
  });
