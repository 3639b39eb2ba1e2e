/**
 * A hub on real HTTP with two partners that have extensions: one query answers contract and extensions together,
 * and what a caller may not read of an extension answers byte for byte like a name that never existed.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { sampleSdl } from '../../shared/contract/extension-sample.js';
import { startTestHub, type Answer, type TestHub } from '../support/test-hub.js';
import type { TestExtension, TestPartner } from '../support/test-partner.js';
import { makeEvent } from '../support/test-rows.js';

/** Resolvers over made-up values; what must not travel holds CANARY. */
function extensionOf(partner: string): TestExtension {
  const ns = `${partner}__`;
  const prison = {
    __typename: `${ns}Prison`,
    name: `prison of ${partner}`,
    beds: 7,
    wing: { __typename: `${ns}Yard`, size: 3 },
  };
  return {
    sdl: sampleSdl(partner),
    resolvers: {
      Query: {
        [`${ns}sites`]: (_root: unknown, { where }: { where?: { name?: string } | null }) =>
          where?.name === undefined || prison.name === where.name ? [prison] : [],
        [`${ns}files`]: () => [{ page: 41 }],
      },
      Event: {
        [`${ns}transfers`]: (_event: unknown, { kind }: { kind?: string }) => [
          { at: '2013-05-06', kind: kind ?? 'ROAD', escort: 'CANARY-escort', to: prison },
        ],
        [`${ns}court`]: ({ country, startDate }: { country: string | null; startDate: string | null }) =>
          `court of ${country ?? 'nowhere'} since ${startDate ?? 'ever'}`,
        [`${ns}guard`]: () => 'CANARY-guard',
        [`${ns}old`]: () => 1,
      },
    },
  };
}

let hub: TestHub;
let one: TestPartner;
let two: TestPartner;

beforeAll(async () => {
  hub = await startTestHub({
    rows: {
      one: [makeEvent('one', 'a', '2012-03-01'), makeEvent('one', 'b', '2012-01-01', 'XB')],
      two: [makeEvent('two', 'c', '2012-02-01')],
    },
  });
  const { one: first, two: second } = hub.partners;
  if (first === undefined || second === undefined) throw new Error('no partners');
  [one, two] = [first, second];
  one.extension = extensionOf('one');
  two.extension = extensionOf('two');
  await hub.hub.lookAtPartners();
}, 240_000);
afterAll(() => hub.close(), 60_000);
beforeEach(() => {
  one.asked.length = 0;
  two.asked.length = 0;
});

function ask(
  query: string,
  principal = 'regional-body',
  variables?: Record<string, unknown>,
): Promise<Answer> {
  return hub.ask(query, variables === undefined ? { principal } : { principal, variables });
}

function askedExtension({ asked }: TestPartner): TestPartner['asked'] {
  return asked.filter(({ path }) => path === '/extension');
}

async function lastRecord(): Promise<Record<string, unknown>> {
  return (await hub.audit()).at(-1)?.entry ?? {};
}

