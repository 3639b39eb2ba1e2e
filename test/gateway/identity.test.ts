/** Who the hub takes a caller for, and every way in which a token does not hold. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { parseCoalition } from '@vigil/shared';
import type { JWK, JWTPayload } from 'jose';
import { ISSUER, makeIssuerKey, startTestHub, type TestHub } from './support/test-hub.js';
import { makeEvent } from './support/test-rows.js';

const OTHER_ISSUER = 'https://other.test.invalid';
const VIEWER = '{ viewer { roles purpose organisation { id } } events { nodes { id } } }';
const BODY = { organisation: 'regional-body', roles: ['REGIONAL_BODY'], purpose: 'OVERSIGHT' };

let hub: TestHub;
let otherKey: JWK;

beforeAll(async () => {
  const other = await makeIssuerKey('other');
  otherKey = other.privateKey;
  hub = await startTestHub({
    rows: { one: [makeEvent('one', 'a', '2012-01-01')] },
    coalition: (coalition) =>
      parseCoalition({
        ...coalition,
        issuers: [
          ...coalition.issuers,
          {
            issuer: OTHER_ISSUER,
            audience: 'test-hub-audience',
            algorithms: ['EdDSA'],
            jwks: { keys: [other.publicKey] },
            organisations: ['regional-body'],
            roles: ['REGIONAL_BODY', 'PUBLIC_ANALYST'],
          },
        ],
      }),
  });
});
afterAll(() => hub.close());

/** A token of the other issuer, which may speak for the regional body alone. */
const asOther = (claims: JWTPayload): Promise<string> =>
  hub.forge({ ...claims, iss: OTHER_ISSUER }, { key: otherKey, kid: 'other' });
const seconds = (): number => Math.floor(Date.now() / 1000);

test('each issuer signs for itself', async () => {
  for (const token of [
    await hub.forge(BODY),
    await hub.forge({ ...BODY, iss: OTHER_ISSUER }, { key: otherKey, kid: 'other' }),
  ]) {
    const answer = await hub.ask(VIEWER, { token });
    expect(answer.errors).toEqual([]);
    expect(answer.data?.['viewer']).toEqual({ ...BODY, organisation: { id: 'regional-body' } });
  }
});

describe('a token that does not hold is refused alike, and nobody is asked', () => {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const unsigned = (header: unknown): string =>
    `${encode(header)}.${encode({ iss: ISSUER, aud: 'test-hub-audience', sub: 's', iat: seconds(), exp: seconds() + 60, ...BODY })}.`;

  test.each<[string, () => Promise<string> | string]>([
    ['of an unknown issuer', () => hub.forge({ ...BODY, iss: 'https://nobody.invalid' })],
    [
      'of one issuer, signed by the key of another',
      () => hub.forge({ ...BODY, iss: ISSUER }, { key: otherKey, kid: 'other' }),
    ],
    [
      'the same, under the key id of the first',
      () => hub.forge({ ...BODY, iss: ISSUER }, { key: otherKey, kid: 'issuer' }),
    ],
    ['that has expired', () => hub.forge({ ...BODY, iat: seconds() - 600, exp: seconds() - 6 })],
    ['that is issued in the future', () => hub.forge({ ...BODY, iat: seconds() + 60, exp: seconds() + 120 })],
    ['for another audience', () => hub.forge(BODY, { audience: 'somebody-else' })],
    ['without a signature', () => unsigned({ alg: 'none' })],
    ['without a signature, claiming one', () => unsigned({ alg: 'EdDSA', kid: 'issuer' })],
    ['with an algorithm that the issuer does not use', () => `${unsigned({ alg: 'HS256' })}c2lnbmF0dXJl`],
    ['whose signature was changed', async () => `${(await hub.forge(BODY)).slice(0, -4)}AAAA`],
    ['without roles', () => hub.forge({ ...BODY, roles: [] })],
    ['with a role that does not exist', () => hub.forge({ ...BODY, roles: ['OWNER'] })],
    ['without a purpose', () => hub.forge({ ...BODY, purpose: undefined })],
    ['of an organisation that calls itself the hub', () => hub.forge({ ...BODY, organisation: '*hub*' })],
    [
      'of an issuer about an organisation that is not its own',
      () => asOther({ organisation: 'one', roles: ['PUBLIC_ANALYST'], purpose: 'CASEWORK' }),
    ],
    [
      'of an issuer that gives a role it may not give',
      () => asOther({ ...BODY, roles: ['REGIONAL_BODY', 'CASE_OFFICER'] }),
    ],
    [
      'about nobody in particular with more than the role of the public',
      () => hub.forge({ ...BODY, organisation: null }),
    ],
    [
      'that says no organisation and more than the public',
      () => hub.forge({ ...BODY, organisation: undefined }),
    ],
    [
      'of an organisation that the coalition does not know',
      () => hub.forge({ ...BODY, organisation: 'nobody' }),
    ],
    ['that lives longer than a day', () => hub.forge({ ...BODY, iat: seconds(), exp: seconds() + 86_401 })],
    ['that is no token', () => 'hello'],
    ['that is too long', () => 'a'.repeat(9_000)],
  ])('a token %s', async (_name, make) => {
    const token = await make();
    const answer = await hub.ask(VIEWER, { token });
    expect(answer.status).toBe(401);
    expect(answer.text).toBe(
      '{"errors":[{"message":"the token is not accepted","extensions":{"code":"UNAUTHENTICATED"}}]}\n',
    );
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(hub.logs.join('')).not.toContain(token);
  });

  test('another scheme than Bearer', async () => {
    const answer = await hub.send({
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: 'Basic dXNlcjpwYXNz' },
      body: JSON.stringify({ query: VIEWER }),
    });
    expect(answer.status).toBe(401);
  });

  test('no partner heard of any of it', async () => {
    const one = hub.partners['one'];
    if (one === undefined) throw new Error('no partner');
    one.asked.length = 0;
    await hub.ask(VIEWER, { token: await hub.forge({ ...BODY, exp: seconds() - 6, iat: seconds() - 60 }) });
    expect(one.asked).toEqual([]);
    // The twin: with a good token it is asked.
    await hub.ask(VIEWER, { token: await hub.forge(BODY) });
    expect(one.asked).toHaveLength(1);
  });
});

