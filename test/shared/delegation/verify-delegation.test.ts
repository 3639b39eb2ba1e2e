/**
 * A delegation is good for one request to one partner, once. Every refusal is also shown to a broken twin, a
 * verifier with only that check missing, which must let the attack through: so the attack is a real one.
 */
import { createHash, randomBytes } from 'node:crypto';
import { beforeAll, describe, expect, test } from '@jest/globals';
import {
  DELEGATION_LIFETIME_SECONDS,
  DELEGATION_SKEW_SECONDS,
  DELEGATION_TYP,
  HubError,
  bodyDigest,
  delegationClaims,
  signDelegation,
  verifyDelegation,
  type DelegatedClaims,
  type DelegationClaims,
  type VerifyDelegationInput,
} from '@vigil/shared';
import {
  CompactSign,
  compactVerify,
  createLocalJWKSet,
  decodeJwt,
  exportJWK,
  generateKeyPair,
  type CryptoKey,
  type JSONWebKeySet,
} from 'jose';

const NOW = new Date('2026-11-22T12:00:00.000Z');
const NOW_SECONDS = NOW.getTime() / 1000;
const body = new TextEncoder().encode('{"query":"{ events { nodes { id } } }"}');
const claims: DelegatedClaims = {
  iss: 'hub',
  aud: 'synthetic-one',
  sub: 'pseudonym',
  organisation: 'regional-body',
  roles: ['REGIONAL_BODY'],
  purpose: 'OVERSIGHT',
  authenticated: true,
  scopes: ['b', 'a'],
  policyVersion: 'v',
  coordinates: ['Query.events', 'EventConnection.nodes', 'Event.id'],
};

let hubKey: CryptoKey;
let otherKey: CryptoKey;
let ecKey: CryptoKey;
let keys: JSONWebKeySet;

beforeAll(async () => {
  const [hub, other, ec] = await Promise.all([
    generateKeyPair('EdDSA', { extractable: true }),
    generateKeyPair('EdDSA', { extractable: true }),
    generateKeyPair('ES256', { extractable: true }),
  ]);
  hubKey = hub.privateKey;
  otherKey = other.privateKey;
  ecKey = ec.privateKey;
  keys = {
    keys: [
      { ...(await exportJWK(hub.publicKey)), kid: 'hub-1' },
      { ...(await exportJWK(ec.publicKey)), kid: 'hub-ec' },
    ],
  };
});

/** Remembers ids as a partner's database does. */
function memory() {
  const used = new Map<string, number>();
  return {
    used,
    seen: (jti: string, forgetAfter: number) => {
      const isNew = !used.has(jti);
      used.set(jti, forgetAfter);
      return Promise.resolve(isNew);
    },
  };
}

function sign(change: Partial<DelegatedClaims> = {}): Promise<string> {
  return signDelegation({
    key: hubKey,
    kid: 'hub-1',
    claims: { ...claims, ...change },
    body,
    now: NOW,
    randomId: () => randomBytes(16).toString('base64url'),
  });
}

interface Forgery {
  readonly header?: Readonly<Record<string, unknown>>;
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly key?: CryptoKey;
}

/** A token with anything in it, properly signed unless another key is given. */
function forge(forgery: Forgery): Promise<string> {
  const payload = {
    ...claims,
    iat: NOW_SECONDS,
    exp: NOW_SECONDS + DELEGATION_LIFETIME_SECONDS,
    jti: 'sixteen-characters-or-more',
    digest: bodyDigest(body),
    ...forgery.claims,
  };
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: 'EdDSA', typ: DELEGATION_TYP, kid: 'hub-1', ...forgery.header })
    .sign(forgery.key ?? hubKey);
}

function verify(token: string, change: Partial<VerifyDelegationInput> = {}): Promise<DelegationClaims> {
  return verifyDelegation({
    token,
    body,
    keys,
    hubId: 'hub',
    partnerId: 'synthetic-one',
    now: NOW,
    seen: memory().seen,
    ...change,
  });
}

type Check =
  | 'typ'
  | 'alg'
  | 'kid'
  | 'signature'
  | 'shape'
  | 'issuer'
  | 'audience'
  | 'expiry'
  | 'future'
  | 'lifetime'
  | 'body'
  | 'use';

