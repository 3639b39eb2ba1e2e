import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { nodeDataSource, recordLocally, verifyLocalRecord } from '@vigil/kit';
import type { NodeContext } from '@vigil/kit';
import { tamperAsOwner } from '../../support/local-record.js';
import { openTestNode } from '../../support/node.js';

let node: NodeContext;
beforeAll(async () => {
  node = await openTestNode({ now: () => new Date('2014-02-01T12:00:00.250Z') });
});
afterAll(() => node.close());
beforeEach(async () => {
  await tamperAsOwner(node.dataSource, 'TRUNCATE local_record');
});

const entry = (object: string) => ({
  actor: 'officer',
  action: 'case.show',
  object,
  details: { b: 1, a: ['x', null] },
});

async function writeThree(): Promise<void> {
  for (const object of ['one', 'two', 'three']) await recordLocally(node, entry(object));
}

describe('the local record', () => {
  test('chains each line to the one before; the first hash is the one that another tool computes', async () => {
    await recordLocally(node, entry('one'));
    // canonical JSON (RFC 8785) written by hand; the hash by plain SHA-256 over it
    const bytes =
      'vigil-local-record-1\n{"action":"case.show","actor":"officer","at":"2014-02-01T12:00:00.250Z",' +
      `"details":{"a":["x",null],"b":1},"object":"one","previousHash":"${'0'.repeat(64)}","sequence":1}`;
    const head = createHash('sha256').update(bytes).digest('hex');
    await expect(verifyLocalRecord(node.dataSource)).resolves.toEqual({ lines: 1, head });
  });

  test.each([
    ['an altered actor', `UPDATE local_record SET actor = 'somebody else' WHERE sequence = 2`, 2],
    ['an altered time', `UPDATE local_record SET at = at + interval '1 millisecond' WHERE sequence = 1`, 1],
    [
      'altered details',
      `UPDATE local_record SET details = '{"b": 2, "a": ["x", null]}' WHERE sequence = 3`,
      3,
    ],
    ['a removed line', `DELETE FROM local_record WHERE sequence = 2`, 2],
    ['a removed first line', `DELETE FROM local_record WHERE sequence = 1`, 1],
    [
      'lines changed together with their own hashes',
      `UPDATE local_record SET actor = 'somebody else', hash = repeat('a', 64) WHERE sequence = 2`,
      2,
    ],
    ['renumbered lines', 'UPDATE local_record SET sequence = sequence + 10', 1],
  ])('shows %s', async (_, tampering, line) => {
    await writeThree();
    await expect(verifyLocalRecord(node.dataSource)).resolves.toMatchObject({ lines: 3 });
    await tamperAsOwner(node.dataSource, tampering);
    await expect(verifyLocalRecord(node.dataSource)).rejects.toMatchObject({
      code: 'AUDIT_BROKEN',
      message: expect.stringContaining(`line ${line} `),
    });
  });

  test('written by many at once is one chain without gaps', async () => {
    await Promise.all(
      Array.from({ length: 25 }, (_, index) => recordLocally(node, entry(`object ${index}`))),
    );
    await expect(verifyLocalRecord(node.dataSource)).resolves.toMatchObject({ lines: 25 });
  });

  test('does not keep a line whose transaction was rolled back', async () => {
    await expect(
      node.dataSource.transaction(async (manager) => {
        await recordLocally(node, entry('one'), manager);
        throw new Error('the command failed');
      }),
    ).rejects.toThrow('the command failed');
    await expect(verifyLocalRecord(node.dataSource)).resolves.toMatchObject({ lines: 0 });
  });

  test.each([
    ['change of a line', `UPDATE local_record SET actor = 'somebody else' WHERE sequence = 2`],
    ['change that hits no line', `UPDATE local_record SET actor = 'somebody else' WHERE sequence = 99`],
    ['removal of a line', 'DELETE FROM local_record WHERE sequence = 3'],
    ['removal of all lines at once', 'TRUNCATE local_record'],
    ['removal together with other tables', 'TRUNCATE case_file, local_record CASCADE'],
    [
      'change by a session that calls itself a replica',
      'SET LOCAL session_replication_role = replica; DELETE FROM local_record',
    ],
    [
      'replacement of a line on conflict',
      `INSERT INTO local_record SELECT * FROM local_record WHERE sequence = 1
       ON CONFLICT (sequence) DO UPDATE SET actor = 'somebody else'`,
    ],
  ])('is kept by the database itself: a %s is refused', async (_, statement) => {
    await writeThree();
    // several statements in one text are one transaction
    await expect(node.dataSource.query(statement)).rejects.toMatchObject({
      code: '42501', // insufficient_privilege
      message: 'the local record only takes new lines',
    });
    await expect(verifyLocalRecord(node.dataSource)).resolves.toMatchObject({ lines: 3 });
  });

  test('broken twin: with its trigger off the database lets a line go, so the cases above see the trigger', async () => {
    await writeThree();
    await tamperAsOwner(node.dataSource, 'DELETE FROM local_record WHERE sequence = 3');
    // a chain cut off at its end looks whole to itself
    await expect(verifyLocalRecord(node.dataSource)).resolves.toMatchObject({ lines: 2 });
  });

  test('is on disk before it counts as written, however the server is set', async () => {
    const { options } = node.dataSource;
    if (options.type !== 'postgres' || options.url === undefined) throw new Error('a URL was given');
    const url = new URL(options.url);
    url.searchParams.set('options', '-c synchronous_commit=off');
    const careless = nodeDataSource(url.href, () => undefined);
    await careless.initialize();
    try {
      await careless.query(
        `CREATE TABLE durability (setting text);
         CREATE FUNCTION note_durability() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN INSERT INTO durability VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$;
         CREATE TRIGGER note_durability AFTER INSERT ON local_record
           FOR EACH ROW EXECUTE FUNCTION note_durability()`,
      );
      const context = { dataSource: careless, now: () => new Date() };
      await recordLocally(context, entry('on its own'));
      await careless.transaction((manager) => recordLocally(context, entry('with a command'), manager));
      expect(await careless.query('SELECT setting FROM durability')).toEqual([
        { setting: 'on' },
        { setting: 'on' },
      ]);
      expect(await careless.query('SHOW synchronous_commit')).toEqual([{ synchronous_commit: 'off' }]);
    } finally {
      await careless.query('DROP FUNCTION note_durability CASCADE; DROP TABLE durability');
      await careless.destroy();
    }
  });
});
