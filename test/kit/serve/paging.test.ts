/** Order, keyset and filter of `events`, against a model in plain JavaScript and hand counts. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { seedFile } from './case-file-seed.js';
import { createServingNode, type Answer, type ServingNode } from './serving-node.js';

let node: ServingNode;

beforeAll(async () => {
  node = await createServingNode();
});
afterAll(() => node.close());

interface Shown {
  id: string;
  startDate: string | null;
  datePrecision: string;
}
interface Page {
  nodes: Shown[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

type Order = 'START_DATE_ASC' | 'START_DATE_DESC';

const LIST = `query ($where: EventFilter, $order: EventOrder, $first: Int, $after: String) {
  events(where: $where, orderBy: $order, first: $first, after: $after) {
    nodes { id startDate datePrecision } pageInfo { hasNextPage endCursor } } }`;

function list(variables: Record<string, unknown>): Promise<Answer> {
  return node.ask({ query: LIST, variables });
}

async function page(variables: Record<string, unknown>): Promise<Page> {
  const answer = await list(variables);
  expect(answer.json.errors).toBeUndefined();
  return (answer.json.data as { events: Page }).events;
}

const keyset = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The order that the design fixes: shown date in the direction asked, undated last, then id bytewise. */
function inOrder(events: readonly Shown[], order: Order): Shown[] {
  return [...events].sort((a, b) => {
    if (a.startDate !== b.startDate) {
      if (a.startDate === null) return 1;
      if (b.startDate === null) return -1;
      return a.startDate < b.startDate === (order === 'START_DATE_ASC') ? -1 : 1;
    }
    return Buffer.compare(Buffer.from(a.id), Buffer.from(b.id));
  });
}

async function replaceEvents(
  events: readonly { date: string | null; precision: string; publicId: string }[],
): Promise<void> {
  await node.context.dataSource.query('DELETE FROM case_file');
  if (events.length > 0) await seedFile(node.context.dataSource, { events: [...events] });
}

/** What a caller is shown of a stored date; by hand from the design. */
function shown({
  date,
  precision,
  publicId,
}: {
  date: string | null;
  precision: string;
  publicId: string;
}): Shown {
  const id = `synthetic-one:${publicId}`;
  if (date === null || precision === 'UNKNOWN') return { id, startDate: null, datePrecision: 'UNKNOWN' };
  return precision === 'YEAR'
    ? { id, startDate: `${date.slice(0, 4)}-01-01`, datePrecision: 'YEAR' }
    : { id, startDate: `${date.slice(0, 7)}-01`, datePrecision: 'MONTH' };
}

const two = (value: number): string => String(value).padStart(2, '0');
const stored = fc
  .tuple(
    fc.constantFrom('DAY', 'MONTH', 'YEAR', 'UNKNOWN'),
    fc.integer({ min: 2012, max: 2013 }),
    fc.integer({ min: 1, max: 3 }),
    fc.integer({ min: 1, max: 28 }),
  )
  .map(([precision, year, month, day]) => {
    if (precision === 'UNKNOWN') return { precision, date: null };
    if (precision === 'YEAR') return { precision, date: `${year}-01-01` };
    return { precision, date: `${year}-${two(month)}-${precision === 'DAY' ? two(day) : '01'}` };
  });
/** ids whose order differs between bytes and most languages' alphabets */
const publicId = fc
  .array(fc.constantFrom('A', 'a', 'B', 'b', 'Z', 'z', '0', '9', '-', '_'), { minLength: 22, maxLength: 22 })
  .map((letters) => letters.join(''));
const dataSet = fc.uniqueArray(
  fc.tuple(stored, publicId).map(([when, id]) => ({ ...when, publicId: id })),
  { maxLength: 12, selector: (event) => event.publicId },
);

