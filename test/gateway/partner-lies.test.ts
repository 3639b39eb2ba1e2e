/** Partners that answer in time and in form, and wrongly: none stops a listing, and the operator hears of each. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestHub, type Answer, type TestHub } from './support/test-hub.js';
import type { Misbehaviour, TestPartner } from './support/test-partner.js';
import { CANARY, makeEvent } from './support/test-rows.js';

const LISTING = `query ($after: String) { events(first: 2, orderBy: START_DATE_ASC, after: $after) {
  nodes { id } pageInfo { hasNextPage endCursor } } }`;
/** Rows of the honest partner: a, b and c, in this order. */
const HONEST = ['one:a', 'one:b', 'one:c'];

interface Page {
  nodes: { id: string }[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

let hub: TestHub;
let two: TestPartner;

beforeAll(async () => {
  hub = await startTestHub({
    rows: {
      one: ['a', 'b', 'c'].map((name, month) => makeEvent('one', name, `2012-0${month + 2}-01`)),
      two: [],
    },
  });
  const found = hub.partners['two'];
  if (found === undefined) throw new Error('no partner');
  two = found;
  await hub.ask(LISTING, { principal: 'regional-body' });
});
afterAll(() => hub.close());
afterEach(() => {
  two.misbehave = null;
});

function answers(body: unknown): Misbehaviour {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    return true;
  };
}

function row(name: string, date = '2012-01-01'): Record<string, unknown> {
  return { v0_id: `two:${name}`, v0_date: date, id: `two:${name}` };
}

function gives(nodes: unknown[], pageInfo: unknown = { hasNextPage: false, endCursor: null }): Misbehaviour {
  return answers({ data: { events: { nodes, pageInfo, v0_page: { v0_more: true } } } });
}

function announced({ errors }: Answer): unknown[] {
  return errors.map(({ path, extensions }) => ({ path, extensions }));
}

function codesLogged(from: number): unknown[] {
  return hub.logs
    .slice(from)
    .map((line) => JSON.parse(line) as { msg: string; partner?: string; code?: string })
    .filter(({ msg, partner }) => partner === 'two' && msg === 'a partner answered wrongly')
    .map(({ code }) => code);
}

/** Reads a listing to its end; refuses to go on for ever. */
async function readAll(): Promise<{ ids: string[]; errors: unknown[][]; empty: number }> {
  const ids: string[] = [];
  const errors: unknown[][] = [];
  let empty = 0;
  for (let after: string | null = null, pages = 0; pages < 20; pages += 1) {
    const answer: Answer = await hub.ask(LISTING, { principal: 'regional-body', variables: { after } });
    const { nodes, pageInfo } = answer.data?.['events'] as Page;
    ids.push(...nodes.map(({ id }) => id));
    errors.push(announced(answer));
    if (pageInfo.hasNextPage && (nodes.length === 0 || pageInfo.endCursor === null)) empty += 1;
    if (!pageInfo.hasNextPage) return { ids, errors, empty };
    after = pageInfo.endCursor;
  }
  throw new Error('the listing does not end');
}

const TWO_AWAY = [{ path: ['events'], extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'two' } }];

describe('a listing is read to its end although a partner', () => {
  test('says that it has more, and has not', async () => {
    two.misbehave = gives([], { hasNextPage: true, endCursor: null });
    expect(await readAll()).toEqual({ ids: HONEST, errors: [[], []], empty: 0 });
  });

  test('gives the same page whatever was read: it is left out from there on, announced', async () => {
    const before = hub.logs.length;
    two.misbehave = gives([row('x'), row('y')]);
    expect(await readAll()).toEqual({
      ids: ['two:x', 'two:y', ...HONEST],
      errors: [[], TWO_AWAY, TWO_AWAY],
      empty: 0,
    });
    expect(codesLogged(before)).toEqual(['NOT_BEYOND_CURSOR']);
  });

  test('fills its page with what cannot be used', async () => {
    const before = hub.logs.length;
    two.misbehave = gives([null, { id: `${CANARY}x` }, `${CANARY}y`]);
    expect(await readAll()).toEqual({ ids: HONEST, errors: [TWO_AWAY, TWO_AWAY], empty: 0 });
    expect(codesLogged(before)).toEqual(['NOTHING_USABLE']);
  });

  test('fills its page with one event', async () => {
    two.misbehave = gives([row('x'), row('x', '2012-02-01'), row('x')]);
    const { ids, empty } = await readAll();
    expect([ids, empty]).toEqual([['two:x', ...HONEST], 0]);
  });

  test('gives more than was asked for', async () => {
    const before = hub.logs.length;
    two.misbehave = gives(['w', 'x', 'y', 'z'].map((name) => row(name)));
    expect(await readAll()).toEqual({ ids: HONEST, errors: [TWO_AWAY, TWO_AWAY], empty: 0 });
    expect(codesLogged(before)).toEqual(['TOO_MANY_EVENTS']);
  });
});

