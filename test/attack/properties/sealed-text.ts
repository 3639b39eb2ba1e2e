/**
 * Texts in the form of a sealed value (a compact JWE, RFC 7516 section 3.1), bound to one field of one event. Nothing is in
 * them: who carries a sealed value sees its header and its length.
 */

const KEY = 'k'.repeat(42) + 'A';
const EXPIRES = Date.parse('2024-05-06T00:00:00Z') / 1000;

export function sealedText({
  field,
  record,
  issuer,
}: {
  field: string;
  record: string;
  issuer: string;
}): string {
  const header = {
    alg: 'ECDH-ES+A256KW',
    enc: 'A256GCM',
    typ: 'vigil-sealed+jwe',
    kid: KEY,
    crit: ['field', 'record', 'consent', 'exp', 'iss'],
    field,
    record,
    consent: null,
    exp: EXPIRES,
    iss: issuer,
    epk: { kty: 'OKP', crv: 'X25519', x: KEY },
  };
  const head = Buffer.from(JSON.stringify(header)).toString('base64url');
  // A wrapped key of 40 bytes, 12 of initialisation vector, 256 of ciphertext, a tag of 16.
  return [head, 'A'.repeat(54), 'A'.repeat(16), 'A'.repeat(342), 'A'.repeat(22)].join('.');
}
