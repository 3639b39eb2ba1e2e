/**
 * What a caller may not read of an extension answers byte for byte like a name that never existed: over POST and
 * GET, in every place where a document can name something; only the record tells.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { Answer, TestHub } from '../support/test-hub.js';
import type { TestPartner } from '../support/test-partner.js';
import { START_MILLISECONDS, askedExtension, startTwoPartners, type TwoPartners } from './two-partners.js';

let running: TwoPartners;
let hub: TestHub;
let one: TestPartner;
let two: TestPartner;
let ask: TwoPartners['ask'];
let lastRecord: TwoPartners['lastRecord'];

beforeAll(async () => {
  running = await startTwoPartners();
  ({ hub, one, two, ask, lastRecord } = running);
}, START_MILLISECONDS);
afterAll(() => hub.close());
beforeEach(() => {
  one.asked.length = 0;
  two.asked.length = 0;
});

type Row = readonly [string, string, string, string[], Record<string, unknown>?];

/** what is tried, a name of the same length that nobody has, the question, the record, and variables */
const TRIED: readonly Row[] = [
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

interface Tried {
  name: string;
  nobodys: string;
  query: string;
  denied: readonly string[];
  variables: Record<string, unknown> | undefined;
}

function named([name, nobodys, query, denied, variables]: Row): Tried {
  return { name, nobodys, query, denied, variables };
}

const CASES = ['POST', 'GET'].flatMap((method) => [
  ...TRIED.map((row) => ({ ...named(row), method, principal: 'regional-body' })),
  ...TRIED_BY_PUBLIC.map((row) => ({ ...named(row), method, principal: 'public-analyst' })),
]);

describe('a name that is denied is a name that never existed', () => {
  test.each(CASES)('to $principal by $method: $name like $nobodys in $query', async (tried) => {
    const { name, nobodys, query, variables, denied, method, principal } = tried;
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
    expect(record['denied']).toEqual(expect.arrayContaining([...denied]));
    expect((await lastRecord())['denied']).not.toEqual(expect.arrayContaining([...denied]));
  });
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
