/**
 * The class of callers that a delegation speaks of: what policies may look at, and nothing else of the claims.
 */
import type { SubjectClass } from '@vigil/policies';
import type { DelegationClaims } from '@vigil/shared';

export function subjectOf(claims: DelegationClaims): SubjectClass {
  const { organisation, roles, purpose, authenticated, scopes } = claims;
  return { organisation, roles, purpose, authenticated, scopes };
}