/** The broken twin: the same checks written once more, in a row, less one. */
async function twinWithout(
  missing: Check,
  token: string,
  change: Partial<VerifyDelegationInput> = {},
): Promise<boolean> {
  const input = { body, seen: memory().seen, now: NOW, ...change };
  const [header = '', payload = ''] = token.split('.');
  const head = JSON.parse(Buffer.from(header, 'base64url').toString()) as Record<string, unknown>;
  const parsed = delegationClaims.safeParse(JSON.parse(Buffer.from(payload, 'base64url').toString()));
  const said = decodeJwt<DelegationClaims>(token);
  const now = input.now.getTime() / 1000;
  const holds: Record<Check, () => boolean | Promise<boolean>> = {
    typ: () => head['typ'] === DELEGATION_TYP,
    alg: () => head['alg'] === 'EdDSA',
    kid: () => typeof head['kid'] === 'string',
    signature: () =>
      compactVerify(token, createLocalJWKSet(keys)).then(
        () => true,
        () => false,
      ),
    shape: () => parsed.success,
    issuer: () => said.iss === 'hub',
    audience: () => said.aud === 'synthetic-one',
    expiry: () => now < said.exp + DELEGATION_SKEW_SECONDS,
    future: () => said.iat <= now + DELEGATION_SKEW_SECONDS,
    lifetime: () => said.exp - said.iat <= DELEGATION_LIFETIME_SECONDS && said.exp > said.iat,
    body: () => said.digest === `sha-256=${createHash('sha256').update(input.body).digest('base64url')}`,
    use: () => input.seen(said.jti, 0),
  };
  for (const [check, holdsHere] of Object.entries(holds)) {
    if (check !== missing && !(await holdsHere())) return false;
  }
  return true;
}

async function reasonOf(verifying: Promise<unknown>): Promise<string> {
  const error: unknown = await verifying.then(
    () => undefined,
    (refused: unknown) => refused,
  );
  if (!(error instanceof HubError)) throw new Error('it was not refused with a HubError');
  expect(error).toMatchObject({
    code: 'UNAUTHENTICATED',
    audience: 'caller',
    message: 'the request carries no valid delegation',
  });
  return error.cause instanceof Error ? error.cause.message : '';
}

test('what the hub signs, the partner for which it is made accepts', async () => {
  const opened = await verify(await sign());
  expect(opened).toMatchObject({
    ...claims,
    coordinates: [...claims.coordinates].sort(),
    scopes: ['a', 'b'],
  });
  expect(opened.exp - opened.iat).toBe(DELEGATION_LIFETIME_SECONDS);
});

test('every delegation has an id of its own', async () => {
  const [one, two] = await Promise.all([sign(), sign()]);
  expect(decodeJwt(one).jti).not.toBe(decodeJwt(two).jti);
});

