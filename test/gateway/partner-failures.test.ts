/** Partners that are away, slow or wrong: each fails alone, and nothing of its insides comes out. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { commonsSdl } from '@vigil/shared';
import { startTestHub, type Answer, type TestHub } from './support/test-hub.js';
import { CANARY, makeEvent } from './support/test-rows.js';
import type { Misbehaviour, TestPartner } from './support/test-partner.js';

const QUERY = '{ events { nodes { id area acts { type } } pageInfo { hasNextPage } } }';
const DEADLINE_MILLISECONDS = 700;
const MAX_ANSWER_BYTES = 20_000;

let hub: TestHub;
let two: TestPartner;

beforeAll(async () => {
  hub = await startTestHub({
    rows: {
      one: [makeEvent('one', 'a', '2012-01-01')],
      two: [makeEvent('two', 'b', '2012-02-01')],
    },
    environment: {
      VIGIL_HUB_PARTNER_DEADLINE_MILLISECONDS: String(DEADLINE_MILLISECONDS),
      VIGIL_HUB_PARTNER_MAX_ANSWER_BYTES: String(MAX_ANSWER_BYTES),
    },
  });
  const found = hub.partners['two'];
  if (found === undefined) throw new Error('no partner');
  two = found;
  // Schemas are read before anything goes wrong.
  await hub.ask(QUERY, { principal: 'regional-body' });
});
afterAll(() => hub.close());
afterEach(() => {
  two.misbehave = null;
});

function ids({ data }: Answer): string[] {
  return (data?.['events'] as { nodes: { id: string }[] }).nodes.map(({ id }) => id);
}

function announced({ errors }: Answer): unknown[] {
  return errors.map(({ path, extensions }) => ({ path, extensions }));
}

const TWO_AWAY = [{ path: ['events'], extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'two' } }];

/** Answers with this status, these headers and this body. */
function answers(status: number, headers: Record<string, string>, body: string): Misbehaviour {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body);
    return true;
  };
}

function connection(nodes: unknown): string {
  return JSON.stringify({ data: { events: { nodes } } });
}

const GOOD = {
  v0_id: 'two:b',
  v0_date: '2012-02-01',
  id: 'two:b',
  area: 'XA-01',
  acts: [{ type: 'DETENTION' }],
};

describe('the others are answered and the one that failed is named when it', () => {
  test.each<[string, Misbehaviour]>([
    ['redirects', answers(302, { location: 'http://127.0.0.1:9/graphql' }, '')],
    ['redirects with a body that would do', answers(307, { location: '/elsewhere' }, connection([GOOD]))],
    ['answers with an error status', answers(500, {}, connection([GOOD]))],
    [
      'answers more bytes than the hub reads',
      answers(200, {}, JSON.stringify({ pad: 'x'.repeat(MAX_ANSWER_BYTES) })),
    ],
    ['answers malformed JSON', answers(200, {}, '{"data":')],
    ['answers a page instead of JSON', answers(200, { 'content-type': 'text/html' }, '<p>hello</p>')],
    ['answers compressed, unasked', answers(200, { 'content-encoding': 'gzip' }, connection([GOOD]))],
    [
      'answers bytes that are not UTF-8',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).end(Buffer.from([0x22, 0xff, 0x22]));
        return true;
      },
    ],
    ['answers null', answers(200, {}, 'null')],
    ['answers no data', answers(200, {}, '{}')],
    ['answers something else than a list', answers(200, {}, connection({ 0: GOOD }))],
    [
      'closes the connection',
      (request) => {
        request.socket.destroy();
        return true;
      },
    ],
    [
      'answers half and stops',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"data":');
        setTimeout(() => response.destroy(), 20);
        return true;
      },
    ],
    ['never answers', () => true],
    [
      'sends a byte now and then for ever',
      (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        const timer = setInterval(() => response.write(' '), 100);
        response.on('close', () => {
          clearInterval(timer);
        });
        return true;
      },
    ],
  ])('%s', async (_name, misbehaviour) => {
    two.misbehave = misbehaviour;
    const answer = await hub.ask(QUERY, { principal: 'regional-body' });
    expect(ids(answer)).toEqual(['one:a']);
    expect(announced(answer)).toEqual(TWO_AWAY);
  });

  test('is stopped, and it is back as soon as it runs again', async () => {
    await two.stop();
    const without = await hub.ask(QUERY, { principal: 'regional-body' });
    await two.start();
    const again = await hub.ask(QUERY, { principal: 'regional-body' });
    expect([ids(without), announced(without)]).toEqual([['one:a'], TWO_AWAY]);
    expect([ids(again), again.errors]).toEqual([['two:b', 'one:a'], []]);
  });

  test('is killed in the middle of the answer', async () => {
    let asked = (): void => undefined;
    const underWay = new Promise<void>((resolve) => {
      asked = resolve;
    });
    two.misbehave = () => {
      asked();
      return true;
    };
    const asking = hub.ask(QUERY, { principal: 'regional-body' });
    await underWay;
    await two.stop();
    const answer = await asking;
    await two.start();
    expect([ids(answer), announced(answer)]).toEqual([['one:a'], TWO_AWAY]);
  });
});

