/** When a node serves, what it refuses to serve, and how it stops. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { nodeParts, openNode, startNode, startServer, type RunningNode } from '@vigil/kit';
import { createServer } from 'node:net';
import { seedFile } from './case-file-seed.js';
import { REGIONAL_BODY } from './hub-double.js';
import { releaseOfSize } from './release-of-size.js';
import { createServingNode, keepLog, post, type Answer, type ServingNode } from './serving-node.js';

const EVENTS = { query: '{ events { nodes { id } } }' };
const code = (answer: Answer): string | undefined => answer.json.errors?.[0]?.extensions.code;

async function releases(
  node: ServingNode,
  body = '{"after":0}',
  coordinates = ['Query.releases'],
): Promise<Answer> {
  const token = await node.hub.delegate(body, { ...REGIONAL_BODY, coordinates });
  return post(`${node.url}/releases`, body, token);
}

describe('a node whose data is real', () => {
  let node: ServingNode;
  beforeAll(async () => {
    node = await createServingNode({ synthetic: false });
    await seedFile(node.context.dataSource, { synthetic: false });
    await seedFile(node.context.dataSource, { synthetic: false, victims: [{ consent: false }] });
  });
  afterAll(() => node.close());

  test('answers about records by the same rules: what everybody in a file agreed to, and no more', async () => {
    const answer = await node.ask(EVENTS);
    expect(code(answer)).toBeUndefined();
    // by hand: the first file; in the second somebody was never asked
    expect(answer.json.data).toMatchObject({ events: { nodes: [{}] } });
  });

  test('answers nothing to somebody without an agreement, and nothing once it has left the coalition', async () => {
    const stranger = { ...REGIONAL_BODY, organisation: 'stranger' };
    expect(code(await node.ask(EVENTS, { caller: stranger }))).toBe('UNAUTHORIZED_FIELD_OR_TYPE');
    const { coalition } = node.context;
    const partners = coalition.partners.map((partner) => ({ ...partner, status: 'WITHDRAWN' as const }));
    const server = await startServer(
      await nodeParts({ ...node.context, coalition: { ...coalition, partners } }),
      { port: 0 },
    );
    try {
      expect(code(await node.ask(EVENTS, { url: server.url }))).toBe('NOT_AVAILABLE');
    } finally {
      await server.close();
    }
  });

  test('still serves its releases and its SDL', async () => {
    expect((await releases(node)).text).toBe('{"releases":[]}');
    const sdl = await node.ask({ query: '{ _service { sdl } }' }, { coordinates: ['Query._service'] });
    expect(sdl.text).toContain('type Event');
  });

  test('settings that claim it is synthetic do not help: the files say otherwise', async () => {
    const settings = { ...node.context.settings, synthetic: true };
    const server = await startNode({ ...node.context, settings }, { port: 0 });
    try {
      expect(code(await node.ask(EVENTS, { url: server.url }))).toBe('NOT_AVAILABLE');
    } finally {
      await server.close();
    }
  });
});

test.each([true, false])(
  'one file of the other kind silences them all, where synthetic is %s',
  async (synthetic) => {
    const node = await createServingNode({ synthetic });
    try {
      await seedFile(node.context.dataSource, { synthetic });
      expect((await node.ask(EVENTS)).json.data).toMatchObject({ events: { nodes: [{}] } });
      await seedFile(node.context.dataSource, { synthetic: !synthetic });
      expect(code(await node.ask(EVENTS))).toBe('NOT_AVAILABLE');
    } finally {
      await node.close();
    }
  },
);

describe('a synthetic node', () => {
  let node: ServingNode;
  beforeAll(async () => {
    node = await createServingNode();
    await seedFile(node.context.dataSource, {});
  });
  afterAll(() => node.close());

  test('gives releases to a delegation for releases only', async () => {
    expect((await releases(node)).status).toBe(200);
    expect((await releases(node, '{"after":0}', ['Query.events'])).status).toBe(401);
    expect(code(await releases(node, '{"after":-1}'))).toBe('BAD_USER_INPUT');
    expect(code(await releases(node, '{}'))).toBe('BAD_USER_INPUT');
    expect(code(await releases(node, 'nonsense'))).toBe('BAD_USER_INPUT');
    // beyond what a release can be numbered: it would stand as a receipt for ever
    expect(code(await releases(node, '{"after":1000000001}'))).toBe('BAD_USER_INPUT');
    expect((await node.records()).at(-1)).toMatchObject({ action: 'hub.refused', object: 'releases' });
  });

  describe('with many releases', () => {
    /** of about this many bytes each; the shape of a document matters to nobody here but its size */
    const fill = async (sizes: readonly number[]): Promise<void> => {
      const { dataSource } = node.context;
      await dataSource.query('DELETE FROM release_document');
      for (const [index, bytes] of sizes.entries()) {
        const sequence = index + 1;
        const document = releaseOfSize(sequence, bytes);
        await dataSource.query(
          `INSERT INTO release_document (id, partition, stage, part, sequence, document, signature, status, made_at)
           VALUES ($1, $2, 'FINAL', $2, $3, $4, 'a..b', 'CURRENT', now())`,
          [`r.${sequence}`, String(2000 + sequence), sequence, JSON.stringify(document)],
        );
      }
    };
    const sequences = ({ json }: Answer): number[] =>
      (json.releases as { document: { sequence: number } }[]).map(({ document }) => document.sequence);
    /** as the hub asks: after the last one it got, until there is none */
    const pages = async (): Promise<number[][]> => {
      const got: number[][] = [];
      for (let after = 0; got.length < 100;) {
        const answer = await releases(node, JSON.stringify({ after }));
        expect(Buffer.byteLength(answer.text)).toBeLessThan(4 * 1024 * 1024);
        got.push(sequences(answer));
        const last = got.at(-1)?.at(-1);
        if (last === undefined) return got;
        after = last;
      }
      throw new Error('the pages do not end');
    };
    const upTo = (from: number, to: number): number[] =>
      Array.from({ length: to - from + 1 }, (_, at) => from + at);

    test('gives them oldest first, twenty at a time, and then none', async () => {
      await fill(upTo(1, 45).map(() => 1_000));
      expect(await pages()).toEqual([upTo(1, 20), upTo(21, 40), upTo(41, 45), []]);
      expect((await node.records()).at(-2)?.details['rows']).toBe(5);
    });

    test('gives fewer where they are long: two megabytes an answer', async () => {
      // by hand: three of 600 kB fit into 2 MiB, a fourth does not
      await fill(upTo(1, 7).map(() => 600_000));
      expect(await pages()).toEqual([upTo(1, 3), upTo(4, 6), [7], []]);
    });

    test('gives one that is longer than an answer should be alone, so that those behind it come too', async () => {
      await fill([1_000, 2_500_000, 1_000]);
      expect(await pages()).toEqual([[1], [2], [3], []]);
    });
  });

  test('says in one line that its port is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    try {
      await expect(startNode(node.context, { port })).rejects.toMatchObject({
        code: 'PORT_TAKEN',
        message: `port ${port} of 127.0.0.1 is taken by another program`,
      });
    } finally {
      await new Promise((resolve) => other.close(resolve));
    }
  });

  test('owns its data directory: a second node on it does not start', async () => {
    const second = openNode({
      dataDir: node.dataDir,
      databaseUrl: node.databaseUrl,
      mode: 'serve',
      log: keepLog([]),
    });
    await expect(second).rejects.toMatchObject({ code: 'DATA_DIRECTORY_IN_USE' });
  });

  test('finishes a running request before it stops, and accepts none after', async () => {
    let arrived = (): void => undefined;
    let release = (): void => undefined;
    const running = new Promise<void>((resolve) => (arrived = resolve));
    const gate = new Promise<void>((resolve) => (release = resolve));
    const slow = await startSlow(node, arrived, gate);
    const answer = node.ask(EVENTS, { url: slow.url });
    await running;
    const closed = slow.close();
    release();
    expect((await answer).json.data).toMatchObject({ events: { nodes: [{}] } });
    await closed;
    await expect(fetch(`${slow.url}/health/live`)).rejects.toThrow();
  });

  test('answers again after its database connections were cut', async () => {
    await node.context.dataSource.query(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()',
    );
    await node.context.dataSource.query('SELECT 1').catch(() => undefined);
    const answers = [await node.ask(EVENTS), await node.ask(EVENTS), await node.ask(EVENTS)];
    expect(answers.at(-1)?.status).toBe(200);
    expect(answers.map(({ text }) => text).join()).not.toMatch(/terminat|connection|postgres/i);
  });
});

