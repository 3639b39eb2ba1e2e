/**
 * The coalition file: who takes part, whose keys are trusted, and which data-sharing agreements hold.
 *
 * The hub and every partner hold the same file; each side checks with its own copy. It contains public keys
 * only. Takes parsed JSON, gives a checked, frozen value.
 */
import { z } from 'zod';
import { HubError } from '../errors/hub-error.js';
import { canonicalJson } from '../releases/canonical-json.js';

export const PARTNER_ID = /^[a-z][a-z0-9-]{1,30}$/;
const partnerId = z.string().regex(PARTNER_ID);
const country = z.string().regex(/^[A-Z]{2}$/); // ISO 3166-1 alpha-2
const area = z.string().regex(/^[A-Z]{2}-[A-Z0-9]{1,3}$/); // ISO 3166-2
const month = z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/);
const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/);

const publicJwk = z
  .looseObject({ kty: z.string(), kid: z.string().min(1) })
  .refine((key) => !('d' in key), 'a private key has no place in the coalition file');
const LOOPBACK_HOSTS: ReadonlySet<string> = new Set(['127.0.0.1', '[::1]', 'localhost']);

/** An origin and nothing else. Plain http only where nobody between could read along. */
function isNodeOrigin(text: string): boolean {
  if (/[?#@]/.test(text) || !URL.canParse(text)) return false;
  const { protocol, hostname, pathname } = new URL(text);
  if (pathname !== '/') return false;
  return protocol === 'https:' || (protocol === 'http:' && LOOPBACK_HOSTS.has(hostname));
}

const jwks = z.strictObject({ keys: z.array(publicJwk).min(1) });

export const indicatorCode = z.enum([
  'KIDNAPPING',
  'UNLAWFUL_DETENTION',
  'ASSEMBLY_RESTRICTION',
  'CENSORSHIP',
]);
export const role = z.enum([
  'PUBLIC_ANALYST',
  'REGIONAL_BODY',
  'CASE_OFFICER',
  'COORDINATOR',
  'COURT',
  'EVALUATOR',
]);
export const purpose = z.enum([
  'STATISTICS',
  'RESEARCH',
  'PROTECTION',
  'CASEWORK',
  'LEGAL_PROCEEDINGS',
  'OVERSIGHT',
]);
export const dataClass = z.enum([
  'PUBLIC',
  'AGGREGATE_ONLY',
  'DEIDENTIFIED',
  'CONFIDENTIAL',
  'IDENTIFYING',
  'SECURITY_CRITICAL',
]);

/** A scope of a token: RFC 6749, section 3.3. */
export const scope = z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,128}$/);

/** A list of declared coverage is walked again and again; whoever signs an endless one must not stop the hub. */
const MOST_COVERAGE = 500;
/** More than any country has subdivisions in ISO 3166-2. */
const MOST_AREAS = 500;

/** What a partner has declared to watch: the lattice's cells come from here and from code lists, never from data. */
export const declaredCoverage = z.strictObject({
  indicator: indicatorCode,
  country,
  /** ISO 3166-2 codes; empty when the partner reports this country as a whole only */
  areas: z
    .array(area)
    .max(MOST_AREAS)
    .refine((areas) => new Set(areas).size === areas.length, 'an area is named twice'),
  from: month,
  to: month,
});

/** All that a partner has declared: no entry twice, and no more than somebody could have meant. */
export const coverageList = z
  .array(declaredCoverage)
  .max(MOST_COVERAGE)
  .refine(
    (list) => new Set(list.map((declared) => canonicalJson(declared))).size === list.length,
    'an entry is named twice',
  );

const partner = z.strictObject({
  id: partnerId,
  name: z.string().min(1),
  countries: z.array(country).min(1),
  /** origin of the partner's node, e.g. https://node.example.org ; loopback http in the demonstration */
  url: z.url().refine(isNodeOrigin, 'must be an https origin, or http on this machine alone'),
  status: z.enum(['ACTIVE', 'SUSPENDED', 'WITHDRAWN']).default('ACTIVE'),
  /** true: every case file of this partner is made by the generator */
  synthetic: z.boolean(),
  /** verifies the partner's releases (Ed25519) */
  releaseKeys: jwks,
  coverage: coverageList,
});

const agreement = z.strictObject({
  id: z.string().min(1),
  recipient: z.string().min(1), // organisation id
  partner: partnerId,
  purposes: z.array(purpose).min(1),
  classes: z.array(dataClass).min(1),
  validFrom: day,
  validTo: day, // last day on which it holds, UTC
});

const issuer = z.strictObject({
  issuer: z.string().min(1),
  audience: z.string().min(1),
  algorithms: z.array(z.enum(['EdDSA', 'ES256', 'RS256', 'PS256'])).min(1),
  jwks,
  /** ids of the organisations that it may speak for: its tokens about any other are not accepted */
  organisations: z.array(z.string().min(1)).min(1),
  /** roles that it may give */
  roles: z.array(role).min(1),
  /** scopes that it may give (`@requiresScopes` in a partner's SDL asks for them); none by default */
  scopes: z.array(scope).optional(),
});

const coalitionSchema = z.strictObject({
  format: z.literal('vigil-coalition-1'),
  id: z.string().min(1),
  name: z.string().min(1),
  hub: z.strictObject({ id: z.string().min(1), delegationKeys: jwks }),
  issuers: z.array(issuer),
  organisations: z.array(z.strictObject({ id: z.string().min(1), name: z.string().min(1) })),
  partners: z.array(partner),
  agreements: z.array(agreement),
});

export type Coalition = z.infer<typeof coalitionSchema>;
export type CoalitionPartner = Coalition['partners'][number];
export type Agreement = Coalition['agreements'][number];
export type Issuer = Coalition['issuers'][number];
export type DeclaredCoverage = z.infer<typeof declaredCoverage>;

/**
 * Checks a coalition file.
 *
 * @param value - parsed JSON of any shape
 * @throws HubError COALITION_INVALID naming the first field that is wrong
 */
export function parseCoalition(value: unknown): Coalition {
  const parsed = coalitionSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new HubError(
      'COALITION_INVALID',
      `coalition file, field ${issue?.path.join('.') ?? '(root)'}: ${issue?.message ?? 'invalid'}`,
      'operator',
    );
  }
  const ids = parsed.data.partners.map(({ id }) => id);
  if (new Set(ids).size !== ids.length) {
    throw new HubError('COALITION_INVALID', 'coalition file names a partner twice', 'operator');
  }
  refuseUnknownOrganisations(parsed.data);
  return parsed.data;
}

/** A name that a partner takes later must not already be somebody's to speak for. */
function refuseUnknownOrganisations({ issuers, organisations, partners }: Coalition): void {
  const known = new Set([...organisations, ...partners].map(({ id }) => id));
  const unknown = issuers.findIndex((entry) => !entry.organisations.every((id) => known.has(id)));
  if (unknown === -1) return;
  throw new HubError(
    'COALITION_INVALID',
    `coalition file, field issuers.${unknown}.organisations: names an organisation that is not in the file`,
    'operator',
  );
}
