/**
 * A question that was asked before, byte by byte, by somebody who is not signed in: answered from what left then.
 *
 * What must hold is what held without it: the same bytes and heads, a record of every request, and never an answer
 * that somebody else would have got, or that is not the newest.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { NO_FACTS, RepeatedAnswers, newExchange, type Exchange } from '@vigil/gateway';
import { ALPHA } from './releases/release-fixture.js';
import { startReleasingHub, type ReleasingHub } from './releases/releasing-hub.js';

const TABLE =
  '{ indicatorTable(indicator: KIDNAPPING, by: [COUNTRY, MONTH]) { dataVersion cells { released } } }';
const HEADERS = { 'content-type': 'application/json' };

let { fixture, hub, alpha } = {} as ReleasingHub;

beforeAll(async () => {
  ({ fixture, hub, alpha } = await startReleasingHub());
  await release('2012', 1, { 'L1 XA 2012-03': 40 });
});
afterAll(() => hub.close());

async function release(
  partition: string,
  sequence: number,
  figures: Readonly<Record<string, number>>,
): Promise<void> {
  alpha.releases = [...alpha.releases, await fixture.sign({ partner: ALPHA, partition, sequence, figures })];
  await hub.hub.syncReleases();
}

const send = (query: string, headers: Record<string, string> = HEADERS) =>
  hub.send({ method: 'POST', headers, body: JSON.stringify({ query }) });

test('the same question has the same bytes and heads every time, and an entry of its own each time', async () => {
  const before = (await hub.audit()).length;
  const answers = [];
  for (let asked = 0; asked < 4; asked += 1) answers.push(await send(TABLE));
  const [first, ...others] = answers;
  const heads = (answer: typeof first): object =>
    Object.fromEntries([...(answer?.headers ?? [])].filter(([name]) => name !== 'date'));
  expect(first?.status).toBe(200);
  expect(first?.text).toContain('"released":40');
  for (const other of others) {
    expect([other.status, other.text]).toEqual([200, first?.text]);
    expect(heads(other)).toEqual(heads(first));
  }
  const entries = (await hub.audit()).slice(before).map(({ entry }) => entry);
  expect(entries).toHaveLength(4);
  const said = entries.map(({ at: _at, sequence: _sequence, ...rest }) => rest);
  expect(new Set(said.map((entry) => JSON.stringify(entry))).size).toBe(1);
  expect(said[0]).toMatchObject({ subject: null, denied: [], outcomes: ['OK'] });
});

test('a release that came in between is in the very next answer', async () => {
  for (let asked = 0; asked < 3; asked += 1) await send(TABLE);
  await release('2013', 2, { 'L1 XA 2013-05': 77 });
  expect((await send(TABLE)).text).toContain('"released":77');
});

test('a signed-in caller goes the whole way, and so does a token that is none', async () => {
  for (let asked = 0; asked < 3; asked += 1) await send(TABLE);
  const before = (await hub.audit()).length;
  await hub.ask(TABLE, { principal: 'regional-body' });
  expect((await hub.audit()).slice(before).map(({ entry }) => entry['organisation'])).toEqual([
    'regional-body',
  ]);
  expect((await send(TABLE, { ...HEADERS, authorization: 'Bearer nonsense' })).status).toBe(401);
});

test('what depends on the moment is asked anew each time', async () => {
  const query = '{ partners { id status lastRelease { id } } }';
  for (let asked = 0; asked < 3; asked += 1) await send(query);
  await hub.partners['alpha']?.stop();
  await hub.hub.lookAtPartners();
  expect((await send(query)).text).not.toContain('"status":"UP"');
});

function exchangeOf(changes: Partial<Exchange['facts']> = {}): Exchange {
  const facts = { ...NO_FACTS, contentType: 'application/json', body: Buffer.from('{}'), ...changes };
  return newExchange('1', new Date(0), facts);
}

test('nothing is kept of an answer that follows from more than releases, or that had something left out', () => {
  const generation = {} as unknown as NonNullable<Exchange['generation']>;
  const state = {};
  const caller = { issuer: null, id: null, class: { roles: [] } } as unknown as NonNullable<
    Exchange['caller']
  >;
  const whole = { generation, caller, follows: [state] };
  const cases: [Partial<Exchange>, Partial<Exchange['facts']>, boolean][] = [
    [whole, {}, true],
    [{ ...whole, follows: null }, {}, false],
    [{ ...whole, denied: ['Event.title'] }, {}, false],
    [{ ...whole, codes: ['PARTNER_UNAVAILABLE'] }, {}, false],
    [{ ...whole, caller: { ...caller, id: 'somebody' } }, {}, false],
    [whole, { authorization: 'Bearer x' }, false],
    [whole, { method: 'GET', search: '?query={a}' }, false],
    [whole, { contentType: 'text/plain' }, false],
    [whole, { contentEncoding: 'gzip' }, false],
    [whole, { body: Buffer.alloc(5_000, 'x') }, false],
  ];
  for (const [changes, facts, isKept] of cases) {
    const repeated = new RepeatedAnswers(() => ({ generation, state: [state] }));
    repeated.keep(Object.assign(exchangeOf(facts), changes), Buffer.from('{"data":1}'), 'application/json');
    expect([changes, facts, repeated.find(exchangeOf(facts)) !== null]).toEqual([changes, facts, isKept]);
  }
});

test('what was kept is gone when the supergraph or the releases are others', () => {
  const standing = { generation: {} as NonNullable<Exchange['generation']>, state: [{}] };
  const caller = { issuer: null, id: null, class: { roles: [] } } as unknown as NonNullable<
    Exchange['caller']
  >;
  for (const other of [{ generation: {} as typeof standing.generation }, { state: [{}] }]) {
    let now = standing;
    const repeated = new RepeatedAnswers(() => now);
    const asked = Object.assign(exchangeOf(), {
      generation: now.generation,
      caller,
      follows: now.state,
    });
    repeated.keep(asked, Buffer.from('{}'), 'application/json');
    expect(repeated.find(exchangeOf())).not.toBeNull();
    now = { ...standing, ...other };
    expect(repeated.find(exchangeOf())).toBeNull();
  }
});
