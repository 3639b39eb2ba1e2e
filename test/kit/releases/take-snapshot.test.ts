/** What earlier releases bind, and the digest of what was counted. */
import { describe, expect, test } from '@jest/globals';
import { NOTHING_FROZEN, takeSnapshot, type Contribution, type FrozenAssignments } from '@vigil/kit';
import type { TableId } from '@vigil/shared';
import { FILES, cap, cellsOf, row } from './capped-rows.js';

const never = (): never => {
  throw new Error('there is one');
};

describe('frozen assignments', () => {
  const frozenIn = (unit: string, table: TableId, cell: string): FrozenAssignments => ({
    ...NOTHING_FROZEN,
    of: (asked) => ({
      cells: asked === unit ? [{ stage: 'PROVISIONAL', table, cell }] : [],
      otherYears: 0,
      late: false,
    }),
  });
  /** these acts were counted in another year */
  const counted = (...acts: readonly string[]): FrozenAssignments => ({
    ...NOTHING_FROZEN,
    countedElsewhere: (act) => acts.includes(act),
  });
  const rows = ['2012-01', '2012-02', '2012-04', '2012-05'].map((month, n) =>
    row({ month, eventId: `e${n}` }),
  );

  test('a recorded cell is kept while it still qualifies', () => {
    const chosen = cellsOf(cap(rows));
    for (const month of ['2012-01', '2012-02', '2012-04', '2012-05']) {
      const frozen = frozenIn('file:f1', 'L1', `KIDNAPPING|XA|${month}`);
      // the year's tables belong to the cell that is kept
      expect(cellsOf(cap(rows, FILES, frozen)).slice(0, 2)).toEqual([
        `L1 KIDNAPPING|XA|${month}`,
        `L2 KIDNAPPING|XA-01|${month}`,
      ]);
    }
    // corrected away: it may move within the year
    expect(cellsOf(cap(rows, FILES, frozenIn('file:f1', 'L1', 'KIDNAPPING|XA|2012-12')))).toEqual(chosen);
  });

  test('an act that was counted in another year and was moved here does not count again', () => {
    expect(cap([row()], FILES, NOTHING_FROZEN)).toHaveLength(1);
    expect(cap([row()], FILES, counted('a1'))).toEqual([]);
    // although another act of the same event still stands in the year it was counted in
    const stayed = row({ actId: 'a2', year: '2013', month: '2013-01' });
    expect(cap([row(), stayed], FILES, counted('a1', 'a2'))).toEqual([]);
  });

  test('a row of a moved act and of an innocent one goes on, by the innocent one', () => {
    const march = [
      { id: 'a1', month: '2012-03', year: '2012' },
      { id: 'a2', month: '2012-03', year: '2012' },
    ];
    const [unit, second] = cap([row({ acts: march })], FILES, counted('a1'));
    expect(second).toBeUndefined();
    expect(unit).toMatchObject({ unit: 'file:f1', sources: ['a2'] });
    expect(cap([row({ acts: march })], FILES, counted('a1', 'a2'))).toEqual([]);
  });

  test('a measure or event of several dates is dated by the acts that are left', () => {
    const event = { victimId: null, actId: null, month: '2012-03' };
    const acts = [
      { id: 'a1', month: '2012-03', year: '2012' },
      { id: 'a2', month: '2012-07', year: '2012' },
    ];
    expect(cellsOf(cap([row({ ...event, acts })], FILES, counted('a1')))).toContain(
      'L1 KIDNAPPING|XA|2012-07',
    );
    const later = [acts[0] ?? never(), { id: 'a2', month: '2013-07', year: '2013' }];
    expect(cap([row({ ...event, acts: later })], FILES, counted('a1'))).toEqual([]);
  });

  test('acts of the year itself are no moved ones: what counted in two years stays in its own', () => {
    const acts = [
      { id: 'a1', month: '2012-03', year: '2012' },
      { id: 'a2', month: '2013-07', year: '2013' },
    ];
    expect(cap([row({ acts })], FILES)[0]?.sources).toEqual(['a1', 'a2']);
  });
});

describe('the snapshot digest', () => {
  const digests = (contributions: readonly Contribution[], release = 1, fill = 5): string[] =>
    takeSnapshot({
      contributions,
      plan: FILES,
      partition: '2012',
      release,
      definitionVersion: 'KIDNAPPING:1',
      master: new Uint8Array(32).fill(fill),
      frozen: NOTHING_FROZEN,
    }).tables.map(({ digest }) => digest);

  test('differs for every table and indicator, even where nothing was counted', () => {
    expect(new Set(digests([])).size).toBe(14); // seven tables, two indicators
  });

  test('changes with a counted row, the key and the release number; not with the order or with rows left out', () => {
    const rows = [row(), row({ caseFileId: 'f2', eventId: 'e2', month: '2012-04' })];
    expect(digests([...rows].reverse())).toEqual(digests(rows));
    expect(digests([...rows, row({ caseFileId: 'f3', country: 'XC' })])).toEqual(digests(rows));
    const changed = [digests(rows.slice(1)), digests(rows, 2), digests(rows, 1, 6)].map(([l1]) => l1);
    expect(new Set([digests(rows)[0], ...changed]).size).toBe(4);
  });
});
