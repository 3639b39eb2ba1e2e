/**
 * The audit entry of something that an operator did to the hub: who, what, and to which partner, key or red flag.
 *
 * As strict as a request's entry in `shared`: no field into which a sentence, or a value, could slip. It stands
 * in the same chain.
 */
import { PARTNER_ID, auditEntry, role, type AuditEntry } from '@vigil/shared';
import { z } from 'zod';
import { FLAG_ID } from '../red-flags/red-flag.js';

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

const flagEntry = z.strictObject({
  /** gapless from 1, together with the other entries */
  sequence: z.int().positive(),
  at: z.iso.datetime(),
  action: z.enum(['FLAG_ACKNOWLEDGED', 'FLAG_CLOSED']),
  operator: z.string().regex(OPERATOR_NAME),
  flag: z.string().regex(FLAG_ID),
  /** in which it was acknowledged; the reason of a closing stands with the flag, no sentence stands here */
  role: role.nullable(),
});
export type FlagEntry = z.infer<typeof flagEntry>;

/** Everything that stands in the hub's chain. */
export const hubEntry = z.union([auditEntry, operatorEntry, flagEntry]);
export type HubEntry = AuditEntry | OperatorEntry | FlagEntry;
