/** Releases come a few at a time; the hub asks until a partner has no more. */
import { expect, test } from '@jest/globals';
import { PartnerFailure, ReleaseSync, type ReleaseSyncOptions } from '@vigil/gateway';
import { HubError } from '@vigil/shared';
import { pino } from 'pino';
import { ALPHA, documentOf } from './releases/release-fixture.js';

/**
 * A partner with so many releases that gives `page` of them at a time, and a store that refuses one sequence.
 *
 * @param give - the sequences that it answers with; by default those asked for
 */
function partnerWith(
  count: number,
  { page, refused, give }: { page: number; refused?: number; give?: (after: number) => number[] },
): { options: ReleaseSyncOptions; asked: number[]; stored: number[] } {
  const asked: number[] = [];
  const stored: number[] = [];
  const all = Array.from({ length: count }, (_item, n) => n + 1);
  const ask: ReleaseSyncOptions['ask'] = ({ body }) => {
    const { after } = JSON.parse(body) as { after: number };
    asked.push(after);
    const sequences = give?.(after) ?? all.filter((sequence) => sequence > after).slice(0, page);
    const releases = sequences.map((sequence) => ({
      document: documentOf({ partner: ALPHA, partition: '2012', sequence }),
      signature: 'judged by the store',
    }));
    return Promise.resolve({ releases });
  };
  const store: ReleaseSyncOptions['store'] = {
    lastSequence: () => Math.max(0, ...stored),
    lastLedger: () => null,
    store: (signed) => {
      const { sequence } = (signed as { document: { sequence: number } }).document;
      if (sequence === refused) throw new HubError('RELEASE_INVALID', 'for a test', 'operator');
      if (stored.includes(sequence)) return Promise.resolve('KNOWN');
      stored.push(sequence);
      return Promise.resolve('STORED');
    },
    storeRevocation: () => Promise.resolve('KNOWN'),
    isNewRefusal: () => true,
  };
  const registry = { active: () => [{ id: 'alpha' }] } as unknown as ReleaseSyncOptions['registry'];
  return {
    asked,
    stored,
    options: { registry, ask, store, everySeconds: 60, log: pino({ level: 'silent' }) },
  };
}

test('one round fetches all pages, each after the last release of the one before', async () => {
  const { options, asked, stored } = partnerWith(45, { page: 20 });
  await new ReleaseSync(options).runOnce();
  expect(asked).toEqual([0, 20, 40, 45]);
  expect(stored).toHaveLength(45);
});

test('a partner without anything new is asked once', async () => {
  const { options, asked } = partnerWith(0, { page: 20 });
  await new ReleaseSync(options).runOnce();
  expect(asked).toEqual([0]);
});

test('a refused release ends the round, and so does a page that leads nowhere', async () => {
  const refusing = partnerWith(45, { page: 20, refused: 25 });
  await new ReleaseSync(refusing.options).runOnce();
  expect(refusing.asked).toEqual([0, 20]);
  const again = partnerWith(3, { page: 20, give: () => [1, 2, 3] });
  await new ReleaseSync(again.options).runOnce();
  expect(again.asked).toEqual([0, 3]);
});

test('a partner that never comes to its end is left for the next round', async () => {
  const { options, asked } = partnerWith(0, { page: 20, give: (after) => [after + 1] });
  await new ReleaseSync(options).runOnce();
  expect(asked).toHaveLength(100);
});

test('however many ask at once, a partner is asked by one run, and once more for what came meanwhile', async () => {
  const { options, asked } = partnerWith(3, { page: 20 });
  let answer: () => void = () => undefined;
  const held = new Promise<void>((resolve) => (answer = resolve));
  const sync = new ReleaseSync({
    ...options,
    ask: async (request) => {
      await held;
      return options.ask(request);
    },
  });
  const pulls = Array.from({ length: 10 }, () => sync.pull('alpha'));
  answer();
  await Promise.all(pulls);
  // the run: all three, then nothing more; the run for those who came during it: nothing
  expect(asked).toEqual([0, 3, 3]);
  await sync.stop();
  await sync.pull('alpha');
  expect(asked).toHaveLength(3);
});

test('a page that fails after another came is asked for once more; a partner that is away, once', async () => {
  const { options, asked, stored } = partnerWith(45, { page: 20 });
  const failing = (failures: number[]): ReleaseSyncOptions => {
    let turn = 0;
    return {
      ...options,
      ask: (request) => {
        turn += 1;
        return failures.includes(turn)
          ? Promise.reject(new PartnerFailure('did not answer in time'))
          : options.ask(request);
      },
    };
  };
  await new ReleaseSync(failing([1])).runOnce();
  expect(asked).toEqual([]);
  await new ReleaseSync(failing([2])).runOnce();
  expect(asked).toEqual([0, 20, 40, 45]);
  expect(stored).toHaveLength(45);
});
