/**
 * The one error type of Vigil and the closed list of its codes.
 *
 * A code in `CALLER_CODES` may reach a caller as `extensions.code`; every other code stays in the log of
 * the process that raised it. Each code has a line in shared/README.md.
 */

/** The closed list of `extensions.code` values (design: public API, errors). */
export const CALLER_CODES = [
  'UNAUTHENTICATED',
  'UNAUTHORIZED_FIELD_OR_TYPE',
  'UNAUTHORIZED_ARGUMENT',
  'PARTNER_UNAVAILABLE',
  'TABLE_NOT_IN_LATTICE',
  'NOT_AVAILABLE',
  'CURSOR_INVALID',
  'LIMIT_EXCEEDED',
  'RATE_LIMITED',
  'BAD_USER_INPUT',
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'INTERNAL_SERVER_ERROR',
] as const;

export type CallerCode = (typeof CALLER_CODES)[number];

/** Codes that only an operator reads: start-up, command line, storage. */
export const OPERATOR_CODES = [
  'CONFIG_INVALID',
  'COALITION_INVALID',
  'SDL_UNCLASSIFIED',
  'SDL_REFUSED',
  'EXTENSION_INVALID',
  'COMPOSITION_FAILED',
  'POLICY_INVALID',
  'DATABASE_UNREACHABLE',
  'DATABASE_DAMAGED',
  'DATA_DIRECTORY_IN_USE',
  'DATA_DIRECTORY_MISSING',
  'PORT_TAKEN',
  'MAPPING_INVALID',
  'IMPORT_FILE_INVALID',
  'PLAN_EXCEEDS_BOUND',
  'PLAN_INVALID',
  'LEDGER_BEHIND',
  'LEDGER_BROKEN',
  'RECORDS_READ_ONLY',
  'RECORDS_UNREADABLE',
  'RELEASE_INVALID',
  'RELEASE_EXISTS',
  'SEALED_INVALID',
  'AUDIT_BROKEN',
  'BACKUP_INVALID',
  'RESTORE_REFUSED',
  'NOT_FOUND',
  'USAGE',
] as const;

export type OperatorCode = (typeof OPERATOR_CODES)[number];
export type HubErrorCode = CallerCode | OperatorCode;

/** 'caller' messages may leave the process; 'operator' messages stay in its log or on its terminal. */
export class HubError extends Error {
  override readonly name = 'HubError';

  constructor(
    readonly code: HubErrorCode,
    /** lower case, no full stop; names fields, partners and limits, never a value of a record or a token */
    message: string,
    readonly audience: 'caller' | 'operator',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

const callerCodes: ReadonlySet<string> = new Set(CALLER_CODES);

/** Is this one of the codes a caller may see? */
export function isCallerCode(code: unknown): code is CallerCode {
  return typeof code === 'string' && callerCodes.has(code);
}
