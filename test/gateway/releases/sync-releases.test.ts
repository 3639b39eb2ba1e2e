import { expect, test } from '@jest/globals';
import { syncReleases } from '@vigil/gateway';
import type { PostToPartner } from '@vigil/gateway';
import { HubError } from '@vigil/shared';
import { ALPHA, documentOf } from './release-fixture.js';

const SEEN = { sequence: 11, head: 'a'.repeat(64) };

const release = (sequence: number) => ({
  document: documentOf({ partner: ALPHA, partition: '2012', sequence }),
  signature: 'judged by the store',
});

/** A store that refuses chosen sequences, and remembers what it was offered. */
function storeRefusing(...bad: number[]) {
  const offered: { sequence: number; from: string | undefined }[] = [];
  const revocations: { signed: unknown; from: string | undefined }[] = [];
  let last = 4;
  let refusedBefore = false;
  return {
    offered,
    revocations,
    lastSequence: () => last,
    /** none named: as with a partner that has released nothing */
    lastLedger: (): { sequence: number; head: string } | null => null,
    store: (signed: unknown, from?: string) => {
      const { sequence } = (signed as ReturnType<typeof release>).document;
      offered.push({ sequence, from });
      if (bad.includes(sequence)) throw new HubError('RELEASE_INVALID', 'for a test', 'operator');
      last = Math.max(last, sequence);
      return Promise.resolve(sequence === 5 ? ('KNOWN' as const) : ('STORED' as const));
    },
    storeRevocation: (signed: unknown, from?: string) => {
      revocations.push({ signed, from });
      if (signed === 'bad') throw new HubError('RELEASE_INVALID', 'for a test', 'operator');
      return Promise.resolve('STORED' as const);
    },
    isNewRefusal: () => {
      const isNew = !refusedBefore;
      refusedBefore = true;
      return isNew;
    },
  };
}

function run(store: ReturnType<typeof storeRefusing>, post: PostToPartner, lines: object[] = []) {
  const log = { info: () => undefined, error: (fields: object) => void lines.push(fields) };
  return syncReleases({ partner: 'alpha', post, store, log });
}

test('the partner is asked for what came after the last sequence', async () => {
  const asked: unknown[] = [];
  await run(storeRefusing(), (path, body) => {
    asked.push([path, body]);
    return Promise.resolve({ releases: [] });
  });
  expect(asked).toEqual([['/releases', { after: 4 }]]);
});

test('beside it the partner is told the last entry of its ledger that was seen here, by a release or a revocation', async () => {
  const asked: unknown[] = [];
  await run({ ...storeRefusing(), lastLedger: () => SEEN }, (_path, body) => {
    asked.push(body);
    return Promise.resolve({ releases: [release(5)] });
  });
  expect(asked).toEqual([{ after: 4, ledger: SEEN }]);
});

test('a partner that does not know the ledger number yet is asked without it, and answers', async () => {
  const asked: unknown[] = [];
  // as a node of before refuses a question with a field that it does not know
  const older: PostToPartner = (_path, body) => {
    asked.push(body);
    const errors = [{ message: 'not a question for releases', extensions: { code: 'BAD_USER_INPUT' } }];
    return Promise.resolve('ledger' in body ? { errors } : { releases: [release(5), release(6)] });
  };
  const store = { ...storeRefusing(), lastLedger: () => SEEN };
  expect(await run(store, older)).toEqual({ stored: 1, known: 1, refused: 0, revoked: 0 });
  expect(asked).toEqual([{ after: 4, ledger: SEEN }, { after: 4 }]);
});

test('each release is stored as from this partner, in the order of its ledger', async () => {
  const store = storeRefusing();
  const post = () => Promise.resolve({ releases: [release(7), release(5), release(6)] });
  expect(await run(store, post)).toEqual({ stored: 2, known: 1, refused: 0, revoked: 0 });
  expect(store.offered).toEqual([5, 6, 7].map((sequence) => ({ sequence, from: 'alpha' })));
});

test('a refused release is fetched again until it can be stored: nothing after it is stored before', async () => {
  const bad = [6];
  const store = storeRefusing(...bad);
  const mended = { ...store, store: storeRefusing().store };
  const lines: object[] = [];
  const asked: number[] = [];
  const post: PostToPartner = (_path, { after }) => {
    asked.push(after);
    return Promise.resolve({ releases: [5, 6, 7].filter((one) => one > after).map(release) });
  };
  expect(await run(store, post, lines)).toEqual({ stored: 0, known: 1, refused: 1, revoked: 0 });
  expect(await run(store, post, lines)).toEqual({ stored: 0, known: 0, refused: 1, revoked: 0 });
  expect(await run(mended, post, lines)).toEqual({ stored: 2, known: 0, refused: 0, revoked: 0 });
  expect(asked).toEqual([4, 5, 5]);
  expect(store.offered.map(({ sequence }) => sequence)).toEqual([5, 6, 6]);
  // the reason is logged once, not in every round
  expect(lines).toEqual([{ partner: 'alpha', code: 'RELEASE_INVALID', reason: 'for a test' }]);
});

test.each([undefined, null, [], {}, { releases: {} }, { releases: [], more: true }])(
  'an answer that is no list of releases is refused: %j',
  async (answer) => {
    await expect(run(storeRefusing(), () => Promise.resolve(answer))).rejects.toMatchObject({
      code: 'RELEASE_INVALID',
    });
  },
);

test('a partner that is away is no release refused: the error goes on', async () => {
  const away = new HubError('PARTNER_UNAVAILABLE', 'partner alpha did not answer', 'caller');
  await expect(run(storeRefusing(), () => Promise.reject(away))).rejects.toBe(away);
});

test('revocations are stored after the releases, each for itself', async () => {
  const store = storeRefusing();
  const lines: object[] = [];
  const answer = { releases: [release(5)], revocations: ['one', 'bad', 'two'] };
  expect(await run(store, () => Promise.resolve(answer), lines)).toEqual({
    stored: 0,
    known: 1,
    refused: 0,
    revoked: 2,
  });
  expect(store.revocations).toEqual(['one', 'bad', 'two'].map((signed) => ({ signed, from: 'alpha' })));
  expect(lines).toEqual([{ partner: 'alpha', code: 'RELEASE_INVALID', reason: 'for a test' }]);
});

test('a refused release keeps no revocation from being stored', async () => {
  const store = storeRefusing(6);
  const answer = { releases: [release(6)], revocations: ['one'] };
  expect(await run(store, () => Promise.resolve(answer))).toMatchObject({ refused: 1, revoked: 1 });
});
