/** GraphQL over HTTP, audited by the suite that graphql-http brings, against a running hub. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { serverAudits } from 'graphql-http';
import { startTestHub, type TestHub } from './support/test-hub.js';

/**
 * GET without the header that a page of another site cannot send is refused: it would run an operation in the
 * name of whoever visits that page. The audits send none and are optional here (MAY).
 */
const ANSWERED_OTHERWISE: ReadonlySet<string> = new Set(['5A70', 'D6D5', '6A70']);

let hub: TestHub;
beforeAll(async () => {
  hub = await startTestHub();
});
afterAll(() => hub.close());

describe('graphql-http server audits', () => {
  const audits = serverAudits({ url: () => `${hub.url}/graphql`, fetchFn: fetch });

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
    const response = await fetch(`${hub.url}/graphql?query=${encodeURIComponent('{ __typename }')}`, {
      headers: { 'apollo-require-preflight': 'true' },
    });
    expect([response.status, await response.json()]).toEqual([200, { data: { __typename: 'Query' } }]);
  });
});
