/**
 * Pseudonymous ids: what an act, victim, perpetrator, witness, piece of evidence, intervention or consent is called
 * towards one organisation.
 *
 * Keyed by a key that stays on this node, and by event and recipient: the same person has another id in every
 * event and for every organisation, so nobody links one person across cases, or across recipients, with them.
 */
import { createHmac, type KeyObject } from 'node:crypto';

export type PseudonymKind =
  'act' | 'victim' | 'perpetrator' | 'witness' | 'evidence' | 'intervention' | 'consent';

/** 22 base64url characters carry 132 bits. */
const LENGTH = 22;

export type Pseudonymise = (kind: PseudonymKind, eventId: string, localId: string) => string;

/**
 * Makes the namer for one recipient.
 *
 * @param recipient - the organisation that asks; null for a caller without one
 * @returns base64url(HMAC-SHA256(key, kind|event id|recipient|local id)), 22 characters. Kind, event id and
 *   local id hold no `|`, so two different inputs never read the same.
 */
export function createPseudonymise(key: KeyObject, recipient: string | null): Pseudonymise {
  return (kind, eventId, localId) =>
    createHmac('sha256', key)
      .update(`${kind}|${eventId}|${recipient ?? ''}|${localId}`)
      .digest('base64url')
      .slice(0, LENGTH);
}
