/**
 * The audit entry of something that an operator did to the hub: who, what, and to which partner or key.
 *
 * As strict as a request's entry in `shared`: no field into which a sentence, or a value, could slip. It stands
 * in the same chain.
 */
import { PARTNER_ID, auditEntry, type AuditEntry } from '@vigil/shared';
import { z } from 'zod';

export const OPERATOR_ACTIONS = [
  'PARTNER_ADMITTED',
  'PARTNER_SUSPENDED',
  'COALITION_RELOAD_ASKED',
  'KEY_MADE',
  'KEY_ACTIVATED',
  'KEY_RETIRED',
] as const;
export type OperatorAction = (typeof OPERATOR_ACTIONS)[number];

/** An account's name, not a sentence. */
export const OPERATOR_NAME = /^[A-Za-z0-9._@-]{1,64}$/;

const operatorEntry = z.strictObject({
  /** gapless from 1, together with the entries of requests */
  sequence: z.int().positive(),
  at: z.iso.datetime(),
  action: z.enum(OPERATOR_ACTIONS),
  operator: z.string().regex(OPERATOR_NAME),
  partner: z.string().regex(PARTNER_ID).nullable(),
  /** the key concerned, by its id */
  kid: z
    .string()
    .regex(/^[A-Za-z0-9_-]{1,64}$/)
    .nullable(),
});
export type OperatorEntry = z.infer<typeof operatorEntry>;

/** Everything that stands in the hub's chain. */
export const hubEntry = z.union([auditEntry, operatorEntry]);
export type HubEntry = AuditEntry | OperatorEntry;
