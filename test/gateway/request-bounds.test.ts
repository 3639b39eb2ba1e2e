/** What one request may ask for at most, what it may hold, and what is written down when it is refused. */
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { addPublicRoutes, stackFrames } from '@vigil/gateway';
import { startTestHub, type Answer, type TestHub } from './support/test-hub.js';
import { CANARY, makeEvent } from './support/test-rows.js';

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

describe('lists', () => {
  const QUERY = 'query ($where: EventFilter) { events(where: $where) { nodes { id } } }';
  const countries = (count: number): string[] => new Array<string>(count).fill('XA');

  test.each<[string, (count: number) => Promise<Answer>]>([
    [
      'in a variable',
      (count) => hub.ask(QUERY, { ...REGIONAL, variables: { where: { countries: countries(count) } } }),
    ],
    [
      'in the document',
      (count) =>
        hub.ask(
          `{ events(where: { countries: ${JSON.stringify(countries(count))} }) { nodes { id } } }`,
          REGIONAL,
        ),
    ],
    [
      "in a variable's default",
      (count) =>
        hub.ask(
          `query ($c: [String!] = ${JSON.stringify(countries(count))}) { events(where: { countries: $c }) { nodes { id } } }`,
          REGIONAL,
        ),
    ],
  ])('%s: 200 items are answered, 201 are refused and nobody is asked', async (_name, ask) => {
    const refused = await ask(201);
    expect([refused.status, codes(refused), asked()]).toEqual([400, ['LIMIT_EXCEEDED'], 0]);
    const answered = await ask(200);
    expect([answered.errors, asked()]).toEqual([[], 1]);
  });

  test('in a variable that is nested deeper than any stack are refused like others', async () => {
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const long = `[${'0,'.repeat(200)}0]`;
    const post = (variables: string): Promise<Answer> =>
      hub.send({
        method: 'POST',
        headers: JSON_HEADERS,
        body: `{"query":"{ __typename }","variables":{"x":${variables}}}`,
      });
    expect(codes(await post(long))).toEqual(['LIMIT_EXCEEDED']);
    expect(codes(await post(deep))).toEqual(['LIMIT_EXCEEDED']);
    const fifty = `${'['.repeat(49)}${']'.repeat(49)}`;
    expect((await post(fifty)).data).toEqual({ __typename: 'Query' });
    expect(codes(await post(`[[${fifty}]]`))).toEqual(['LIMIT_EXCEEDED']);
  });

  test('reach a partner with every item once', async () => {
    const where = { countries: ['XA', 'XB', 'XA'], actTypes: ['DETENTION', 'DETENTION'] };
    expect((await hub.ask(QUERY, { ...REGIONAL, variables: { where } })).errors).toEqual([]);
    const query = hub.partners['one']?.asked[0]?.query ?? '';
    expect(query).toContain('countries: ["XA", "XB"]');
    expect(query).toContain('actTypes: [DETENTION]');
  });
});

