/** What the other kinds of plan count, by hand: several pairs, codes of one row, tables of victims, late, clipped. */
import { describe, expect, test } from '@jest/globals';
import {
  NOTHING_FROZEN,
  capContributions,
  frozenBy,
  type Contribution,
  type CountedUnit,
  type FrozenAssignments,
} from '@vigil/kit';
import type { PlannedRelease, ReleasePlan } from '@vigil/shared';
import { planFor, row } from './capped-rows.js';

const choiceKey = new Uint8Array(32).fill(9);

interface Asked {
  readonly plan: ReleasePlan;
  readonly planned?: PlannedRelease;
  readonly frozen?: FrozenAssignments;
  readonly lastReleases?: ReadonlyMap<string, Date>;
}

const units = (
  contributions: readonly Contribution[],
  { frozen = NOTHING_FROZEN, ...asked }: Asked,
): CountedUnit[] => capContributions({ ...asked, contributions, partition: '2012', choiceKey, frozen });
const entered = (contributions: readonly Contribution[], asked: Asked): string[] =>
  units(contributions, asked).flatMap((unit) =>
    unit.entered.map(
      ({ table, counts, cell, count }) => `${table}${counts === 'VICTIM' ? ' VICTIM' : ''} ${cell} ${count}`,
    ),
  );
const of = (table: string, cells: readonly string[]): string[] =>
  cells.filter((cell) => cell.startsWith(`${table} `));

/** A row of one act in a month, of its own event. */
const inMonth = (month: string, changes: Partial<Contribution> = {}): Contribution =>
  row({ month, eventId: `e-${month}`, actId: `a-${month}-${changes.indicator ?? ''}`, ...changes });
const DETENTION = { indicator: 'UNLAWFUL_DETENTION' } as const;

describe('entry multiple', () => {
  const plan = planFor('CASE_FILE', { entry: 'multiple' });

  test('the first three pairs of the year count in months, two indicators in the tables of the year', () => {
    const rows = [
      ...['2012-09', '2012-02', '2012-07'].map((month) => inMonth(month)),
      inMonth('2012-05', DETENTION),
      inMonth('2012-11', DETENTION),
    ];
    const cells = entered(rows, { plan });
    expect(of('L1', cells)).toEqual([
      'L1 KIDNAPPING|XA|2012-02 1',
      'L1 UNLAWFUL_DETENTION|XA|2012-05 1',
      'L1 KIDNAPPING|XA|2012-07 1',
    ]);
    expect(of('L3', cells)).toEqual(['L3 KIDNAPPING|XA-01|2012 1', 'L3 UNLAWFUL_DETENTION|XA-01|2012 1']);
    for (const table of ['L4', 'L5', 'L6', 'L7']) expect(of(table, cells)).toHaveLength(2);
  });

  test('an indicator without a month counts in the year tables, behind those that have one', () => {
    const cells = entered([inMonth('2012-02'), row({ month: null, ...DETENTION })], { plan });
    expect(of('L1', cells)).toEqual(['L1 KIDNAPPING|XA|2012-02 1']);
    expect(of('L4', cells)).toEqual([
      'L4 KIDNAPPING|XA|2012|UNKNOWN 1',
      'L4 UNLAWFUL_DETENTION|XA|2012|UNKNOWN 1',
    ]);
  });

  test('months are counted as they come; the last release keeps what they counted', () => {
    const monthly = planFor('CASE_FILE', { entry: 'multiple', plannedReleases: 2 });
    const earlier: { partition: string; stage: 'PROVISIONAL'; units: CountedUnit[] }[] = [];
    const release = (part: string, rows: readonly Contribution[]): string[] => {
      const asked = {
        plan: monthly,
        planned: { stage: 'PROVISIONAL' as const, part },
        frozen: frozenBy(earlier, '2012'),
      };
      earlier.push({ partition: '2012', stage: 'PROVISIONAL', units: units(rows, asked) });
      return entered(rows, asked);
    };
    const rows = ['2012-02', '2012-03', '2012-04', '2012-05'].map((month) => inMonth(month));
    // January was not recorded yet when its month was released
    for (const month of ['2012-02', '2012-03', '2012-04'])
      expect(release(month, rows)).toEqual([`L1 KIDNAPPING|XA|${month} 1`]);
    expect(release('2012-05', rows)).toEqual([]); // the fourth pair
    const all = [inMonth('2012-01'), ...rows];
    const last = entered(all, { plan: monthly, frozen: frozenBy(earlier, '2012') });
    expect(of('L1', last)).toEqual(['02', '03', '04'].map((month) => `L1 KIDNAPPING|XA|2012-${month} 1`));
    // without an early release, January is among the first three
    expect(of('L1', entered(all, { plan: monthly }))).toEqual(
      ['01', '02', '03'].map((month) => `L1 KIDNAPPING|XA|2012-${month} 1`),
    );
  });
});

describe('codes', () => {
  const plan = planFor('CASE_FILE');
  const several = row({
    victimGroups: ['JOURNALIST', 'STUDENT'],
    perpetratorTypes: ['STATE', 'UNKNOWN'],
    people: [
      { sex: 'FEMALE', ageBand: 'A18_24' },
      { sex: 'MALE', ageBand: 'A65_PLUS' },
    ],
  });

  test('a row of several codes enters one cell a table, chosen by the key', () => {
    const cells = entered([several], { plan });
    for (const table of ['L4', 'L5', 'L6', 'L7']) expect(of(table, cells)).toHaveLength(1);
    const seen = (table: string): number =>
      new Set(
        Array.from({ length: 30 }, (_, fill) =>
          capContributions({
            ...{ contributions: [several], plan, partition: '2012', frozen: NOTHING_FROZEN },
            choiceKey: new Uint8Array(32).fill(fill),
          })
            .flatMap((unit) => unit.entered)
            .filter((each) => each.table === table)
            .map(({ cell }) => cell)
            .join(),
        ),
      ).size;
    // two candidates, thirty keys: both come up; sex and age band stay together
    for (const table of ['L4', 'L5', 'L6', 'L7']) expect(seen(table)).toBe(2);
  });

  test('a code that is in no list enters no cell, and the other tables as usual', () => {
    const cells = entered([row({ victimGroups: ['NONE SUCH'] })], { plan });
    expect(cells.map((cell) => cell.slice(0, 2))).toEqual(['L1', 'L2', 'L3', 'L5', 'L6']);
  });
});

