/** Caps: what one unit can add to a release, whatever its rows. */
import { describe, expect, test } from '@jest/globals';
import { NOTHING_FROZEN, capContributions, takeSnapshot, type Contribution } from '@vigil/kit';
import fc from 'fast-check';
import { FILES, PERSONS, cap, cellsOf, row } from './capped-rows.js';

const TABLES = ['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7'] as const;

/** What a row of capped-rows.ts enters, by hand. */
const MARCH = ['L1 KIDNAPPING|XA|2012-03', 'L2 KIDNAPPING|XA-01|2012-03'];
const AREA_YEAR = ['L3 KIDNAPPING|XA-01|2012', 'L7 KIDNAPPING|XA-01|2012|UNKNOWN'];
const COUNTRY_YEAR = [
  'L4 KIDNAPPING|XA|2012|UNKNOWN',
  'L5 KIDNAPPING|XA|2012|UNKNOWN',
  'L6 KIDNAPPING|XA|2012|UNKNOWN|UNKNOWN',
];
const YEAR = [...AREA_YEAR, ...COUNTRY_YEAR];

/** recorded size of a victim: one person, or a group; the same in every row of that victim */
const SIZES = { v1: 1, v2: 40 };

/** words of the code lists, one or several; and one that is in none */
const ANY_CODES = {
  victimGroups: fc.uniqueArray(fc.constantFrom('JOURNALIST', 'STUDENT', 'NONE SUCH'), { minLength: 1 }),
  perpetratorTypes: fc.uniqueArray(fc.constantFrom('STATE', 'NON_STATE'), { minLength: 1 }),
  people: fc.uniqueArray(
    fc.constantFrom({ sex: 'FEMALE', ageBand: 'A18_24' }, { sex: 'MALE', ageBand: 'A65_PLUS' }),
    { minLength: 1 },
  ),
};

const anyRow = (file: string): fc.Arbitrary<Contribution> =>
  fc
    .record({
      event: fc.constantFrom('e1', 'e2', 'e3'),
      victim: fc.constantFrom('v1', 'v2'),
      indicator: fc.constantFrom('KIDNAPPING' as const, 'UNLAWFUL_DETENTION' as const, 'CENSORSHIP' as const),
      place: fc.constantFrom<readonly [string, string | null]>(
        ['XA', 'XA-01'],
        ['XA', 'XA-02'],
        ['XA', 'XA-09'],
        ['XA', null],
        ['XB', null],
        ['XC', 'XC-1'],
      ),
      year: fc.constantFrom('2011', '2012', '2013'),
      month: fc.option(fc.integer({ min: 1, max: 12 })),
      ...ANY_CODES,
    })
    .map(({ event, victim, indicator, place: [country, area], year, month, ...codes }) =>
      row({
        ...codes,
        caseFileId: file,
        eventId: `${file}-${event}`,
        eventIds: [`${file}-${event}`],
        actId: `${file}-${event}-act`,
        victimId: `${file}-${victim}`,
        indicator,
        country,
        area,
        year,
        month: month === null ? null : `${year}-${String(month).padStart(2, '0')}`,
        persons: SIZES[victim],
      }),
    );
const anyFile = (file: string): fc.Arbitrary<Contribution[]> => fc.array(anyRow(file), { maxLength: 12 });
const anyFiles = fc.tuple(anyFile('f1'), anyFile('f2'), anyFile('f3')).map((files) => files.flat());

/** Exact counts of a release, by table and cell. */
function countsOf(contributions: readonly Contribution[], plan = FILES): Map<string, number> {
  const snapshot = takeSnapshot({
    contributions,
    plan,
    partition: '2012',
    release: 1,
    definitionVersion: 'KIDNAPPING:1',
    master: new Uint8Array(32).fill(5),
    frozen: NOTHING_FROZEN,
  });
  return new Map(
    snapshot.tables.flatMap(({ planned, counts }) =>
      [...counts].map(([cell, value]): [string, number] => [`${planned.id} ${cell}`, value]),
    ),
  );
}

