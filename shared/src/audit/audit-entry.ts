/**
 * The shape of one audit entry: who asked what of whom, and how it ended. Never a value of a record.
 *
 * Strict on purpose: each text is an id, a code, a coordinate or a digest with its own alphabet, so that there
 * is no field into which a value could slip. Chaining is in `audit-chain.ts`, storage with whoever writes.
 */
import { z } from 'zod';
import { PARTNER_ID, purpose, role } from '../coalition/coalition.js';
import { CALLER_CODES } from '../errors/hub-error.js';

const NAME = '[_A-Za-z][_0-9A-Za-z]*';
/** GraphQL's schema coordinates: `Type`, `Type.member`, `Type.field(argument:)`, `@directive`, `@directive(argument:)`. */
export const SCHEMA_COORDINATE = new RegExp(
  `^(${NAME}(\\.${NAME}(\\(${NAME}:\\))?)?|@${NAME}(\\(${NAME}:\\))?)$`,
);

const coordinate = z.string().max(512).regex(SCHEMA_COORDINATE);
const digestText = z.string().regex(/^[A-Za-z0-9_-]{16,64}$/); // base64url or hex

export const auditEntry = z.strictObject({
  /** gapless from 1 */
  sequence: z.int().positive(),
  at: z.iso.datetime(),
  /** pseudonym of the caller; null when nobody was recognised */
  subject: digestText.nullable(),
  organisation: z
    .string()
    .regex(/^[a-z][a-z0-9-]{0,62}$/)
    .nullable(),
  roles: z.array(role),
  purpose: purpose.nullable(),
  policyVersion: digestText.nullable(),
  /** digest of the operation's text without its literals and variables; null when there was no readable one */
  operationHash: digestText.nullable(),
  /** what was used, sorted */
  coordinates: z.array(coordinate),
  /** of these, what could leave its partner as ciphertext only, sorted; absent: nothing */
  unsealed: z.array(coordinate).min(1).optional(),
  /** what was refused, sorted */
  denied: z.array(coordinate),
  /** the partners that got a request, sorted */
  partners: z.array(z.string().regex(PARTNER_ID)),
  /** OK, or every code that the answer carries, sorted */
  outcomes: z.array(z.enum(['OK', ...CALLER_CODES])).min(1),
});
export type AuditEntry = z.infer<typeof auditEntry>;
