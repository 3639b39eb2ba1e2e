/** Which keys are taken for a recipient's. */
import { describe, expect, test } from '@jest/globals';
import {
  RECIPIENT_CURVES,
  makeRecipientKey,
  readPrivateRecipientKey,
  readRecipientKey,
  sealPlaintext,
  sealedPlaintext,
} from '@vigil/shared';
import { createHash, generateKeyPairSync } from 'node:crypto';

const refused = expect.objectContaining({ code: 'CONFIG_INVALID', audience: 'operator' }) as unknown;
const P256 = generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' });

describe('the public half', () => {
  test.each(RECIPIENT_CURVES)(
    'of a %s pair is known by the SHA-256 of its required members',
    async (curve) => {
      const { publicKey } = await makeRecipientKey(curve);
      const { kty, crv, x } = publicKey.jwk;
      // RFC 7638, section 3: required members alone, in the order of their names, no blanks
      const required =
        publicKey.jwk.kty === 'EC'
          ? `{"crv":"${crv}","kty":"${kty}","x":"${x}","y":"${publicKey.jwk.y}"}`
          : `{"crv":"${crv}","kty":"${kty}","x":"${x}"}`;
      expect(publicKey.thumbprint).toBe(createHash('sha256').update(required).digest('base64url'));
      expect(publicKey.jwk).not.toHaveProperty('d');
    },
  );

  test('keeps nothing that is not the key', async () => {
    const { jwk } = await readRecipientKey({
      ...P256,
      kid: 'a name',
      use: 'enc',
      x5u: 'https://elsewhere.example',
    });
    expect(Object.keys(jwk).sort()).toEqual(['crv', 'kty', 'x', 'y']);
  });

  test.each<[string, unknown]>([
    [
      'a private key',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
    ],
    ['another curve', generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' })],
    ['RSA', generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' })],
    ['a key that signs', generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })],
    ['a shared key', { kty: 'oct', k: 'A'.repeat(43) }],
    ['a key made to sign', { ...P256, use: 'sig' }],
    ['a key made for another algorithm', { ...P256, alg: 'ECDH-ES' }],
    ['a point beside the curve', { ...P256, y: P256.x }],
    ['a point cut short', { ...P256, x: 'AAAA' }],
    ['half a point', { kty: 'EC', crv: 'P-256', x: P256.x }],
    ['a text', 'CANARY'],
    ['nothing', null],
  ])('%s is refused', async (_name, value) => {
    await expect(readRecipientKey(value)).rejects.toEqual(refused);
  });

  test('a point of small order, on which everybody agrees alike, is never sealed to', async () => {
    // RFC 7748, section 6.1: all zeros must be refused
    const zero = await readRecipientKey({
      kty: 'OKP',
      crv: 'X25519',
      x: Buffer.alloc(32).toString('base64url'),
    });
    const binding = { field: 'A.b', record: 'synthetic-one:a', consent: null, exp: 1, iss: 'synthetic-one' };
    await expect(sealPlaintext(sealedPlaintext('CANARY'), zero, binding)).rejects.toThrow();
  });
});

describe('the private half', () => {
  test.each<[string, unknown]>([
    ['a public key', P256],
    ['a number too short', { ...P256, d: 'AAAA' }],
    ['a number that is none', { ...P256, d: 5 }],
  ])('is not %s', async (_name, value) => {
    await expect(readPrivateRecipientKey(value)).rejects.toEqual(refused);
  });
});
