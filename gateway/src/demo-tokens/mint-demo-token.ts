/**
 * Bearer tokens of the demonstration's own issuer. Its key lies in the demonstration's data directory; a real
 * hub has no such key and no such issuer.
 */
import { SignJWT, type JWK } from 'jose';
import { demoClaims } from './demo-principals.js';

export interface MintDemoTokenInput {
  /** private Ed25519 key with its `kid` */
  key: JWK;
  issuer: string;
  audience: string;
  principal: string;
  /** ids of the coalition's partners */
  partners: readonly string[];
  now: Date;
  lifetimeSeconds?: number;
}

const TWELVE_HOURS = 43_200;

/** @throws HubError USAGE for a principal that is not there */
export async function mintDemoToken(input: MintDemoTokenInput): Promise<string> {
  const { organisation, roles, purpose } = demoClaims(input.principal, input.partners);
  const issuedAt = Math.floor(input.now.getTime() / 1000);
  return new SignJWT({ organisation, roles, purpose })
    .setProtectedHeader({
      alg: 'EdDSA',
      typ: 'JWT',
      ...(input.key.kid === undefined ? {} : { kid: input.key.kid }),
    })
    .setIssuer(input.issuer)
    .setAudience(input.audience)
    .setSubject(input.principal)
    .setIssuedAt(issuedAt)
    .setExpirationTime(issuedAt + (input.lifetimeSeconds ?? TWELVE_HOURS))
    .sign(input.key);
}
