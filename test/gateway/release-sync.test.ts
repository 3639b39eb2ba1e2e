/** Releases come a few at a time; the hub asks until a partner has no more. */
import { expect, test } from '@jest/globals';
import { ReleaseSync, type ReleaseSyncOptions } from '@vigil/gateway';
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
    store: (signed) => {
      const { sequence } = (signed as { document: { sequence: number } }).document;
      if (sequence === refused) throw new HubError('RELEASE_INVALID', 'for a test', 'operator');
      if (stored.includes(sequence)) return Promise.resolve('KNOWN');
      stored.push(sequence);
      return Promise.resolve('STORED');
    },
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
