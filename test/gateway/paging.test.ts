/** One listing over several partners: its order, its pages and its cursors. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Event } from '@vigil/shared';
import { startTestHub, type Answer, type TestHub } from './support/test-hub.js';
import { makeEvent } from './support/test-rows.js';

const MONTHS = ['2012-01-01', '2012-02-01', '2012-03-01', null];
const PARTNERS = ['ab', 'ab-c', 'bb'];

/** Several events of every partner in every month, some undated; 60 in all. */
const ROWS: Record<string, Event[]> = Object.fromEntries(
  PARTNERS.map((partner) => [
    partner,
    MONTHS.flatMap((date, month) =>
      [0, 1, 2, 3, 4].map((n) =>
        makeEvent(partner, `${'zyxwv'[n] ?? ''}${month}`, date, n === 4 ? 'XB' : 'XA'),
      ),
    ),
  ]),
);

/** Counted by hand over the rows, in the words of the promise: date, undated last, then id by bytes. */
function expectedOrder(ascending: boolean): string[] {
  const key = (event: Event): string => event.startDate ?? '';
  return Object.values(ROWS)
    .flat()
    .sort((a, b) => {
      if (key(a) === key(b)) return Buffer.compare(Buffer.from(a.id), Buffer.from(b.id));
      if (key(a) === '') return 1;
      if (key(b) === '') return -1;
      return key(a) < key(b) === ascending ? -1 : 1;
    })
    .map(({ id }) => id);
}

interface Page {
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

let hub: TestHub;

beforeAll(async () => {
  hub = await startTestHub({
    rows: ROWS,
    environment: { VIGIL_HUB_CURSOR_LIFETIME_SECONDS: '600' },
    now: () => clock,
  });
});
afterAll(() => hub.close());
beforeEach(() => {
  for (const partner of Object.values(hub.partners)) {
    partner.asked.length = 0;
    partner.misbehave = null;
  }
});

let clock = new Date();

const LISTING = `query ($first: Int, $after: String, $orderBy: EventOrder, $where: EventFilter) {
  events(first: $first, after: $after, orderBy: $orderBy, where: $where) {
    nodes { id } pageInfo { hasNextPage endCursor } } }`;

function list(variables: Record<string, unknown>, principal = 'regional-body'): Promise<Answer> {
  return hub.ask(LISTING, { principal, variables });
}

function pageOf({ data }: Answer): Page {
  return data?.['events'] as Page;
}

async function readAll(
  variables: Record<string, unknown>,
): Promise<{ ids: string[]; cursors: string[]; errors: unknown[] }> {
  const ids: string[] = [];
  const cursors: string[] = [];
  const errors: unknown[] = [];
  for (let after: string | null = null; ;) {
    const answer: Answer = await list({ ...variables, after });
    errors.push(...answer.errors);
    const page = pageOf(answer);
    ids.push(...page.nodes.map(({ id }) => id));
    if (page.pageInfo.endCursor !== null) cursors.push(page.pageInfo.endCursor);
    if (!page.pageInfo.hasNextPage) return { ids, cursors, errors };
    after = page.pageInfo.endCursor;
  }
}

describe('order', () => {
  test.each([
    ['START_DATE_ASC', true],
    ['START_DATE_DESC', false],
  ])('%s: date, undated last, then id by bytes, over all partners', async (orderBy, ascending) => {
    const page = pageOf(await list({ first: 100, orderBy }));
    expect(page.nodes.map(({ id }) => id)).toEqual(expectedOrder(ascending));
    expect(page.pageInfo.hasNextPage).toBe(false);
  });

  test('descending is the order when none is asked for', async () => {
    expect(pageOf(await list({ first: 3 })).nodes.map(({ id }) => id)).toEqual(
      expectedOrder(false).slice(0, 3),
    );
  });

  test.each(['START_DATE_ASC', 'START_DATE_DESC'])(
    '%s: small pages one after the other are the one big page',
    async (orderBy) => {
      for (const first of [1, 7, 59, 60, 61]) {
        const read = await readAll({ first, orderBy });
        expect(read.ids).toEqual(expectedOrder(orderBy === 'START_DATE_ASC'));
        expect(read.errors).toEqual([]);
      }
    },
  );
});

describe('what a partner is told', () => {
  test('is one more than the page, and never an event id of another partner', async () => {
    const first = pageOf(await list({ first: 3, orderBy: 'START_DATE_ASC' }));
    expect(first.nodes.map(({ id }) => id)).toEqual(['ab-c:v0', 'ab-c:w0', 'ab-c:x0']);
    for (const partner of Object.values(hub.partners)) partner.asked.length = 0;
    await list({ first: 3, orderBy: 'START_DATE_ASC', after: first.pageInfo.endCursor });
    const told = Object.fromEntries(
      PARTNERS.map((id) => {
        const [asked] = hub.partners[id]?.asked ?? [];
        const after = /after: "([^"]+)"/.exec(asked?.query ?? '')?.[1] ?? '';
        expect(asked?.query).toContain('first: 4');
        return [id, JSON.parse(Buffer.from(after, 'base64url').toString('utf8')) as unknown];
      }),
    );
    // '-' comes before ':' in ASCII, so 'ab-c:…' before 'ab:…' before 'bb:…'.
    expect(told).toEqual({
      'ab-c': { date: '2012-01-01', sameDate: 'AFTER_ID', id: 'ab-c:x0' },
      ab: { date: '2012-01-01', sameDate: 'ALL', id: null },
      bb: { date: '2012-01-01', sameDate: 'ALL', id: null },
    });
  });

