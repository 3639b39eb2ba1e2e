/**
 * Documents that callers name: the same decision as for their text, over POST and GET, and nothing else where the
 * operator wants it so. Identifiers are those of GraphQL over HTTP, appendix "Persisted Documents".
 */
import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { readConfig, runHubProgram, startHub } from '@vigil/gateway';
import { pino } from 'pino';
import { startTestHub, type Answer, type TestHub } from '../support/test-hub.js';
import { CANARY, makeEvent } from '../support/test-rows.js';

const LISTING = 'query Listing($first: Int = 5) { events(first: $first) { nodes { id title } } }\n';
const TWO = 'query A { __typename } query B { viewer { purpose } }';
/** The appendix's own example, with its identifier there. */
const EXAMPLE = 'query ($id: ID!) {\n  user(id: $id) {\n    name\n  }\n}';
const EXAMPLE_ID = 'sha256:7dba4bd717b41f10434822356a93c32b1fb4907b983e854300ad839f84cdcd6e';

const JSON_HEADERS = { 'content-type': 'application/json' };

function idOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}

let folder: string;
let hub: TestHub;
let only: TestHub;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vigil-documents-'));
  await writeFile(join(folder, 'listing.graphql'), LISTING);
  await writeFile(join(folder, 'two.gql'), TWO);
  await writeFile(join(folder, 'example.graphql'), EXAMPLE);
  await writeFile(join(folder, 'notes.txt'), '{ viewer { roles } }');
  const rows = { one: [makeEvent('one', 'a', '2012-01-01')] };
  hub = await startTestHub({ rows, environment: { VIGIL_HUB_DOCUMENTS: folder } });
  only = await startTestHub({
    environment: { VIGIL_HUB_DOCUMENTS: folder, VIGIL_HUB_DOCUMENTS_ONLY: 'true' },
  });
});
afterAll(async () => {
  await hub.close();
  await only.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  const one = hub.partners['one'];
  if (one !== undefined) one.asked.length = 0;
});

async function post(where: TestHub, body: unknown, principal?: string): Promise<Answer> {
  const token = principal === undefined ? {} : { authorization: `Bearer ${await where.token(principal)}` };
  return where.send({ method: 'POST', headers: { ...JSON_HEADERS, ...token }, body: JSON.stringify(body) });
}

async function get(where: TestHub, search: Record<string, string>, principal?: string): Promise<Answer> {
  const token = principal === undefined ? {} : { authorization: `Bearer ${await where.token(principal)}` };
  const headers = { 'apollo-require-preflight': '1', ...token };
  return where.send({ method: 'GET', headers }, `/graphql?${new URLSearchParams(search).toString()}`);
}

function codes({ errors }: Answer): unknown[] {
  return errors.map(({ extensions }) => extensions['code']);
}

