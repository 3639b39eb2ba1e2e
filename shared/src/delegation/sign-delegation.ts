/**
 * Makes the delegation of one request to one partner.
 *
 * Takes the decided claims, the exact body and the hub's key; gives a compact JWS. `verify-delegation.ts` is
 * the partner's side.
 */
import { SignJWT, type CryptoKey, type JWK, type KeyObject } from 'jose';
import { bodyDigest } from './body-digest.js';
import { DELEGATION_LIFETIME_SECONDS, DELEGATION_TYP, type DelegationClaims } from './delegation-claims.js';

/** What the hub decides; the rest of the claims follows from the clock, the body and chance. */
export type DelegatedClaims = Omit<DelegationClaims, 'iat' | 'exp' | 'jti' | 'digest'>;

export interface SignDelegationInput {
  /** the hub's private Ed25519 key */
  readonly key: CryptoKey | KeyObject | JWK;
  readonly kid: string;
  readonly claims: DelegatedClaims;
  /** the bytes that will be sent, unchanged */
  readonly body: Uint8Array;
  readonly now: Date;
  /** at least 16 characters, never given out twice */
  readonly randomId: () => string;
}

/**
 * Signs a delegation that lives DELEGATION_LIFETIME_SECONDS.
 *
 * @returns compact JWS for `Authorization: Bearer …`
 */
export async function signDelegation(input: SignDelegationInput): Promise<string> {
  const issuedAt = Math.floor(input.now.getTime() / 1000);
  const claims: DelegationClaims = {
    ...input.claims,
    coordinates: [...input.claims.coordinates].sort(),
    scopes: [...input.claims.scopes].sort(),
    iat: issuedAt,
    exp: issuedAt + DELEGATION_LIFETIME_SECONDS,
    jti: input.randomId(),
    digest: bodyDigest(input.body),
  };
  return new SignJWT({ ...claims })
    .setProtectedHeader({ alg: 'EdDSA', typ: DELEGATION_TYP, kid: input.kid })
    .sign(input.key);
}
