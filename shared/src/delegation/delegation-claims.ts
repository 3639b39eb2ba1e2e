/**
 * A delegation: the hub's permission slip for one request to one partner.
 *
 * Compact JWS, EdDSA, `typ` DELEGATION_TYP, sent as `Authorization: Bearer …`. Shape only; `sign-delegation.ts`
 * makes one, `verify-delegation.ts` judges one.
 */
import { z } from 'zod';
import { purpose, role, scope } from '../coalition/coalition.js';

export const DELEGATION_TYP = 'vigil-delegation+jwt';
/** Life of a delegation. Long enough for one request on a slow line, too short to be worth stealing. */
export const DELEGATION_LIFETIME_SECONDS = 20;
/** Clock difference between hub and partner that is tolerated. */
export const DELEGATION_SKEW_SECONDS = 5;

export const delegationClaims = z.strictObject({
  iss: z.string(), // hub id
  aud: z.string(), // that partner alone
  iat: z.int(),
  exp: z.int(),
  jti: z.string().min(16), // single use
  /** pairwise pseudonym: the same person is another name at every partner */
  sub: z.string(),
  organisation: z.string().nullable(),
  roles: z.array(role),
  purpose,
  /** the hub verified a token of this caller */
  authenticated: z.boolean(),
  /** scopes of that token which a directive in some partner's SDL asks for, sorted; no others */
  scopes: z.array(scope),
  policyVersion: z.string(),
  /** schema coordinates that the body selects or uses, sorted; exactly these, or the partner refuses */
  coordinates: z.array(z.string()),
  /** `sha-256=<base64url>` of the request body's bytes */
  digest: z.string(),
});
export type DelegationClaims = z.infer<typeof delegationClaims>;