describe('what may be read', () => {
  test('answers in one query with the contract; each partner is asked once, about its own events', async () => {
    const { data, errors } = await ask(
      '{ events { nodes { id country one__court mine: one__transfers(kind: AIR) { at kind to { name ... on one__Prison { wing { ... on one__Yard { size } } } } } two__court } } one__sites(where: { name: "prison of one" }) { __typename name } }',
    );
    expect(errors).toEqual([]);
    const mine = [{ at: '2013-05-06', kind: 'AIR', to: { name: 'prison of one', wing: { size: 3 } } }];
    expect(data).toEqual({
      events: {
        nodes: [
          { id: 'one:a', country: 'XA', one__court: 'court of XA since 2012-03-01', mine, two__court: null },
          {
            id: 'two:c',
            country: 'XA',
            one__court: null,
            mine: null,
            two__court: 'court of XA since 2012-02-01',
          },
          { id: 'one:b', country: 'XB', one__court: 'court of XB since 2012-01-01', mine, two__court: null },
        ],
      },
      one__sites: [{ __typename: 'one__Prison', name: 'prison of one' }],
    });
    // One request for the events of `one`, one for its root field; the partner has checked the delegations.
    expect([askedExtension(one).length, askedExtension(two).length]).toEqual([2, 1]);
    expect([one.refused, two.refused]).toEqual([[], []]);
    const ids = askedExtension(one).flatMap(({ body }) => body.match(/(one|two):[abc]/g) ?? []);
    expect(ids).toEqual(['one:a', 'one:b']);
    expect(one.asked.some(({ body }) => body.includes('mine'))).toBe(false);
    expect(await lastRecord()).toMatchObject({
      coordinates: expect.arrayContaining([
        'Event.one__court',
        'one__Kind.AIR',
        'Query.one__sites',
        'Event.country',
      ]) as unknown,
      denied: [],
      partners: ['one', 'two'],
      outcomes: ['OK'],
    });
  });

  test('one event by its id: the other partner’s extension is not asked', async () => {
    const { data } = await ask(
      'query ($id: ID!, $kind: two__Kind) { event(id: $id) { two__transfers(kind: $kind) { kind } one__court } }',
      'regional-body',
      { id: 'two:c', kind: 'AIR' },
    );
    expect(data).toEqual({ event: { two__transfers: [{ kind: 'AIR' }], one__court: null } });
    expect([askedExtension(one).length, askedExtension(two).length]).toEqual([0, 1]);
  });

  test('by the owner’s officers: what is confidential too', async () => {
    const { data, errors } = await ask(
      '{ event(id: "one:a") { one__guard } one__files { page } }',
      'case-officer@one',
    );
    expect([data, errors]).toEqual([
      { event: { one__guard: 'CANARY-guard' }, one__files: [{ page: 41 }] },
      [],
    ]);
  });

  test('what an own field is computed from is no part of the answer, and no error of it is', async () => {
    const { data, errors } = await ask('{ events { nodes { id one__court } } }', 'case-officer@one');
    // `two` does not let this officer read its events at all; of `one` country and date were fetched unselected.
    expect([data, errors]).toEqual([
      {
        events: {
          nodes: [
            { id: 'one:a', one__court: 'court of XA since 2012-03-01' },
            { id: 'one:b', one__court: 'court of XB since 2012-01-01' },
          ],
        },
      },
      [],
    ]);
  });

  test('a partner that fails says so at its own fields, and the contract’s still answer', async () => {
    one.misbehave = (request, response) => {
      if (request.url !== '/extension') return false;
      response.writeHead(500).end('CANARY');
      return true;
    };
    try {
      const { data, errors, text } = await ask('{ events { nodes { id one__court two__court } } }');
      expect(data).toEqual({
        events: {
          nodes: [
            { id: 'one:a', one__court: null, two__court: null },
            { id: 'two:c', one__court: null, two__court: 'court of XA since 2012-02-01' },
            { id: 'one:b', one__court: null, two__court: null },
          ],
        },
      });
      expect(errors).toEqual(
        [0, 2].map((index) => ({
          message: 'partner one could not be asked',
          path: ['events', 'nodes', index, 'one__court'],
          extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'one' },
        })),
      );
      expect(text).not.toContain('CANARY');
    } finally {
      one.misbehave = null;
    }
  });

  test('a variable cannot bear the name that the plan gives to events', async () => {
    const { errors } = await ask(
      'query ($representations: one__Kind) { event(id: "one:a") { one__transfers(kind: $representations) { at } } }',
    );
    expect(errors.map(({ extensions }) => extensions['code'])).toEqual(['BAD_USER_INPUT']);
    expect(one.asked).toEqual([]);
  });
});