describe("what a caller writes wrongly is the caller's and no partner's", () => {
  test.each<[string, unknown]>([
    ['from', '2012-13'],
    ['from', '2012-01-01'],
    ['from', '0000'],
    ['to', 'yesterday'],
    ['countries', ['xa']],
    ['countries', ['XA', 'RUS']],
    ['areas', ['XA']],
    ['areas', ["XA-01' OR true"]],
    ['partners', ['One']],
    ['partners', ['*hub*']],
  ])('where.%s: %j', async (name, value) => {
    const answer = await hub.ask('query ($where: EventFilter) { events(where: $where) { nodes { id } } }', {
      ...REGIONAL,
      variables: { where: { [name]: value } },
    });
    expect(answer.data).toEqual({ events: null });
    expect(answer.errors).toEqual([
      {
        message: `where.${name} is not in its form`,
        path: ['events'],
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect(asked()).toBe(0);
  });

  test('the twin: a filter in its form is asked', async () => {
    const where = { from: '2012', to: '2012-12', countries: ['XA'], areas: ['XA-01'], partners: ['one'] };
    const answer = await hub.ask('query ($where: EventFilter) { events(where: $where) { nodes { id } } }', {
      ...REGIONAL,
      variables: { where },
    });
    expect([answer.data, answer.errors, asked()]).toEqual([{ events: { nodes: [{ id: 'one:a' }] } }, [], 1]);
  });

  test.each(['x', '2012-02-30T00:00:00Z', '2012-02-01'])('asOf %s is no moment', async (asOf) => {
    const table = (value: string): string =>
      `indicatorTable(indicator: KIDNAPPING, by: [YEAR], asOf: ${value}) { dataVersion }`;
    const literal = await hub.ask(`{ ${table(JSON.stringify(asOf))} }`);
    const variable = await hub.ask(`query ($asOf: DateTime) { ${table('$asOf')} }`, { variables: { asOf } });
    expect([codes(literal), literal.errors[0]?.message]).toEqual([
      ['BAD_USER_INPUT'],
      'a value is no DateTime',
    ]);
    expect([codes(variable), variable.errors[0]?.message]).toEqual([
      ['BAD_USER_INPUT'],
      'variable "$asOf" does not fit its type DateTime',
    ]);
    expect(literal.text + variable.text).not.toContain(JSON.stringify(asOf));
    const good = await hub.ask(`{ ${table('"2030-01-01T00:00:00Z"')} }`);
    // A moment is understood; there is nothing released at it.
    expect(codes(good)).toEqual(['NOT_AVAILABLE']);
  });
});

describe('the record of a refusal', () => {
  async function newestOf(
    act: () => Promise<Answer>,
  ): Promise<{ answer: Answer; entry: Record<string, unknown> }> {
    const answer = await act();
    const entry = (await hub.audit()).at(-1)?.entry;
    if (entry === undefined) throw new Error('nothing is recorded');
    return { answer, entry };
  }

  test.each<[string, string, number, string]>([
    ['a document that does not parse', '{"query":"{"}', 200, 'GRAPHQL_PARSE_FAILED'],
    ['a document over a limit', `{"query":"{ ${'__typename '.repeat(300)}}"}`, 400, 'LIMIT_EXCEEDED'],
    ['a body that is no JSON', '{', 400, 'BAD_USER_INPUT'],
    ['a body over the limit', `{"query":"#${'x'.repeat(300_000)}"}`, 413, 'LIMIT_EXCEEDED'],
  ])('names the caller: %s', async (_name, body, status, code) => {
    const known = await newestOf(() => hub.ask('{ __typename }', REGIONAL));
    const authorization = `Bearer ${await hub.token('regional-body')}`;
    const { answer, entry } = await newestOf(() =>
      hub.send({ method: 'POST', headers: { ...JSON_HEADERS, authorization }, body }),
    );
    expect([answer.status, codes(answer)]).toEqual([status, [code]]);
    expect(entry).toMatchObject({
      subject: known.entry['subject'],
      organisation: 'regional-body',
      roles: ['REGIONAL_BODY'],
      outcomes: [code],
    });
  });

  test('names nobody when the token does not hold, and the answer is the same with and without', async () => {
    const send = (headers: Record<string, string>): Promise<Answer> =>
      hub.send({ method: 'POST', headers: { ...JSON_HEADERS, ...headers }, body: '{' });
    const { answer, entry } = await newestOf(() => send({ authorization: 'Bearer x.y.z' }));
    expect(entry).toMatchObject({ subject: null, organisation: null });
    expect(answer.text).toBe((await send({})).text);
  });
});

describe('what is no request', () => {
  const CLOSED =
    '{"errors":[{"message":"the request cannot be read","extensions":{"code":"BAD_USER_INPUT"}}]}\n';

  /** Sends bytes as they are and reads until the connection ends. */
  function raw(bytes: string): Promise<string> {
    const { hostname, port } = new URL(hub.url);
    return new Promise((resolve, reject) => {
      let text = '';
      const socket = connect(Number(port), hostname, () => socket.write(bytes));
      socket.on('data', (chunk) => (text += chunk.toString('utf8')));
      socket.on('close', () => {
        resolve(text);
      });
      socket.on('error', reject);
    });
  }

  test.each(['/%ff', `/%c0%ae/${CANARY}`, '/graphql/%'])(
    '%s is refused without being repeated',
    async (path) => {
      const text = await raw(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
      expect(text).toMatch(/^HTTP\/1\.1 400 /);
      expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toContain(CLOSED.trim());
      expect(text).not.toContain(path);
    },
  );

  test.each([
    `${CANARY}\r\n\r\n`,
    `GET / HTTP/9.9\r\n\r\n`,
    `GET / HTTP/1.1\r\nx: ${'y'.repeat(40_000)}\r\n\r\n`,
  ])('bytes that are no HTTP get the same words (%#)', async (bytes) => {
    const text = await raw(bytes);
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(text.slice(text.indexOf('\r\n\r\n') + 4)).toBe(CLOSED);
  });

  test.each(['gzip', 'br', 'deflate', 'gzip, identity', 'x'])(
    'a body encoded as %s is refused',
    async (encoding) => {
      const body = gzipSync('{"query":"{ __typename }"}');
      const answer = await hub.send({
        method: 'POST',
        headers: { ...JSON_HEADERS, 'content-encoding': encoding },
        body,
      });
      expect([answer.status, codes(answer)]).toEqual([415, ['BAD_USER_INPUT']]);
    },
  );

  test('a body that says it is not encoded is read', async () => {
    const answer = await hub.send({
      method: 'POST',
      headers: { ...JSON_HEADERS, 'content-encoding': 'identity' },
      body: '{"query":"{ __typename }"}',
    });
    expect(answer.data).toEqual({ __typename: 'Query' });
  });
});

describe('readiness', () => {
  test('is denied when the database neither answers nor breaks', async () => {
    const routes = new Map<string, (request: unknown, reply: unknown) => unknown>();
    const server = { get: (path: string, route: () => unknown) => routes.set(path, route) };
    addPublicRoutes(server as unknown as Parameters<typeof addPublicRoutes>[0], {
      delegationKeys: () => ({ keys: [] }),
      isReady: () => new Promise<boolean>(() => undefined),
    });
    const sent: unknown[] = [];
    const reply = {
      code: (status: number) => ({ send: (body: unknown) => sent.push(status, body) }),
    };
    await routes.get('/health/ready')?.({}, reply);
    expect(sent).toEqual([503, { status: 'unavailable' }]);
  });
});

describe('the place of an error, for the log', () => {
  test('holds no line of the message, however many it has', () => {
    const error = new Error(`${CANARY}one\n${CANARY}two\n    at ${CANARY}three\n\tat ${CANARY}four`);
    expect(error.stack).toContain(CANARY);
    const frames = stackFrames(error) ?? [];
    expect(frames.length).toBeGreaterThan(0);
    expect(frames.join('\n')).not.toContain(CANARY);
    expect(frames.every((line) => /^\s+at /.test(line))).toBe(true);
    // The broken twin: without the first line alone, the rest of the message stays.
    expect(error.stack?.split('\n').slice(1).join('\n')).toContain(CANARY);
  });

  test('is nothing for what is no error', () => {
    expect(stackFrames('x')).toBeUndefined();
  });
});