describe('errors that a partner sends', () => {
  const about = (paths: unknown[][]): Misbehaviour =>
    answers({
      data: { events: { nodes: [row('x')] } },
      errors: paths.map((path) => ({ message: CANARY, path, extensions: { code: 'NOT_AVAILABLE' } })),
    });
  const places = (count: number): unknown[][] =>
    Array.from({ length: count }, (_item, n) => ['events', 'nodes', 0, `f${n}`]);

  test('about ten thousand places are read; about more, the partner has failed', async () => {
    const before = hub.logs.length;
    two.misbehave = about(places(10_001));
    const failed = await hub.ask(LISTING, { principal: 'regional-body' });
    expect(announced(failed)).toEqual(TWO_AWAY);
    expect(codesLogged(before)).toEqual(['TOO_MANY_ERRORS']);
    two.misbehave = about(places(10_000));
    const answer = await hub.ask(LISTING, { principal: 'regional-body' });
    expect((answer.data?.['events'] as Page).nodes[0]).toEqual({ id: 'two:x' });
  });

  test('about one place, twenty thousand times, are one error', async () => {
    two.misbehave = about(new Array(20_000).fill(['events', 'nodes', 0, 'id']) as unknown[][]);
    const answer = await hub.ask(LISTING, { principal: 'regional-body' });
    expect(announced(answer)).toEqual([
      { path: ['events', 'nodes', 0, 'id'], extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'two' } },
    ]);
  });

  test('carry no number out in their paths', async () => {
    const telephone = 380441234567;
    two.misbehave = about([
      ['events', 'nodes', 0, telephone],
      ['events', 'nodes', 0, 'id', telephone],
      ['events', 'nodes', telephone],
      [telephone],
    ]);
    const answer = await hub.ask(LISTING, { principal: 'regional-body' });
    expect(answer.text).not.toContain(String(telephone));
    expect(answer.text).not.toContain(CANARY);
  });
});

describe('a value that no partner may let out is null, and its partner named at its place', () => {
  const QUERY = `{ events(first: 2, orderBy: START_DATE_ASC) { nodes {
    id startDate country area acts { startDate } interventions { date } } } }`;
  const GOOD = {
    ...row('x'),
    startDate: '2012-01-01',
    country: 'XA',
    area: 'XA-01',
    acts: [{ startDate: '2012-01-01' }, { startDate: null }],
    interventions: [{ date: '2012-03-01' }],
  };
  const at = ['events', 'nodes', 0] as const;
  const blamed = (...path: (string | number)[]): unknown => ({
    path: [...at, ...path],
    extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'two' },
  });

  async function firstNode(change: Record<string, unknown>): Promise<{ node: unknown; answer: Answer }> {
    two.misbehave = gives([{ ...GOOD, ...change }]);
    const answer = await hub.ask(QUERY, { principal: 'regional-body' });
    return { node: (answer.data?.['events'] as { nodes: unknown[] }).nodes[0], answer };
  }
  const { v0_id: _id, v0_date: _date, ...EXPECTED } = GOOD as Record<string, unknown>;

  test('the twin: what is no finer than a month and of the code lists leaves as it is', async () => {
    const { node, answer } = await firstNode({});
    expect([node, answer.errors]).toEqual([EXPECTED, []]);
  });

  test.each<[string, Record<string, unknown>, Record<string, unknown>, unknown]>([
    [
      'the day of an act',
      { acts: [{ startDate: '2012-01-17' }, { startDate: '2012-01-01' }] },
      { acts: [{ startDate: null }, { startDate: '2012-01-01' }] },
      blamed('acts', 0, 'startDate'),
    ],
    [
      'the day of an intervention',
      { interventions: [{ date: '2012-03-02' }] },
      { interventions: [{ date: null }] },
      blamed('interventions', 0, 'date'),
    ],
    [
      'a text where a day belongs',
      { interventions: [{ date: `${CANARY}date` }] },
      { interventions: [{ date: null }] },
      blamed('interventions', 0, 'date'),
    ],
    ['a text where a country belongs', { country: `${CANARY}country` }, { country: null }, blamed('country')],
    ['a text where an area belongs', { area: `XA-01 ${CANARY}` }, { area: null }, blamed('area')],
  ])('%s', async (_name, change, expected, error) => {
    const before = hub.logs.length;
    const { node, answer } = await firstNode(change);
    expect(node).toEqual({ ...EXPECTED, ...expected });
    expect(announced(answer)).toEqual([error]);
    expect(answer.text).not.toContain(CANARY);
    expect(codesLogged(before)).toEqual(['PARTLY_UNUSABLE']);
  });

  test('the same holds for one event that is asked for by its id', async () => {
    two.misbehave = answers({ data: { event: { ...GOOD, acts: [{ startDate: '2012-01-17' }] } } });
    const answer = await hub.ask('{ event(id: "two:x") { acts { startDate } country } }', {
      principal: 'regional-body',
    });
    expect(answer.data).toEqual({ event: { acts: [{ startDate: null }], country: 'XA' } });
    expect(announced(answer)).toEqual([
      {
        path: ['event', 'acts', 0, 'startDate'],
        extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'two' },
      },
    ]);
  });
});

test('what the operator reads about it holds counts and codes, and no value', () => {
  const lines = hub.logs
    .map((line) => JSON.parse(line) as Record<string, unknown>)
    .filter(({ msg }) => msg === 'a partner answered wrongly');
  expect(lines.length).toBeGreaterThan(0);
  const keys = new Set(lines.flatMap((line) => Object.keys(line)));
  for (const own of ['level', 'time', 'pid', 'hostname', 'msg']) keys.delete(own);
  expect([...keys].sort()).toEqual(['code', 'events', 'field', 'leftOut', 'partner', 'values']);
  expect(hub.logs.join('')).not.toContain(CANARY);
});
