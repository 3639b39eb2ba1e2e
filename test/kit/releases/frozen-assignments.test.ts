/** An act is counted in one year for ever, whatever becomes of its date, its event or its file. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { eraseCase, makeRelease, type NodeContext } from '@vigil/kit';
import { randomUUID } from 'node:crypto';
import { openTestNode } from '../../support/node.js';
import { csv, importText } from '../import/synthetic-mapping.js';
import { countsBehind } from './independent-noise.js';
import { addCaseFile, count, makeAndKeep, withReleaseKey } from './releasing-node.js';

const nodes: NodeContext[] = [];
async function node(): Promise<NodeContext> {
  const opened = await withReleaseKey(await openTestNode());
  nodes.push(opened);
  return opened;
}
afterEach(async () => {
  for (const opened of nodes.splice(0)) await opened.close();
});

const KIDNAPPING = 'ABDUCTION_KIDNAPPING';
const cellsOf = (month: string): Record<string, number> => ({
  [`L1 KIDNAPPING|XA|${month}`]: 1,
  [`L2 KIDNAPPING|XA-01|${month}`]: 1,
  [`L3 KIDNAPPING|XA-01|${month.slice(0, 4)}`]: 1,
  [`L4 KIDNAPPING|XA|${month.slice(0, 4)}|UNKNOWN`]: 1,
  [`L5 KIDNAPPING|XA|${month.slice(0, 4)}|UNKNOWN`]: 1,
  [`L6 KIDNAPPING|XA|${month.slice(0, 4)}|UNKNOWN|UNKNOWN`]: 1,
  [`L7 KIDNAPPING|XA-01|${month.slice(0, 4)}|UNKNOWN`]: 1,
});

/** Adds an act to an event; of a victim of its own unless one is given. */
async function addAct(at: NodeContext, event: string, date: string, victim?: string): Promise<string> {
  const [act, own] = [randomUUID(), randomUUID()];
  if (victim === undefined) {
    await at.dataSource.query(
      `INSERT INTO victim (id, case_file_id, sex, age_band, victim_group, persons)
       SELECT $1, case_file_id, 'UNKNOWN', 'UNKNOWN', 'UNKNOWN', 1 FROM event WHERE id = $2`,
      [own, event],
    );
  }
  await at.dataSource.query(
    `INSERT INTO act (id, event_id, type, start_date, date_precision, victim_id) VALUES ($1, $2, $3, $4, 'DAY', $5)`,
    [act, event, KIDNAPPING, date, victim ?? own],
  );
  return act;
}
const moveAct = (at: NodeContext, act: string, date: string): Promise<unknown> =>
  at.dataSource.query('UPDATE act SET start_date = $2 WHERE id = $1', [act, date]);

describe('assignments freeze', () => {
  test('a unit is recorded with its cells, under keyed names of itself and of its acts', async () => {
    const at = await node();
    const { id, events } = await addCaseFile(at, [{ type: KIDNAPPING, date: '2012-03-02' }]);
    await makeRelease(at, { year: '2012' });
    const rows = await at.dataSource.query<object[]>(
      `SELECT encode(unit, 'hex') AS unit, release_sequence, case_file_id, cells FROM release_assignment`,
    );
    const keyed = expect.stringMatching(/^[0-9a-f]{64}$/) as unknown;
    const cells = Object.keys(cellsOf('2012-03')).sort();
    expect(rows).toEqual([
      { unit: keyed, release_sequence: 1, case_file_id: id, cells: expect.anything() as unknown },
    ]);
    expect([...(rows[0] as { cells: string[] }).cells].sort()).toEqual(cells);
    const acts = await at.dataSource.query<object[]>(
      `SELECT encode(act, 'hex') AS act, release_sequence FROM release_source`,
    );
    expect(acts).toEqual([{ act: keyed, release_sequence: 1 }]);
    const plain = JSON.stringify([rows.map((row) => ({ ...row, case_file_id: null })), acts]);
    for (const name of [id, ...events]) expect(plain).not.toContain(name);
    expect(await at.dataSource.query('SELECT * FROM release_freeze')).toEqual([
      { release_sequence: 1, partition: '2012', stage: 'FINAL' },
    ]);
  });

  test('an event released in 2012 and then moved to 2013 does not enter 2013', async () => {
    const at = await node();
    const moved = await addCaseFile(at, [{ type: KIDNAPPING, date: '2012-03-02' }]);
    await makeRelease(at, { year: '2012' });
    await at.dataSource.query(`UPDATE event SET start_date = '2013-03-02' WHERE case_file_id = $1`, [
      moved.id,
    ]);
    await at.dataSource.query(
      `UPDATE act SET start_date = '2013-03-02' WHERE event_id IN (SELECT id FROM event WHERE case_file_id = $1)`,
      [moved.id],
    );
    await addCaseFile(at, [{ type: KIDNAPPING, date: '2013-04-02' }]);
    const { document, key } = await makeAndKeep(at, '2013');
    expect(countsBehind(key, document)).toEqual(cellsOf('2013-04'));
  });

  // hand count: one event with two acts; both are in the release of 2012, one file
  test('one act of an event moved to 2013 does not enter 2013, although the event stays counted in 2012', async () => {
    const at = await node();
    const { events } = await addCaseFile(at, [{ type: KIDNAPPING, date: '2012-03-02' }]);
    const moved = await addAct(at, events[0] ?? '', '2012-03-05');
    const first = await makeAndKeep(at, '2012');
    expect(countsBehind(first.key, first.document)).toEqual(cellsOf('2012-03'));
    await moveAct(at, moved, '2013-05-05');
    const second = await makeAndKeep(at, '2013');
    expect(countsBehind(second.key, second.document)).toEqual({});
  });

  test('an act of 2013 counts there beside a moved one of the same victim, month and area', async () => {
    const at = await node();
    const { events } = await addCaseFile(at, [{ type: KIDNAPPING, date: '2012-03-02' }]);
    const [event = ''] = events;
    const [victim] = await at.dataSource.query<{ id: string }[]>('SELECT id FROM victim');
    const moved = await addAct(at, event, '2012-03-05', victim?.id);
    await makeRelease(at, { year: '2012' });
    await moveAct(at, moved, '2013-05-05');
    await addAct(at, event, '2013-05-20', victim?.id);
    const { document, key } = await makeAndKeep(at, '2013');
    expect(countsBehind(key, document)).toEqual(cellsOf('2013-05'));
  });
});

