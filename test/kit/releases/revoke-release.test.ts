/** A revoked release answers nothing, stays stored, and stays spent; the statement is signed and in the ledger. */
import { afterEach, expect, test } from '@jest/globals';
import {
  listSignedReleases,
  makeRelease,
  nodeParts,
  recoverLedger,
  revokeRelease,
  type NodeContext,
} from '@vigil/kit';
import { checkLedger, isRevoked, verifyRevocation } from '@vigil/shared';
import { readFile, writeFile } from 'node:fs/promises';
import { ledgerFilePath } from '@vigil/kit';
import { ledgerLines, noiseKeyHex, openReleasedNode } from './releasing-node.js';

const nodes: NodeContext[] = [];
async function releasedNode(): Promise<NodeContext> {
  const at = await openReleasedNode();
  nodes.push(at);
  return at;
}
afterEach(async () => {
  for (const opened of nodes.splice(0)) await opened.close();
});

const revoke = (at: NodeContext, id = 'test-partner.2012.1') =>
  revokeRelease(at, { id, reason: 'a source was forged', actor: 'somebody' });

test('a revocation is signed over the ledger entry that records it, and served with the releases', async () => {
  const at = await releasedNode();
  const { revocations, releases } = await nodeParts(at);
  expect(await revocations()).toEqual([]);
  const signed = await revoke(at);
  const entry = (await ledgerLines(at)).at(-1);
  expect(entry?.entry).toMatchObject({ kind: 'revoked', partition: '2012', release: 1 });
  expect(signed.revocation).toEqual({
    format: 'vigil-revocation-1',
    partner: 'test-partner',
    release: 'test-partner.2012.1',
    revokedAt: '2014-02-01T00:00:00.000Z',
    reason: 'a source was forged',
    ledger: { sequence: 3, head: entry?.hash },
  });
  const keys = at.coalition.partners[0]?.releaseKeys ?? { keys: [] };
  await expect(verifyRevocation(signed, { partner: 'test-partner', keys })).resolves.toBeDefined();
  expect(await revocations()).toEqual([signed]);
  // the document stays: nothing that was published is taken back, it is marked
  expect(await releases(0)).toHaveLength(1);
  expect(isRevoked(checkLedger(await ledgerLines(at)), 1)).toBe(true);
});

test('what was revoked is spent: the year has no other release, and its key stays destroyed', async () => {
  const at = await releasedNode();
  await revoke(at);
  await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({ code: 'RELEASE_EXISTS' });
  expect(await noiseKeyHex(at, '2012')).toBeNull();
  await expect(makeRelease(at, { year: '2013' })).resolves.toMatchObject({ document: { sequence: 2 } });
  expect(await listSignedReleases(at, 0)).toHaveLength(2);
});

test.each([
  ['a second time', 'test-partner.2012.1', 'RELEASE_EXISTS'],
  ['of a release that is not here', 'test-partner.2013.1', 'NOT_FOUND'],
])('%s: refused, and nothing is written', async (_what, id, code) => {
  const at = await releasedNode();
  await revoke(at);
  const before = await ledgerLines(at);
  await expect(revoke(at, id)).rejects.toMatchObject({ code, audience: 'operator' });
  expect(await ledgerLines(at)).toEqual(before);
});

test.each([[''], ['  '], ['x'.repeat(501)]])(
  'without a sentence for the public it is refused (%#)',
  async (reason) => {
    const at = await releasedNode();
    await expect(
      revokeRelease(at, { id: 'test-partner.2012.1', reason, actor: 'somebody' }),
    ).rejects.toMatchObject({ code: 'USAGE' });
    expect(await ledgerLines(at)).toHaveLength(2);
  },
);

test('a crash before the ledger file has it: the next start adds it', async () => {
  const at = await releasedNode();
  await revoke(at);
  const file = ledgerFilePath(at.dataDir);
  const whole = await readFile(file, 'utf8');
  await writeFile(file, whole.split('\n').slice(0, 2).join('\n') + '\n');
  expect(await recoverLedger(at)).toEqual([
    'the revocation of release 1 was missing in the ledger file; it was added',
  ]);
  expect(await readFile(file, 'utf8')).toBe(whole);
});

test('a statement is not changed in the database', async () => {
  const at = await releasedNode();
  await revoke(at);
  await expect(at.dataSource.query('DELETE FROM release_revocation')).rejects.toThrow(
    'what was signed is never changed or removed',
  );
});
