/** The HTTP client for partners and subgraphs: a whole JSON answer in time, or a failure that says why. */
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { JsonClients } from '@vigil/gateway';
import type { Socket } from 'node:net';
import { setImmediate as afterOthers } from 'node:timers/promises';
import { json, startRawServer, startServer, type Answering, type TestServer } from './http-server.js';

const DEADLINE_MILLISECONDS = 400;
const MAX_ANSWER_BYTES = 10_000;
const HEADERS = { 'content-type': 'application/json', 'accept-encoding': 'identity', 'x-own': 'yes' };

/** All but the timers of deadlines. */
const REAL_TIMERS: Parameters<typeof jest.useFakeTimers>[0] = {
  doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'setInterval', 'performance', 'Date'],
};

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((one) => one.close()));
});

function clients(options: Partial<ConstructorParameters<typeof JsonClients>[0]> = {}): JsonClients {
  const made = new JsonClients({
    deadlineMilliseconds: DEADLINE_MILLISECONDS,
    maxAnswerBytes: MAX_ANSWER_BYTES,
    connections: 4,
    ...options,
  });
  open.push(made);
  return made;
}

async function serving(answer: Answering): Promise<TestServer> {
  const server = await startServer(answer);
  open.push(server);
  return server;
}

async function rawServing(answer: (socket: Socket) => void): Promise<TestServer> {
  const server = await startRawServer(answer);
  open.push(server);
  return server;
}

function post(
  { origin }: TestServer,
  client = clients(),
  body: string | Uint8Array = '{}',
): Promise<unknown> {
  const isStatus = (status: number): boolean => status === 200;
  return client.post({ origin, path: '/graphql?a=b', headers: HEADERS, body, isStatus });
}

function failing(reason: string | RegExp): unknown {
  return expect.objectContaining({
    name: 'PartnerFailure',
    message: typeof reason === 'string' ? reason : (expect.stringMatching(reason) as unknown),
  });
}

function text(body: string | Buffer, headers: Record<string, string> = {}, status = 200): Answering {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
  };
}

describe('what is sent', () => {
  test('is the body as it is given, to the path as it is given, with the headers that are given', async () => {
    const server = await serving(json({ fine: true }));
    const client = clients();
    await post(server, client, '{"ä":1}');
    await post(server, client, Buffer.from('{"ö":2}'));
    expect(server.asked.map(({ method, url, body }) => [method, url, body])).toEqual([
      ['POST', '/graphql?a=b', '{"ä":1}'],
      ['POST', '/graphql?a=b', '{"ö":2}'],
    ]);
    expect(server.asked[0]?.headers).toMatchObject({ ...HEADERS, 'content-length': '8' });
  });

  test('goes over connections that are kept and counted', async () => {
    const server = await serving(json({ fine: true }));
    const client = clients({ connections: 2, deadlineMilliseconds: 60_000 });
    for (let round = 0; round < 5; round += 1)
      await Promise.all(Array.from({ length: 8 }, () => post(server, client)));
    expect(server.asked).toHaveLength(40);
    expect(server.connections()).toBeLessThanOrEqual(2);
  });
});

describe('an answer is taken', () => {
  test.each<[string, Answering, unknown]>([
    ['of a length that is said', text('{"a":1}'), { a: 1 }],
    [
      'in pieces, cut inside a letter',
      (response) => {
        const bytes = Buffer.from('{"a":"äöü"}');
        response.writeHead(200, { 'content-type': 'application/json' });
        response.write(bytes.subarray(0, 7));
        setTimeout(() => response.end(bytes.subarray(7)), 20);
      },
      { a: 'äöü' },
    ],
    ['with a charset', text('[]', { 'content-type': 'Application/JSON; charset=utf-8' }), []],
    ['as a GraphQL response', text('[]', { 'content-type': 'application/graphql-response+json' }), []],
    ['with a byte order mark', text('\uFEFF{"a":"ä"}'), { a: 'ä' }],
    ['said to be encoded as itself', text('1', { 'content-encoding': 'identity' }), 1],
    [
      'of exactly as many bytes as are read',
      text(JSON.stringify('x'.repeat(MAX_ANSWER_BYTES - 2))),
      'x'.repeat(MAX_ANSWER_BYTES - 2),
    ],
    [
      'after early hints',
      (response, request) => {
        response.writeEarlyHints({ link: '</a>' });
        text('1')(response, request);
      },
      1,
    ],
  ])('%s', async (_name, answer, expected) => {
    expect(await post(await serving(answer))).toEqual(expected);
  });

  test('with names that every object has, as data', async () => {
    const given = await post(await serving(text('{"__proto__":{"x":1},"constructor":2}')));
    expect(Object.keys(given as object)).toEqual(['__proto__', 'constructor']);
    expect((given as { x?: unknown }).x).toBeUndefined();
  });
});

