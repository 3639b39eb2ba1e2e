/** What an operation may cost at most at a hub: counted before it is validated, and nobody is asked beyond it. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestHub, type Answer, type TestHub } from '../support/test-hub.js';
import { makeEvent } from '../support/test-rows.js';

let hub: TestHub;

beforeAll(async () => {
  hub = await startTestHub({ rows: { one: [makeEvent('one', 'a', '2012-01-01')] } });
});
afterAll(() => hub.close());
beforeEach(() => {
  const one = hub.partners['one'];
  if (one !== undefined) one.asked.length = 0;
});

const REGIONAL = { principal: 'regional-body' };
const JSON_HEADERS = { 'content-type': 'application/json' };

function codes({ errors }: Answer): unknown[] {
  return errors.map(({ extensions }) => extensions['code']);
}

function asked(): number {
  return hub.partners['one']?.asked.length ?? 0;
}

describe('the cost of an operation, of 20,000 at most, counted by hand from the golden SDL', () => {
  const many = (count: number, field: string): string =>
    Array.from({ length: count }, (_item, n) => `f${n}: ${field}`).join(' ');
  /** 1,900 and an object */
  const TABLE = 'indicatorTable(indicator: KIDNAPPING, by: [YEAR]) { dataVersion }';
  /** 500 and an object */
  const EVENT = 'event(id: "one:a") { id }';
  /** 500 and a connection; its field nodes, and 20 of them */
  const LISTING = 'events { nodes { id } }';

  test.each<[string, string]>([
    // Query is an object too.
    ['ten tables: 1 + 10 x 1,901', `{ ${many(10, TABLE)} }`],
    ['ten tables and a listing: 19,011 + 522', `{ ${many(10, TABLE)} ${LISTING} }`],
    ['twenty events: 1 + 20 x 501', `{ ${many(20, EVENT)} }`],
    ['a page of signed releases: 3 + 100 x 91', '{ releases(first: 100) { nodes { document } } }'],
    ['the last one of each partner: 2 + 200 x 93', '{ partners { lastRelease { document } } }'],
  ])('%s are answered', async (_name, query) => {
    const answer = await hub.ask(query, REGIONAL);
    expect(answer.status).toBe(200);
    // Nothing is released here: that is what a table that was looked for answers.
    expect(codes(answer).filter((code) => code !== 'NOT_AVAILABLE')).toEqual([]);
  });

  /** 502, and for each event 1, acts 1, and ten times an act 1, victim 1 + 1, perpetrators 1 + 5 */
  const DEEP = 'nodes { acts { victim { id } perpetrators { id } } }';
  test.each<[string, string]>([
    ['eleven tables: 1 + 11 x 1,901', `{ ${many(11, TABLE)} }`],
    ['ten tables and two listings: 19,011 + 1,044', `{ ${many(10, TABLE)} a: ${LISTING} b: ${LISTING} }`],
    [
      'the same in fragments',
      `{ ...A ...B } fragment A on Query { ${many(10, TABLE)} } fragment B on Query { ...A }`,
    ],
    ['the same behind conditions', `{ ... on Query @include(if: true) { ${many(11, TABLE)} } }`],
    [
      'three pages of a hundred events with their acts: 1 + 3 x 9,702',
      `{ ${many(3, `events(first: 100) { ${DEEP} }`)} }`,
    ],
    ['a page without end', `{ events(first: 2000000000) { ${DEEP} } }`],
    ...['coverage', 'protection'].map((rows): [string, string] => [
      `a signed release for each row of ${rows}: 1,903 + 200 x 95`,
      `{ ${TABLE.replace('dataVersion', `${rows} { partner { lastRelease { document } } }`)} }`,
    ]),
    ['six introspections', `{ ${many(6, '__schema { queryType { name } }')} }`],
  ])('%s are refused, and nobody is asked', async (_name, query) => {
    const answer = await hub.ask(query, REGIONAL);
    expect([answer.status, codes(answer), asked()]).toEqual([400, ['LIMIT_EXCEEDED'], 0]);
  });

  test('depends on the variables of each request, also of an operation that was answered before', async () => {
    const query = `query ($n: Int) { ${many(3, `events(first: $n) { ${DEEP} }`)} }`;
    const ask = (n: number): Promise<Answer> => hub.ask(query, { ...REGIONAL, variables: { n } });
    expect((await ask(20)).errors).toEqual([]);
    const before = asked();
    expect(codes(await ask(100))).toEqual(['LIMIT_EXCEEDED']);
    expect(asked()).toBe(before);
    expect((await ask(20)).errors).toEqual([]);
  });

  test('is that of the operation that is meant, and of no other in its document', async () => {
    const body = JSON.stringify({
      query: `query Much { ${many(11, TABLE)} } query Little { __typename }`,
      operationName: 'Little',
    });
    const post = (text: string): Promise<Answer> =>
      hub.send({ method: 'POST', headers: JSON_HEADERS, body: text });
    expect((await post(body)).data).toEqual({ __typename: 'Query' });
    expect(codes(await post(body.replace('"Little"', '"Much"')))).toEqual(['LIMIT_EXCEEDED']);
  });

  test('comes before validity: a document of names that do not exist says nothing about them', async () => {
    const answer = await hub.ask(`{ ${many(11, TABLE)} nothing }`);
    expect(codes(answer)).toEqual(['LIMIT_EXCEEDED']);
  });
});
