/** A partner's word that it has something new: who is believed, how often, and what is answered. */
import { afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { addNoticeRoute, NOTICE_TYP, ReleaseNotices } from '@vigil/gateway';
import fastify, { type FastifyInstance } from 'fastify';
import { SignJWT, importJWK } from 'jose';
import { ALPHA, BETA, fixtureCoalition, type FixtureCoalition } from './release-fixture.js';

let fixture: FixtureCoalition;
let server: FastifyInstance;
let address: string;
let now: Date;
let pulled: string[];

beforeAll(async () => {
  fixture = await fixtureCoalition(ALPHA, BETA);
});
beforeEach(async () => {
  now = new Date('2026-01-01T12:00:00Z');
  pulled = [];
  server = fastify({ exposeHeadRoutes: false, trustProxy: true });
  addNoticeRoute(server, {
    notices: new ReleaseNotices({ hubId: 'test-hub', coalition: () => fixture.coalition, now: () => now }),
    pull: (partner) => Promise.resolve(void pulled.push(partner)),
    now: () => now,
  });
  address = await server.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(() => server.close());

interface NoticeParts {
  partner?: string;
  signer?: string;
  kid?: string;
  typ?: string;
  audience?: string;
  claims?: Record<string, unknown>;
  issuedAt?: Date;
}

async function notice(parts: NoticeParts = {}): Promise<string> {
  const {
    partner = 'alpha',
    signer = 'alpha',
    kid,
    typ = NOTICE_TYP,
    audience = 'test-hub',
    claims,
    issuedAt,
  } = parts;
  const key = fixture.keys.get(signer) ?? {};
  return new SignJWT({ after: 1, jti: randomUUID(), ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: kid ?? key.kid ?? '', typ })
    .setIssuer(partner)
    .setAudience(audience)
    .setIssuedAt(issuedAt ?? now)
    .sign(await importJWK(key, 'EdDSA'));
}

async function send(
  body: string,
  contentType = 'application/jwt',
): Promise<{ status: number; text: string; wait: string | null }> {
  const response = await fetch(`${address}/releases/notice`, {
    method: 'POST',
    headers: { 'content-type': contentType },
    body,
  });
  expect(response.headers.get('cache-control')).toBe('no-store');
  return { status: response.status, text: await response.text(), wait: response.headers.get('retry-after') };
}

test('a notice of a partner is accepted, and the partner is asked', async () => {
  expect(await send(await notice())).toMatchObject({ status: 202, text: '{"status":"accepted"}' });
  expect(pulled).toEqual(['alpha']);
});

describe('is refused, whatever is wrong with it in the same words, and nobody is asked:', () => {
  const minutes = (count: number) => new Date(now.getTime() + count * 60_000);
  test.each<[string, () => Promise<string>]>([
    ['no token at all', () => Promise.resolve('no.token.here')],
    ['nobody of the coalition', () => notice({ partner: 'nobody' })],
    ['one partner in the name of another', () => notice({ signer: 'beta' })],
    ['one partner with the key name of another', () => notice({ signer: 'beta', kid: 'alpha-release' })],
    ['a token for another hub', () => notice({ audience: 'another-hub' })],
    ['a token of another kind', () => notice({ typ: 'vigil-delegation+jwt' })],
    ['a release’s own kind of signature', () => notice({ typ: 'vigil-release+jws' })],
    ['an old one', () => notice({ issuedAt: minutes(-6) })],
    ['one of days to come', () => notice({ issuedAt: minutes(6) })],
    ['one without a name of its own', () => notice({ claims: { jti: undefined } })],
    ['one that is over by its own word', () => notice({ claims: { exp: minutes(-1).getTime() / 1_000 } })],
    ['one that does not say after what', () => notice({ claims: { after: 'everything' } })],
  ])('%s', async (_what, make) => {
    const answer = await send(await make());
    expect(answer.status).toBe(401);
    expect(JSON.parse(answer.text)).toEqual({
      errors: [
        {
          message: 'the notice is not one of a partner of this hub',
          extensions: { code: 'UNAUTHENTICATED' },
        },
      ],
    });
    expect(pulled).toEqual([]);
  });

  test('a partner that is suspended', () => {
    const [alpha, ...others] = fixture.coalition.partners;
    if (alpha === undefined) throw new Error('the fixture has no partners');
    const suspended = {
      ...fixture.coalition,
      partners: [{ ...alpha, status: 'SUSPENDED' as const }, ...others],
    };
    const notices = new ReleaseNotices({ hubId: 'test-hub', coalition: () => suspended, now: () => now });
    expect(() => notices.claimedBy(token)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });
  let token: string;
  beforeAll(async () => {
    now = new Date('2026-01-01T12:00:00Z');
    token = await notice();
  });
});

test('a notice is used once', async () => {
  const token = await notice();
  expect((await send(token)).status).toBe(202);
  expect((await send(token)).status).toBe(409);
  expect(pulled).toEqual(['alpha']);
});

test('a notice that was used stays used for as long as it would hold', async () => {
  const token = await notice();
  await send(token);
  now = new Date(now.getTime() + 299_000);
  expect((await send(token)).status).toBe(409);
  now = new Date(now.getTime() + 2_000);
  expect((await send(token)).status).toBe(401);
});

test('a partner causes a few questions at once, then one after each ten seconds; another one is not kept waiting', async () => {
  const statuses: number[] = [];
  for (let n = 0; n < 6; n += 1) statuses.push((await send(await notice())).status);
  expect(statuses).toEqual([202, 202, 202, 202, 202, 429]);
  expect((await send(await notice())).wait).toBe('10');
  expect((await send(await notice({ partner: 'beta', signer: 'beta' }))).status).toBe(202);
  now = new Date(now.getTime() + 10_000);
  expect((await send(await notice())).status).toBe(202);
  expect(pulled.filter((partner) => partner === 'alpha')).toHaveLength(6);
});

test('signatures in a partner’s name are verified a few at a time, whoever sends them', async () => {
  const statuses: number[] = [];
  for (let n = 0; n < 22; n += 1)
    statuses.push((await send(await notice({ signer: 'beta', kid: 'alpha-release' }))).status);
  expect(statuses).toEqual([...Array<number>(20).fill(401), 429, 429]);
  expect(pulled).toEqual([]);
});

describe('false notices in a partner’s name', () => {
  /** The address of a connection cannot be chosen on every machine that runs this: here a header says it. */
  const sendFrom = async (remoteAddress: string, body: string): Promise<number> => {
    const headers = { 'content-type': 'application/jwt', 'x-forwarded-for': remoteAddress };
    return (await fetch(`${address}/releases/notice`, { method: 'POST', headers, body })).status;
  };
  const flood = async (remoteAddress: string): Promise<number> => {
    let status = 0;
    const token = await notice({ signer: 'beta', kid: 'alpha-release' });
    for (let n = 0; n < 21; n += 1) status = await sendFrom(remoteAddress, token);
    return status;
  };

  test('do not keep the partner’s own from being heard', async () => {
    expect(await flood('192.0.2.7')).toBe(429);
    expect(await sendFrom('192.0.2.7', await notice())).toBe(429);
    expect(await sendFrom('192.0.2.8', await notice())).toBe(202);
    expect(pulled).toEqual(['alpha']);
  });

  test('are counted for the whole of an IPv6 network, and for each IPv4 address however it is written', async () => {
    expect(await flood('2001:db8:0:7::1')).toBe(429);
    expect(await sendFrom('2001:db8:0:7:ffff::2', await notice())).toBe(429);
    expect(await sendFrom('2001:db8:0:8::1', await notice())).toBe(202);
    expect(await flood('::ffff:192.0.2.9')).toBe(429);
    expect(await sendFrom('192.0.2.9', await notice())).toBe(429);
    expect(await sendFrom('::ffff:192.0.2.10', await notice())).toBe(202);
  });

  test('are what is counted: as many real ones as a partner may send use up no tries', async () => {
    for (let n = 0; n < 40; n += 1) {
      expect((await send(await notice())).status).toBe(202);
      now = new Date(now.getTime() + 10_000);
    }
    now = new Date(now.getTime() + 60_000);
    const wrong = await notice({ signer: 'beta', kid: 'alpha-release' });
    for (let n = 0; n < 19; n += 1) await send(wrong);
    for (let n = 0; n < 3; n += 1) expect((await send(await notice())).status).toBe(202);
    expect((await send(wrong)).status).toBe(401);
    expect((await send(wrong)).status).toBe(429);
  });
});

test('what is no notice by its form is refused before it is looked at', async () => {
  expect((await send('{}', 'application/json')).status).toBe(415);
  expect((await send('x'.repeat(5_000))).status).toBe(413);
  expect((await fetch(`${address}/releases/notice`)).status).toBe(404);
  expect(pulled).toEqual([]);
});
