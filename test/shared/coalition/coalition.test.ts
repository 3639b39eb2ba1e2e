/** What a coalition file may not say. Addresses are judged by the parts that RFC 3986 names. */
import { describe, expect, test } from '@jest/globals';
import { parseCoalition } from '@vigil/shared';

const KEYS = { keys: [{ kty: 'OKP', kid: 'k', crv: 'Ed25519', x: 'x' }] };

function file(partner: Record<string, unknown> = {}, issuer: Record<string, unknown> = {}): unknown {
  return {
    format: 'vigil-coalition-1',
    id: 'test',
    name: 'Test coalition',
    hub: { id: 'hub', delegationKeys: KEYS },
    issuers: [
      {
        issuer: 'https://issuer.test.invalid',
        audience: 'hub',
        algorithms: ['EdDSA'],
        jwks: KEYS,
        organisations: ['court', 'one'],
        roles: ['COURT'],
        ...issuer,
      },
    ],
    organisations: [{ id: 'court', name: 'Court' }],
    partners: [
      {
        id: 'one',
        name: 'One',
        countries: ['XA'],
        url: 'https://node.example.org',
        synthetic: true,
        releaseKeys: KEYS,
        coverage: [],
        ...partner,
      },
    ],
    agreements: [],
  };
}

describe('the address of a partner', () => {
  test.each([
    'https://node.example.org',
    'https://node.example.org:8443/',
    'http://127.0.0.1:4101',
    'http://[::1]:4101',
    'http://localhost:4101',
  ])('%s is one', (url) => {
    expect(parseCoalition(file({ url })).partners[0]?.url).toBe(url);
  });

  test.each([
    'http://node.example.org',
    'http://127.0.0.1.example.org',
    'http://localhost.example.org',
    'http://10.0.0.7:4101',
    'http://0.0.0.0:4101',
    'https://node.example.org/graphql',
    'https://node.example.org/?next=1',
    'https://node.example.org?',
    'https://node.example.org#top',
    'https://user:word@node.example.org',
    'https://@node.example.org',
    'ftp://127.0.0.1',
    'file:///etc/passwd',
    'node.example.org',
  ])('%s is refused: it is not an https origin, nor http on this machine', (url) => {
    expect(() => parseCoalition(file({ url }))).toThrow(
      expect.objectContaining({ code: 'COALITION_INVALID', audience: 'operator' }),
    );
  });
});

describe('an issuer', () => {
  test.each([
    ['no list of organisations', { organisations: undefined }],
    ['an empty list of organisations', { organisations: [] }],
    ['no list of roles', { roles: undefined }],
    ['an empty list of roles', { roles: [] }],
    ['a role that does not exist', { roles: ['OWNER'] }],
    ['an organisation that the file does not name', { organisations: ['court', 'two'] }],
  ])('with %s is refused', (_name, issuer) => {
    expect(() => parseCoalition(file({}, issuer))).toThrow(
      expect.objectContaining({ code: 'COALITION_INVALID', audience: 'operator' }),
    );
  });

  test('may speak for organisations and partners of the file', () => {
    expect(parseCoalition(file()).issuers[0]?.organisations).toEqual(['court', 'one']);
  });
});

describe('the scopes that an issuer may give (RFC 6749, section 3.3)', () => {
  test('none, unless the file says so', () => {
    expect(parseCoalition(file()).issuers[0]?.scopes).toBeUndefined();
    const [issuer] = parseCoalition(file({}, { scopes: ['one:read', '!#[]~'] })).issuers;
    expect(issuer?.scopes).toEqual(['one:read', '!#[]~']);
  });

  test.each([['a b'], [''], ['a"b'], ['a\\b'], ['ä'], ['a\n'], ['x'.repeat(129)]])('%j is none', (scope) => {
    expect(() => parseCoalition(file({}, { scopes: [scope] }))).toThrow(/field issuers\.0\.scopes\.0/);
  });
});

describe('declared coverage, which is walked again and again', () => {
  const entry = { indicator: 'KIDNAPPING', country: 'XA', areas: ['XA-01'], from: '2012-01', to: '2012-12' };
  const month = (number: number): string =>
    `${2000 + Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`;
  const entries = (count: number) =>
    Array.from({ length: count }, (_, number) => ({ ...entry, from: month(number) }));

  test('is taken up to its bounds', () => {
    const areas = Array.from({ length: 500 }, (_, number) => `XA-${number}`);
    const coverage = [...entries(499), { ...entry, areas }];
    expect(parseCoalition(file({ coverage })).partners[0]?.coverage).toHaveLength(500);
  });

  test.each([
    [
      'an entry twice, its members in another order',
      [entry, Object.fromEntries(Object.entries(entry).reverse())],
    ],
    ['an area twice', [{ ...entry, areas: ['XA-01', 'XA-02', 'XA-01'] }]],
    ['more entries than anybody means', entries(501)],
    [
      'more areas than a country has',
      [{ ...entry, areas: Array.from({ length: 501 }, (_, n) => `XA-${n}`) }],
    ],
  ])('with %s is refused', (_name, coverage) => {
    expect(() => parseCoalition(file({ coverage }))).toThrow(/field partners\.0\.coverage/);
  });
});