/** What one file changes in each table: the squared distance, which rho is charged for. */
function changePerTable(
  withFile: ReadonlyMap<string, number>,
  without: ReadonlyMap<string, number>,
): number[] {
  return TABLES.map((table) =>
    [...new Set([...withFile.keys(), ...without.keys()])]
      .filter((cell) => cell.startsWith(table))
      .reduce((sum, cell) => sum + ((withFile.get(cell) ?? 0) - (without.get(cell) ?? 0)) ** 2, 0),
  );
}

describe('caps', () => {
  const addsAtMostOne = (counts: (contributions: readonly Contribution[]) => Map<string, number>): void => {
    fc.assert(
      fc.property(anyFiles, anyFile('f4'), (others, file) => {
        const change = changePerTable(counts([...others, ...file]), counts(others));
        return change.every((squared) => squared <= 1);
      }),
      { numRuns: 300 },
    );
  };

  test('a file contributes at most one count in each table, whatever its rows and whatever other files hold', () => {
    addsAtMostOne((contributions) => countsOf(contributions));
  });

  test('broken twin: counting every row of a file is caught', () => {
    expect(() => {
      addsAtMostOne((contributions) => {
        const counts = new Map<string, number>();
        for (const { indicator, area, month } of contributions) {
          const cell = `L2 ${indicator}|${area ?? ''}|${month ?? ''}`;
          counts.set(cell, (counts.get(cell) ?? 0) + 1);
        }
        return counts;
      });
    }).toThrow();
  });

  test('broken twin: taking a victim once over all files lets one file move another', () => {
    // disclosure-control.md: a chain of 11 files, squared change 21 instead of 1
    const seen = (contributions: readonly Contribution[]): Map<string, number> => {
      const victims = new Set<string>();
      return countsOf(
        [...contributions].reverse().filter(({ victimId }) => {
          const name = (victimId ?? '').slice(3); // v1 of any file is one person
          return !victims.has(name) && victims.add(name);
        }),
      );
    };
    expect(() => {
      addsAtMostOne(seen);
    }).toThrow();
  });

  /** One person less of a recorded victim: of a group, the group is one smaller; a single one is not there. */
  const withoutOne = (contributions: readonly Contribution[], victim: string): Contribution[] =>
    contributions.flatMap((one) => {
      if (one.victimId !== victim) return [one];
      return one.persons === 1 ? [] : [{ ...one, persons: one.persons - 1 }];
    });
  const onePersonChangesAtMostOne = (
    counts: (contributions: readonly Contribution[]) => Map<string, number>,
  ): void => {
    const anyone = fc.tuple(anyFiles, fc.constantFrom('f1-v1', 'f1-v2', 'f2-v1', 'f3-v2'));
    fc.assert(
      fc.property(anyone, ([contributions, victim]) => {
        const change = changePerTable(counts(contributions), counts(withoutOne(contributions, victim)));
        return change.every((squared) => squared <= 1);
      }),
      { numRuns: 300 },
    );
  };

  test('one person, alone or in a group, changes each table of a person plan by at most one', () => {
    onePersonChangesAtMostOne((contributions) => countsOf(contributions, PERSONS));
  });

  test('broken twin: a person counted once for each indicator, country and area is caught', () => {
    expect(() => {
      onePersonChangesAtMostOne((contributions) =>
        countsOf(
          contributions.map((one) => ({
            ...one,
            victimId: `${one.victimId ?? ''} ${one.indicator} ${one.country} ${one.area ?? ''}`,
          })),
          PERSONS,
        ),
      );
    }).toThrow();
  });

  test('broken twin: a group that is counted by its square is caught', () => {
    expect(() => {
      onePersonChangesAtMostOne((contributions) =>
        countsOf(
          contributions.map((one) => ({ ...one, persons: one.persons ** 2 })),
          PERSONS,
        ),
      );
    }).toThrow();
  });

  test('a group of n is n persons in its cells, and one file', () => {
    expect([...countsOf([row({ persons: 7 })], PERSONS).values()]).toEqual([7, 7, 7, 7, 7, 7, 7]);
    expect([...countsOf([row({ persons: 7 })], FILES).values()]).toEqual([1, 1, 1, 1, 1, 1, 1]);
  });

  test('a person is dated once, by the first month', () => {
    const rows = [
      row({ month: '2012-07', eventId: 'e2' }),
      row({ month: '2012-03' }),
      row({ month: null, eventId: 'e3' }),
    ];
    expect(cellsOf(cap(rows, PERSONS))).toEqual([...MARCH, ...YEAR]);
  });

  test('the same victim under several events is one unit, and files without a victim count by their act or event', () => {
    const rows = [row({ victimId: null }), row({ victimId: null, actId: null, eventId: 'e2' })];
    expect(cap(rows, PERSONS).map(({ unit }) => unit)).toEqual(['act:a1', 'event:e2']);
  });

  test('an undated act enters the year table only', () => {
    expect(cellsOf(cap([row({ month: null })]))).toEqual(YEAR);
    expect(cellsOf(cap([row({ month: null, area: null })]))).toEqual(COUNTRY_YEAR);
  });

  test('a row outside the declared coverage enters nothing', () => {
    for (const outside of [
      row({ country: 'XC', area: 'XC-1' }),
      row({ country: 'XB', area: null, month: '2012-09' }),
      row({ indicator: 'CENSORSHIP' }),
      row({ year: '2013', month: '2013-03' }), // of another partition
      row({ month: null, country: 'XB', area: null, indicator: 'CENSORSHIP' }),
    ]) {
      expect(cap([outside])).toEqual([]);
    }
    // an area nobody declared still lies in its country
    expect(cellsOf(cap([row({ area: 'XA-09' })]))).toEqual(['L1 KIDNAPPING|XA|2012-03', ...COUNTRY_YEAR]);
    expect(cellsOf(cap([row({ country: 'XB', area: null })]))).toEqual(
      ['L1 KIDNAPPING|XA|2012-03', ...COUNTRY_YEAR].map((cell) => cell.replace('|XA|', '|XB|')),
    );
  });

  test('one pair, one country, one area: the cells of a file belong together', () => {
    fc.assert(
      fc.property(anyFiles, (contributions) =>
        cap(contributions).every(({ entered }) => {
          const cells = new Map(entered.map(({ table, cell }) => [table, cell.split('|')]));
          /** what stands at these places is one and the same, wherever there is a cell */
          const agree = (places: readonly (readonly [(typeof TABLES)[number], number])[]): boolean =>
            new Set(places.flatMap(([table, place]) => cells.get(table)?.[place] ?? [])).size < 2;
          const countries = [...cells.values()].map(([, place]) => place?.slice(0, 2));
          return [
            agree(TABLES.map((table) => [table, 0])), // indicator
            new Set(countries).size < 2,
            agree([
              ['L1', 2],
              ['L2', 2],
            ]), // month
            agree([
              ['L2', 1],
              ['L3', 1],
              ['L7', 1],
            ]), // area
            agree([
              ['L4', 3],
              ['L7', 3],
            ]), // victim group
            cells.has('L5') === cells.has('L6'),
            cells.has('L3') || !cells.has('L7'),
          ].every(Boolean);
        }),
      ),
    );
  });

  test('the choice follows the key, not the order of rows', () => {
    const rows = ['2012-01', '2012-02', '2012-04', '2012-05', '2012-06'].map((month, n) =>
      row({ month, eventId: `e${n}` }),
    );
    expect(cap([...rows].reverse())).toEqual(cap(rows));
    const months = Array.from({ length: 40 }, (_, n) =>
      cellsOf(
        capContributions({
          contributions: rows,
          plan: FILES,
          partition: '2012',
          choiceKey: new Uint8Array(32).fill(n),
          frozen: NOTHING_FROZEN,
        }),
      ).join(),
    );
    // five months, forty keys: missing one has probability 5 * 0.8^40 = 0.0007, and the keys are fixed
    expect(new Set(months).size).toBe(5);
  });
});
