/**
 * A reservation that a crash left open, and a start that cannot finish it: charged only when nothing can ever finish it.
 * A wrong coalition file, another program, a mark on a file must not cost a year.
 */
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  destroyNoiseKey,
  giveUpReservation,
  listSignedReleases,
  makeRelease,
  nodeParts,
  recoverLedger,
  revokeRelease,
  startNode,
  type NodeContext,
} from '@vigil/kit';
import { parseCoalition, type Coalition } from '@vigil/shared';
import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { openTestNode } from '../../support/node.js';
import {
  addCaseFile,
  count,
  ledgerLines,
  noiseKeyHex,
  PERSON_SETTINGS,
  withReleaseKey,
} from './releasing-node.js';

const nodes: NodeContext[] = [];
afterEach(async () => {
  for (const opened of nodes.splice(0)) await opened.close();
});

/** A node that was stopped after the draw of its release of 2012, before the document was stored. */
async function crashed(options: Parameters<typeof openTestNode>[0] = {}): Promise<NodeContext> {
  const at = await withReleaseKey(await openTestNode(options));
  nodes.push(at);
  const type = options.settings === PERSON_SETTINGS ? 'ARREST' : 'ABDUCTION_KIDNAPPING';
  await addCaseFile(at, [{ type, date: '2012-03-02' }]);
  const stop = new Error('stopped here');
  const onStep = (step: string): void => {
    if (step === 'drawn') throw stop;
  };
  await expect(makeRelease(at, { year: '2012', onStep })).rejects.toBe(stop);
  return at;
}

const kinds = async (at: NodeContext): Promise<unknown[]> =>
  (await ledgerLines(at)).map(({ entry }) => entry['kind']);

function changed(at: NodeContext, change: (partner: Coalition['partners'][number]) => object): NodeContext {
  const { partners } = at.coalition;
  const coalition = { ...at.coalition, partners: partners.map((one) => ({ ...one, ...change(one) })) };
  return { ...at, coalition: parseCoalition(JSON.parse(JSON.stringify(coalition))) };
}

