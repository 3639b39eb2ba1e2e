/** The notice to the hub: signed, once, without a figure; and that it did not arrive is no error. */
import { afterEach, expect, test } from '@jest/globals';
import { makeRelease, notifyHub, parsePartnerSettings, type NodeContext } from '@vigil/kit';
import { importJWK, jwtVerify } from 'jose';
import { TEST_SETTINGS, openTestNode } from '../../support/node.js';
import { withReleaseKey } from './releasing-node.js';

const HUB = parsePartnerSettings({ ...TEST_SETTINGS, hubUrl: 'https://hub.example.org' });

const nodes: NodeContext[] = [];
async function node(settings = HUB): Promise<NodeContext> {
  const at = await withReleaseKey(await openTestNode({ settings }));
  nodes.push(at);
  return at;
}
afterEach(async () => {
  for (const opened of nodes.splice(0)) await opened.close();
});

interface Sent {
  readonly url: string;
  readonly body: string;
  readonly init: RequestInit;
}

/** A hub that answers with one status, and remembers what it was sent. */
function hub(status: number): { sent: Sent[]; send: typeof fetch } {
  const sent: Sent[] = [];
  const send = (url: string | URL | Request, init: RequestInit = {}): Promise<Response> => {
    sent.push({
      url: url instanceof Request ? url.url : String(url),
      body: typeof init.body === 'string' ? init.body : '',
      init,
    });
    return Promise.resolve(new Response('{"status":"accepted"}', { status }));
  };
  return { sent, send };
}

test('names who, for whom, when, once, and the newest number; signed by the key of the releases', async () => {
  const at = await node();
  await makeRelease(at, { year: '2012' });
  await makeRelease(at, { year: '2013' });
  const { sent, send } = hub(202);
  expect(await notifyHub(at, send)).toBe('the hub was told');
  expect(await notifyHub(at, send)).toBe('the hub was told');
  const [first, second] = sent;
  expect(first?.url).toBe('https://hub.example.org/releases/notice');
  expect(first?.init).toMatchObject({
    method: 'POST',
    redirect: 'error',
    headers: { 'content-type': 'application/jwt' },
  });
  const [key] = at.coalition.partners[0]?.releaseKeys.keys ?? [];
  const { payload, protectedHeader } = await jwtVerify(
    first?.body ?? '',
    await importJWK(key ?? { kty: '' }, 'EdDSA'),
    {
      issuer: 'test-partner',
      audience: 'test-hub',
      currentDate: at.now(),
      typ: 'vigil-notice+jwt',
    },
  );
  expect(protectedHeader).toMatchObject({ alg: 'EdDSA', kid: key?.kid });
  expect(payload).toEqual({
    iss: 'test-partner',
    aud: 'test-hub',
    iat: Date.parse('2014-02-01T00:00:00Z') / 1000,
    jti: expect.stringMatching(/^[A-Za-z0-9_-]{16,128}$/) as unknown,
    after: 2,
  });
  expect(second?.body).not.toBe(first?.body);
});

test('is not sent where the settings name no hub', async () => {
  const { sent, send } = hub(202);
  expect(await notifyHub(await node(TEST_SETTINGS), send)).toBeNull();
  expect(sent).toEqual([]);
});

test.each([
  ['refused', 429, 'the hub did not take the notice (status 429); it fetches by itself later'],
  ['unknown', 404, 'the hub did not take the notice (status 404); it fetches by itself later'],
])('%s: a note, no error', async (_what, status, note) => {
  expect(await notifyHub(await node(), hub(status).send)).toBe(note);
});

test('to a hub that is away: a note without its address, no error', async () => {
  const send = (): Promise<Response> => Promise.reject(new TypeError('connect ECONNREFUSED 10.0.0.1:443'));
  expect(await notifyHub(await node(), send)).toBe('the hub could not be told; it fetches by itself later');
});

test.each([
  'http://hub.example.org',
  'https://hub.example.org/path',
  'ftp://x',
  'https://u@h.org',
  'nonsense',
])('hubUrl %s is refused', (hubUrl) => {
  expect(() => parsePartnerSettings({ ...TEST_SETTINGS, hubUrl })).toThrow(
    expect.objectContaining({ code: 'CONFIG_INVALID' }),
  );
});