describe('an erased case file', () => {
  const erase = (at: NodeContext, reference: string): Promise<boolean> =>
    eraseCase(at, reference, { actor: 'officer', reason: 'person-request', identifyingOnly: false });

  test('stays frozen: where its acts were counted is kept under keyed names, in which cells is not', async () => {
    const at = await node();
    const { id } = await addCaseFile(at, [{ type: KIDNAPPING, date: '2012-03-02' }]);
    await makeRelease(at, { year: '2012' });
    const before = await at.dataSource.query<object[]>('SELECT act FROM release_source');
    await erase(at, `SYNTHETIC-${id}`);
    expect(await at.dataSource.query('SELECT act FROM release_source')).toEqual(before);
    const after = await at.dataSource.query<{ cells: string[] }[]>(
      'SELECT case_file_id, cells FROM release_assignment',
    );
    // how often it was counted is spent; where is forgotten
    expect(after).toEqual([{ case_file_id: null, cells: expect.anything() as unknown }]);
    expect([...(after[0]?.cells ?? [])].sort()).toEqual(['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7']);
  });

  test('that comes back from a backup with another year is not counted again', async () => {
    const at = await node();
    const { id } = await addCaseFile(at, [{ type: KIDNAPPING, date: '2012-03-02' }]);
    await makeRelease(at, { year: '2012' });
    await at.dataSource.query('CREATE TABLE backup_of_files AS SELECT * FROM case_file');
    await at.dataSource.query('CREATE TABLE backup_of_events AS SELECT * FROM event');
    await at.dataSource.query('CREATE TABLE backup_of_victims AS SELECT * FROM victim');
    await at.dataSource.query('CREATE TABLE backup_of_acts AS SELECT * FROM act');
    await erase(at, `SYNTHETIC-${id}`);
    for (const [table, backup] of [
      ['case_file', 'files'],
      ['event', 'events'],
      ['victim', 'victims'],
      ['act', 'acts'],
    ]) {
      await at.dataSource.query(`INSERT INTO ${table} SELECT * FROM backup_of_${backup}`);
    }
    await at.dataSource.query(`UPDATE act SET start_date = '2013-03-02'`);
    const { document, key } = await makeAndKeep(at, '2013');
    expect(countsBehind(key, document)).toEqual({});
  });

  test('of an imported list is not counted in another year when the list is imported with another date', async () => {
    const at = await node();
    const rows = ['1,06.05.2012,XA,North,1,rally,x', '2,06.05.2012,XA,North,1,rally,x'] as const;
    await importText(at, csv(...rows));
    await makeRelease(at, { year: '2012' });
    await erase(at, 'synthetic-list:1');
    await importText(at, csv(rows[0].replace('2012', '2013'), rows[1]));
    expect(await count(at, 'case_file')).toBe(1);
    const { document, key } = await makeAndKeep(at, '2013');
    expect(countsBehind(key, document)).toEqual({});
  });
});