describe('a delegation is refused', () => {
  const attacks: [string, Check, () => Promise<string>, Partial<VerifyDelegationInput>][] = [
    ['that was made for another partner', 'audience', () => sign({ aud: 'synthetic-two' }), {}],
    ['that another hub issued', 'issuer', () => sign({ iss: 'another-hub' }), {}],
    ['that somebody else signed', 'signature', () => forge({ key: otherKey }), {}],
    ['whose type is that of another token', 'typ', () => forge({ header: { typ: 'JWT' } }), {}],
    ['whose key id is missing', 'kid', () => forge({ header: { kid: undefined } }), {}],
    [
      'that is signed with another algorithm',
      'alg',
      () => forge({ header: { alg: 'ES256', kid: 'hub-ec' }, key: ecKey }),
      {},
    ],
    [
      'that is from the future',
      'future',
      () => forge({ claims: { iat: NOW_SECONDS + 6, exp: NOW_SECONDS + 20 } }),
      {},
    ],
    [
      'that lives too long',
      'lifetime',
      () => forge({ claims: { exp: NOW_SECONDS + DELEGATION_LIFETIME_SECONDS + 1 } }),
      {},
    ],
    ['that expires before it is issued', 'lifetime', () => forge({ claims: { exp: NOW_SECONDS - 1 } }), {}],
    ['that has a claim too many', 'shape', () => forge({ claims: { admin: true } }), {}],
    ['whose role does not exist', 'shape', () => forge({ claims: { roles: ['ADMIN'] } }), {}],
    ['whose id could be guessed', 'shape', () => forge({ claims: { jti: 'short' } }), {}],
    ['that comes with another body', 'body', () => sign(), { body: new TextEncoder().encode('{}') }],
    ['that comes with no body', 'body', () => sign(), { body: new Uint8Array() }],
    ['whose digest is of another length', 'body', () => forge({ claims: { digest: 'sha-256=' } }), {}],
  ];

  test.each(attacks)('%s', async (_title, check, make, change) => {
    const token = await make();
    expect(await reasonOf(verify(token, change))).not.toBe('');
    expect(await twinWithout(check, token, change)).toBe(true);
  });

  test('that has two audiences', async () => {
    const token = await forge({ claims: { aud: ['synthetic-one', 'synthetic-two'] } });
    expect(await reasonOf(verify(token))).toBe('claim aud has the wrong shape');
  });

  test.each([
    ['a signature without a key', { alg: 'none' }],
    ["a key of the sender's own", { alg: 'EdDSA', kid: 'mine' }],
  ])('with %s', async (_title, header) => {
    const [, payload = ''] = (await sign()).split('.');
    const head = Buffer.from(JSON.stringify({ typ: DELEGATION_TYP, kid: 'hub-1', ...header })).toString(
      'base64url',
    );
    await reasonOf(verify(`${head}.${payload}.`));
  });

  test.each(['', 'a', 'a.b', 'a.b.c', '..', 'null.null.null'])('that is no token (%p)', async (token) => {
    await reasonOf(verify(token));
  });

  test('whose key was taken out of the coalition file', async () => {
    const token = await sign();
    const without = { keys: keys.keys.filter(({ kid }) => kid !== 'hub-1') };
    await reasonOf(verify(token, { keys: without }));
  });
});

describe('a delegation has its time', () => {
  const lastSecond = DELEGATION_LIFETIME_SECONDS + DELEGATION_SKEW_SECONDS;

  // By hand: it lives 20 s, and clocks may differ by 5 s.
  test.each([
    [-DELEGATION_SKEW_SECONDS - 1, false],
    [-DELEGATION_SKEW_SECONDS, true],
    [0, true],
    [lastSecond - 1, true],
    [lastSecond, false],
    [lastSecond + 3600, false],
  ])('%p seconds after it was made: %p', async (seconds, accepted) => {
    const now = new Date(NOW.getTime() + seconds * 1000);
    const token = await sign();
    const verdict = await verify(token, { now }).then(
      () => true,
      () => false,
    );
    expect(verdict).toBe(accepted);
    expect(await twinWithout(seconds < 0 ? 'future' : 'expiry', token, { now })).toBe(true);
  });
});

describe('a delegation is used once', () => {
  test('and refused the second time', async () => {
    const { seen, used } = memory();
    const token = await sign();
    await verify(token, { seen });
    expect(await reasonOf(verify(token, { seen }))).toBe('it was used before');
    expect(await twinWithout('use', token, { seen })).toBe(true);
    // Kept until its expiry alone refuses it: 20 s of life and 5 s of skew.
    expect([...used.values()]).toEqual([NOW_SECONDS + 25]);
  });

  test('and of two that arrive at the same time one is refused', async () => {
    const { seen } = memory();
    const token = await sign();
    const verdicts = await Promise.allSettled([verify(token, { seen }), verify(token, { seen })]);
    expect(verdicts.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('and one that is refused for another reason burns no id', async () => {
    const { seen, used } = memory();
    await reasonOf(verify(await sign({ aud: 'synthetic-two' }), { seen }));
    await reasonOf(verify(await forge({ key: otherKey }), { seen }));
    await reasonOf(verify(await sign(), { seen, body: new Uint8Array([1]) }));
    await reasonOf(verify(await sign(), { seen, now: new Date(NOW.getTime() + 60_000) }));
    expect(used.size).toBe(0);
  });

  test('and refused when nobody can remember it', async () => {
    await reasonOf(verify(await sign(), { seen: () => Promise.reject(new Error('database gone')) }));
    await reasonOf(verify(await sign(), { seen: () => Promise.resolve(undefined as unknown as boolean) }));
  });
});
