/**
 * Federation over real HTTP: subgraphs as servers, `vigil-hub serve --supergraph` as a process between them and the
 * caller. The suites of test/gateway/conformance go through every feature in one process; this one shows that
 * nothing of it gets lost on the wire.
 *
 * Expected values by hand, from the records and resolvers below.
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { execute, parse, validate } from 'graphql';
import {
  composeSubgraphs,
  schemaOf,
  type Answer,
  type Subgraphs,
} from '../gateway/conformance/federation.js';

const PROGRAM = fileURLToPath(new URL('../../gateway/bin/vigil-hub.mjs', import.meta.url));

const scores = [
  { __typename: 'Song', id: 'n1', bars: 12, key: 'C' },
  { __typename: 'Dance', id: 'n2', bars: 30, key: 'G' },
];
let played = 0;

const SUBGRAPHS: Subgraphs = {
  scores: {
    sdl: `
      type Query { scores: [Score!]! }
      type Mutation { play(times: Int!): Int! }
      interface Score @key(fields: "id") { id: ID! bars(tempo: Tempo = SLOW): Int! }
      type Song implements Score @key(fields: "id") @key(fields: "key id") {
        id: ID! key: String! bars(tempo: Tempo = SLOW): Int!
      }
      type Dance implements Score @key(fields: "id") { id: ID! key: String! bars(tempo: Tempo = SLOW): Int! }
      enum Tempo { SLOW FAST }
    `,
    resolvers: {
      Query: { scores: () => scores },
      Mutation: { play: (_: unknown, { times }: { times: number }) => (played += times) },
      ...Object.fromEntries(
        ['Score', 'Song', 'Dance'].map((type) => [
          type,
          {
            __resolveReference: ({ id }: { id: string }) => scores.find((score) => score.id === id) ?? null,
            ...(type === 'Score'
              ? {}
              : {
                  bars: ({ bars }: { bars: number }, { tempo }: { tempo: string }) =>
                    tempo === 'FAST' ? bars / 2 : bars,
                }),
          },
        ]),
      ),
    },
  },
  concerts: {
    sdl: `
      type Query { encore: Score! }
      type Mutation { applaud(times: Int!): Int! }
      type Score @key(fields: "id") @interfaceObject {
        id: ID!
        bars(tempo: Tempo = SLOW): Int! @external
        minutes: Int! @requires(fields: "bars(tempo: FAST)")
        listeners: Int!
      }
      enum Tempo { SLOW FAST }
    `,
    resolvers: {
      Query: { encore: () => ({ id: 'n2' }) },
      Mutation: { applaud: (_: unknown, { times }: { times: number }) => (played *= times) },
      Score: {
        minutes: ({ bars }: { bars: number }) => bars * 2,
        listeners: ({ id }: { id: string }) => {
          if (id === 'n1') throw new Error('a secret of the box office');
          return 70;
        },
      },
    },
  },
  choir: {
    sdl: 'type Song @key(fields: "key id") { id: ID! key: String! singers: Int! }',
    resolvers: {
      Song: { singers: ({ key, id }: { key: string; id: string }) => `${key}${id}`.length },
    },
  },
};

const servers: Server[] = [];
let folder: string;
let hub: ChildProcess | undefined;
let url: string;

async function serveSubgraph(name: string): Promise<string> {
  const subgraph = SUBGRAPHS[name];
  if (!subgraph) throw new Error(`no subgraph ${name}`);
  const schema = schemaOf(subgraph);
  const server = createServer((request, response) => {
    void (async () => {
      const body = Buffer.concat((await request.toArray()) as Buffer[]).toString('utf8');
      const { query, variables } = JSON.parse(body) as { query: string; variables?: Record<string, unknown> };
      const document = parse(query);
      const errors = validate(schema, document);
      const answer =
        errors.length > 0 ? { errors } : await execute({ schema, document, variableValues: variables ?? {} });
      response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
    })();
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  servers.push(server);
  return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`;
}

function readyAt(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString('utf8');
      const found = /ready at (\S+)/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.on('exit', (code) => {
      reject(new Error(`ended with ${String(code)} before it was ready`));
    });
  });
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'vigil-conformance-'));
  const supergraph = join(folder, 'supergraph.graphql');
  writeFileSync(supergraph, composeSubgraphs(SUBGRAPHS));
  const addresses: string[] = [];
  for (const name of Object.keys(SUBGRAPHS))
    addresses.push('--subgraph', `${name}=${await serveSubgraph(name)}`);
  hub = spawn(
    process.execPath,
    [PROGRAM, 'serve', '--supergraph', supergraph, '--unclassified', 'PUBLIC', '--port', '0', ...addresses],
    {
      env: { PATH: process.env['PATH'] ?? '', VIGIL_HUB_LOG_LEVEL: 'error' },
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  );
  url = `${await readyAt(hub)}/graphql`;
}, 120_000);

afterAll(async () => {
  const process = hub;
  if (process) {
    const ended = new Promise((done) => process.on('exit', done));
    process.kill('SIGTERM');
    await ended;
  }
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  rmSync(folder, { recursive: true, force: true });
}, 60_000);

async function ask(query: string, variables: Record<string, unknown> = {}): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await response.json()) as Answer;
}

test('keys, interface objects and required arguments go over the wire', async () => {
  const query = `query ($tempo: Tempo) {
    scores { __typename id bars(tempo: $tempo) minutes ... on Song { singers } }
    encore { minutes ... on Dance { key } }
  }`;
  expect(await ask(query, { tempo: 'SLOW' })).toEqual({
    data: {
      scores: [
        { __typename: 'Song', id: 'n1', bars: 12, minutes: 12, singers: 3 },
        { __typename: 'Dance', id: 'n2', bars: 30, minutes: 30 },
      ],
      encore: { minutes: 30, key: 'G' },
    },
  });
});

test('an error of a subgraph spoils its own place, and its words stay behind', async () => {
  const answer = await ask('{ scores { id } encore { listeners } }');
  expect(answer).toEqual({ data: { scores: [{ id: 'n1' }, { id: 'n2' }], encore: { listeners: 70 } } });
  const spoilt = await ask('{ scores { listeners } }');
  expect(spoilt.data).toBeNull();
  expect(spoilt.errors?.map(({ path }) => path)).toEqual([['scores', 0, 'listeners']]);
  expect(JSON.stringify(spoilt)).not.toContain('box office');
});

test('mutations of two subgraphs happen in the order that the caller wrote', async () => {
  played = 0;
  expect(
    await ask('mutation { a: play(times: 3) b: applaud(times: 4) c: play(times: 1) d: applaud(times: 2) }'),
  ).toEqual({
    data: { a: 3, b: 12, c: 13, d: 26 },
  });
});

test('a mutation that comes by GET is refused, and nothing happens', async () => {
  played = 0;
  const query = encodeURIComponent('mutation { play(times: 9) }');
  const response = await fetch(`${url}?query=${query}`, {
    headers: { accept: 'application/json', 'apollo-require-preflight': 'true' },
  });
  expect(response.status).toBe(405);
  expect(played).toBe(0);
});

test('a subscription is refused in words, and the schema is shown', async () => {
  const { data } = await ask('{ __schema { queryType { name } subscriptionType { name } } }');
  expect(data).toEqual({ __schema: { queryType: { name: 'Query' }, subscriptionType: null } });
  const { errors } = await ask('subscription { scores { id } }');
  expect(errors?.length).toBeGreaterThan(0);
});