/** what is tried, a name of the same length that nobody has, the question, the record, and variables */
const TRIED: readonly (readonly [string, string, string, string[], Record<string, unknown>?])[] = [
  ['one__guard', 'one__xxxxx', '{ events { nodes { id one__guard } } }', ['Event.one__guard']],
  [
    'one__guard',
    'one__xxxxx',
    '{ event(id: "one:a") { ...F } } fragment F on Event { a: one__guard @include(if: true) }',
    ['Event.one__guard'],
  ],
  ['one__files', 'one__xxxxx', '{ one__files { page } }', ['Query.one__files', 'one__File.page']],
  ['one__File', 'one__Xxxx', '{ one__sites { ... on one__File { __typename } } }', ['one__File']],
  ['one__File', 'one__Xxxx', '{ __typename } fragment F on one__File { __typename }', ['one__File']],
  ['one__File', 'one__Xxxx', '{ __type(name: "one__File") { name fields { name } } }', ['one__File']],
  [
    'one__File',
    'one__Xxxx',
    'query ($n: String = "x") { __type(name: $n) { name } }',
    ['one__File'],
    { n: 'one__File' },
  ],
  [
    'one__guard',
    'one__xxxxx',
    'query ($v: String!) { event(id: $v) { one__guard } }',
    ['Event.one__guard'],
    { v: 'one:a' },
  ],
  ['escort', 'xxxxxx', '{ events { nodes { one__transfers { escort } } } }', ['one__Transfer.escort']],
  ['beds', 'xxxx', '{ one__sites { ... on one__Prison { beds } } }', ['one__Prison.beds']],
  [
    'secret',
    'xxxxxx',
    '{ events { nodes { one__transfers(secret: "x") { at } } } }',
    ['Event.one__transfers(secret:)'],
  ],
  ['NIGHT', 'XXXXX', '{ events { nodes { one__transfers(kind: NIGHT) { at } } } }', ['one__Kind.NIGHT']],
  [
    'NIGHT',
    'XXXXX',
    'query ($k: one__Kind) { events { nodes { one__transfers(kind: $k) { at } } } }',
    ['one__Kind.NIGHT'],
    { k: 'NIGHT' },
  ],
  [
    'NIGHT',
    'XXXXX',
    'query ($k: one__Kind = NIGHT) { events { nodes { one__transfers(kind: $k) { at } } } }',
    ['one__Kind.NIGHT'],
  ],
  ['NIGHT', 'XXXXX', '{ one__sites(orderBy: NIGHT) { name } }', ['one__Kind.NIGHT']],
  ['inmates', 'xxxxxxx', '{ one__sites(where: { inmates: 3 }) { name } }', ['one__SiteFilter.inmates']],
  [
    'inmates',
    'xxxxxxx',
    '{ one__sites(where: { any: [{ any: { inmates: 3 } }] }) { name } }',
    ['one__SiteFilter.inmates'],
  ],
  [
    'inmates',
    'xxxxxxx',
    'query ($w: one__SiteFilter) { one__sites(where: $w) { name } }',
    ['one__SiteFilter.inmates'],
    { w: { any: [{ inmates: 3 }] } },
  ],
  ['one__lawyer', 'one__xxxxxx', '{ events { nodes { one__lawyer } } }', ['Event.one__lawyer']],
];

/** As for somebody who may read nothing of it: every own name is one that is not there. */
const TRIED_BY_PUBLIC: typeof TRIED = [
  ['one__sites', 'one__xxxxx', '{ one__sites { __typename } }', ['Query.one__sites']],
  ['one__Site', 'one__Xxxx', '{ __type(name: "one__Site") { name possibleTypes { name } } }', ['one__Site']],
  [
    'one__SiteFilter',
    'one__Xxxxxxxxxx',
    'query ($w: one__SiteFilter) { __typename }',
    ['one__SiteFilter'],
    { w: { name: 'x' } },
  ],
  ['one__Kind', 'one__Xxxx', 'query ($k: one__Kind) { __typename }', ['one__Kind'], { k: 'AIR' }],
  ['one__court', 'one__xxxxx', '{ events { nodes { one__court } } }', ['Event.one__court']],
];