  test('is only what concerns it of the filter', async () => {
    const where = { partners: ['ab', 'bb'], countries: ['XB', 'RU'], areas: ['XB-01', 'RU-MOW'] };
    await list({ first: 5, where });
    expect(hub.partners['ab-c']?.asked).toEqual([]);
    const query = hub.partners['ab']?.asked[0]?.query ?? '';
    expect(query).toContain('countries: ["XB"]');
    expect(query).toContain('areas: ["XB-01"]');
    expect(query).not.toMatch(/RU|partners|bb/);
  });

  test('is nothing when the filter does not concern it', async () => {
    const answer = await list({ first: 5, where: { countries: ['RU'] } });
    expect(pageOf(answer)).toEqual({ nodes: [], pageInfo: { hasNextPage: false, endCursor: null } });
    expect(Object.values(hub.partners).flatMap(({ asked }) => asked)).toEqual([]);
  });
});

describe('first', () => {
  test.each([
    [0, 'BAD_USER_INPUT'],
    [-1, 'BAD_USER_INPUT'],
    [101, 'LIMIT_EXCEEDED'],
    [1_000, 'LIMIT_EXCEEDED'],
  ])('first: %d is refused with %s and nobody is asked', async (first, code) => {
    const answer = await list({ first });
    expect(answer.data).toEqual({ events: null });
    expect(answer.errors.map(({ path, extensions }) => ({ path, extensions }))).toEqual([
      { path: ['events'], extensions: { code } },
    ]);
    expect(Object.values(hub.partners).flatMap(({ asked }) => asked)).toEqual([]);
  });

  test('without measure costs more than any operation may', async () => {
    const answer = await list({ first: 2_147_483_647 });
    expect([answer.status, answer.data]).toEqual([400, undefined]);
    expect(answer.errors.map(({ extensions }) => extensions)).toEqual([{ code: 'LIMIT_EXCEEDED' }]);
    expect(Object.values(hub.partners).flatMap(({ asked }) => asked)).toEqual([]);
  });
});