describe('there is no answer, and a reason without an address, when the server', () => {
  test.each<[string, Answering, string | RegExp]>([
    ['redirects', text('{}', { location: 'http://127.0.0.1:9/' }, 302), 'answered with a redirect'],
    ['redirects a POST', text('{}', { location: '/elsewhere' }, 308), 'answered with a redirect'],
    ['answers with an error status', text('{}', {}, 500), 'answered with status 500'],
    ['answers with another good status', text('{}', {}, 201), 'answered with status 201'],
    [
      'answers with nothing',
      (response) => response.writeHead(200, { 'content-type': 'application/json' }).end(),
      'answered with malformed JSON',
    ],
    [
      'answers a page',
      text('<p>', { 'content-type': 'text/html' }),
      'answered with something that is not JSON',
    ],
    [
      'answers something whose name begins like JSON',
      text('{}', { 'content-type': 'application/jsonp' }),
      'answered with something that is not JSON',
    ],
    [
      'says no type',
      (response) => response.writeHead(200).end('{}'),
      'answered with something that is not JSON',
    ],
    ['compresses unasked', text('{}', { 'content-encoding': 'gzip' }), 'answered compressed, unasked'],
    ['answers half a JSON text', text('{"data":'), 'answered with malformed JSON'],
    ['answers two JSON texts', text('{}{}'), 'answered with malformed JSON'],
    [
      'answers bytes that are not UTF-8',
      text(Buffer.from([0x22, 0xff, 0x22])),
      'answered with bytes that are not UTF-8',
    ],
    [
      'says that it sends too much',
      text(`"${'x'.repeat(MAX_ANSWER_BYTES)}"`),
      `answered more than ${MAX_ANSWER_BYTES} bytes`,
    ],
    [
      'sends too much without saying so',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        for (let piece = 0; piece < 20; piece += 1) response.write('x'.repeat(MAX_ANSWER_BYTES / 10));
        response.end();
      },
      `answered more than ${MAX_ANSWER_BYTES} bytes`,
    ],
    ['never answers', () => undefined, 'deadline passed'],
    [
      'answers its head and no body',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
      },
      'deadline passed',
    ],
    [
      'sends a byte now and then for ever',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => response.write(' '), 50);
        response.on('close', () => {
          clearInterval(timer);
        });
      },
      'deadline passed',
    ],
    ['closes without a word', (_response, request) => request.socket.destroy(), /^connection failed/],
    [
      'closes in the middle',
      (response, request) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
        response.write('{"data":');
        setTimeout(() => request.socket.destroy(), 20);
      },
      /^connection failed/,
    ],
  ])('%s', async (_name, answer, reason) => {
    const server = await serving(answer);
    const failure: unknown = await post(server).catch((error: unknown) => error);
    expect(failure).toEqual(failing(reason));
    expect((failure as Error).message).not.toMatch(/127\.0\.0\.1|http:/);
    // Asked once: a question under a delegation must not be asked again, and no redirect is followed.
    expect(server.asked).toHaveLength(1);
  });

  test.each<[string, string]>([
    ['speaks no HTTP', 'hello\r\n\r\n'],
    [
      'answers 200 and ends before its chunks do',
      'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{}\r\n',
    ],
    [
      'says two lengths',
      'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\ncontent-length: 3\r\n\r\n{} ',
    ],
    ['sends an endless head', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`],
  ])('%s', async (_name, bytes) => {
    const server = await rawServing((socket) => socket.end(bytes));
    await expect(post(server)).rejects.toEqual(failing(/^connection failed/));
  });

  test('is not there', async () => {
    const server = await startServer(json({}));
    await server.close();
    await expect(post(server)).rejects.toEqual(failing('connection failed (ECONNREFUSED)'));
  });
});

describe('a failure', () => {
  test('spoils no other request: what was left of an answer is never taken for the next one', async () => {
    let first = true;
    const server = await serving((response, request) => {
      if (!first) {
        json({ fine: true })(response, request);
        return;
      }
      first = false;
      response.writeHead(302, { location: '/' });
      response.write('{"stolen":true}');
      setTimeout(() => response.end('{"stolen":true}'), 10);
    });
    const client = clients({ connections: 1 });
    await expect(post(server, client)).rejects.toEqual(failing('answered with a redirect'));
    expect(await post(server, client)).toEqual({ fine: true });
  });

  test('the deadline holds for whoever waits for a connection, and such a question is never sent', async () => {
    const server = await serving(() => undefined);
    const client = clients({ connections: 1 });
    // All deadlines pass at one moment: on a busy machine the first one's end would let the second be sent in time.
    jest.useFakeTimers(REAL_TIMERS);
    const posted = Promise.allSettled([post(server, client), post(server, client), post(server, client)]);
    while (server.asked.length === 0) await afterOthers();
    jest.advanceTimersByTime(DEADLINE_MILLISECONDS);
    jest.useRealTimers();
    const outcomes = await posted;
    expect(outcomes).toEqual(
      Array.from({ length: 3 }, () => ({ status: 'rejected', reason: failing('deadline passed') })),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(server.asked).toHaveLength(1);
  });
});

describe('the end', () => {
  test('requests under way fail at once, and later ones are not sent', async () => {
    let arrived = (): void => undefined;
    const underWay = new Promise<void>((resolve) => (arrived = resolve));
    const server = await serving(() => {
      arrived();
    });
    const client = clients({ deadlineMilliseconds: 60_000 });
    const asking = post(server, client).catch((error: unknown) => error);
    await underWay;
    await client.close();
    expect(await asking).toEqual(failing(/^connection failed/));
    await expect(post(server, client)).rejects.toEqual(failing('the hub is stopping'));
    expect(server.asked).toHaveLength(1);
  });

  test('an origin that is let go of answers whoever is still waiting for it', async () => {
    let answer = (): void => undefined;
    const server = await serving((response, request) => {
      answer = (): void => {
        json({ late: true })(response, request);
      };
    });
    const client = clients({ deadlineMilliseconds: 10_000 });
    const asking = post(server, client);
    while (server.asked.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    client.keepOnly(new Set(['http://127.0.0.1:1']));
    answer();
    expect(await asking).toEqual({ late: true });
  });
});
