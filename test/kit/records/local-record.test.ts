import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { recordLocally, verifyLocalRecord } from '@vigil/kit';
import type { NodeContext } from '@vigil/kit';
import { openTestNode } from '../../support/node.js';

let node: NodeContext;
beforeAll(async () => {
  node = await openTestNode({ now: () => new Date('2014-02-01T12:00:00.250Z') });
});
afterAll(() => node.close());
beforeEach(async () => {
  await node.dataSource.query('TRUNCATE local_record');
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
    await node.dataSource.query(tampering);
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
});
