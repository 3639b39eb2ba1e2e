/**
 * Sealed: an identifying value as ciphertext for one certified recipient.
 *
 * Only a compact JWE with exactly our header passes (`sealing/sealed-header.ts`), so a value that somebody forgot to seal
 * cannot leave in plain through such a field, nor beside the ciphertext. It is never an input.
 */
import { GraphQLError, GraphQLScalarType } from 'graphql';
import { readSealedHeader } from '../../sealing/sealed-header.js';

/** Is this a compact JWE in the one form in which values are sealed here? */
export function isCompactJwe(value: unknown): value is string {
  return readSealedHeader(value) !== null;
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
