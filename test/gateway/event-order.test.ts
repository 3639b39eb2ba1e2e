/** The order of a listing and its pages, for any rows at any partners; and cursors on their own. */
import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import {
  CursorSeal,
  compareEvents,
  keysetFor,
  mergePages,
  type EventKey,
  type EventOrder,
} from '@vigil/gateway';
import fc from 'fast-check';

const partner = fc.stringMatching(/^[a-z][a-z0-9-]{1,5}$/);
const date = fc.option(fc.constantFrom('2011-12-01', '2012-01-01', '2012-02-01'), { nil: null });
const order = fc.constantFrom<EventOrder>('START_DATE_ASC', 'START_DATE_DESC');
const keys = fc.uniqueArray(fc.record({ partner, opaque: fc.stringMatching(/^[A-Za-z0-9_-]{1,3}$/), date }), {
  maxLength: 40,
  selector: ({ partner: of, opaque }) => `${of}:${opaque}`,
});

function toKeys(rows: readonly { partner: string; opaque: string; date: string | null }[]): EventKey[] {
  return rows.map((row) => ({ id: `${row.partner}:${row.opaque}`, date: row.date }));
}

/** What a partner gives for a keyset, by the promise to partners. */
function rowsFor(all: readonly EventKey[], of: string, after: EventKey | null, how: EventOrder): EventKey[] {
  const own = all.filter(({ id }) => id.startsWith(`${of}:`));
  if (after === null) return own;
  const keyset = keysetFor(of, after);
  return own.filter((row) => {
    if (row.date === keyset.date) {
      return keyset.sameDate === 'ALL' || (keyset.sameDate === 'AFTER_ID' && row.id > (keyset.id ?? ''));
    }
    if (row.date === null) return true;
    return (
      keyset.date !== null && (how === 'START_DATE_ASC' ? row.date > keyset.date : row.date < keyset.date)
    );
  });
}

/** One page as the hub would make it; `next` is where the following one begins, null after the last. */
function readPage(
  all: readonly EventKey[],
  partners: readonly string[],
  { how, first, from }: { how: EventOrder; first: number; from: EventKey | null },
): { ids: string[]; next: EventKey | null } {
  const pages = partners.map((of) => {
    const found = rowsFor(all, of, from, how).sort((a, b) => compareEvents(a, b, how));
    return {
      partner: of,
      events: found.slice(0, first + 1).map((key) => ({ key })),
      truncated: found.length > first,
    };
  });
  const { events, hasNextPage } = mergePages(pages, { order: how, first, after: from });
  return { ids: events.map(({ key }) => key.id), next: hasNextPage ? (events.at(-1)?.key ?? from) : null };
}