describe('tables of victims', () => {
  const plan = planFor('CASE_FILE', { victimCap: 5 });

  test('hold the persons of the file in the very cell that the file is counted in, up to the cap', () => {
    const journalist = { victimGroups: ['JOURNALIST'] };
    const rows = [
      row({ victimId: 'v1', persons: 2, ...journalist }),
      row({ victimId: 'v2', persons: 1, ...journalist, area: 'XA-01' }),
    ];
    const cells = entered(rows, { plan });
    expect(of('L1', cells)).toEqual(['L1 KIDNAPPING|XA|2012-03 1', 'L1 VICTIM KIDNAPPING|XA|2012-03 3']);
    expect(of('L7', cells)).toEqual([
      'L7 KIDNAPPING|XA-01|2012|JOURNALIST 1',
      'L7 VICTIM KIDNAPPING|XA-01|2012|JOURNALIST 3',
    ]);
    expect(of('L1', entered([row({ persons: 400 })], { plan }))[1]).toBe('L1 VICTIM KIDNAPPING|XA|2012-03 5');
  });

  test('a victim of two areas is one person of the country', () => {
    const rows = [row({ persons: 2 }), row({ persons: 2, area: 'XA-02' })];
    expect(of('L1', entered(rows, { plan }))[1]).toBe('L1 VICTIM KIDNAPPING|XA|2012-03 2');
  });
});

describe('units of one event', () => {
  test('an event of three victims is one count, dated by the first month', () => {
    const rows = ['v1', 'v2', 'v3'].map((victimId) => row({ victimId, persons: 4 }));
    const cells = entered([...rows, row({ month: '2012-06', victimId: 'v4' })], { plan: planFor('EVENT') });
    expect(of('L1', cells)).toEqual(['L1 KIDNAPPING|XA|2012-03 1']);
    expect(units(rows, { plan: planFor('EVENT') }).map(({ unit }) => unit)).toEqual(['event:e1']);
  });
});

describe('LATE', () => {
  const plan = planFor('CASE_FILE', { optionalTables: ['LATE'] });
  const lastReleases = new Map([['2011', new Date('2012-02-15T00:00:00.000Z')]]);
  const old = row({ year: '2011', month: '2011-06', monthReceived: '2012-03' });

  test('counts a file once, in the month it was received, when that is after the last release of its year', () => {
    expect(entered([old], { plan, lastReleases })).toEqual(['LATE KIDNAPPING|2012-03 1']);
    expect(entered([old], { plan })).toEqual([]); // 2011 was not released
    expect(entered([{ ...old, monthReceived: '2012-01' }], { plan, lastReleases })).toEqual([]);
    expect(entered([{ ...old, monthReceived: '2013-01' }], { plan, lastReleases })).toEqual([]);
    expect(entered([old], { plan: planFor('CASE_FILE'), lastReleases })).toEqual([]);
    // two indicators: one of them
    expect(entered([old, { ...old, ...DETENTION }], { plan, lastReleases })).toHaveLength(1);
  });

  test('does not count what was counted in its year, or was late before', () => {
    const counted = (frozen: Partial<FrozenAssignments>): string[] =>
      entered([old], { plan, lastReleases, frozen: { ...NOTHING_FROZEN, ...frozen } });
    expect(counted({ countedElsewhere: () => true })).toEqual([]);
    expect(counted({ of: () => ({ cells: [], otherYears: 1, late: true }) })).toEqual([]);
  });
});

describe('CLIPPED', () => {
  const plan = planFor('CASE_FILE', { optionalTables: ['CLIPPED'] });
  const clipped = (rows: readonly Contribution[]): string[] => of('CLIPPED', entered(rows, { plan }));

  test('counts a file once whose rows lie in more places and months than it enters', () => {
    expect(clipped([inMonth('2012-03'), inMonth('2012-04')])).toEqual(['CLIPPED KIDNAPPING|XA|2012 1']);
    expect(clipped([row(), row({ area: 'XA-02' })])).toEqual(['CLIPPED KIDNAPPING|XA|2012 1']);
    expect(clipped([row({ month: null }), row({ month: null, area: 'XA-02' })])).toHaveLength(1);
  });

  test('does not count a file that lost nothing', () => {
    expect(clipped([row()])).toEqual([]);
    // another victim in the same place is in the same cells
    expect(clipped([row(), row({ victimId: 'v2' })])).toEqual([]);
    // outside the declared coverage
    expect(clipped([row(), row({ country: 'XC', area: null })])).toEqual([]);
    const three = ['2012-01', '2012-02', '2012-03'].map((month) => inMonth(month));
    const many = planFor('CASE_FILE', { entry: 'multiple', optionalTables: ['CLIPPED'] });
    expect(of('CLIPPED', entered(three, { plan: many }))).toEqual([]);
    expect(of('CLIPPED', entered([...three, inMonth('2012-04')], { plan: many }))).toHaveLength(1);
  });
});
