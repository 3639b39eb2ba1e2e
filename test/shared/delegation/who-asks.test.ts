/** What a delegation says of who asks, besides the role: whether a token was verified, and the scopes of it that matter. */
import { expect, test } from '@jest/globals';
import { delegationClaims } from '@vigil/shared';

const CLAIMS = {
  iss: 'hub',
  aud: 'synthetic-one',
  iat: 1,
  exp: 2,
  jti: 'sixteen-characters-or-more',
  sub: 'pseudonym',
  organisation: null,
  roles: ['PUBLIC_ANALYST'],
  purpose: 'STATISTICS',
  authenticated: false,
  scopes: ['one:read'],
  policyVersion: 'v',
  coordinates: [],
  digest: 'sha-256=x',
};

test('claims that say both are well-formed', () => {
  expect(delegationClaims.safeParse(CLAIMS).success).toBe(true);
});

test.each<[string, object]>([
  ['nothing of whether the caller is known', { authenticated: undefined }],
  ['a number in the place of true or false', { authenticated: 1 }],
  ['a text in the place of true or false', { authenticated: 'false' }],
  ['nothing of scopes', { scopes: undefined }],
  ['two scopes in one', { scopes: ['a b'] }],
  ['an empty scope', { scopes: [''] }],
  ['scopes as one text', { scopes: 'a' }],
])('claims with %s are refused', (_name, changed) => {
  const { success, error } = delegationClaims.safeParse({ ...CLAIMS, ...changed });
  expect(success).toBe(false);
  expect(Object.keys(changed)).toContain(error?.issues[0]?.path[0]);
});
