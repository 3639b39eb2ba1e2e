/** Who asks: drawn classes of callers with tokens of one issuer, and the coalition that trusts it. */
import type { SubjectClass } from '@vigil/policies';
import { parseCoalition, role, type Agreement, type Coalition } from '@vigil/shared';
import { SignJWT, exportJWK, generateKeyPair, type CryptoKey } from 'jose';
import type { Drawing } from './drawing.js';
import { SCOPES } from './draw-extension.js';
import { partnerOf } from './expected-answer.js';
import { OWNERS } from './world.js';

export const NOW = new Date('2024-05-05T12:00:00Z');
export const TODAY = '2024-05-05';
const ISSUER = 'https://issuer.invalid';
const AUDIENCE = 'the-hub';
const ORGANISATIONS = ['regional-body', 'court', 'one', 'two'] as const;
const CLASSES = ['DEIDENTIFIED', 'CONFIDENTIAL', 'IDENTIFYING'] as const;

export function drawSubject(draw: Drawing): SubjectClass {
  const anonymous = draw.chance(8);
  if (anonymous)
    return {
      ...{ organisation: null, roles: ['PUBLIC_ANALYST'], purpose: 'STATISTICS' },
      ...{ authenticated: false, scopes: [] },
    };
  const organisation = draw.pick([...ORGANISATIONS, null]);
  const roles =
    organisation === null ? [] : draw.some(['REGIONAL_BODY', 'CASE_OFFICER', 'COURT'] as const, 50);
  return {
    organisation,
    roles: roles.length > 0 ? [...roles] : ['PUBLIC_ANALYST'],
    purpose: draw.pick(['OVERSIGHT', 'CASEWORK', 'LEGAL_PROCEEDINGS', 'STATISTICS']),
    authenticated: true,
    scopes: draw.some(SCOPES, 50),
  };
}

const VALIDITY = [
  ['2020-01-01', '2099-12-31'],
  ['2020-01-01', TODAY],
  ['2020-01-01', '2024-05-04'],
  ['2024-05-06', '2099-12-31'],
] as const;

export function drawAgreements(draw: Drawing): Agreement[] {
  // Of a partner without an extension: what it opens shows in no schema.
  const quiet: Agreement = {
    ...{ id: 'with-three', recipient: draw.pick(ORGANISATIONS), partner: 'three' },
    ...{ purposes: ['OVERSIGHT', 'CASEWORK', 'LEGAL_PROCEEDINGS', 'STATISTICS'], classes: ['DEIDENTIFIED'] },
    ...{ validFrom: '2020-01-01', validTo: '2099-12-31' },
  };
  const others = Array.from({ length: draw.between(1, 5) }, (_each, at): Agreement => {
    const [validFrom, validTo] = draw.pick(VALIDITY);
    return {
      id: `agreement-${at}`,
      recipient: draw.pick(ORGANISATIONS),
      partner: draw.pick(OWNERS),
      purposes: [draw.pick(['OVERSIGHT', 'CASEWORK', 'LEGAL_PROCEEDINGS'] as const)],
      classes: [draw.pick(CLASSES), 'DEIDENTIFIED'],
      validFrom,
      validTo,
    };
  });
  return [quiet, ...others];
}

export interface Issuer {
  coalition(agreements: readonly Agreement[]): Coalition;
  /** null: nobody is signed in */
  token(subject: SubjectClass): Promise<string | null>;
}

export async function openIssuer(): Promise<Issuer> {
  const { privateKey, publicKey } = await generateKeyPair('EdDSA', { crv: 'Ed25519', extractable: true });
  const jwk = { ...(await exportJWK(publicKey)), kty: 'OKP', kid: 'key' };
  return {
    coalition: (agreements) => coalitionOf(jwk, agreements),
    token: (subject) =>
      subject.authenticated === true ? signed(privateKey, subject) : Promise.resolve(null),
  };
}

function signed(
  key: CryptoKey,
  { organisation, roles, purpose: why, scopes }: SubjectClass,
): Promise<string> {
  const seconds = NOW.getTime() / 1000;
  return new SignJWT({ organisation, roles: [...roles], purpose: why, scope: (scopes ?? []).join(' ') })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'key' })
    .setIssuer(ISSUER)
    .setAudience(AUDIENCE)
    .setSubject('somebody')
    .setIssuedAt(seconds)
    .setExpirationTime(seconds + 60)
    .sign(key);
}

function coalitionOf(jwk: { kty: string; kid: string }, agreements: readonly Agreement[]): Coalition {
  return parseCoalition({
    ...{ format: 'vigil-coalition-1', id: 'drawn', name: 'Drawn' },
    hub: { id: 'the-hub', delegationKeys: { keys: [jwk] } },
    issuers: [
      {
        ...{ issuer: ISSUER, audience: AUDIENCE, algorithms: ['EdDSA'], jwks: { keys: [jwk] } },
        organisations: [...ORGANISATIONS],
        roles: [...role.options],
        scopes: [...SCOPES],
      },
    ],
    organisations: ORGANISATIONS.map((id) => ({ id, name: id })),
    partners: OWNERS.map((id) => ({
      ...{ id, name: partnerOf(id)['name'], countries: ['XA', 'XB'], url: 'https://node.invalid' },
      ...{ status: 'ACTIVE', synthetic: true, releaseKeys: { keys: [jwk] }, coverage: [] },
    })),
    agreements,
  });
}
