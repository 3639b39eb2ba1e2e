/**
 * Sealed: an identifying value as ciphertext for one certified recipient.
 *
 * Only a compact JWE passes (RFC 7516, section 3.1), so a value that somebody forgot to seal cannot leave in
 * plain through such a field. It is never an input.
 */
import { GraphQLError, GraphQLScalarType } from 'graphql';

const JWE_PARTS = 5;
const BASE64URL = /^[A-Za-z0-9_-]+$/;

/** Is this a compact JWE? The encrypted key may be empty, nothing else. */
export function isCompactJwe(value: unknown): value is string {
  if (typeof value !== 'string') return false;
  const parts = value.split('.');
  return (
    parts.length === JWE_PARTS &&
    parts.every((part, at) => (at === 1 && part === '') || BASE64URL.test(part)) &&
    hasEncryptionHeader(parts[0] ?? '')
  );
}

/** Five words with dots between them are not a JWE: the header must name its algorithms. */
function hasEncryptionHeader(part: string): boolean {
  try {
    const header: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof header === 'object' && header !== null && 'alg' in header && 'enc' in header;
  } catch {
    return false;
  }
}

function refuseInput(): never {
  throw new GraphQLError('Sealed is never an input');
}

export const SealedScalar = new GraphQLScalarType<never, string>({
  name: 'Sealed',
  description:
    'Compact JWE for one certified recipient; null without policy, consent and a key of the recipient.',
  serialize: (value) => {
    if (!isCompactJwe(value)) throw new GraphQLError('a sealed field holds something that is not sealed');
    return value;
  },
  parseValue: refuseInput,
  parseLiteral: refuseInput,
});