describe('pages', () => {
  test('of any size, one after the other, give every event once and in order, whatever the partners hold', () => {
    fc.assert(
      fc.property(keys, order, fc.integer({ min: 1, max: 7 }), (rows, how, first) => {
        const all = toKeys(rows);
        const partners = [...new Set(rows.map((row) => row.partner))];
        const expected = [...all].sort((a, b) => compareEvents(a, b, how)).map(({ id }) => id);
        const seen: string[] = [];
        for (let from: EventKey | null = null, more = true; more;) {
          const { ids, next }: { ids: string[]; next: EventKey | null } = readPage(all, partners, {
            how,
            first,
            from,
          });
          seen.push(...ids);
          more = next !== null;
          from = next;
        }
        expect(seen).toEqual(expected);
      }),
    );
  });

  test('are never empty while there is more, whichever of its events a partner spoils', () => {
    const spoiled = fc.func(fc.boolean());
    fc.assert(
      fc.property(keys, order, fc.integer({ min: 1, max: 7 }), spoiled, (rows, how, first, isSpoiled) => {
        const all = toKeys(rows);
        const pages = [...new Set(rows.map((row) => row.partner))].map((of) => {
          const found = all.filter(({ id }) => id.startsWith(`${of}:`)).slice(0, first + 1);
          const events = found.filter(({ id }) => !isSpoiled(id)).map((key) => ({ key }));
          return { partner: of, events, truncated: found.length > first };
        });
        // A truncated page without any usable event is no page: that partner has failed.
        const usable = pages.filter(({ events, truncated }) => !truncated || events.length > 0);
        const { events, hasNextPage } = mergePages(usable, { order: how, first, after: null });
        expect(hasNextPage && events.length === 0).toBe(false);
        // The broken twin: a partner that is believed to have more stops everybody's listing.
        const liar = { partner: 'liar', events: [], truncated: true };
        expect(mergePages([...usable, liar], { order: how, first, after: null })).toEqual({
          events: [],
          hasNextPage: true,
        });
      }),
    );
  });

  test('a keyset never holds an id of another partner', () => {
    fc.assert(
      fc.property(partner, partner, date, (asked, of, when) => {
        const { id } = keysetFor(asked, { id: `${of}:x`, date: when });
        expect(id === null || id.startsWith(`${asked}:`)).toBe(true);
      }),
    );
  });

  test('undated events come last in both directions', () => {
    const dated = { id: 'a:z', date: '2012-01-01' };
    const undated = { id: 'a:a', date: null };
    expect(compareEvents(dated, undated, 'START_DATE_ASC')).toBeLessThan(0);
    expect(compareEvents(dated, undated, 'START_DATE_DESC')).toBeLessThan(0);
  });
});

describe('cursors', () => {
  const binding = { filter: 'f', caller: 'c', policyVersion: 'p', partners: ['one', 'two', 'three'] };
  const seal = (now = new Date(0)): CursorSeal =>
    new CursorSeal({ key: Buffer.alloc(32, 7), lifetimeSeconds: 60, now: () => now, randomBytes });

  test('give back what they were made of, and are as long as any other', () => {
    fc.assert(
      fc.property(partner, date, fc.subarray(['one', 'two', 'three']), (of, when, excluded) => {
        const place = { last: { id: `${of}:x`, date: when }, excluded };
        const cursor = seal().seal(place, binding);
        expect(seal().open(cursor, binding)).toEqual(place);
        expect(cursor).toHaveLength(Math.ceil(((12 + 640 + 16) * 4) / 3));
      }),
    );
  });

  test.each([
    ['filter', { ...binding, filter: 'g' }],
    ['caller', { ...binding, caller: 'd' }],
    ['policy version', { ...binding, policyVersion: 'q' }],
    ['coalition', { ...binding, partners: ['one', 'two'] }],
  ])('of another %s are refused', (_name, other) => {
    const cursor = seal().seal({ last: { id: 'one:x', date: null }, excluded: [] }, binding);
    expect(() => seal().open(cursor, other)).toThrow(expect.objectContaining({ code: 'CURSOR_INVALID' }));
  });

  test('of another key, or too old, are refused; the key has 32 bytes or none is made', () => {
    const cursor = seal().seal({ last: { id: 'one:x', date: null }, excluded: [] }, binding);
    const other = new CursorSeal({
      key: Buffer.alloc(32, 8),
      lifetimeSeconds: 60,
      now: () => new Date(0),
      randomBytes,
    });
    expect(() => other.open(cursor, binding)).toThrow(expect.objectContaining({ code: 'CURSOR_INVALID' }));
    expect(() => seal(new Date(60_000)).open(cursor, binding)).toThrow(
      expect.objectContaining({ code: 'CURSOR_INVALID' }),
    );
    expect(seal(new Date(59_999)).open(cursor, binding).excluded).toEqual([]);
    expect(
      () => new CursorSeal({ key: Buffer.alloc(16), lifetimeSeconds: 1, now: () => new Date(), randomBytes }),
    ).toThrow();
  });

  test('hold no readable id', () => {
    const cursor = seal().seal({ last: { id: 'one:CANARY', date: '2012-01-01' }, excluded: [] }, binding);
    expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain('CANARY');
  });
});