const otherKey = (at: NodeContext): NodeContext =>
  changed(at, () => ({
    // RFC 8037, appendix A.2
    releaseKeys: {
      keys: [{ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo', kid: 'other' }],
    },
  }));
const otherCoverage = (at: NodeContext): NodeContext =>
  changed(at, ({ coverage }) => ({ coverage: coverage.map((each) => ({ ...each, from: '2013-01' })) }));

const OPEN =
  /^release 1 of 2012 had been reserved but not finished, and .*: it stays open, .* vigil-partner release recover --charge$/s;

describe.each([
  ['a coalition file with another key', 'CONFIG_INVALID', otherKey],
  ['a coalition file that declares less', 'RELEASE_INVALID', otherCoverage],
])('a start with %s', (_what, code, wrong) => {
  test('charges nothing, says so, and the next one with the right file draws the same noise', async () => {
    const at = await crashed();
    const key = await noiseKeyHex(at, '2012');
    expect(await recoverLedger(wrong(at))).toEqual([expect.stringMatching(OPEN)]);
    expect(await kinds(at)).toEqual(['reserve']);
    expect(await noiseKeyHex(at, '2012')).toBe(key); // without it the noise could not be drawn again
    expect(await count(at, 'release_document')).toBe(0);

    expect(await recoverLedger(at)).toEqual([expect.stringContaining('test-partner.2012.1 stands')]);
    expect(await kinds(at)).toEqual(['reserve', 'recovered']);
    expect(await noiseKeyHex(at, '2012')).toBeNull();
  });

  test('makes no release and no revocation meanwhile, of no year', async () => {
    const at = await crashed();
    for (const year of ['2012', '2013'])
      await expect(makeRelease(wrong(at), { year })).rejects.toMatchObject({
        code,
        audience: 'operator',
        message: expect.stringMatching(OPEN) as unknown,
      });
    const revocation = { id: 'test-partner.2012.1', reason: 'a source was forged', actor: 'somebody' };
    await expect(revokeRelease(wrong(at), revocation)).rejects.toMatchObject({ code });
    expect(await kinds(at)).toEqual(['reserve']);
    expect(await listSignedReleases(at, 0)).toEqual([]);
  });
});

test('a node whose reservation waits still serves', async () => {
  const at = otherKey(await crashed());
  const running = await startNode(at, { port: 0 });
  try {
    expect(running.notes).toEqual([expect.stringMatching(OPEN)]);
    expect((await fetch(`${running.url}/health/live`)).status).toBe(200);
  } finally {
    await running.close();
  }
  const { releases } = await nodeParts(at);
  expect(await releases(0)).toEqual([]);
});

test('a folder of keys that is not there at a start is no key that is gone', async () => {
  const at = await crashed();
  const [keys, elsewhere] = [join(at.dataDir, 'keys'), join(at.dataDir, 'unmounted')];
  await rename(keys, elsewhere);
  expect(await recoverLedger(at)).toEqual([expect.stringMatching(OPEN)]);
  expect(await kinds(at)).toEqual(['reserve']);
  await rename(elsewhere, keys);
  expect(await recoverLedger(at)).toEqual([expect.stringContaining('stands')]);
});

test('a file that is marked not public meanwhile is not published; marked back by whoever knows, it is', async () => {
  const at = await crashed({ settings: PERSON_SETTINGS });
  await at.dataSource.query('UPDATE case_file SET confidential = true');
  await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({
    code: 'PLAN_INVALID',
    message: expect.stringContaining('not public any more') as unknown,
  });
  expect(await kinds(at)).toEqual(['reserve']);
  expect(await count(at, 'release_document')).toBe(0);
  await at.dataSource.query('UPDATE case_file SET confidential = false');
  expect(await recoverLedger(at)).toEqual([expect.stringContaining('stands')]);
});

test('a plan that somebody changed in the database is not drawn by', async () => {
  const at = await crashed();
  await at.dataSource.query('ALTER TABLE release_plan DISABLE TRIGGER release_plan_stays');
  const set = async (from: string, to: string): Promise<void> => {
    await at.dataSource.query('UPDATE release_plan SET document = replace(document, $1, $2)', [from, to]);
  };
  await set('are confidential', 'are public');
  expect(await recoverLedger(at)).toEqual([expect.stringMatching(/signature does not verify.*stays open/s)]);
  await at.dataSource.query('CREATE TABLE kept_plan AS SELECT * FROM release_plan');
  await at.dataSource.query('DELETE FROM release_plan');
  expect(await recoverLedger(at)).toEqual([expect.stringMatching(/signed plan is gone.*stays open/s)]);
  expect(await kinds(at)).toEqual(['reserve']);
  await at.dataSource.query('INSERT INTO release_plan SELECT * FROM kept_plan');
  await set('are public', 'are confidential');
  expect(await recoverLedger(at)).toEqual([expect.stringContaining('stands')]);
});

describe('what can never come right is charged at once', () => {
  test.each<[string, (at: NodeContext) => Promise<unknown>, string]>([
    [
      'other records',
      (at) => addCaseFile(at, [{ type: 'ABDUCTION_KIDNAPPING', date: '2012-04-02' }]),
      'the records it counts have changed since',
    ],
    ['no noise key', (at) => destroyNoiseKey(at.dataDir, '2012'), 'its noise key is gone or damaged'],
  ])('%s', async (_what, change, reason) => {
    const at = await crashed();
    await change(at);
    // also where the coalition file is wrong as well
    const notes = await recoverLedger(otherKey(at));
    expect(notes[0]).toContain(`${reason}: nothing will be published of it`);
    expect(await kinds(at)).toEqual(['reserve', 'charged']);
    await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({ code: 'PLAN_EXCEEDS_BOUND' });
  });
});

describe('given up by the operator', () => {
  const giveUp = (at: NodeContext, release = 1, reason = 'the program of then is gone') =>
    giveUpReservation(at, { release, reason, actor: 'somebody' });

  test('it is charged, recorded with who and why, its year is spent, and the next year goes on', async () => {
    const at = await crashed();
    expect(await giveUp(otherKey(at))).toEqual([
      'the budget of 2012 is spent by what was charged, no release of it can follow; its noise key was destroyed',
    ]);
    const entry = (await ledgerLines(at)).at(-1)?.entry;
    expect(entry).toMatchObject({
      kind: 'charged',
      partition: '2012',
      release: 1,
      reason: 'given up by the operator: the program of then is gone',
    });
    expect(
      await at.dataSource.query(`SELECT actor, object FROM local_record WHERE action = 'release.charged'`),
    ).toEqual([{ actor: 'somebody', object: '2012' }]);
    expect(await noiseKeyHex(at, '2012')).toBeNull();
    // broken twin of it: a reservation forgotten instead of charged would let the year be drawn again
    await expect(makeRelease(at, { year: '2012' })).rejects.toMatchObject({ code: 'PLAN_EXCEEDS_BOUND' });
    await expect(makeRelease(at, { year: '2013' })).resolves.toMatchObject({ document: { sequence: 2 } });
  });

  test('not without a reason, and never another reservation than the one that was shown', async () => {
    const at = await crashed();
    await expect(giveUp(at, 2)).rejects.toMatchObject({ code: 'USAGE' });
    await expect(giveUp(at, 1, '  ')).rejects.toMatchObject({ code: 'USAGE' });
    expect(await kinds(at)).toEqual(['reserve']);
    await recoverLedger(at);
    await expect(giveUp(at)).rejects.toMatchObject({ code: 'USAGE' });
    expect(await kinds(at)).toEqual(['reserve', 'recovered']);
  });
});
