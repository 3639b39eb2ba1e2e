/** GraphQL over HTTP, audited by the suite that graphql-http brings, against running servers. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { SUPERGRAPH_LIMITS, readConfig, startSupergraphServer, type RunningSupergraph } from '@vigil/gateway';
import { serverAudits } from 'graphql-http';
import { pino } from 'pino';
import { startPlainSubgraphs, type PlainSubgraphs } from './supergraph-mode/plain-subgraphs.js';
import { startTestHub, type TestHub } from './support/test-hub.js';

/**
 * GET without the header that a page of another site cannot send is refused: it would run an operation in the
 * name of whoever visits that page. The audits send none and are optional here (MAY).
 */
const ANSWERED_OTHERWISE: ReadonlySet<string> = new Set(['5A70', 'D6D5', '6A70']);

let hub: TestHub;
let plain: PlainSubgraphs;
let server: RunningSupergraph;

beforeAll(async () => {
  hub = await startTestHub();
  plain = await startPlainSubgraphs();
  server = await startSupergraphServer({
    supergraphSdl: plain.supergraphSdl,
    subgraphUrls: new Map(),
    config: readConfig({ PORT: '0' }, SUPERGRAPH_LIMITS),
    log: pino({ level: 'silent' }),
  });
});
afterAll(async () => {
  await server.close();
  await plain.stop();
  await hub.close();
});

const SERVERS: readonly [string, () => string][] = [
  ["a coalition's hub", () => hub.url],
  ['serve --supergraph', () => server.url],
];

describe.each(SERVERS)('graphql-http server audits: %s', (_name, url) => {
  const audits = serverAudits({ url: () => `${url()}/graphql`, fetchFn: fetch });

  test('the suite is the one we know: 61 audits, and only optional ones are answered otherwise', () => {
    const others = audits.filter(({ id }) => ANSWERED_OTHERWISE.has(id));
    expect(others.map(({ name }) => name.slice(0, 4))).toEqual(['MAY ', 'MAY ', 'MAY ']);
  });

  test.each(audits.map(({ id, name }) => [id, name] as const))('%s %s', async (id) => {
    const audit = audits.find((candidate) => candidate.id === id);
    const result = await audit?.fn();
    expect(result?.status).toBe(ANSWERED_OTHERWISE.has(id) ? 'notice' : 'ok');
  });

  test('with the header, GET is answered', async () => {
    const response = await fetch(`${url()}/graphql?query=${encodeURIComponent('{ __typename }')}`, {
      headers: { 'apollo-require-preflight': 'true' },
    });
    expect([response.status, await response.json()]).toEqual([200, { data: { __typename: 'Query' } }]);
  });
});