describe('what is wrong in an answer spoils only itself', () => {
  test.each<[string, unknown]>([
    ['an id of another partner', { ...GOOD, v0_id: 'one:b' }],
    ['an id of nobody', { ...GOOD, v0_id: 'b' }],
    ['two different ids', { ...GOOD, id: 'two:c' }],
    ['no id', { v0_date: '2012-02-01', id: 'two:b', area: 'XA-01', acts: [] }],
    ['a date finer than a month', { ...GOOD, v0_date: '2012-02-17' }],
    ['a date that is none', { ...GOOD, v0_date: 'yesterday' }],
    ['null where an event belongs', null],
    ['a text where an event belongs', `${CANARY}event`],
  ])('an event with %s is left out and its partner named', async (_name, event) => {
    const good = { ...GOOD, v0_id: 'two:z', id: 'two:z' };
    two.misbehave = answers(200, {}, connection([event, good]));
    const answer = await hub.ask(QUERY, { principal: 'regional-body' });
    expect(ids(answer)).toEqual(['two:z', 'one:a']);
    expect(announced(answer)).toEqual(TWO_AWAY);
  });

  test('a value that does not fit its type is null, and its partner named at its place', async () => {
    two.misbehave = answers(
      200,
      {},
      connection([{ ...GOOD, area: { secret: `${CANARY}area` }, acts: [{ type: 'NO_SUCH_TYPE' }] }]),
    );
    const answer = await hub.ask(QUERY, { principal: 'regional-body' });
    expect((answer.data?.['events'] as { nodes: unknown[] }).nodes[0]).toEqual({
      id: 'two:b',
      area: null,
      acts: [{ type: null }],
    });
    expect(announced(answer)).toEqual([
      { path: ['events', 'nodes', 0, 'area'], extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'two' } },
      {
        path: ['events', 'nodes', 0, 'acts', 0, 'type'],
        extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'two' },
      },
    ]);
    expect(answer.text).not.toContain(CANARY);
  });

  test('whatever was not asked for does not leave', async () => {
    const surplus = {
      ...GOOD,
      title: `${CANARY}title`,
      __proto__: { x: 1 },
      witnesses: [{ legalName: `${CANARY}name` }],
    };
    two.misbehave = answers(
      200,
      {},
      JSON.stringify({
        data: { events: { nodes: [surplus], extra: CANARY }, other: CANARY },
        extensions: { note: CANARY },
      }),
    );
    const answer = await hub.ask(QUERY, { principal: 'regional-body' });
    expect(ids(answer)).toEqual(['two:b', 'one:a']);
    expect(answer.text).not.toContain(CANARY);
  });

  test('an event that comes twice is listed once, and rows out of order are put in order', async () => {
    const late = { ...GOOD, v0_id: 'two:l', id: 'two:l', v0_date: '2012-12-01' };
    two.misbehave = answers(200, {}, connection([GOOD, late, GOOD]));
    expect(ids(await hub.ask(QUERY, { principal: 'regional-body' }))).toEqual(['two:l', 'two:b', 'one:a']);
  });
});

