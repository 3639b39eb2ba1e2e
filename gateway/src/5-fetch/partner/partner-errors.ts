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

/** More places than this in one answer are nobody's honest errors: each row may have several fields that are masked. */
const MAX_ERRORS = 10_000;

/**
 * @param answer - the partner's whole answer, unchecked
 * @returns one error a place, the first; null: more places than anybody reads
 */
export function readPartnerErrors(answer: unknown): PartnerError[] | null {
  const errors = (answer as { errors?: unknown } | null)?.errors;
  if (!Array.isArray(errors)) return [];
  const places = new Map<string, PartnerError>();
  for (const error of errors) {
    const read = readError(error);
    const place = JSON.stringify(read.path);
    if (!places.has(place)) places.set(place, read);
    if (places.size > MAX_ERRORS) return null;
  }
  return [...places.values()];
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
