/** A release counted over a stream of records is the same release, whatever the batches; and it binds when it is made. */
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  NOTHING_FROZEN,
  eraseCase,
  qualifyingContributions,
  readSnapshot,
  takeSnapshot,
  type NodeContext,
  type ReadSnapshot,
  type SnapshotRelease,
} from '@vigil/kit';
import type { ReleasePlan } from '@vigil/shared';
import { openTestNode } from '../../support/node.js';
import { planFor } from './capped-rows.js';
import { addCaseFile, withReleaseKey } from './releasing-node.js';

const nodes: NodeContext[] = [];
async function node(): Promise<NodeContext> {
  const opened = await withReleaseKey(await openTestNode());
  nodes.push(opened);
  return opened;
}
afterEach(async () => {
  for (const opened of nodes.splice(0)) await opened.close();
});

const releaseOf = (plan: ReleasePlan, changes: Partial<SnapshotRelease> = {}): SnapshotRelease => ({
  ...{ plan, partition: '2012', release: 1, definitionVersion: 'KIDNAPPING:1,UNLAWFUL_DETENTION:1' },
  master: new Uint8Array(32).fill(7),
  ...changes,
});
const KIDNAPPING = 'ABDUCTION_KIDNAPPING';

/** Files of one to three acts, in several months and areas, every choice by a small fixed sequence. */
async function addFiles(at: NodeContext, files: number): Promise<void> {
  let state = 7;
  const next = (below: number): number => (state = (state * 48_271) % 2_147_483_647) % below;
  for (let file = 0; file < files; file += 1) {
    await addCaseFile(
      at,
      Array.from({ length: 1 + next(3) }, () => ({
        type: next(2) === 0 ? KIDNAPPING : 'ARREST',
        date: `${2011 + next(2)}-${String(1 + next(12)).padStart(2, '0')}-0${1 + next(9)}`,
        area: ['XA-01', 'XA-02', null][next(3)] ?? null,
        persons: 1 + next(3),
      })),
    );
  }
}

const shown = ({ tables }: Pick<ReadSnapshot, 'tables'>): unknown =>
  tables.map(({ planned: { id, counts: what, indicator }, counts, digest }) => ({
    table: `${id} ${what} ${indicator}`,
    counts: [...counts].sort(([left], [right]) => (left < right ? -1 : 1)),
    digest,
  }));
const counted = ({ tables }: Pick<ReadSnapshot, 'tables'>): Record<string, number> =>
  Object.fromEntries(
    tables.flatMap(({ planned, counts }) =>
      [...counts].map(([cell, count]): [string, number] => [`${planned.id} ${cell}`, count]),
    ),
  );
const force = (at: NodeContext, snapshot: ReadSnapshot): Promise<void> =>
  at.dataSource.transaction((manager) => snapshot.freeze(manager));
