/** What a delegation says about a body and about a caller: nothing that could be joined or turned back. */
import { createHmac } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { bodyDigest, pairwisePseudonym } from '@vigil/shared';

describe('a digest', () => {
  test('is SHA-256 of the bytes', () => {
    // FIPS 180-4, example "abc", in base64url.
    const expected = Buffer.from('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad', 'hex');
    expect(bodyDigest(new TextEncoder().encode('abc'))).toBe(`sha-256=${expected.toString('base64url')}`);
  });
});

describe('a pairwise pseudonym', () => {
  const secret = new Uint8Array(32).fill(7);

  test('is an HMAC of partner and subject', () => {
    const expected = createHmac('sha256', secret)
      .update('vigil-pairwise-1\0synthetic-one\0ada')
      .digest('base64url');
    expect(pairwisePseudonym(secret, 'ada', 'synthetic-one')).toBe(expected);
  });

  test('is the same at one partner, and another at every other, for every other person and hub', () => {
    const all = [
      pairwisePseudonym(secret, 'ada', 'synthetic-one'),
      pairwisePseudonym(secret, 'ada', 'synthetic-two'),
      pairwisePseudonym(secret, 'bob', 'synthetic-one'),
      pairwisePseudonym(new Uint8Array(32).fill(8), 'ada', 'synthetic-one'),
    ];
    expect(new Set(all).size).toBe(4);
    expect(pairwisePseudonym(secret, 'ada', 'synthetic-one')).toBe(all[0]);
  });

  test('needs a secret that nobody can guess', () => {
    expect(() => pairwisePseudonym(new Uint8Array(31), 'ada', 'synthetic-one')).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', audience: 'operator' }),
    );
  });
});
