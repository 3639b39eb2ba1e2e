/**
 * Who asks, as far as policies care: never a person, always a class of people.
 *
 * Types only. Two callers of one class share one permission map.
 */
import type { Classification, DelegationClaims } from '@vigil/shared';

export type SubjectRole = DelegationClaims['roles'][number];
export type SubjectPurpose = DelegationClaims['purpose'];

export interface SubjectClass {
  /** organisation id, a partner's id included; null for somebody who belongs to none */
  readonly organisation: string | null;
  readonly roles: readonly SubjectRole[];
  readonly purpose: SubjectPurpose;
  /** a token was verified; absent: nobody is signed in */
  readonly authenticated?: boolean;
  /** scopes of the token (RFC 8693, section 4.2) that the issuer may give; absent: none */
  readonly scopes?: readonly string[];
}

export const ACTIONS = ['select', 'filterBy', 'orderBy', 'groupBy', 'unseal'] as const;
/** What a caller wants to do with a coordinate. */
export type Action = (typeof ACTIONS)[number];

/** A purpose and a class of one partner's data that an agreement in force opens to the caller's organisation. */
export interface AgreementInForce {
  readonly partner: string;
  readonly purpose: SubjectPurpose;
  readonly class: Classification['class'];
}

/** The owner of everything that is PUBLIC; no partner can have this id. */
export const HUB_OWNER = '*hub*';
