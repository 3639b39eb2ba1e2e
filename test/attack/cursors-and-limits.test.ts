/** Cursors, records that are not for the caller, and requests that are too large. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Question } from './support/attack-case.js';
import { START_MILLISECONDS, startAttackWorld, type AttackWorld } from './support/attack-world.js';
import { judgeTable } from './support/judge-table.js';
import { absentRecords } from './tables/absent-records.js';
import { cursors } from './tables/cursors.js';
import { limits } from './tables/limits.js';

let world: AttackWorld;
beforeAll(async () => {
  world = await startAttackWorld();
}, START_MILLISECONDS);
afterAll(() => world.close());

for (const table of [cursors, absentRecords, limits]) judgeTable(table, () => world);

test('all oversized requests at once: innocent ones beside them are answered', async () => {
  const oversized = limits.cases.map(({ attack }) => attack as Question);
  const innocent = { query: '{ event(id: "one:a") { area } }' };
  const answers = await Promise.all(
    oversized.flatMap((question) => [world.send(question, null), world.send(innocent, 'regional-body')]),
  );
  const beside = answers.filter((_answer, index) => index % 2 === 1);
  expect(new Set(beside.map(({ text }) => text))).toEqual(new Set(['{"data":{"event":{"area":"XA-01"}}}\n']));
});

test('cursors hold nothing that can be read, and are of one length', async () => {
  const query = '{ events(first: 1) { nodes { id startDate } pageInfo { endCursor } } }';
  const found = await Promise.all(
    ['regional-body', 'court', 'case-officer@two'].map(async (who) => {
      const { data } = await world.send({ query }, who);
      return (data?.['events'] as { pageInfo: { endCursor: string } }).pageInfo.endCursor;
    }),
  );
  expect(new Set(found.map(({ length }) => length)).size).toBe(1);
  for (const cursor of found) {
    const text = Buffer.from(cursor, 'base64url').toString('latin1');
    expect(text).not.toMatch(/one:|two:|2012|XA|\{"/);
  }
});
