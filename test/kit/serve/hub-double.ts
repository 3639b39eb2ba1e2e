/**
 * A hub as far as a partner node can tell: a key, and delegations signed with it.
 *
 * The coordinates of a question are written by hand in the cases that are about them; elsewhere they are
 * taken from the selection, as the hub does.
 */
import { expandOperation, extensionCoordinates, loadPolicyEngine, usedCoordinates } from '@vigil/policies';
import {
  DELEGATION_TYP,
  bodyDigest,
  buildCommonsSubgraph,
  buildExtensionSchema,
  signDelegation,
  type DelegatedClaims,
  type DelegationClaims,
} from '@vigil/shared';
import { parse } from 'graphql';
import { SignJWT, exportJWK, generateKeyPair, type CryptoKey, type JWK } from 'jose';
import { randomUUID } from 'node:crypto';

export interface Caller {
  organisation: string | null;
  roles: DelegationClaims['roles'];
  purpose: DelegationClaims['purpose'];
  /** by default: yes */
  authenticated?: boolean;
  /** by default: none */
  scopes?: string[];
}

/** The body that holds an agreement with the partner of these tests. */
export const REGIONAL_BODY: Caller = {
  organisation: 'regional-body',
  roles: ['REGIONAL_BODY'],
  purpose: 'OVERSIGHT',
};
/** A second body with an agreement of its own. */
export const OTHER_BODY: Caller = {
  organisation: 'other-body',
  roles: ['REGIONAL_BODY'],
  purpose: 'OVERSIGHT',
};
export const OFFICER: Caller = {
  organisation: 'synthetic-one',
  roles: ['CASE_OFFICER'],
  purpose: 'CASEWORK',
};
/** Works on some cases together with the partner of these tests. */
export const CO_SIGNATORY: Caller = {
  organisation: 'co-body',
  roles: ['CASE_OFFICER'],
  purpose: 'OVERSIGHT',
};
export const COURT: Caller = {
  organisation: 'court',
  roles: ['COURT'],
  purpose: 'LEGAL_PROCEEDINGS',
};
/** Somebody who works where the data is kept, and is no officer. */
export const COLLEAGUE: Caller = {
  organisation: 'synthetic-one',
  roles: ['PUBLIC_ANALYST'],
  purpose: 'OVERSIGHT',
};

export interface Question {
  query: string;
  variables?: Record<string, unknown>;
}

export interface HubDouble {
  readonly publicKey: JWK;
  readonly policyVersion: string;
  /** what the body of a question uses */
  coordinates(question: Question): string[];
  /** the same for a question to the extension of this SDL */
  extensionCoordinates(question: Question, sdl: string): string[];
  delegate(body: string, claims: Partial<DelegatedClaims>, now?: Date): Promise<string>;
  /** any claims and header, well-formed or not */
  sign(claims: object, header?: { alg?: string; typ?: string; kid?: string }): Promise<string>;
  /** claims that would be accepted for this body, to be spoiled by a case */
  claims(body: string, changed?: Partial<DelegationClaims>): DelegationClaims;
}

/** Makes a hub with a key of its own. */
export async function createHubDouble(partner = 'synthetic-one'): Promise<HubDouble> {
  const { privateKey, publicKey } = await generateKeyPair('Ed25519', { extractable: true });
  const schema = buildCommonsSubgraph();
  const { version } = await loadPolicyEngine();
  const standard = (changed: Partial<DelegatedClaims>): DelegatedClaims => ({
    iss: 'hub',
    aud: partner,
    sub: 'pairwise-pseudonym',
    ...REGIONAL_BODY,
    authenticated: true,
    scopes: [],
    policyVersion: version,
    coordinates: [],
    ...changed,
  });
  return {
    publicKey: { ...(await exportJWK(publicKey)), kid: 'hub-key', alg: 'EdDSA', use: 'sig' },
    policyVersion: version,
    coordinates: ({ query, variables }) =>
      usedCoordinates(expandOperation({ schema, document: parse(query), variables, maxFields: 1_000 })),
    extensionCoordinates: ({ query, variables }, sdl) =>
      extensionCoordinates(
        expandOperation({
          ...{ schema: buildExtensionSchema(sdl), document: parse(query) },
          ...{ variables, maxFields: 1_000 },
        }),
      ),
    delegate: (body, changed, now = new Date()) =>
      signDelegation({
        key: privateKey,
        kid: 'hub-key',
        claims: standard(changed),
        body: Buffer.from(body),
        now,
        randomId: randomUUID,
      }),
    sign: (claims, header = {}) => signAnything(privateKey, claims, header),
    claims: (body, changed = {}) => {
      const now = Math.floor(Date.now() / 1000);
      return {
        ...standard({}),
        iat: now,
        exp: now + 20,
        jti: randomUUID(),
        digest: bodyDigest(Buffer.from(body)),
        ...changed,
      };
    },
  };
}

function signAnything(
  key: CryptoKey,
  claims: object,
  { alg = 'EdDSA', typ = DELEGATION_TYP, kid = 'hub-key' }: { alg?: string; typ?: string; kid?: string },
): Promise<string> {
  return new SignJWT({ ...claims }).setProtectedHeader({ alg, typ, kid }).sign(key);
}