describe('cursors', () => {
  const CURSOR_INVALID = [{ path: ['events'], extensions: { code: 'CURSOR_INVALID' } }];

  async function cursor(variables: Record<string, unknown> = {}, principal?: string): Promise<string> {
    const page = pageOf(await list({ first: 3, ...variables }, principal));
    for (const partner of Object.values(hub.partners)) partner.asked.length = 0;
    return page.pageInfo.endCursor ?? '';
  }

  async function isRefused(variables: Record<string, unknown>, principal?: string): Promise<void> {
    const answer = await list({ first: 3, ...variables }, principal);
    expect(answer.errors.map(({ path, extensions }) => ({ path, extensions }))).toEqual(CURSOR_INVALID);
    expect(answer.data).toEqual({ events: null });
    expect(Object.values(hub.partners).flatMap(({ asked }) => asked)).toEqual([]);
  }

  test('all cursors have one length, whatever they stand for', async () => {
    const cursors = [
      ...(await readAll({ first: 7 })).cursors,
      await cursor({ where: { countries: ['XA'] }, orderBy: 'START_DATE_ASC' }),
    ];
    expect(new Set(cursors.map(({ length }) => length)).size).toBe(1);
    expect(new Set(cursors).size).toBe(cursors.length);
  });

  test('a cursor that was changed anywhere is refused', async () => {
    const good = await cursor();
    const bytes = Buffer.from(good, 'base64url');
    for (const at of [0, 11, 12, 100, bytes.length - 17, bytes.length - 1]) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      await isRefused({ after: changed.toString('base64url') });
    }
    await isRefused({ after: good.slice(0, -1) });
    await isRefused({ after: `${good}AAAA` });
    await isRefused({ after: `${good}=` });
    await isRefused({ after: '' });
    await isRefused({ after: 'e30' });
    // The twin: as it was, it works.
    expect((await list({ first: 3, after: good })).errors).toEqual([]);
  });

  test('a cursor of another caller, filter or order is refused', async () => {
    await isRefused({ after: await cursor({}, 'case-officer@ab') });
    await isRefused({ after: await cursor({ where: { countries: ['XA'] } }) });
    await isRefused({ after: await cursor({ orderBy: 'START_DATE_ASC' }) });
    // The same filter and order written in another way are the same.
    const good = await cursor({ where: { countries: ['XA'], areas: null }, orderBy: 'START_DATE_DESC' });
    const again = await list({ first: 3, where: { areas: null, countries: ['XA'] }, after: good });
    expect(again.errors).toEqual([]);
  });

  test('a cursor that is older than its life is refused', async () => {
    const good = await cursor();
    const before = clock;
    clock = new Date(before.getTime() + 599_000);
    expect((await list({ first: 3, after: good })).errors).toEqual([]);
    clock = new Date(before.getTime() + 601_000);
    for (const partner of Object.values(hub.partners)) partner.asked.length = 0;
    await isRefused({ after: good });
    clock = before;
  });

  test('a partner that failed on a page stays out of the listing, announced, until a new listing', async () => {
    const away = hub.partners['ab'];
    if (away === undefined) throw new Error('no partner');
    const announced = [{ path: ['events'], extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'ab' } }];
    away.misbehave = (request) => {
      request.socket.destroy();
      return true;
    };
    const first = await list({ first: 4, orderBy: 'START_DATE_ASC' });
    away.misbehave = null;
    away.asked.length = 0;
    const second = await list({
      first: 4,
      orderBy: 'START_DATE_ASC',
      after: pageOf(first).pageInfo.endCursor,
    });
    for (const answer of [first, second]) {
      expect(answer.errors.map(({ path, extensions }) => ({ path, extensions }))).toEqual(announced);
      expect(pageOf(answer).nodes.every(({ id }) => !id.startsWith('ab:'))).toBe(true);
    }
    expect(away.asked).toEqual([]);
    const fresh = await list({ first: 100 });
    expect([fresh.errors, pageOf(fresh).nodes.length]).toEqual([[], 60]);
  });
});
