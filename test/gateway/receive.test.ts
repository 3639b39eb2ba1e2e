/** Requests that are refused before anybody is asked: not GraphQL, too much of it, or not valid. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CALLER_CODES } from '@vigil/shared';
import { startTestHub, type Answer, type TestHub } from './support/test-hub.js';
import { makeEvent } from './support/test-rows.js';

let hub: TestHub;

beforeAll(async () => {
  hub = await startTestHub({
    rows: { one: [makeEvent('one', 'a', '2012-01-01')] },
    environment: { VIGIL_HUB_CORS_ORIGINS: 'https://explorer.example.org, https://other.example.org' },
  });
});
afterAll(() => hub.close());

const JSON_HEADERS = { 'content-type': 'application/json' };

function post(body: string | Uint8Array, headers: Record<string, string> = JSON_HEADERS): Promise<Answer> {
  return hub.send({ method: 'POST', headers, body: body as NonNullable<RequestInit['body']> });
}

function codes({ errors }: Answer): unknown[] {
  return errors.map(({ extensions }) => extensions['code']);
}

describe('what is no GraphQL request', () => {
  test.each<[string, string | Uint8Array, number]>([
    ['malformed JSON', '{"query": "{ __typename }"', 400],
    ['an empty body', '', 400],
    ['a list of operations', '[{"query":"{ __typename }"}]', 400],
    ['a text', '"{ __typename }"', 400],
    ['null', 'null', 400],
    ['an object without a query', '{"variables":{}}', 400],
    ['a query that is no text', '{"query":{"kind":"Document"}}', 400],
    ['variables that are a list', '{"query":"{ __typename }","variables":[]}', 400],
    ['variables that are a text', '{"query":"{ __typename }","variables":"{}"}', 400],
    [
      'a persisted query',
      '{"query":"{ __typename }","extensions":{"persistedQuery":{"version":1,"sha256Hash":"00"}}}',
      400,
    ],
    ['bytes that are not UTF-8', Uint8Array.of(0x22, 0xff, 0x22), 400],
  ])('%s is refused with BAD_USER_INPUT', async (_name, body, status) => {
    const answer = await post(body);
    expect([answer.status, codes(answer), answer.data]).toEqual([status, ['BAD_USER_INPUT'], undefined]);
  });

  test.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json; charset=latin1',
    'application/graphql',
  ])('a POST of type %s is refused', async (type) => {
    const answer = await post('{"query":"{ __typename }"}', { 'content-type': type });
    expect([answer.status, codes(answer)]).toEqual([415, ['BAD_USER_INPUT']]);
  });

  test.each(['PUT', 'PATCH', 'DELETE'])('%s is refused', async (method) => {
    const answer = await hub.send({ method, headers: JSON_HEADERS, body: '{"query":"{ __typename }"}' });
    expect([answer.status, codes(answer), answer.headers.get('allow')]).toEqual([
      405,
      ['BAD_USER_INPUT'],
      'GET, POST',
    ]);
  });

  test('a body over the limit is refused without being read to its end', async () => {
    const answer = await post(JSON.stringify({ query: `{ __typename } #${'x'.repeat(300_000)}` }));
    expect([answer.status, codes(answer)]).toEqual([413, ['LIMIT_EXCEEDED']]);
  });

  test('a GET is answered when a page of another site cannot have made it, and refused otherwise', async () => {
    const path = `/graphql?query=${encodeURIComponent('{ __typename }')}`;
    const refused = await hub.send({ method: 'GET' }, path);
    const answered = await hub.send({ method: 'GET', headers: { 'apollo-require-preflight': '1' } }, path);
    expect([refused.status, codes(refused)]).toEqual([400, ['BAD_USER_INPUT']]);
    expect([answered.status, answered.data]).toEqual([200, { __typename: 'Query' }]);
  });
});

describe('limits, before anything is validated', () => {
  const nested = (depth: number): string => `${'{ a'.repeat(depth)}${' }'.repeat(depth)}`;
  const doubling = (levels: number): string =>
    `{ ...F0 } ${Array.from({ length: levels }, (_, n) => `fragment F${n} on Query { ...F${n + 1} ...F${n + 1} }`).join(' ')}
     fragment F${levels} on Query { __typename }`;
  test.each<[string, string]>([
    ['3,000 levels', nested(3_000)],
    ['100,000 tokens', `{ ${'a '.repeat(100_000)} }`],
    ['5,000 aliases', `{ ${Array.from({ length: 5_000 }, (_, n) => `a${n}: __typename`).join(' ')} }`],
    ['1,000 directives', `{ __typename ${'@include(if: true) '.repeat(1_000)} }`],
    ['10,000 directives', `{ __typename ${'@include(if: true) '.repeat(10_000)} }`],
    ['9,000 type names', `{ ${'__typename '.repeat(9_000)} }`],
    [
      '3,000 fields of a fragment that nobody uses',
      `{ __typename } fragment F on Event { ${'id '.repeat(3_000)} }`,
    ],
    [
      '300 fragments inside each other',
      `{ ...F0 } ${Array.from({ length: 300 }, (_, n) => `fragment F${n} on Query { ...F${n + 1} }`).join(' ')} fragment F300 on Query { __typename }`,
    ],
    [
      '700 spreads of fragments that are not there',
      `{ events { nodes { ${Array.from({ length: 700 }, (_, n) => `...F${n}`).join(' ')} } } }`,
    ],
    ['inline fragments as deep as 3,000', `{ ${'... { '.repeat(3_000)} __typename ${'}'.repeat(3_000)} }`],
    ['a type as deep as 3,000', `query ($a: ${'['.repeat(3_000)}Int${']'.repeat(3_000)}) { __typename }`],
    ['a kilobyte of doubling fragments', doubling(20)],
    ['30 root fields', `{ ${Array.from({ length: 30 }, (_, n) => `f${n}`).join(' ')} }`],
    ['a list as deep as 3,000', `{ f(a: ${'['.repeat(3_000)}${']'.repeat(3_000)}) }`],
  ])('%s: LIMIT_EXCEEDED', async (_name, query) => {
    const answer = await hub.ask(query);
    expect([answer.status, codes(answer), answer.data]).toEqual([400, ['LIMIT_EXCEEDED'], undefined]);
  });

  test('the introspection query of every tool is within them', async () => {
    const { getIntrospectionQuery } = await import('graphql');
    const answer = await hub.ask(getIntrospectionQuery());
    expect(answer.errors).toEqual([]);
    const names = (answer.data?.['__schema'] as { types: { name: string }[] }).types.map(({ name }) => name);
    expect(names).toContain('IndicatorTable');
    expect(
      names.filter((name) => /^_|^join|^link|Service|Entity/.test(name) && !name.startsWith('__')),
    ).toEqual([]);
  });
});

describe('documents that are not valid', () => {
  test.each<[string, string, string]>([
    ['{', 'GRAPHQL_PARSE_FAILED', 'Syntax Error'],
    ['{ nothing }', 'GRAPHQL_VALIDATION_FAILED', 'Cannot query field "nothing" on type "Query".'],
    ['{ indicator }', 'GRAPHQL_VALIDATION_FAILED', 'Cannot query field "indicator" on type "Query".'],
    ['{ _service { sdl } }', 'GRAPHQL_VALIDATION_FAILED', 'Cannot query field "_service" on type "Query".'],
    ['{ _entities(representations: []) { __typename } }', 'GRAPHQL_VALIDATION_FAILED', ''],
    ['mutation { __typename }', 'BAD_USER_INPUT', 'only queries'],
    ['subscription { __typename }', 'BAD_USER_INPUT', 'subscriptions are not answered'],
    ['{ ...F } fragment F on Query { ...F }', 'GRAPHQL_VALIDATION_FAILED', ''],
    ['{ events(orderBy: START_DATE_ASCENDING) { nodes { id } } }', 'GRAPHQL_VALIDATION_FAILED', ''],
    ['query A { __typename } query B { __typename }', 'BAD_USER_INPUT', ''],
  ])('%s: %s', async (query, code, message) => {
    const answer = await hub.ask(query);
    expect(answer.data).toBeUndefined();
    expect(codes(answer)[0]).toBe(code);
    expect(answer.errors[0]?.message).toContain(message);
    expect(answer.text).not.toMatch(/did you mean/i);
    expect(answer.text).not.toContain('START_DATE_DESC');
  });

  test('a variable that does not fit is named without its value', async () => {
    const secret = 'a name somebody typed';
    const answer = await hub.ask('query ($where: EventFilter) { events(where: $where) { nodes { id } } }', {
      variables: { where: { countries: { secret } } },
    });
    expect(codes(answer)).toEqual(['BAD_USER_INPUT']);
    expect(answer.errors[0]?.message).toBe('variable "$where" does not fit its type EventFilter');
    expect(answer.text).not.toContain(secret);
  });
});

describe('errors', () => {
  test('every code is of the closed list, and extensions hold nothing else than the contract names', async () => {
    const answers = await Promise.all([
      hub.ask('{'),
      hub.ask('{ nothing }'),
      hub.ask('{ events { nodes { id } } redFlags { nodes { id } } }'),
      hub.ask('{ events(first: 0) { nodes { id } } }', { principal: 'regional-body' }),
      hub.ask('{ indicatorTable(indicator: KIDNAPPING, by: [SEX, COUNTRY, AREA]) { dataVersion } }'),
      hub.ask('{ viewer { purpose } }', { token: 'x' }),
      post('{'),
    ]);
    for (const error of answers.flatMap(({ errors }) => errors)) {
      expect(CALLER_CODES).toContain(error.extensions['code']);
      expect(['code', 'partner', 'allowed']).toEqual(expect.arrayContaining(Object.keys(error.extensions)));
    }
    expect(answers.every(({ errors }) => errors.length > 0)).toBe(true);
    expect(answers.map(({ text }) => text).join('')).not.toMatch(
      /127\.0\.0\.1|localhost|node_modules|\.ts:|stacktrace/,
    );
  });

  test('a table that is not in the lattice names those that are', async () => {
    const answer = await hub.ask(
      '{ indicatorTable(indicator: KIDNAPPING, by: [SEX, PERPETRATOR_TYPE]) { dataVersion } }',
    );
    expect(codes(answer)).toEqual(['TABLE_NOT_IN_LATTICE']);
    expect(answer.errors[0]?.extensions['allowed']).toContainEqual(['COUNTRY', 'YEAR']);
  });

  test('a hub to which nobody has released anything has no red flags', async () => {
    const { data, errors } = await hub.ask('{ redFlags { nodes { id } pageInfo { hasNextPage } } }');
    expect(errors).toEqual([]);
    expect(data).toEqual({ redFlags: { nodes: [], pageInfo: { hasNextPage: false } } });
  });
});

describe('cross-origin requests', () => {
  const ask = (origin: string): Promise<Answer> =>
    hub.send({ method: 'POST', headers: { ...JSON_HEADERS, origin }, body: '{"query":"{ __typename }"}' });

  test('a page of an origin in the list may read the answer, of another not', async () => {
    const known = await ask('https://explorer.example.org');
    expect(known.headers.get('access-control-allow-origin')).toBe('https://explorer.example.org');
    expect(known.headers.get('access-control-allow-credentials')).toBeNull();
    expect(known.headers.get('vary')).toContain('Origin');
    for (const origin of [
      'https://evil.example.org',
      'null',
      'https://explorer.example.org.evil.example',
      'http://explorer.example.org',
    ]) {
      expect((await ask(origin)).headers.get('access-control-allow-origin')).toBeNull();
    }
  });

  test('a preflight is answered for origins in the list', async () => {
    const preflight = (origin: string): Promise<Answer> =>
      hub.send({ method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });
    const known = await preflight('https://other.example.org');
    expect([known.status, known.headers.get('access-control-allow-methods')]).toEqual([204, 'GET, POST']);
    expect(
      (await preflight('https://evil.example.org')).headers.get('access-control-allow-methods'),
    ).toBeNull();
  });

  test('refusals carry the same headers, or the page could not read them', async () => {
    const answer = await hub.send({
      method: 'POST',
      headers: { ...JSON_HEADERS, origin: 'https://other.example.org' },
      body: '{',
    });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([
      400,
      'https://other.example.org',
    ]);
  });
});

describe('beside /graphql', () => {
  test('health, keys, and nothing else', async () => {
    const get = (path: string): Promise<Answer> => hub.send({ method: 'GET' }, path);
    expect((await get('/health/live')).text).toBe('{"status":"ok"}');
    expect((await get('/health/ready')).text).toBe('{"status":"ok"}');
    const keys = JSON.parse((await get('/.well-known/jwks.json')).text) as {
      keys: Record<string, unknown>[];
    };
    expect(keys.keys).toHaveLength(1);
    expect(keys.keys[0]).not.toHaveProperty('d');
    expect((await get('/metrics')).status).toBe(404);
    expect((await get('/')).status).toBe(404);
  });

  test('answers are private and nobody keeps them', async () => {
    const answer = await hub.ask('{ __typename }');
    expect(answer.headers.get('cache-control')).toBe('private, no-store');
  });
});