// of units; beside them stand the files that were counted through events or persons, without a cell
const assignments = async (at: NodeContext): Promise<number> =>
  (
    await at.dataSource.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM release_assignment WHERE cells <> '{}'`,
    )
  )[0]?.n ?? -1;

describe('the snapshot of a stream', () => {
  test.each([
    ['files, single', planFor('CASE_FILE'), {}],
    ['files, victims', planFor('CASE_FILE', { victimCap: 3 }), {}],
    ['files, multiple', planFor('CASE_FILE', { entry: 'multiple', optionalTables: ['CLIPPED'] }), {}],
    [
      'files, a month',
      planFor('CASE_FILE', { entry: 'multiple', plannedReleases: 2 }),
      { stage: 'PROVISIONAL', part: '2012-05' },
    ],
    ['persons', planFor('PERSON'), {}],
    [
      'persons, a month',
      planFor('PERSON', { plannedReleases: 2 }),
      { stage: 'PROVISIONAL', part: '2012-05' },
    ],
    ['events', planFor('EVENT'), {}],
    [
      'late',
      planFor('CASE_FILE', { optionalTables: ['LATE'] }),
      { lastReleases: new Map([['2011', new Date('2012-02-01T00:00:00.000Z')]]) },
    ],
  ] as const)('is that of the same rows in memory: %s', async (_name, plan, changes) => {
    const at = await node();
    await addFiles(at, 60);
    await at.dataSource.query(`UPDATE case_file SET received_at = '2012-06-05T00:00:00Z'`);
    const release = releaseOf(plan, changes);
    const contributions = await qualifyingContributions(at.dataSource, {
      now: at.now(),
      perEvent: plan.unit === 'EVENT',
    });
    const whole = takeSnapshot({ ...release, contributions, frozen: NOTHING_FROZEN });

    const streamed = await readSnapshot(at, release);

    expect(shown(streamed)).toEqual(shown(whole));
    expect(streamed.units).toBe(whole.units.length);
    expect(whole.units.length).toBeGreaterThan(5);
    expect(await assignments(at)).toBe(whole.units.length);
  });

  test('is the same however often it is taken, and nothing of an attempt stays', async () => {
    const at = await node();
    await addFiles(at, 20);
    const first = await readSnapshot(at, releaseOf(planFor('CASE_FILE')));
    const rows = await assignments(at);
    const second = await readSnapshot(at, releaseOf(planFor('CASE_FILE')));
    expect(shown(second)).toEqual(shown(first));
    expect(await assignments(at)).toBe(rows);
  });

  test('of persons says how many files are not public', async () => {
    const at = await node();
    const ids = [];
    for (let file = 0; file < 3; file += 1) {
      ids.push(
        (
          await addCaseFile(at, [
            { type: 'ARREST', date: '2012-03-02' },
            { type: 'ARREST', date: '2012-04-02' },
          ])
        ).id,
      );
    }
    await at.dataSource.query('UPDATE case_file SET confidential = true WHERE id = ANY($1::uuid[])', [
      ids.slice(1),
    ]);
    expect(await readSnapshot(at, releaseOf(planFor('PERSON')))).toMatchObject({
      units: 6,
      filesNotPublic: 2,
    });
    expect(await readSnapshot(at, releaseOf(planFor('CASE_FILE')))).toMatchObject({ filesNotPublic: 0 });
  });

  test('of persons counts a file that is not public among them when it only comes late', async () => {
    const at = await node();
    const { id } = await addCaseFile(at, [{ type: 'ARREST', date: '2011-11-02' }]);
    await at.dataSource.query(
      `UPDATE case_file SET confidential = true, received_at = '2012-05-02' WHERE id = $1`,
      [id],
    );
    const late = {
      ...releaseOf(planFor('PERSON', { optionalTables: ['LATE'] })),
      lastReleases: new Map([['2011', new Date('2012-02-01T00:00:00Z')]]),
    };
    expect(await readSnapshot(at, late)).toMatchObject({ units: 1, filesNotPublic: 1 });
  });
});

describe('the acts that a stream asks for', () => {
  const assemblies = planFor('CASE_FILE', {
    indicators: ['ASSEMBLY_RESTRICTION'],
    coverage: [
      { indicator: 'ASSEMBLY_RESTRICTION', country: 'XA', areas: ['XA-01'], from: '2011-01', to: '2013-12' },
    ],
    optionalTables: ['LATE'],
  });
  /** One event with an act on each of these days. */
  async function addAssembly(at: NodeContext, days: readonly string[]): Promise<void> {
    const { events } = await addCaseFile(at, [{ type: 'ASSEMBLY_BANNED', date: days[0] ?? '' }]);
    for (const day of days.slice(1)) {
      await at.dataSource.query(
        `INSERT INTO act (event_id, type, start_date, date_precision) VALUES ($1, 'ASSEMBLY_DISPERSED', $2, 'DAY')`,
        [events[0], day],
      );
    }
  }
  const released = async (at: NodeContext, changes: Partial<SnapshotRelease>): Promise<string[]> =>
    Object.keys(counted(await readSnapshot(at, releaseOf(assemblies, changes)))).filter((cell) =>
      /^L1|LATE/.test(cell),
    );

  test('an event is dated by its first act, although that lies in the year before', async () => {
    const at = await node();
    await addAssembly(at, ['2011-12-30', '2012-01-02']);
    await addAssembly(at, ['2012-12-30', '2013-01-02']);
    expect(await released(at, {})).toEqual(['L1 ASSEMBLY_RESTRICTION|XA|2012-12']);
    expect(await released(at, { partition: '2013' })).toEqual([]);
    expect(await released(at, { partition: '2011' })).toEqual(['L1 ASSEMBLY_RESTRICTION|XA|2011-12']);
  });

  test("an act without a date of its own has its event's, a late file its earlier year, each act once", async () => {
    const at = await node();
    await addAssembly(at, ['2011-03-03', '2012-02-02']);
    await at.dataSource.query(
      `UPDATE act SET start_date = NULL, date_precision = 'UNKNOWN' WHERE type = 'ASSEMBLY_BANNED'`,
    );
    await at.dataSource.query(`UPDATE case_file SET received_at = '2012-07-01T00:00:00Z'`);
    const lastReleases = new Map([['2011', new Date('2012-01-05T00:00:00.000Z')]]);
    expect(await released(at, { lastReleases })).toEqual(['LATE ASSEMBLY_RESTRICTION|2012-07']);
    expect(await released(at, {})).toEqual([]);
    const [source] = await at.dataSource.query<{ n: number }[]>(
      'SELECT count(*)::int AS n FROM release_source',
    );
    expect(source?.n).toBe(0);
  });
});

describe('what a stream has counted', () => {
  const monthly = planFor('PERSON', { plannedReleases: 2 });
  const month = (part: string, release: number): SnapshotRelease =>
    releaseOf(monthly, { stage: 'PROVISIONAL', part, release });
  const move = (at: NodeContext, date: string): Promise<unknown> =>
    at.dataSource.query(`UPDATE act SET start_date = $1, date_precision = 'DAY'`, [date]);

  test('binds from the release on, not before: a person moved to a later month is not counted a second time', async () => {
    const at = await node();
    await addCaseFile(at, [{ type: 'ARREST', date: '2012-03-02' }]);
    const given = await readSnapshot(at, month('2012-03', 1));
    await move(at, '2012-04-02');
    // the release of March did not come about
    const april = await readSnapshot(at, month('2012-04', 2));
    expect(counted(april)).toHaveProperty('L1 UNLAWFUL_DETENTION|XA|2012-04', 1);
    // and cannot any more: what it had counted is gone
    await expect(force(at, given)).rejects.toMatchObject({ code: 'LEDGER_BROKEN' });

    await move(at, '2012-03-02');
    await force(at, await readSnapshot(at, month('2012-03', 1)));
    await move(at, '2012-04-02');
    expect(counted(await readSnapshot(at, month('2012-04', 2)))).toEqual({});
    // the last release of the year counts it where it is now
    expect(counted(await readSnapshot(at, releaseOf(monthly, { release: 3 })))).toHaveProperty(
      'L1 UNLAWFUL_DETENTION|XA|2012-04',
      1,
    );
  });

  test('keeps the month of an early release in the last one, although an earlier month came to light', async () => {
    const at = await node();
    const { events } = await addCaseFile(at, [{ type: 'ARREST', date: '2012-03-02' }]);
    await force(at, await readSnapshot(at, month('2012-03', 1)));
    await at.dataSource.query(
      `INSERT INTO act (event_id, type, start_date, date_precision, victim_id)
       SELECT event_id, type, '2012-01-05', 'DAY', victim_id FROM act WHERE event_id = $1`,
      [events[0]],
    );
    const last = counted(await readSnapshot(at, releaseOf(monthly, { release: 2 })));
    expect(Object.keys(last).filter((cell) => cell.startsWith('L1'))).toEqual([
      'L1 UNLAWFUL_DETENTION|XA|2012-03',
    ]);
  });

  test('stays spent when the file is erased, and its cells are forgotten, also when it is erased while it is counted', async () => {
    const at = await node();
    const erased = [];
    for (let file = 0; file < 2; file += 1)
      erased.push((await addCaseFile(at, [{ type: 'ARREST', date: '2012-03-02' }])).id);
    const erase = (id: string | undefined): Promise<boolean> =>
      eraseCase(at, `SYNTHETIC-${id ?? ''}`, {
        actor: 'a',
        reason: 'person-request',
        identifyingOnly: false,
      });
    const snapshot = await readSnapshot(at, month('2012-03', 1));
    await at.dataSource.query('DELETE FROM case_file WHERE id = $1', [erased[0]]); // no command: nothing was forgotten
    await force(at, snapshot);
    await erase(erased[1]);
    const rows = await at.dataSource.query<object[]>(
      'SELECT case_file_id, cells FROM release_assignment ORDER BY cells',
    );
    expect(rows).toEqual([
      // the two files, which were counted through a person each
      { case_file_id: null, cells: [] },
      { case_file_id: null, cells: [] },
      { case_file_id: null, cells: ['L1'] },
      { case_file_id: null, cells: ['L1'] },
    ]);
  });

  test('a file that counted in as many other years as the plan allows enters nothing more', async () => {
    const at = await node();
    await addCaseFile(at, [
      { type: KIDNAPPING, date: '2012-03-02' },
      { type: KIDNAPPING, date: '2013-03-02' },
    ]);
    await force(at, await readSnapshot(at, releaseOf(planFor('CASE_FILE'))));
    const in2013 = (yearsPerUnit: number | null): Promise<ReadSnapshot> =>
      readSnapshot(at, releaseOf(planFor('CASE_FILE', { yearsPerUnit }), { partition: '2013', release: 2 }));
    expect((await in2013(1)).units).toBe(0);
    expect((await in2013(2)).units).toBe(1);
    expect((await in2013(null)).units).toBe(1);
  });

  test('a file received after the last release of its year is late, once', async () => {
    const at = await node();
    const plan = planFor('CASE_FILE', { optionalTables: ['LATE'] });
    await addCaseFile(at, [{ type: KIDNAPPING, date: '2012-03-02' }]);
    await at.dataSource.query(`UPDATE case_file SET received_at = '2013-05-05T00:00:00Z'`);
    const lastReleases = new Map([['2012', new Date('2013-02-01T00:00:00.000Z')]]);
    const in2013 = await readSnapshot(at, releaseOf(plan, { partition: '2013', release: 2, lastReleases }));
    expect(counted(in2013)).toEqual({ 'LATE KIDNAPPING|2013-05': 1 });
    await force(at, in2013);
    // received again, a year later: it has been late already
    await at.dataSource.query(`UPDATE case_file SET received_at = '2014-05-05T00:00:00Z'`);
    const coverage = plan.coverage.map((each) => ({ ...each, to: '2014-12' }));
    const in2014 = releaseOf({ ...plan, coverage }, { partition: '2014', release: 3, lastReleases });
    expect(counted(await readSnapshot(at, in2014))).toEqual({});
  });
});
