/** A unit counts in as many years as the plan says, also where another year's plan counts another kind of unit. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { eraseCase, readSnapshot, type NodeContext, type SnapshotRelease } from '@vigil/kit';
import type { ReleasePlan } from '@vigil/shared';
import { openTestNode } from '../../support/node.js';
import { planFor } from './capped-rows.js';
import { addCaseFile, withReleaseKey } from './releasing-node.js';

const nodes: NodeContext[] = [];
afterEach(async () => {
  for (const opened of nodes.splice(0)) await opened.close();
});

/** A node with one file of an event in each of three years, and nothing released. */
async function node(): Promise<{ at: NodeContext; file: string }> {
  const at = await withReleaseKey(await openTestNode());
  nodes.push(at);
  const acts = ['2012', '2013', '2014'].map((year) => ({
    type: 'ABDUCTION_KIDNAPPING',
    date: `${year}-03-02`,
  }));
  const { id } = await addCaseFile(at, acts);
  return { at, file: id };
}

const coverage = [
  { indicator: 'KIDNAPPING' as const, country: 'XA', areas: ['XA-01'], from: '2012-01', to: '2014-12' },
];
/** Counts a year, and binds it unless told otherwise. */
async function units(
  at: NodeContext,
  year: string,
  [unit, yearsPerUnit, binds = true]: readonly [ReleasePlan['unit'], number | null, boolean?],
): Promise<number> {
  const plan = planFor(unit, { yearsPerUnit, coverage, indicators: ['KIDNAPPING'] });
  const release: SnapshotRelease = {
    ...{ plan, partition: year, release: Number(year) - 2011, definitionVersion: 'KIDNAPPING:1' },
    master: new Uint8Array(32).fill(7),
  };
  const snapshot = await readSnapshot(at, release);
  if (binds) await at.dataSource.transaction((manager) => snapshot.freeze(manager));
  return snapshot.units;
}

const KINDS = ['CASE_FILE', 'EVENT', 'PERSON'] as const;
const CHANGES = KINDS.flatMap((from) => KINDS.filter((to) => to !== from).map((to) => [from, to] as const));

describe('a unit that counted in one year', () => {
  test.each(CHANGES)(
    'as %s does not count as %s in another, where the plan allows one year',
    async (from, to) => {
      const { at } = await node();
      expect(await units(at, '2012', [from, null])).toBe(1);
      expect(await units(at, '2013', [to, 1, false])).toBe(0);
      // two years, or any number: it does, so nothing else has left it out
      expect(await units(at, '2013', [to, 2, false])).toBe(1);
      expect(await units(at, '2013', [to, null, false])).toBe(1);
    },
  );

  test('counts once in a year of several events, and years of two kinds are added', async () => {
    const { at } = await node();
    expect(await units(at, '2012', ['EVENT', null])).toBe(1);
    expect(await units(at, '2013', ['PERSON', null])).toBe(1);
    expect(await units(at, '2014', ['CASE_FILE', 2, false])).toBe(0);
    expect(await units(at, '2014', ['CASE_FILE', 3, false])).toBe(1);
  });

  test('is known again after its file was erased and came back', async () => {
    const { at, file } = await node();
    await units(at, '2012', ['EVENT', null]);
    for (const table of ['case_file', 'event', 'victim', 'act'])
      await at.dataSource.query(`CREATE TABLE backup_of_${table} AS SELECT * FROM ${table}`);
    const erasure = { actor: 'officer', reason: 'person-request', identifyingOnly: false } as const;
    await eraseCase(at, `SYNTHETIC-${file}`, erasure);
    const [named] = await at.dataSource.query<{ n: number }[]>(
      'SELECT count(case_file_id)::int AS n FROM release_assignment',
    );
    expect(named?.n).toBe(0);
    for (const table of ['case_file', 'event', 'victim', 'act'])
      await at.dataSource.query(`INSERT INTO ${table} SELECT * FROM backup_of_${table}`);
    expect(await units(at, '2013', ['CASE_FILE', 1, false])).toBe(0);
  });
});

test('an event counts by its own years, whatever other events of its file do, while every plan counts events', async () => {
  const { at } = await node();
  expect(await units(at, '2012', ['EVENT', 1])).toBe(1);
  expect(await units(at, '2013', ['EVENT', 1])).toBe(1);
});
