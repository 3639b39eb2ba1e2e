/** A plain subgraph over HTTP: what it is sent for a planned operation, and what of its answer is taken. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { JsonClients, createHttpSource, newExchange } from '@vigil/gateway';
import { parse } from 'graphql';
import { json, startServer, type Answering, type TestServer } from './http-server.js';

type Source = ReturnType<typeof createHttpSource>;
type Operation = Parameters<Source['prepare']>[0];
type Question = Parameters<ReturnType<Source['prepare']>>[0];

const EXCHANGE = newExchange('1', new Date(0), {
  method: 'POST',
  search: '',
  contentType: undefined,
  contentEncoding: undefined,
  accept: undefined,
  authorization: 'Bearer CANARY',
  body: undefined,
});

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

function operation(text: string, more: Partial<Operation> = {}): Operation {
  return { kind: 'query', text, document: parse(text), variableNames: [], entityLists: [], ...more };
}

interface Asking extends Partial<Question> {
  path?: string;
  onFailure?: (reason: string) => void;
}

async function asking(
  answer: Answering,
  planned: Operation,
  { path = '/graphql', onFailure = () => undefined, ...question }: Asking = {},
): Promise<{ server: TestServer; answer: ReturnType<ReturnType<Source['prepare']>> }> {
  const server = await startServer(answer);
  const client = new JsonClients({ deadlineMilliseconds: 5_000, maxAnswerBytes: 10_000, connections: 2 });
  open.push(client, server);
  const ask = createHttpSource({ url: `${server.origin}${path}`, client, onFailure }).prepare(planned);
  return { server, answer: ask({ exchange: EXCHANGE, variables: {}, representations: [], ...question }) };
}

const FINE = json({ data: { a: 1 } });

describe('what is sent', () => {
  test.each<[string, Operation, Partial<Question>, unknown]>([
    ['an operation without variables', operation('{ a }'), {}, {}],
    [
      'variables that the operation uses and that are there, null and all; no other',
      operation('query ($a: Int, $b: String, $gone: Int) { a(a: $a, b: $b, c: $gone) }', {
        variableNames: ['a', 'b', 'gone'],
      }),
      { variables: { other: 'CANARY', b: '"}{', a: null } },
      { a: null, b: '"}{' },
    ],
    [
      'names that every object has are no variables, unless they are sent',
      operation('{ a }', { variableNames: ['toString', '__proto__', 'constructor'] }),
      { variables: JSON.parse('{"__proto__":{"x":1}}') as Record<string, unknown> },
      JSON.parse('{"__proto__":{"x":1}}'),
    ],
    [
      'representations as the texts that they are, each list under its variable',
      operation('query ($one: [_Any!]!, $two: [_Any!]!, $v: [Int]) { a }', {
        variableNames: ['v'],
        entityLists: [
          { responseKey: 'one', variable: 'one' },
          { responseKey: 'two', variable: 'two' },
        ],
      }),
      { variables: { v: [1] }, representations: [['{"id":"1"}', '{"id":"2"}'], []] },
      { v: [1], one: [{ id: '1' }, { id: '2' }], two: [] },
    ],
  ])('%s', async (_name, planned, question, variables) => {
    const { server, answer } = await asking(FINE, planned, question);
    await answer;
    const [asked] = server.asked;
    const { query, ...rest } = JSON.parse(asked?.body ?? '') as Record<string, unknown>;
    expect(query).toBe(planned.text);
    expect(rest).toEqual({ variables });
    expect(JSON.stringify(rest)).toBe(JSON.stringify({ variables }));
  });

  test('path and query of the address stay, and nothing of the caller goes along', async () => {
    const { server, answer } = await asking(FINE, operation('{ a }'), { path: '/some%20where?key=1&key=2' });
    await answer;
    expect(server.asked[0]?.url).toBe('/some%20where?key=1&key=2');
    expect(server.asked[0]?.headers).toMatchObject({
      'content-type': 'application/json',
      accept: 'application/graphql-response+json, application/json',
      'accept-encoding': 'identity',
    });
    expect(JSON.stringify(server.asked)).not.toContain('CANARY');
  });

  test('an operation prepared once is asked as often as there are requests, each with its own variables', async () => {
    const server = await startServer((response, request) => {
      const { a } = (JSON.parse(server.asked.at(-1)?.body ?? '') as { variables: { a: number } }).variables;
      json({ data: { a } })(response, request);
    });
    const client = new JsonClients({ deadlineMilliseconds: 5_000, maxAnswerBytes: 10_000, connections: 1 });
    open.push(client, server);
    const source = createHttpSource({ url: `${server.origin}/`, client });
    const ask = source.prepare(operation('query ($a: Int) { a(a: $a) }', { variableNames: ['a'] }));
    const question = (a: number): Question => ({ exchange: EXCHANGE, variables: { a }, representations: [] });
    const answers = await Promise.all([1, 2, 3].map((a) => ask(question(a))));
    expect(answers.map(({ data }) => data)).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  });

  test.each(['ftp://127.0.0.1/', 'nowhere', '', 'http://user:secret@127.0.0.1/graphql'])(
    'an address that is none (%s) is refused at once, without being repeated',
    (url) => {
      const client = new JsonClients({ deadlineMilliseconds: 1, maxAnswerBytes: 1, connections: 1 });
      expect(() => createHttpSource({ url, client })).toThrow(
        expect.objectContaining({
          code: 'CONFIG_INVALID',
          message: expect.not.stringContaining('secret') as unknown,
        }),
      );
    },
  );
});

const FAILED = { message: 'the subgraph could not give this value' };

describe('what is taken of an answer', () => {
  test.each<[string, Answering, unknown]>([
    ['data', FINE, { data: { a: 1 }, errors: [] }],
    [
      // What a subgraph writes could pass for the hub's own word: neither its text nor its code is taken over.
      'data with errors: where it failed, and none of its words',
      json({
        data: { a: null },
        errors: [
          {
            message: 'CANARY',
            path: ['a', 0],
            extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE', partner: 'evil', allowed: ['CANARY'] },
          },
        ],
      }),
      { data: { a: null }, errors: [{ ...FAILED, path: ['a', 0] }] },
    ],
    ['errors without data', json({ errors: [{ message: 'm' }] }), { data: null, errors: [FAILED] }],
    // GraphQL over HTTP, section 6.4: with an error status the body is the answer all the same.
    [
      'errors that come with an error status',
      json({ errors: [{ message: 'm' }] }, 400, 'application/graphql-response+json'),
      { data: null, errors: [FAILED] },
    ],
    [
      'errors that come with a status of the server',
      json({ errors: [{ message: 'm' }] }, 503),
      { data: null, errors: [FAILED] },
    ],
    [
      'errors that are none say that there is one, and no more',
      json({
        data: {},
        errors: [
          7,
          null,
          { message: 7, path: 'CANARY', extensions: 'CANARY' },
          { message: 'm', path: [null] },
        ],
      }),
      {
        data: {},
        errors: [FAILED, FAILED, FAILED, FAILED],
      },
    ],
  ])('%s', async (_name, given, expected) => {
    expect(await (await asking(given, operation('{ a }'))).answer).toEqual(expected);
  });

  test.each<[string, Answering, string]>([
    [
      'a redirect',
      (response) => response.writeHead(301, { location: '/' }).end(),
      'answered with a redirect',
    ],
    [
      'a page of a proxy',
      (response) => response.writeHead(502, { 'content-type': 'text/html' }).end('<p>'),
      'answered with something that is not JSON',
    ],
    [
      'an error status with other JSON',
      json({ message: 'CANARY' }, 500),
      'answered with something that is no GraphQL response',
    ],
    ['null', json(null), 'answered with something that is no GraphQL response'],
    ['a list', json([{ data: {} }]), 'answered with something that is no GraphQL response'],
    [
      'data that is no object',
      json({ data: 'CANARY' }),
      'answered with something that is no GraphQL response',
    ],
    [
      'neither data nor an error',
      json({ data: null, errors: [] }),
      'answered with something that is no GraphQL response',
    ],
  ])('%s is no answer, and the operator learns why', async (_name, given, reason) => {
    const reasons: string[] = [];
    const question = { onFailure: (why: string) => void reasons.push(why) };
    await expect((await asking(given, operation('{ a }'), question)).answer).rejects.toEqual(
      expect.objectContaining({ name: 'PartnerFailure', message: reason }),
    );
    expect(reasons).toEqual([reason]);
  });
});
