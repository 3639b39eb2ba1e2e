/** A partner node answers its hub and nobody else, once, for the body that was delegated. */
import { describe, expect, test, beforeAll, afterAll } from '@jest/globals';
import { nodeDataSource, nodeParts } from '@vigil/kit';
import { bodyDigest, type DelegationClaims } from '@vigil/shared';
import { seedFile } from './case-file-seed.js';
import { connect } from 'node:net';
import { createHubDouble, REGIONAL_BODY } from './hub-double.js';
import { createServingNode, post, type Answer, type ServingNode } from './serving-node.js';

let node: ServingNode;

beforeAll(async () => {
  node = await createServingNode();
  await seedFile(node.context.dataSource, {});
  node.statements();
});
afterAll(() => node.close());

const QUESTION = { query: '{ events(first: 5) { nodes { id } } }' };
const BODY = JSON.stringify(QUESTION);
/** by hand: what QUESTION uses */
const COORDINATES = ['Event.id', 'EventConnection.nodes', 'Query.events', 'Query.events(first:)'];
const RECORD_TABLES = /\b(case_file|event|act|victim|perpetrator|witness|consent|evidence|intervention)\b/;

/** Same status, same bytes, and nothing was read or written down as answered. */
async function expectStranger(answer: Answer): Promise<void> {
  expect(answer.status).toBe(401);
  expect(answer.text).toBe(
    '{"errors":[{"message":"the request carries no valid delegation","extensions":{"code":"UNAUTHENTICATED"}}]}',
  );
  expect(node.statements().filter((text) => RECORD_TABLES.test(text))).toEqual([]);
  expect((await node.records()).filter(({ action }) => action === 'hub.answered')).toEqual([]);
}

function spoiled(changed: Partial<DelegationClaims>): Promise<string> {
  return node.hub.sign(node.hub.claims(BODY, { coordinates: COORDINATES, ...changed }));
}

