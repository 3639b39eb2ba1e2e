/**
 * Errors by audience: what a caller may read stays, everything else becomes one sentence.
 *
 * Takes errors of any origin, gives errors of the closed list whose extensions hold a code, a partner's id, or
 * the combinations that would be allowed.
 */
import type { AnswerError } from '@vigil/policies';
import { PARTNER_ID, isCallerCode } from '@vigil/shared';

export interface RawError {
  message: string;
  path?: readonly (string | number)[] | undefined;
  extensions?: Readonly<Record<string, unknown>> | undefined;
}

const INTERNAL_MESSAGE = 'this part could not be answered';

/** Lists of enum values and the like; anything deeper is nobody's allowed combination. */
function isAllowed(value: unknown): value is readonly unknown[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string' || isAllowed(item));
}

/** @param error - a code of the closed list marks a message that was written for callers */
export function maskError(error: RawError): AnswerError {
  const { code, partner, allowed } = error.extensions ?? {};
  const place = error.path === undefined ? {} : { path: error.path };
  if (!isCallerCode(code) || code === 'INTERNAL_SERVER_ERROR') {
    return { message: INTERNAL_MESSAGE, ...place, extensions: { code: 'INTERNAL_SERVER_ERROR' } };
  }
  return {
    message: error.message,
    ...place,
    extensions: {
      code,
      ...(typeof partner === 'string' && PARTNER_ID.test(partner) ? { partner } : {}),
      ...(isAllowed(allowed) ? { allowed } : {}),
    },
  };
}