describe('paging', () => {
  test('pages of any size, put together, are the one big page, in the order that the design fixes', async () => {
    await fc.assert(
      fc.asyncProperty(
        dataSet,
        fc.constantFrom<Order>('START_DATE_ASC', 'START_DATE_DESC'),
        fc.integer({ min: 2, max: 5 }),
        async (events, order, size) => {
          await replaceEvents(events);
          const model = inOrder(events.map(shown), order);
          const whole = await page({ order, first: 100 });
          expect(whole.nodes).toEqual(model);
          expect(whole.pageInfo).toEqual({ hasNextPage: false, endCursor: null });
          const collected: Shown[] = [];
          let after: string | null = null;
          for (;;) {
            const next: Page = await page({ order, first: size, after });
            collected.push(...next.nodes);
            const last = next.nodes.at(-1);
            expect(next.pageInfo.hasNextPage).toBe(collected.length < model.length);
            if (!next.pageInfo.hasNextPage || last === undefined) break;
            after = keyset({ date: last.startDate, sameDate: 'AFTER_ID', id: last.id });
          }
          expect(collected).toEqual(model);
        },
      ),
      { numRuns: 12 },
    );
  });

  test('a cursor that stands on another partner’s event takes all or none of that date here', async () => {
    await fc.assert(
      fc.asyncProperty(
        dataSet,
        fc.constantFrom<Order>('START_DATE_ASC', 'START_DATE_DESC'),
        fc.constantFrom('NONE', 'ALL'),
        fc.option(fc.constantFrom('2012-01-01', '2012-02-01', '2013-01-01', '2011-05-01'), { nil: null }),
        async (events, order, sameDate, date) => {
          await replaceEvents(events);
          const wanted = inOrder(events.map(shown), order).filter(({ startDate }) => {
            if (startDate === date) return sameDate === 'ALL';
            if (startDate === null) return true;
            if (date === null) return false;
            return order === 'START_DATE_ASC' ? startDate > date : startDate < date;
          });
          const after = keyset({ date, sameDate, id: null });
          expect((await page({ order, first: 100, after })).nodes).toEqual(wanted);
        },
      ),
      { numRuns: 12 },
    );
  });

  test.each([
    ['text that is no base64url', '{}'],
    ['bytes that are no JSON', Buffer.from('nonsense').toString('base64url')],
    ['a field too many', keyset({ date: null, sameDate: 'NONE', id: null, sql: '1' })],
    ['a date that is none', keyset({ date: '2012-02-31', sameDate: 'NONE', id: null })],
    ['the year 0', keyset({ date: '0000-01-01', sameDate: 'NONE', id: null })],
    ['no id where one belongs', keyset({ date: null, sameDate: 'AFTER_ID', id: null })],
    ['an id where none belongs', keyset({ date: null, sameDate: 'ALL', id: 'synthetic-one:a' })],
    ['an id of another partner', keyset({ date: null, sameDate: 'AFTER_ID', id: 'synthetic-two:a' })],
    ['SQL for an id', keyset({ date: null, sameDate: 'AFTER_ID', id: "synthetic-one:' OR true --" })],
    ['an endless text', 'A'.repeat(500)],
  ])('a keyset with %s is refused', async (_what, after) => {
    const answer = await list({ after });
    expect(answer.json.data).toEqual({ events: null });
    expect(answer.json.errors?.map(({ extensions }) => extensions.code)).toEqual(['CURSOR_INVALID']);
  });

  test.each([
    [0, 'BAD_USER_INPUT'],
    [-1, 'BAD_USER_INPUT'],
    [502, 'LIMIT_EXCEEDED'],
  ])('first: %i is refused', async (first, code) => {
    expect((await list({ first })).json.errors?.[0]?.extensions.code).toBe(code);
  });
});

test.each<Order>(['START_DATE_ASC', 'START_DATE_DESC'])(
  'a page in the order %s is read along an index that holds this order, not sorted from all rows',
  async (order) => {
    await replaceEvents([]);
    node.statements();
    await page({ order, first: 5 });
    const text = node.statements().find((statement) => /FROM event e\b/.test(statement)) ?? '';
    // five parameters at most: organisation, time, limit; a generic plan asks for no value
    const values = [...new Set(text.match(/\$\d+/g))].map(() => 'NULL').join(', ');
    const plan = await node.context.dataSource.transaction(async (manager) => {
      // the table is empty, where a sort costs nothing: what is asked is whether the order is in the index
      await manager.query('SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off');
      await manager.query('SET LOCAL plan_cache_mode = force_generic_plan');
      await manager.query(`PREPARE listing AS ${text}`);
      const lines = await manager.query<Record<string, string>[]>(
        `EXPLAIN (COSTS OFF) EXECUTE listing (${values})`,
      );
      await manager.query('DEALLOCATE listing');
      return lines.flatMap((line) => Object.values(line)).join('\n');
    });
    expect(plan).toContain(
      `Index Scan using event_shown_date_${order.slice(-4).replace('_', '').toLowerCase()}`,
    );
    expect(plan).not.toMatch(/Sort Key/);
  },
);

