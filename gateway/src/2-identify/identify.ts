/**
 * Stage 2, identify: who asks, from which organisation, for which purpose.
 *
 * Takes the Authorization header, gives a `Caller`. Each issuer of the coalition file has a key set of its own:
 * a token is judged by the keys of the issuer it names and by no other, and an issuer vouches only for the
 * organisations and roles that the coalition gave it: none can speak for another. Of a token's scopes those count
 * that its issuer may give and that the graph asks for; the others say nothing to anybody here. Every failure looks
 * the same from outside.
 */
import { HubError, purpose, role, type Issuer } from '@vigil/shared';
import { createLocalJWKSet, decodeJwt, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import { Refusal, type Caller } from '../exchange.js';

export interface IdentifyOptions {
  issuers: readonly Issuer[];
  now: () => Date;
}

const CLOCK_TOLERANCE_SECONDS = 5;
const MAX_TOKEN_CHARACTERS = 8_192;
/** A token cannot be called back, so no issuer may make one that lives longer. */
const MAX_LIFETIME_SECONDS = 86_400;

const claims = z.object({
  iss: z.string(),
  sub: z.string().min(1).max(256),
  iat: z.number(),
  exp: z.number(),
  organisation: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,62}$/)
    .nullable()
    .optional(),
  roles: z.array(role).min(1),
  purpose,
  // RFC 8693, section 4.2. Written otherwise it opens nothing, and shuts nothing either.
  scope: z.string().optional().catch(undefined),
});

interface KnownIssuer {
  settings: Issuer;
  keys: JWTVerifyGetKey;
}

/** Without a header: what anybody on the street may see. */
const ANONYMOUS: Caller = {
  issuer: null,
  id: null,
  class: { organisation: null, roles: ['PUBLIC_ANALYST'], purpose: 'STATISTICS' },
};

function knownIssuers(issuers: readonly Issuer[]): ReadonlyMap<string, KnownIssuer> {
  const known = new Map<string, KnownIssuer>();
  for (const settings of issuers) {
    if (known.has(settings.issuer)) {
      throw new HubError('COALITION_INVALID', 'the coalition file names an issuer twice', 'operator');
    }
    known.set(settings.issuer, { settings, keys: createLocalJWKSet(settings.jwks) });
  }
  return known;
}

function bearerToken(header: string): string {
  const match = /^Bearer +([A-Za-z0-9_.-]+) *$/i.exec(header);
  if (match?.[1] === undefined || match[1].length > MAX_TOKEN_CHARACTERS) throw new Error('no bearer token');
  return match[1];
}

async function verify(token: string, issuer: KnownIssuer, now: Date): Promise<JWTPayload> {
  const { payload } = await jwtVerify(token, issuer.keys, {
    issuer: issuer.settings.issuer,
    audience: issuer.settings.audience,
    algorithms: issuer.settings.algorithms,
    requiredClaims: ['iss', 'aud', 'sub', 'iat', 'exp'],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    currentDate: now,
  });
  return payload;
}

type Claims = z.infer<typeof claims>;

function checkLifetime({ iat, exp }: Claims, now: Date): void {
  if (iat > now.getTime() / 1000 + CLOCK_TOLERANCE_SECONDS) throw new Error('issued in the future');
  if (exp - iat > MAX_LIFETIME_SECONDS) throw new Error('lives too long');
}

function checkVouching({ organisation, roles }: Claims, issuer: Issuer): void {
  if (!roles.every((given) => issuer.roles.includes(given))) throw new Error('not a role of this issuer');
  // Who belongs to nobody is the public, whatever else a token says.
  const may =
    organisation === null || organisation === undefined
      ? roles.every((given) => given === 'PUBLIC_ANALYST')
      : issuer.organisations.includes(organisation);
  if (!may) throw new Error('not an organisation of this issuer');
}

/** Sorted, each once. */
function scopesOf({ scope }: Claims, { scopes: given = [] }: Issuer, asked: ReadonlySet<string>): string[] {
  const named = new Set(scope?.split(' '));
  return [...new Set(given)].filter((one) => named.has(one) && asked.has(one)).sort();
}

interface Judging {
  issuer: Issuer;
  /** scopes that the graph asks for */
  asked: ReadonlySet<string>;
  now: Date;
}

function toCaller(payload: JWTPayload, { issuer, asked, now }: Judging): Caller {
  const read = claims.parse(payload);
  checkLifetime(read, now);
  checkVouching(read, issuer);
  return {
    issuer: read.iss,
    id: read.sub,
    // Sorted: the order of roles in a token must not make another permission map.
    class: {
      organisation: read.organisation ?? null,
      roles: [...new Set(read.roles)].sort(),
      purpose: read.purpose,
      authenticated: true,
      scopes: scopesOf(read, issuer, asked),
    },
  };
}

/** @param asked - scopes that the graph asks for; of all others nothing is noted */
export type Identify = (authorization: string | undefined, asked?: ReadonlySet<string>) => Promise<Caller>;

const NO_SCOPES: ReadonlySet<string> = new Set();

/** Makes the stage; the function it gives throws Refusal UNAUTHENTICATED (401) for a token that does not hold. */
export function createIdentify(options: IdentifyOptions): Identify {
  const issuers = knownIssuers(options.issuers);
  return async (authorization, asked = NO_SCOPES) => {
    if (authorization === undefined) return ANONYMOUS;
    try {
      const token = bearerToken(authorization);
      const now = options.now();
      // Unverified, and used for one thing only: to choose the one key set that may verify it.
      const issuer = issuers.get(decodeJwt(token).iss ?? '');
      if (issuer === undefined) throw new Error('unknown issuer');
      return toCaller(await verify(token, issuer, now), { issuer: issuer.settings, asked, now });
    } catch {
      throw new Refusal(401, [{ code: 'UNAUTHENTICATED', message: 'the token is not accepted' }], {
        'www-authenticate': 'Bearer',
      });
    }
  };
}