async function send(
  method: string,
  body: { query: string; variables?: unknown },
  principal: string,
): Promise<Answer> {
  const headers = { authorization: `Bearer ${await hub.token(principal)}` };
  if (method === 'POST')
    return hub.send({
      method,
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const search = new URLSearchParams({ query: body.query, variables: JSON.stringify(body.variables ?? {}) });
  // Apollo's rule against forged requests of browsers asks for one header that a form cannot set.
  return hub.send(
    { headers: { ...headers, 'apollo-require-preflight': '1' } },
    `/graphql?${search.toString()}`,
  );
}

/** Everything that left the hub, without the moment. */
function bytes({ status, headers, text }: Answer, name: string): unknown {
  const kept = [...headers].filter(([key]) => key !== 'date').sort();
  return { status, headers: kept, text: text.replaceAll(name, 'NAME') };
}

describe.each<[string, typeof TRIED]>([
  ['regional-body', TRIED],
  ['public-analyst', TRIED_BY_PUBLIC],
])('to %s a name that is denied is a name that never existed', (principal, tried) => {
  for (const method of ['POST', 'GET']) {
    test.each(tried)(`${method}: %s like %s in %s`, async (name, nobodys, query, denied, variables) => {
      const request = { query, ...(variables === undefined ? {} : { variables }) };
      const other = JSON.parse(
        JSON.stringify(request).replaceAll(new RegExp(`\\b${name}\\b`, 'g'), nobodys),
      ) as typeof request;
      const answer = await send(method, request, principal);
      const record = await lastRecord();
      expect(bytes(answer, name)).toEqual(bytes(await send(method, other, principal), nobodys));
      expect(answer.text).not.toContain('CANARY');
      expect(answer.text).not.toMatch(/did you mean|UNAUTHORIZED/i);
      expect(askedExtension(one)).toEqual([]);
      // Only the record knows the difference: what was tried, in the schema's own words.
      expect(record['denied']).toEqual(expect.arrayContaining(denied));
      expect((await lastRecord())['denied']).not.toEqual(expect.arrayContaining(denied));
    });
  }
});

test('introspection shows a caller their own view, and nobody else’s', async () => {
  const query =
    '{ __schema { types { name } queryType { fields { name } } } __type(name: "Event") { fields(includeDeprecated: true) { name } } viewer { readable } }';
  const names = async (principal: string): Promise<string[]> =>
    [...new Set((await ask(query, principal)).text.match(/one__\w+/g) ?? [])].sort();
  expect(await names('public-analyst')).toEqual(['one__old']);
  const body = await names('regional-body');
  expect(body).toContain('one__transfers');
  for (const hidden of ['one__guard', 'one__File', 'one__files', 'one__lawyer'])
    expect(body).not.toContain(hidden);
  expect(await names('case-officer@one')).toEqual(
    expect.arrayContaining(['one__guard', 'one__File', 'one__files']),
  );
  expect(await names('case-officer@two')).toEqual(['one__old']);
});

describe('the order of refusals', () => {
  const codes = async (query: string, token: string): Promise<unknown[]> => {
    const { errors } = await hub.ask(query, { token });
    return errors.map(({ extensions }) => extensions['code']);
  };

  test('limits and syntax before the token, the token before the schema', async () => {
    expect(await codes('{ a', 'no-token')).toEqual(['GRAPHQL_PARSE_FAILED']);
    expect(await codes(`{ ${'a '.repeat(100_000)} }`, 'no-token')).toEqual(['LIMIT_EXCEEDED']);
    // Whose token does not hold learns of no schema, not even that a name is wrong.
    expect(await codes('{ one__files { page } }', 'no-token')).toEqual(['UNAUTHENTICATED']);
    expect(await codes('{ nothing }', 'no-token')).toEqual(['UNAUTHENTICATED']);
  });
});