test('a clock that differs by a few seconds is tolerated', async () => {
  const token = await hub.forge({ ...BODY, iat: seconds() + 3, exp: seconds() - 3 });
  expect((await hub.ask(VIEWER, { token })).status).toBe(200);
});

test('the order of roles makes no other caller', async () => {
  const roles = ['REGIONAL_BODY', 'COORDINATOR'];
  const both = await Promise.all(
    [roles, [...roles].reverse()].map(async (given) => {
      const { data } = await hub.ask('{ viewer { roles } }', {
        token: await hub.forge({ ...BODY, roles: given }),
      });
      return data;
    }),
  );
  expect(both[0]).toEqual({ viewer: { roles: ['COORDINATOR', 'REGIONAL_BODY'] } });
  expect(both[1]).toEqual(both[0]);
});

test('a token that lives a whole day holds, and so does one of the public without an organisation', async () => {
  const token = await hub.forge({ ...BODY, iat: seconds(), exp: seconds() + 86_400 });
  expect((await hub.ask(VIEWER, { token })).errors).toEqual([]);
  const asked = await asOther({ organisation: null, roles: ['PUBLIC_ANALYST'], purpose: 'STATISTICS' });
  expect((await hub.ask('{ viewer { roles } }', { token: asked })).data).toEqual({
    viewer: { roles: ['PUBLIC_ANALYST'] },
  });
});

describe('an issuer speaks for its own organisations', () => {
  const officer: JWTPayload = { organisation: 'one', roles: ['CASE_OFFICER'], purpose: 'CASEWORK' };

  /** A hub on which an issuer may speak for these organisations; says whether it may speak for partner one. */
  async function mayActAsOne(organisations: string[]): Promise<{ status: number; asked: number }> {
    const other = await makeIssuerKey('other');
    const running = await startTestHub({
      rows: { one: [makeEvent('one', 'a', '2012-01-01')], two: [] },
      coalition: (coalition) => {
        const [first] = coalition.issuers;
        const entry = { ...first, issuer: OTHER_ISSUER, jwks: { keys: [other.publicKey] }, organisations };
        return { ...coalition, issuers: [...coalition.issuers, entry] };
      },
    });
    try {
      const token = await running.forge(
        { ...officer, iss: OTHER_ISSUER },
        { key: other.privateKey, kid: 'other' },
      );
      const { status } = await running.ask(VIEWER, { token });
      return { status, asked: running.partners['one']?.asked.length ?? 0 };
    } finally {
      await running.close();
    }
  }

  test('a good signature and all roles do not make it the officer of another, and no partner is asked', async () => {
    expect(await mayActAsOne(['two'])).toEqual({ status: 401, asked: 0 });
    // The broken twin: without the list, or with everybody on it, the same token opens the partner's own records.
    expect(await mayActAsOne(['regional-body', 'one', 'two'])).toEqual({ status: 200, asked: 1 });
  });
});