describe('without a delegation', () => {
  test.each([
    ['introspection', '{ __schema { types { name } } }'],
    ['the SDL', '{ _service { sdl } }'],
    ['entities', '{ _entities(representations: []) { __typename } }'],
    ['events', QUESTION.query],
    ['something that is no GraphQL', '}{'],
  ])('%s is answered like everything else: 401', async (_what, query) => {
    await expectStranger(await post(`${node.url}/graphql`, JSON.stringify({ query }), null));
  });

  test.each([
    ['GET', '/graphql'],
    ['GET', '/'],
    ['GET', '/releases'],
    ['POST', '/releases'],
    ['POST', '/health/live'],
    ['PUT', '/graphql'],
    ['DELETE', '/nothing'],
    ['OPTIONS', '/graphql'],
    ['GET', '/%E0%A4%A'],
    ['GET', '/graphql?query={__typename}'],
  ])('%s %s tells nothing about what is there', async (method, path) => {
    const response = await fetch(node.url + path, { method });
    await expectStranger({ status: response.status, text: await response.text(), json: {} });
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('a body above the limit is a stranger too', async () => {
    await expectStranger(await post(`${node.url}/graphql`, 'x'.repeat(300_000), null));
  });

  const head = 'POST /graphql HTTP/1.1\r\nHost: a\r\n';
  test.each([
    ['no HTTP at all', 'nonsense-with-a-secret\r\n\r\n'],
    ['a method that HTTP does not know', 'SECRET /graphql HTTP/1.1\r\nHost: a\r\n\r\n'],
    ['a header that is none', `${head}secret header\r\n\r\n`],
    ['headers without end', `${head}X-Secret: ${'secret'.repeat(5_000)}\r\n\r\n`],
    ['two lengths', `${head}Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['a chunk of no size', `${head}Transfer-Encoding: chunked\r\n\r\nsecret\r\n`],
    ['no host', 'GET /secret HTTP/1.1\r\nConnection: close\r\n\r\n'],
    ['an expectation', `${head}Expect: secret\r\nContent-Length: 0\r\n\r\n`],
    ['the opening of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
  ])('%s is answered like everything else', async (_what, bytes) => {
    const answer = await sendRaw(node.url, bytes);
    const [top = '', body = ''] = answer.split('\r\n\r\n', 2);
    await expectStranger({ status: Number(top.split(' ')[1]), text: body, json: {} });
    const names = top
      .split('\r\n')
      .slice(1)
      .map((line) => line.split(':')[0]?.toLowerCase());
    expect(names).toEqual(expect.arrayContaining(['content-type', 'cache-control', 'www-authenticate']));
    expect(answer).not.toMatch(/HPE_|Bad Request|Client Error/);
    expect(answer + node.logged.join()).not.toMatch(/secret/i);
  });

  test('only the sign of life is answered', async () => {
    const response = await fetch(`${node.url}/health/live`);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe('{"status":"ok"}');
  });
});

describe('a delegation that does not hold', () => {
  const now = (): number => Math.floor(Date.now() / 1000);

  test('for another partner', async () => {
    await expectStranger(await post(`${node.url}/graphql`, BODY, await spoiled({ aud: 'synthetic-two' })));
  });

  test('of another hub', async () => {
    await expectStranger(await post(`${node.url}/graphql`, BODY, await spoiled({ iss: 'another-hub' })));
  });

  test('expired', async () => {
    const token = await spoiled({ iat: now() - 60, exp: now() - 40 });
    await expectStranger(await post(`${node.url}/graphql`, BODY, token));
  });

  test('for another body', async () => {
    const token = await spoiled({ digest: bodyDigest(Buffer.from(`${BODY} `)) });
    await expectStranger(await post(`${node.url}/graphql`, BODY, token));
  });

  test('signed by a stranger with the right key id', async () => {
    const stranger = await createHubDouble();
    const token = await stranger.delegate(BODY, { coordinates: COORDINATES });
    await expectStranger(await post(`${node.url}/graphql`, BODY, token));
  });

  test('not signed at all (alg none)', async () => {
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
    const header = encode({ alg: 'none', typ: 'vigil-delegation+jwt', kid: 'hub-key' });
    const token = `${header}.${encode(node.hub.claims(BODY, { coordinates: COORDINATES }))}.`;
    await expectStranger(await post(`${node.url}/graphql`, BODY, token));
  });

  test('of another type', async () => {
    const token = await node.hub.sign(node.hub.claims(BODY, { coordinates: COORDINATES }), { typ: 'JWT' });
    await expectStranger(await post(`${node.url}/graphql`, BODY, token));
  });

  test('naming fewer coordinates than the body uses', async () => {
    const coordinates = COORDINATES.filter((coordinate) => coordinate !== 'Event.id');
    await expectStranger(await node.ask(QUESTION, { coordinates }));
  });

  test('naming more coordinates than the body uses', async () => {
    await expectStranger(await node.ask(QUESTION, { coordinates: [...COORDINATES, 'Event.country'] }));
  });

  test('naming a coordinate twice in the place of another', async () => {
    await expectStranger(
      await node.ask(QUESTION, {
        coordinates: ['Event.id', 'Event.id', 'Query.events', 'Query.events(first:)'],
      }),
    );
  });
});

describe('a delegation that holds', () => {
  test('answers once; the second use of the same bytes is a stranger', async () => {
    const token = await node.hub.delegate(BODY, { ...REGIONAL_BODY, coordinates: COORDINATES });
    const url = `${node.url}/graphql`;
    const answers = await Promise.all([
      post(url, BODY, token),
      post(url, BODY, token),
      post(url, BODY, token),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401]);
    expect((await post(url, BODY, token)).status).toBe(401);
  });

  test('is spent for a second server on the same database too', async () => {
    const second = await node.serveWith({});
    const token = await node.hub.delegate(BODY, { ...REGIONAL_BODY, coordinates: COORDINATES });
    expect((await post(`${node.url}/graphql`, BODY, token)).status).toBe(200);
    expect((await post(`${second}/graphql`, BODY, token)).status).toBe(401);
  });

  test('is spent on disk before it is answered, however the server is set', async () => {
    const url = new URL(node.databaseUrl);
    url.searchParams.set('options', '-c synchronous_commit=off');
    const careless = nodeDataSource(url.href, () => undefined);
    await careless.initialize();
    try {
      await careless.query(
        `CREATE TABLE durability (setting text);
         CREATE FUNCTION note_durability() RETURNS trigger LANGUAGE plpgsql AS $$
           BEGIN INSERT INTO durability VALUES (current_setting('synchronous_commit')); RETURN NEW; END $$;
         CREATE TRIGGER note_durability AFTER INSERT ON delegation_use
           FOR EACH ROW EXECUTE FUNCTION note_durability()`,
      );
      const { verify } = await nodeParts({ ...node.context, dataSource: careless });
      const token = await node.hub.delegate(BODY, { ...REGIONAL_BODY, coordinates: COORDINATES });
      await verify({ authorization: `Bearer ${token}`, body: Buffer.from(BODY) });
      expect(await careless.query('SELECT setting FROM durability')).toEqual([{ setting: 'on' }]);
    } finally {
      await careless.query('DROP FUNCTION note_durability CASCADE; DROP TABLE durability');
      await careless.destroy();
    }
  });

  test('spent ids are forgotten after their time, and not before', async () => {
    const { dataSource } = node.context;
    const minutesAgo = (minutes: number): Date => new Date(Date.now() - minutes * 60_000);
    await dataSource.query('INSERT INTO delegation_use (jti, expires_at) VALUES ($1, $2), ($3, $4)', [
      'long-gone-delegation',
      minutesAgo(60),
      'just-gone-delegation',
      minutesAgo(1),
    ]);
    await node.ask(QUESTION);
    const kept = await dataSource.query<{ jti: string }[]>(
      "SELECT jti FROM delegation_use WHERE jti LIKE '%-gone-%'",
    );
    expect(kept).toEqual([{ jti: 'just-gone-delegation' }]);
  });

  test('refuses introspection and entities all the same', async () => {
    for (const query of ['{ __schema { queryType { name } } }', '{ __type(name: "Event") { name } }']) {
      const answer = await node.ask({ query }, { coordinates: [] });
      expect(answer.json.errors?.[0]?.extensions.code).toBe('NOT_AVAILABLE');
    }
    const entities = { query: '{ _entities(representations: []) { __typename } }' };
    const answer = await node.ask(entities, { coordinates: ['Query._entities'] });
    expect(answer.json.errors?.[0]?.extensions.code).toBe('NOT_AVAILABLE');
  });

  test('gives the SDL to a delegation for the SDL, and only to that', async () => {
    const sdl = { query: '{ _service { sdl } }' };
    const answer = await node.ask(sdl, { coordinates: ['Query._service'] });
    expect(answer.text).toContain('directive @classified');
    expect((await node.ask(sdl, { coordinates: [] })).status).toBe(401);
  });
});

describe('broken twins: without a check, the case above fails', () => {
  test('a node that forgets spent ids answers twice', async () => {
    const url = await node.serveWith({
      verify: async (request) => {
        await node.context.dataSource.query('DELETE FROM delegation_use');
        return node.parts.verify(request);
      },
    });
    const token = await node.hub.delegate(BODY, { ...REGIONAL_BODY, coordinates: COORDINATES });
    await post(`${url}/graphql`, BODY, token);
    expect((await post(`${url}/graphql`, BODY, token)).status).toBe(200);
  });

  test('a node that does not compare coordinates answers more than was delegated', async () => {
    const url = await node.serveWith({ requireSameCoordinates: () => undefined });
    const answer = await node.ask(QUESTION, { coordinates: ['Query.events'], url });
    expect(answer.status).toBe(200);
  });
});

/** Bytes as they are, and everything that comes back until the other side closes. */
function sendRaw(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => {
      socket.write(bytes);
    });
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      answer += chunk;
    });
    socket.on('error', reject);
    socket.on('close', () => {
      resolve(answer);
    });
  });
}