describe('filter', () => {
  const at = (what: string): string => what.padEnd(22, '_');
  const EVENTS = [
    { publicId: at('day'), date: '2012-05-17', precision: 'DAY', area: 'XA-01' },
    {
      publicId: at('month'),
      date: '2012-07-01',
      precision: 'MONTH',
      area: 'XA-02',
      verification: 'VERIFIED',
    },
    { publicId: at('year'), date: '2012-01-01', precision: 'YEAR', area: null },
    { publicId: at('undated'), date: null, country: 'XB' },
    { publicId: at('next'), date: '2013-01-31', precision: 'DAY', acts: [{ type: 'CENSORSHIP' }] },
  ];
  beforeAll(async () => {
    await node.context.dataSource.query('DELETE FROM case_file');
    await seedFile(node.context.dataSource, { events: EVENTS });
  });

  const all = ['day', 'month', 'next', 'undated', 'year'];
  /** by hand */
  test.each<[string, object, string[]]>([
    ['nothing', {}, all],
    ['nulls', { countries: null, areas: null, from: null, to: null, actTypes: null }, all],
    ['a country', { countries: ['XB'] }, ['undated']],
    ['two countries', { countries: ['XA', 'XB'] }, all],
    ['a country nobody knows', { countries: ['ZZ'] }, []],
    ['no country at all', { countries: [] }, []],
    ['an area', { areas: ['XA-02'] }, ['month']],
    ['a verification', { verification: ['VERIFIED', 'ADJUDICATED'] }, ['month']],
    ['an act type', { actTypes: ['CENSORSHIP'] }, ['next']],
    ['this partner', { partners: ['synthetic-one'] }, all],
    ['another partner', { partners: ['synthetic-two'] }, []],
    ['two things at once', { countries: ['XA'], from: '2013' }, ['next']],
    ['from a month: the year 2012 is not wholly inside', { from: '2012-05' }, ['day', 'month', 'next']],
    ['from the year’s first month', { from: '2012-01' }, ['day', 'month', 'next', 'year']],
    ['from a year', { from: '2012' }, ['day', 'month', 'next', 'year']],
    ['to a month: the year 2012 is not wholly inside', { to: '2012-11' }, ['day', 'month']],
    ['to the year’s last month', { to: '2012-12' }, ['day', 'month', 'year']],
    ['to a year', { to: '2012' }, ['day', 'month', 'year']],
    ['a month that holds a day', { from: '2012-05', to: '2012-05' }, ['day']],
    ['a month without events', { from: '2012-06', to: '2012-06' }, []],
    ['a range that ends before it begins', { from: '2013', to: '2012' }, []],
    ['a value with a NUL in it', { countries: ['X\0'] }, []],
    ['a value that looks like SQL', { areas: ["XA-01' OR 'a'='a"] }, []],
  ])('by %s', async (_what, where, wanted) => {
    const found = (await page({ where, first: 100 })).nodes.map(({ id }) => id);
    expect(found.sort()).toEqual(wanted.map((what) => `synthetic-one:${at(what)}`));
  });

  test.each(['2012-13', '2012-05-17', 'May', '', '0000', '12'])('a time of "%s" is refused', async (from) => {
    const codes = await Promise.all(
      [{ from }, { to: from }].map(
        async (where) => (await list({ where })).json.errors?.[0]?.extensions.code,
      ),
    );
    expect(codes).toEqual(['BAD_USER_INPUT', 'BAD_USER_INPUT']);
  });
});
