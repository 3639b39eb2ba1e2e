/**
 * Errors in a partner's answer, by whom they may reach: a partner may say that it refuses, or that it does not
 * offer something. Its words, and everything else, stay with the operator.
 */
import type { AnswerError } from '@vigil/policies';
import type { CallerCode } from '@vigil/shared';

const MESSAGES: Partial<Record<CallerCode, string>> = {
  UNAUTHORIZED_FIELD_OR_TYPE: 'not authorized to read this field',
  NOT_AVAILABLE: 'the partner does not offer this',
};

export interface PartnerError {
  code: 'UNAUTHORIZED_FIELD_OR_TYPE' | 'NOT_AVAILABLE' | 'PARTNER_UNAVAILABLE';
  path: readonly (string | number)[];
}

function isPath(value: unknown): value is (string | number)[] {
  return Array.isArray(value) && value.every((key) => typeof key === 'string' || Number.isInteger(key));
}

function readError(error: unknown): PartnerError {
  const { path, extensions } = (error ?? {}) as { path?: unknown; extensions?: { code?: unknown } };
  const code = extensions?.code;
  return {
    code: code === 'UNAUTHORIZED_FIELD_OR_TYPE' || code === 'NOT_AVAILABLE' ? code : 'PARTNER_UNAVAILABLE',
    path: isPath(path) ? path : [],
  };
}

/** @param answer - the partner's whole answer, unchecked */
export function readPartnerErrors(answer: unknown): PartnerError[] {
  const errors = (answer as { errors?: unknown } | null)?.errors;
  return Array.isArray(errors) ? errors.map(readError) : [];
}

/** An error with the hub's own words. */
export function partnerError(
  partner: string,
  code: CallerCode,
  path: readonly (string | number)[],
): AnswerError {
  const message = MESSAGES[code] ?? `partner ${partner} could not be asked`;
  // That something is refused is said in the same bytes whoever refuses it.
  return { message, path, extensions: code === 'UNAUTHORIZED_FIELD_OR_TYPE' ? { code } : { code, partner } };
}