/** A server on which a request waits at the gate once it has arrived. */
function startSlow(node: ServingNode, arrived: () => void, gate: Promise<void>): Promise<RunningNode> {
  return startServer(
    {
      ...node.parts,
      execute: async (operation, caller) => {
        arrived();
        await gate;
        return node.parts.execute(operation, caller);
      },
    },
    { port: 0 },
  );
}

describe('a question that names an entry of the ledger', () => {
  let node: ServingNode;
  beforeAll(async () => {
    node = await createServingNode();
  });
  afterAll(() => node.close());
  const asking = (ledger: unknown): Promise<Answer> => releases(node, JSON.stringify({ after: 0, ledger }));

  test('by number and hash, or not at all', async () => {
    const head = 'a'.repeat(64);
    for (const ledger of [1, null, {}, { sequence: 0, head }, { sequence: 1 }, { sequence: 1, head: 'A' }])
      expect(code(await asking(ledger))).toBe('BAD_USER_INPUT');
    expect((await releases(node)).text).toBe('{"releases":[]}');
    expect(node.logged.join()).not.toContain('LEDGER_BEHIND');
    // an entry that this node does not have: nothing is given, and the operator hears of it
    expect((await asking({ sequence: 1, head })).text).toBe('{"releases":[]}');
    expect(node.logged.join()).toContain('LEDGER_BEHIND');
  });
});
