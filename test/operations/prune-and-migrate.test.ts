/** Retention and migrations of a partner's node: what goes, what stays, and that the record still verifies. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  migrate,
  migrateDown,
  migrationName,
  nodeDataSource,
  nodeMigrations,
  planPrune,
  pruneNode,
  recordLocally,
  verifyLocalRecord,
  type NodeContext,
} from '@vigil/kit';
import type { DataSource } from 'typeorm';
import { createTestDatabase, type TestDatabase } from '../support/database.js';
import { tamperAsOwner } from '../support/local-record.js';
import { openTestNode } from '../support/node.js';

const nodes: NodeContext[] = [];
const NOW = new Date('2030-01-01T00:00:00.000Z');
const daysAgo = (days: number): Date => new Date(NOW.getTime() - days * 86_400_000);

/** A node with one thing on each side of every limit; limits are the defaults of `retention.ts`. */
async function filledNode(): Promise<NodeContext> {
  let clock = NOW;
  const node = await openTestNode({ now: () => clock });
  nodes.push(node);
  for (const days of [4_000, 3_651, 3_649, 1]) {
    clock = daysAgo(days);
    await recordLocally(node, { actor: 'tester', action: 'test', object: `day-${days}`, details: {} });
  }
  clock = NOW;
  await node.dataSource.query('INSERT INTO delegation_use (jti, expires_at) VALUES ($1, $2), ($3, $4)', [
    ...['old', daysAgo(8), 'young', daysAgo(6)],
  ]);
  const sha = 'a'.repeat(64);
  await node.dataSource.query(
    `INSERT INTO import_run (dataset, file_sha256, started_at, finished_at) VALUES
     ('unfinished-old', $1, $2, NULL), ('unfinished-young', $1, $3, NULL),
     ('finished-old', $1, $4, $4), ('finished-young', $1, $2, $2)`,
    [sha, daysAgo(31), daysAgo(29), daysAgo(1_096)],
  );
  await node.dataSource.query(
    `INSERT INTO case_file (reference, received_at) VALUES ('very old', '1990-01-01')`,
  );
  return node;
}

const column = async (node: NodeContext, sql: string): Promise<unknown[]> =>
  (await node.dataSource.query<{ value: unknown }[]>(sql)).map(({ value }) => value);

afterEach(async () => {
  for (const node of nodes.splice(0)) await node.close();
});

describe('prune', () => {
  test('only says what is older than the settings, until it is told to remove it', async () => {
    const node = await filledNode();
    const plan = await planPrune(node);
    expect(plan).toEqual({
      delegations: 1,
      unfinishedImports: 1,
      stagedRows: 0,
      finishedImports: 1,
      recordLines: 2,
      recordThrough: 2,
    });
    await expect(verifyLocalRecord(node.dataSource)).resolves.toMatchObject({ lines: 4 });
    expect(await pruneNode(node, 'tester')).toEqual(plan);
    expect(await column(node, 'SELECT jti AS value FROM delegation_use')).toEqual(['young']);
    expect(await column(node, 'SELECT dataset AS value FROM import_run ORDER BY 1')).toEqual([
      'finished-young',
      'unfinished-young',
    ]);
    // a case file is never a matter of age
    expect(await column(node, 'SELECT reference AS value FROM case_file')).toEqual(['very old']);
    expect(await column(node, 'SELECT object AS value FROM local_record ORDER BY sequence')).toEqual([
      'day-3649',
      'day-1',
      'node',
    ]);
    await expect(verifyLocalRecord(node.dataSource)).resolves.toMatchObject({
      lines: 3,
      cut: { through: 2 },
    });
    // the chain goes on, and a second pruning has nothing to do and writes nothing
    expect(await pruneNode(node, 'tester')).toMatchObject({ recordLines: 0, recordThrough: null });
    await recordLocally(node, { actor: 'tester', action: 'test', object: 'after', details: {} });
    await expect(verifyLocalRecord(node.dataSource)).resolves.toMatchObject({ lines: 4 });
  });

  test.each([
    [
      'a kept line that was changed',
      `UPDATE local_record SET object = 'x' WHERE sequence = 3`,
      /line 3 is missing/,
    ],
    ['a kept line that was removed', 'DELETE FROM local_record WHERE sequence = 3', /line 3 is missing/],
    [
      'the line that tells of the pruning',
      'DELETE FROM local_record WHERE sequence = 5',
      /no line tells of the pruning/,
    ],
  ])('%s still shows', async (_, statement, message) => {
    const node = await filledNode();
    await pruneNode(node, 'tester');
    await tamperAsOwner(node.dataSource, statement);
    await expect(verifyLocalRecord(node.dataSource)).rejects.toMatchObject({
      code: 'AUDIT_BROKEN',
      message: expect.stringMatching(message),
    });
  });

  test('the database takes no cut that names no line, changes none, and still removes no line by itself', async () => {
    const node = await filledNode();
    const insert = 'INSERT INTO local_record_cut (through, hash, removed, cut_at) VALUES ($1, $2, 1, now())';
    const refused = { code: '42501' }; // insufficient_privilege
    await expect(node.dataSource.query(insert, [1, 'b'.repeat(64)])).rejects.toMatchObject(refused);
    await pruneNode(node, 'tester');
    await expect(node.dataSource.query('UPDATE local_record_cut SET through = 3')).rejects.toMatchObject(
      refused,
    );
    await expect(node.dataSource.query('DELETE FROM local_record')).rejects.toMatchObject(refused);
  });
});

