/** `serve --supergraph` in this process: plain subgraphs over real HTTP, the hub's own stages, no coalition. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  SUPERGRAPH_LIMITS,
  createHttpSource,
  createSupergraphExecutor,
  JsonClients,
  readConfig,
  startSupergraphServer,
  type RunningSupergraph,
} from '@vigil/gateway';
import { pino } from 'pino';
import { startPlainSubgraphs, type PlainSubgraphs } from './plain-subgraphs.js';

const log = pino({ level: 'silent' });

let plain: PlainSubgraphs;
let server: RunningSupergraph;

async function start(environment: Record<string, string> = {}): Promise<RunningSupergraph> {
  return startSupergraphServer({
    supergraphSdl: plain.supergraphSdl,
    subgraphUrls: new Map(),
    config: readConfig({ PORT: '0', ...environment }, SUPERGRAPH_LIMITS),
    log,
  });
}

beforeAll(async () => {
  plain = await startPlainSubgraphs();
  server = await start();
});
afterAll(async () => {
  await server.close();
  await plain.stop();
});
beforeEach(() => {
  plain.asked.length = 0;
  plain.down.clear();
});

interface Answered {
  status: number;
  body: {
    data?: unknown;
    errors?: { message: string; path?: unknown; extensions: Record<string, unknown> }[];
  };
  text: string;
}

async function answered(response: Response): Promise<Answered> {
  const text = await response.text();
  return { status: response.status, body: JSON.parse(text) as Answered['body'], text };
}

async function ask(
  query: string,
  variables?: unknown,
  headers: Record<string, string> = {},
): Promise<Answered> {
  return answered(
    await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query, variables }),
    }),
  );
}

describe('a supergraph of plain subgraphs', () => {
  test('one query is answered by both, under names of the caller that neither of them sees', async () => {
    const { status, body } = await ask(
      'query ($n: Int) { mine: books(first: $n) { id by: author { called: name } } }',
      {
        n: 1,
      },
    );
    expect([status, body]).toEqual([200, { data: { mine: [{ id: 'b1', by: { called: 'name of p1' } }] } }]);
    expect(plain.asked.map(({ subgraph }) => subgraph)).toEqual(['books', 'people']);
    expect(plain.asked.map(({ query }) => query).join()).not.toMatch(/mine|called|\bby\b/);
  });

  test('a mutation is answered over POST, once, and its answer is read after it', async () => {
    const { body } = await ask('mutation { lend(id: "b2", to: "p9") { title author { name } } }');
    expect(body).toEqual({ data: { lend: { title: 'title of b2', author: { name: 'name of p1' } } } });
    expect(plain.books.get('b2')?.lentTo).toBe('p9');
    expect(plain.asked.filter(({ query }) => query.includes('lend'))).toHaveLength(1);
  });

  test('a mutation over GET is refused with 405, and nobody is asked (GraphQL over HTTP, section 6.1)', async () => {
    const query = encodeURIComponent('mutation { lend(id: "b3", to: "p9") { id } }');
    const response = await fetch(`${server.url}/graphql?query=${query}`, {
      headers: { 'apollo-require-preflight': 'true' },
    });
    expect(response.status).toBe(405);
    expect([plain.asked, plain.books.get('b3')?.lentTo]).toEqual([[], undefined]);
  });

  test('a subscription is refused by name', async () => {
    const { body } = await ask('subscription { __typename }');
    expect(body).toEqual({
      errors: [{ message: 'subscriptions are not answered', extensions: { code: 'BAD_USER_INPUT' } }],
    });
  });

  test('an Authorization header is neither looked at nor passed on', async () => {
    const { body } = await ask('{ me { name } }', {}, { authorization: 'Bearer CANARY-token' });
    expect(body).toEqual({ data: { me: { name: 'Ada' } } });
    expect(JSON.stringify(plain.asked)).not.toContain('CANARY');
  });

  test('a custom scalar may be any JSON', async () => {
    const { body } = await ask('{ shelf }');
    expect(body).toEqual({ data: { shelf: { row: 1, places: [null, 'left'] } } });
  });

  test('what is @inaccessible is in no introspection and is not answered', async () => {
    const { body } = await ask('{ __type(name: "Book") { fields { name } } }');
    expect(body.data).toEqual({
      __type: { fields: [{ name: 'id' }, { name: 'title' }, { name: 'author' }] },
    });
    const refused = await ask('{ books { mark } }');
    expect(refused.body.errors?.map(({ extensions }) => extensions['code'])).toEqual([
      'GRAPHQL_VALIDATION_FAILED',
    ]);
    expect(plain.asked).toEqual([]);
  });
});

describe('what goes wrong', () => {
  test('a subgraph that is away is named, its fields are null, and the others answer', async () => {
    plain.down.add('people');
    const { body, text } = await ask('{ books(first: 1) { title author { name } } }');
    expect(body.data).toEqual({ books: [{ title: 'title of b1', author: { name: null } }] });
    expect(body.errors?.map(({ path, extensions }) => ({ path, extensions }))).toEqual([
      {
        path: ['books', 0, 'author', 'name'],
        extensions: { code: 'PARTNER_UNAVAILABLE', partner: 'people' },
      },
    ]);
    expect(text).not.toMatch(/127\.0\.0\.1|ECONN|socket/);
  });

  test("a subgraph's own error is one sentence at its place", async () => {
    const { body, text } = await ask('{ broken me { name } }');
    expect(body).toEqual({
      data: { broken: null, me: { name: 'Ada' } },
      errors: [
        {
          message: 'this part could not be answered',
          path: ['broken'],
          extensions: { code: 'INTERNAL_SERVER_ERROR' },
        },
      ],
    });
    expect(text).not.toContain('CANARY');
  });

  test('limits of the usual environment hold, and are wide where it names none', async () => {
    const wide = `{ ${Array.from({ length: 150 }, (_, n) => `a${n}: me { id }`).join(' ')} }`;
    expect((await ask(wide)).body.errors).toBeUndefined();
    const narrow = await start({ VIGIL_HUB_MAX_ROOT_FIELDS: '149' });
    try {
      plain.asked.length = 0;
      const response = await fetch(`${narrow.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query: wide }),
      });
      const { status, body } = await answered(response);
      expect([status, body.errors?.[0]?.extensions['code']]).toEqual([400, 'LIMIT_EXCEEDED']);
      expect(plain.asked).toEqual([]);
    } finally {
      await narrow.close();
    }
  });
});

describe('a supergraph that demands something of callers', () => {
  const query = '{ books(first: 1) { title author { id name } } }';

  test('is served without it, over POST and GET, whatever the header says; its subgraph is not asked', async () => {
    const demanding = `${plain.supergraphSdl
      .replace(
        '@link(',
        () => '@link(url: "https://specs.apollo.dev/authenticated/v0.1", for: SECURITY)\n  @link(',
      )
      .replace(
        'name: String @join__field(graph: PEOPLE)',
        (field) => `${field} @authenticated`,
      )}\ndirective @authenticated on FIELD_DEFINITION | OBJECT | INTERFACE | SCALAR | ENUM\n`;
    expect(demanding).toMatch(/PEOPLE\) @authenticated/);
    const secured = await startSupergraphServer({
      supergraphSdl: demanding,
      subgraphUrls: new Map(),
      config: readConfig({ PORT: '0' }, SUPERGRAPH_LIMITS),
      log,
    });
    try {
      const headers = { 'content-type': 'application/json', authorization: 'Bearer anything' };
      const byPost = await fetch(`${secured.url}/graphql`, {
        method: 'POST',
        headers,
        body: JSON.stringify({ query }),
      });
      const byGet = await fetch(`${secured.url}/graphql?query=${encodeURIComponent(query)}`, {
        headers: { 'apollo-require-preflight': 'true' },
      });
      for (const response of [byPost, byGet]) {
        expect((await answered(response)).body).toEqual({
          data: { books: [{ title: 'title of b1', author: { id: 'p1', name: null } }] },
          errors: [
            {
              message: 'not authorized to read this field',
              path: ['books', 0, 'author', 'name'],
              extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' },
            },
          ],
        });
      }
      expect(plain.asked.map(({ subgraph }) => subgraph)).toEqual(['books', 'books']);
    } finally {
      await secured.close();
    }
  });

  test('the twin that demands nothing is served whole', async () => {
    expect((await ask(query)).body.errors).toBeUndefined();
    expect(plain.asked.map(({ subgraph }) => subgraph)).toEqual(['books', 'people']);
  });
});

describe('the routes beside it', () => {
  test('health is told; there are no keys of a hub', async () => {
    const status = async (path: string): Promise<number> => (await fetch(`${server.url}${path}`)).status;
    expect([
      await status('/health/live'),
      await status('/health/ready'),
      await status('/.well-known/jwks.json'),
      await status('/metrics'),
    ]).toEqual([200, 200, 404, 404]);
  });
});

describe('a supergraph that cannot be served is refused in one line', () => {
  const refused = async (sdl: string, urls: [string, string][] = []): Promise<unknown> =>
    startSupergraphServer({
      supergraphSdl: sdl,
      subgraphUrls: new Map(urls),
      config: readConfig({ PORT: '0' }, SUPERGRAPH_LIMITS),
      log,
    }).then(
      async (running) => running.close().then(() => 'served'),
      (error: unknown) => (error as Error).message,
    );

  test('the twin: as it is, it is served', async () => {
    expect(await refused(plain.supergraphSdl)).toBe('served');
  });

  test('one that links a SECURITY feature', async () => {
    const link = '@link(url: "https://specs.apollo.dev/fence/v0.1", for: SECURITY)';
    expect(await refused(plain.supergraphSdl.replace('schema\n', `schema\n  ${link}\n`))).toBe(
      'supergraph: it is protected by fence v0.1 (a link for: SECURITY), which this mode does not enforce; a supergraph without it can be served',
    );
  });

  test('a schema that is no supergraph, and a text that is no schema', async () => {
    expect(await refused('type Query { a: Int }')).toMatch(/^supergraph: it names no subgraph/);
    expect(await refused('{"data":{}}')).toBe('supergraph: the file is not GraphQL SDL');
  });

  test('an address for a subgraph that it has not, or that is none', async () => {
    expect(await refused(plain.supergraphSdl, [['papers', 'http://127.0.0.1:1/']])).toBe(
      'the supergraph has no subgraph papers; it has books, people',
    );
    expect(await refused(plain.supergraphSdl, [['people', 'file:///etc/passwd']])).toBe(
      'subgraph people has no http(s) address; give --subgraph people=<url>',
    );
  });
});

describe('the executor without a server', () => {
  test('gives the same response, refusals included', async () => {
    const client = new JsonClients({ deadlineMilliseconds: 2_000, maxAnswerBytes: 100_000, connections: 2 });
    const urls = [...plain.supergraphSdl.matchAll(/name: "(\w+)", url: "([^"]+)"/g)];
    const executor = await createSupergraphExecutor({
      supergraphSdl: plain.supergraphSdl,
      sources: new Map(urls.map(([, name = '', url = '']) => [name, createHttpSource({ url, client })])),
    });
    try {
      for (const query of [
        '{ books { id author { name } } broken __typename }',
        '{ books { nothing } }',
        'query Q($n: Int!) { books(first: $n) { id } }',
        '{',
      ]) {
        expect(JSON.parse(await executor.execute({ query }))).toEqual((await ask(query)).body);
      }
    } finally {
      await executor.close();
      await client.close();
    }
  });

  test('without a source for a subgraph is refused', async () => {
    await expect(
      createSupergraphExecutor({ supergraphSdl: plain.supergraphSdl, sources: new Map() }),
    ).rejects.toThrow(/nothing answers subgraph/);
  });
});