describe('errors of a partner', () => {
  test('a veto of the partner is passed on at its place, in the words of the hub', async () => {
    two.misbehave = answers(
      200,
      {},
      JSON.stringify({
        data: { events: { nodes: [{ ...GOOD, area: null }] } },
        errors: [
          {
            message: `${CANARY}message http://127.0.0.1:9`,
            path: ['events', 'nodes', 0, 'area'],
            extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE', secret: CANARY, stacktrace: [CANARY] },
          },
        ],
      }),
    );
    const answer = await hub.ask(QUERY, { principal: 'regional-body' });
    expect(announced(answer)).toEqual([
      { path: ['events', 'nodes', 0, 'area'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } },
    ]);
    expect(answer.text).not.toContain(CANARY);
  });

  test.each([
    ['NOT_AVAILABLE', 'NOT_AVAILABLE'],
    ['INTERNAL_SERVER_ERROR', 'PARTNER_UNAVAILABLE'],
    ['CURSOR_INVALID', 'PARTNER_UNAVAILABLE'],
    [`${CANARY}CODE`, 'PARTNER_UNAVAILABLE'],
  ])('a partner that refuses with %s is announced as %s', async (given, announcedAs) => {
    two.misbehave = answers(
      200,
      {},
      JSON.stringify({ errors: [{ message: CANARY, extensions: { code: given } }] }),
    );
    const answer = await hub.ask(QUERY, { principal: 'regional-body' });
    expect(announced(answer)).toEqual([
      { path: ['events'], extensions: { code: announcedAs, partner: 'two' } },
    ]);
    expect(ids(answer)).toEqual(['one:a']);
    expect(answer.text).not.toContain(CANARY);
  });

  test('no message, no log line and no error says where a partner is or what it answered', () => {
    const { port } = new URL(two.url);
    expect(hub.logs.join('')).not.toContain(`127.0.0.1:${port}`);
    expect(hub.logs.join('')).not.toContain(CANARY);
  });
});

describe('a partner whose schema is not the contract', () => {
  test('is asked nothing, and the log says once which coordinate is wrong', async () => {
    const refusing = await startTestHub({ rows: { one: [makeEvent('one', 'a', '2012-01-01')], two: [] } });
    try {
      const bad = refusing.partners['two'];
      if (bad === undefined) throw new Error('no partner');
      bad.sdl = commonsSdl().replace(/(title: String) @classified\([^)]*\)/, '$1');
      await refusing.hub.syncReleases();
      const before = bad.requests.length;
      // A hub that starts now reads this schema first.
      const { hub: again, logs } = await restart(refusing);
      const answer = await again(QUERY);
      await again(QUERY);
      expect(announced(answer)).toEqual(TWO_AWAY);
      expect(bad.asked).toEqual([]);
      expect(bad.requests.slice(before)).toEqual(['/graphql']);
      expect(logs().filter((line) => line.includes('Event.title'))).toHaveLength(1);
    } finally {
      await refusing.close();
    }
  });
});

/** Stops the hub and starts it again on the same directory and partners. */
async function restart(
  running: TestHub,
): Promise<{ hub: (query: string) => Promise<Answer>; logs: () => string[] }> {
  const before = running.logs.length;
  await running.restart();
  return {
    hub: (query) => running.ask(query, { principal: 'regional-body' }),
    logs: () => running.logs.slice(before),
  };
}