describe('migrations back', () => {
  let database: TestDatabase;
  let dataSource: DataSource;
  beforeAll(async () => {
    database = await createTestDatabase();
    dataSource = nodeDataSource(database.url, () => undefined);
    await dataSource.initialize();
  });
  afterAll(async () => {
    await dataSource.destroy();
    await database.drop();
  });

  const schema = (): Promise<object[]> =>
    dataSource.query(
      `SELECT table_name, column_name, data_type, column_default, is_nullable FROM information_schema.columns
       WHERE table_schema = 'public' AND table_name <> 'node_migration' ORDER BY 1, 2`,
    );

  test('every registered one goes back and comes again to the same schema, one by one', async () => {
    const applied = await migrate(dataSource);
    expect(applied).toEqual(
      nodeMigrations.map(migrationName).sort((a, b) => Number(a.slice(-13)) - Number(b.slice(-13))),
    );
    const whole = await schema();
    for (let kept = applied.length - 1; kept >= 0; kept -= 1) {
      const before = await schema();
      const to = kept === 0 ? null : (applied[kept - 1] ?? null);
      expect(await migrateDown(dataSource, { to, yes: false })).toEqual({
        undone: [applied[kept]],
        lost: [],
      });
      // up and down once more from here: a down leaves nothing behind that its up stumbles over
      await migrate(dataSource);
      expect(await schema()).toEqual(whole);
      await migrateDown(dataSource, { to, yes: false });
      expect((await schema()).length).toBeLessThanOrEqual(before.length);
    }
    expect(await schema()).toEqual([]);
    await migrate(dataSource);
    expect(await schema()).toEqual(whole);
  });

  test('where rows would be destroyed it names them and changes nothing, until somebody says yes', async () => {
    await migrate(dataSource);
    await dataSource.query(`INSERT INTO case_file (reference) VALUES ('kept')`);
    const before = await schema();
    await expect(migrateDown(dataSource, { to: null, yes: false })).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(
        /^this would destroy case_file \(1 rows\); make a backup, then say --yes$/,
      ),
    });
    expect(await schema()).toEqual(before);
    await expect(migrateDown(dataSource, { to: 'NoSuch', yes: true })).rejects.toMatchObject({
      code: 'USAGE',
    });
    const { lost } = await migrateDown(dataSource, { to: null, yes: true });
    expect(lost).toEqual([{ what: 'case_file', rows: 1 }]);
    expect(await schema()).toEqual([]);
  });
});
