/** Who can be tried out in the demonstration, and as whom the demonstration's issuer describes them. */
import { HubError, type DelegationClaims } from '@vigil/shared';

export type DemoClaims = Pick<DelegationClaims, 'organisation' | 'roles' | 'purpose'>;

const FIXED: Readonly<Record<string, DemoClaims>> = {
  'public-analyst': { organisation: null, roles: ['PUBLIC_ANALYST'], purpose: 'STATISTICS' },
  'regional-body': { organisation: 'regional-body', roles: ['REGIONAL_BODY'], purpose: 'OVERSIGHT' },
  coordinator: { organisation: 'secretariat', roles: ['COORDINATOR'], purpose: 'OVERSIGHT' },
  court: { organisation: 'court', roles: ['COURT'], purpose: 'LEGAL_PROCEEDINGS' },
};
const OFFICER = 'case-officer@';

/** Every name that `demo token` takes. */
export function demoPrincipals(partners: readonly string[]): string[] {
  return [...Object.keys(FIXED), ...partners.map((partner) => `${OFFICER}${partner}`)];
}

/** @throws HubError USAGE naming the principals that there are */
export function demoClaims(principal: string, partners: readonly string[]): DemoClaims {
  const fixed = Object.hasOwn(FIXED, principal) ? FIXED[principal] : undefined;
  if (fixed !== undefined) return fixed;
  const partner = principal.startsWith(OFFICER) ? principal.slice(OFFICER.length) : null;
  if (partner !== null && partners.includes(partner)) {
    return { organisation: partner, roles: ['CASE_OFFICER'], purpose: 'CASEWORK' };
  }
  throw new HubError(
    'USAGE',
    `no such principal; there are ${demoPrincipals(partners).join(', ')}`,
    'operator',
  );
}
