/**
 * The partner's judgement of a delegation: a short sequence of steps, each of which throws.
 *
 * Takes the token, the body's bytes and the hub's public keys; gives the claims. Every refusal looks the same
 * from outside; what was wrong is the error's `cause`, for the partner's own log.
 */
import { timingSafeEqual } from 'node:crypto';
import { compactVerify, createLocalJWKSet, type CompactJWSHeaderParameters, type JSONWebKeySet } from 'jose';
import { HubError } from '../errors/hub-error.js';
import { bodyDigest } from './body-digest.js';
import {
  DELEGATION_LIFETIME_SECONDS,
  DELEGATION_SKEW_SECONDS,
  DELEGATION_TYP,
  delegationClaims,
  type DelegationClaims,
} from './delegation-claims.js';

export interface VerifyDelegationInput {
  readonly token: string;
  /** the bytes that arrived, before any parsing */
  readonly body: Uint8Array;
  /** the hub's delegation keys, from the coalition file */
  readonly keys: JSONWebKeySet;
  readonly hubId: string;
  readonly partnerId: string;
  readonly now: Date;
  /**
   * Remembers an id and says whether it is new. `forgetAfter` is the second (Unix time) from which the token is
   * refused by its expiry alone, skew included; until then the id must be kept, durably.
   */
  readonly seen: (jti: string, forgetAfter: number) => Promise<boolean>;
}

/** One check over verified claims; throws when it does not hold. */
type DelegationStep = (claims: DelegationClaims, input: VerifyDelegationInput) => void | Promise<void>;

function requireIssuer({ iss }: DelegationClaims, { hubId }: VerifyDelegationInput): void {
  if (iss !== hubId) throw new Error('the issuer is not the hub');
}

function requireAudience({ aud }: DelegationClaims, { partnerId }: VerifyDelegationInput): void {
  if (aud !== partnerId) throw new Error('the audience is not this partner');
}

function requireTimes({ iat, exp }: DelegationClaims, input: VerifyDelegationInput): void {
  const now = input.now.getTime() / 1000;
  if (exp <= iat) throw new Error('it expires before it is issued');
  if (exp - iat > DELEGATION_LIFETIME_SECONDS) throw new Error('it lives longer than a delegation may');
  if (now >= exp + DELEGATION_SKEW_SECONDS) throw new Error('it has expired');
  if (iat > now + DELEGATION_SKEW_SECONDS) throw new Error('it is issued in the future');
}

function requireBody({ digest }: DelegationClaims, { body }: VerifyDelegationInput): void {
  const expected = Buffer.from(bodyDigest(body));
  const actual = Buffer.from(digest);
  if (actual.byteLength !== expected.byteLength || !timingSafeEqual(actual, expected)) {
    throw new Error('the body is not the one it was made for');
  }
}

async function requireFirstUse(
  { jti, exp }: DelegationClaims,
  { seen }: VerifyDelegationInput,
): Promise<void> {
  const isNew = await seen(jti, exp + DELEGATION_SKEW_SECONDS);
  if (!isNew) throw new Error('it was used before');
}

/** In order. Single use comes last, so that a forged or misdirected token cannot burn an id. */
const STEPS: readonly DelegationStep[] = [
  requireIssuer,
  requireAudience,
  requireTimes,
  requireBody,
  requireFirstUse,
];

/** Checks type, algorithm, key id, signature and shape. */
async function openToken({ token, keys }: VerifyDelegationInput): Promise<DelegationClaims> {
  const keySet = createLocalJWKSet(keys);
  const { payload } = await compactVerify(
    token,
    (header, jws) => {
      requireHeader(header);
      return keySet(header, jws);
    },
    { algorithms: ['EdDSA'] },
  );
  const parsed = delegationClaims.safeParse(
    JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)),
  );
  if (!parsed.success) {
    // The path only: zod's own message may repeat what the token says.
    throw new Error(`claim ${parsed.error.issues[0]?.path.join('.') ?? '(root)'} has the wrong shape`);
  }
  return parsed.data;
}

function requireHeader(header: CompactJWSHeaderParameters | undefined): void {
  if (header?.typ !== DELEGATION_TYP) throw new Error('the type is not that of a delegation');
  if (header.alg !== 'EdDSA') throw new Error('the algorithm is not EdDSA');
  // Without a key id the key would be picked by its kind, and a retired key of the same kind would do.
  if (typeof header.kid !== 'string' || header.kid === '') throw new Error('the key id is missing');
}

/**
 * Verifies a delegation before anything else is done with a request.
 *
 * @throws HubError UNAUTHENTICATED, always with the same message; the reason is the `cause`
 * @see RFC 8725, sections 3.1 to 3.11
 */
export async function verifyDelegation(input: VerifyDelegationInput): Promise<DelegationClaims> {
  try {
    const claims = await openToken(input);
    for (const step of STEPS) await step(claims, input);
    return claims;
  } catch (cause) {
    throw new HubError('UNAUTHENTICATED', 'the request carries no valid delegation', 'caller', { cause });
  }
}