describe('a document that is named', () => {
  const REGIONAL = 'regional-body';

  test('gets the answer and the denials that its text gets, over POST and GET alike', async () => {
    const id = idOf(LISTING);
    const sent = await post(hub, { query: LISTING, variables: { first: 3 } }, REGIONAL);
    const named = [
      await post(hub, { documentId: id, variables: { first: 3 } }, REGIONAL),
      await get(hub, { documentId: id, variables: '{"first":3}' }, REGIONAL),
      await post(hub, { documentId: id, operationName: 'Listing', variables: { first: 3 } }, REGIONAL),
      await get(hub, { documentId: id, operationName: '', variables: '{"first":3}' }, REGIONAL),
    ];
    expect(sent.data).toEqual({ events: { nodes: [{ id: 'one:a', title: null }] } });
    expect(codes(sent)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    for (const answer of named) expect([answer.status, answer.text]).toEqual([200, sent.text]);
    expect(JSON.stringify(named.map(({ text }) => text))).not.toContain(CANARY);
    // What the partner was asked is the same too: no title, and three events and one more.
    const asked = hub.partners['one']?.asked.map(({ query }) => query) ?? [];
    expect(new Set(asked).size).toBe(1);
    expect(asked).toHaveLength(5);
    expect(asked[0]).not.toContain('title');
    const [entry] = (await hub.audit()).slice(-1);
    expect(entry?.entry).toMatchObject({ denied: ['Event.title'], outcomes: ['UNAUTHORIZED_FIELD_OR_TYPE'] });
  });

  test('is decided for who asks: what one may read, the next one may not', async () => {
    const anonymous = await post(hub, { documentId: idOf(LISTING) });
    expect(anonymous.data).toEqual({ events: null });
    expect(codes(anonymous)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE']);
    expect(hub.partners['one']?.asked).toEqual([]);
  });

  test('of several operations is told which by its name', async () => {
    const id = idOf(TWO);
    expect(codes(await post(hub, { documentId: id }))).toEqual(['BAD_USER_INPUT']);
    expect((await post(hub, { documentId: id, operationName: 'A' })).data).toEqual({ __typename: 'Query' });
    expect((await get(hub, { documentId: id, operationName: 'B' })).data).toEqual({
      viewer: { purpose: 'STATISTICS' },
    });
  });

  test('that is not valid is refused like its text', async () => {
    expect(idOf(EXAMPLE)).toBe(EXAMPLE_ID);
    const named = await post(hub, { documentId: EXAMPLE_ID, variables: { id: '1' } });
    expect(codes(named)).toEqual(['GRAPHQL_VALIDATION_FAILED']);
    expect(named.text).toBe((await post(hub, { query: EXAMPLE, variables: { id: '1' } })).text);
  });
});

describe('an identifier', () => {
  test.each<[string, string]>([
    ['of nothing that is kept', idOf('{ __typename }')],
    ['in capitals', idOf(LISTING).toUpperCase()],
    ['without its prefix', idOf(LISTING).slice('sha256:'.length)],
    ['of another method', `x-file:listing.graphql`],
    ['that is a path', '../documents/listing.graphql'],
    ['of a file that is no document', idOf('{ viewer { roles } }')],
    ['that every object has', 'constructor'],
    ['that is empty', ''],
  ])('%s: one error, the same bytes for all', async (_name, documentId) => {
    const answer = await post(hub, { documentId });
    expect([answer.status, answer.data]).toEqual([200, undefined]);
    expect(answer.errors).toEqual([
      { message: 'no such document is kept here', extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect((await get(hub, { documentId })).text).toBe(answer.text);
  });

  test('that is no text, or stands beside a query, is refused', async () => {
    expect(codes(await post(hub, { documentId: 5 }))).toEqual(['BAD_USER_INPUT']);
    const both = await post(hub, { documentId: idOf(TWO), query: '{ __typename }' });
    expect([both.status, codes(both)]).toEqual([400, ['BAD_USER_INPUT']]);
    const twice = await hub.send(
      { method: 'GET', headers: { 'apollo-require-preflight': '1' } },
      `/graphql?documentId=${idOf(TWO)}&documentId=${idOf(LISTING)}`,
    );
    expect(codes(twice)).toEqual(['BAD_USER_INPUT']);
  });

  test('null is as if it was not sent, and a page of another site cannot ask by it', async () => {
    expect((await post(hub, { documentId: null, query: '{ __typename }' })).status).toBe(200);
    const foreign = await hub.send({ method: 'GET' }, `/graphql?documentId=${idOf(TWO)}&operationName=A`);
    expect([foreign.status, codes(foreign)]).toEqual([400, ['BAD_USER_INPUT']]);
  });
});

describe('where only kept documents are answered', () => {
  test('any other text is refused, over POST and GET, introspection too, and it is recorded', async () => {
    const before = (await only.audit()).length;
    const refused = [
      await post(only, { query: '{ __typename }' }),
      await get(only, { query: '{ __typename }' }),
      await post(only, { query: '{ __schema { types { name } } }' }),
      // The text of a kept one has a name: whoever has it can send that.
      await post(only, { query: TWO, operationName: 'A' }),
      await post(only, {}),
    ];
    for (const answer of refused) {
      expect([answer.status, codes(answer), answer.data]).toEqual([400, ['BAD_USER_INPUT'], undefined]);
      expect(answer.errors[0]?.message).toBe(
        'only kept documents are answered here: send documentId instead of query',
      );
    }
    expect((await only.audit()).slice(before).map(({ entry }) => entry['outcomes'])).toEqual(
      refused.map(() => ['BAD_USER_INPUT']),
    );
  });

  test('the twin: a kept one is answered', async () => {
    const answer = await post(only, { documentId: idOf(TWO), operationName: 'A' });
    expect([answer.status, answer.data]).toEqual([200, { __typename: 'Query' }]);
  });
});

describe('the folder', () => {
  async function withFile(
    name: string,
    text: string | Uint8Array,
    use: (dir: string) => Promise<void>,
  ): Promise<void> {
    const dir = await mkdtemp(join(tmpdir(), 'vigil-documents-'));
    try {
      await writeFile(join(dir, name), text);
      await use(dir);
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  }
  const start = (environment: Record<string, string>): Promise<unknown> =>
    startHub({
      dataDir: hub.dataDir,
      config: readConfig({ PORT: '0', DATABASE_URL: hub.databaseUrl, ...environment }),
      log: pino({ level: 'silent' }),
    });

  test.each<[string, string | Uint8Array, RegExp]>([
    ['is not GraphQL', '{', /bad\.graphql: is not a GraphQL document/],
    ['is not UTF-8', Uint8Array.of(0x22, 0xff), /bad\.graphql: is not UTF-8/],
    ['has no operation', 'fragment F on Query { __typename }', /bad\.graphql: holds no operation/],
    ['is over a limit', `{ ${'__typename '.repeat(700)} }`, /bad\.graphql: is over a limit/],
  ])('with a file that %s stops the start, naming the file', async (_name, text, message) => {
    await withFile('bad.graphql', text, async (dir) => {
      await expect(start({ VIGIL_HUB_DOCUMENTS: dir })).rejects.toThrow(message);
    });
  });

  test('that is not there stops the start', async () => {
    await expect(start({ VIGIL_HUB_DOCUMENTS: join(folder, 'nowhere') })).rejects.toThrow(
      /VIGIL_HUB_DOCUMENTS/,
    );
  });

  test('has to be named where only its documents are answered', () => {
    expect(() => readConfig({ VIGIL_HUB_DOCUMENTS_ONLY: 'true' })).toThrow(/needs VIGIL_HUB_DOCUMENTS/);
    expect(() => readConfig({ VIGIL_HUB_DOCUMENTS_ONLY: 'yes', VIGIL_HUB_DOCUMENTS: folder })).toThrow(
      /VIGIL_HUB_DOCUMENTS_ONLY/,
    );
  });
});

describe('vigil-hub documents list', () => {
  async function run(args: readonly string[], env: Record<string, string> = {}) {
    const written = { out: '', err: '' };
    const streams = {
      stdout: { write: (text: string) => (written.out += text) },
      stderr: { write: (text: string) => (written.err += text) },
    };
    return { code: await runHubProgram(args, streams, env), ...written };
  }

  test('names each document as callers do', async () => {
    const { code, out } = await run(['documents', 'list', '--folder', folder]);
    expect(code).toBe(0);
    expect(out.trimEnd().split('\n')).toEqual([
      `${EXAMPLE_ID}  example.graphql  (without a name)`,
      `${idOf(LISTING)}  listing.graphql  Listing`,
      `${idOf(TWO)}  two.gql  A, B`,
    ]);
    const json = await run(['documents', 'list', '--json'], { VIGIL_HUB_DOCUMENTS: folder });
    expect(JSON.parse(json.out)).toContainEqual({ id: idOf(TWO), file: 'two.gql', operations: ['A', 'B'] });
  });

  test('without a folder, or with one that cannot be read, is one line and no success', async () => {
    expect(await run(['documents', 'list'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--folder') as unknown,
    });
    const unread = await run(['documents', 'list', '--folder', join(folder, 'nowhere')]);
    expect([unread.code, unread.err.trimEnd().split('\n').length]).toEqual([1, 1]);
  });
});
