/**
 * What a request came to: the answer's bytes, and what is written down about it.
 *
 * A refusal has one shape, whatever was wrong: one error with one code of the closed list and a message that
 * names no value.
 */
import { HubError, isCallerCode, type CallerCode } from '@vigil/shared';
import type { SealedSummary } from '../sealing/sealing.js';
import type { Denial } from './decide-again.js';

export type OutcomeCode = CallerCode | 'ANSWERED';

export interface Outcome {
  code: OutcomeCode;
  /** what the caller gets, as JSON */
  body: string;
  /** root fields, or the endpoint */
  asked: readonly string[];
  /** events or releases given */
  rows: number;
  denied: readonly Denial[];
  /** places at which a field of a record was hidden; absent: none */
  masked?: number;
  /** what left sealed, and to which key; absent: nothing */
  sealed?: SealedSummary;
}

export interface Reply {
  status: number;
  body: string;
}

const MESSAGES_BY_DEFAULT = { code: 'INTERNAL_SERVER_ERROR', message: 'internal error' } as const;

/** The refusal for an error: its own words when they were made for callers, else none. */
export function refusal(error: unknown, asked: readonly string[] = []): Outcome {
  const { code, message } =
    error instanceof HubError && error.audience === 'caller' && isCallerCode(error.code)
      ? { code: error.code, message: error.message }
      : MESSAGES_BY_DEFAULT;
  const body = JSON.stringify({ errors: [{ message, extensions: { code } }] });
  return { code, body, asked, rows: 0, denied: [] };
}

/**
 * The HTTP status of an outcome: 401 without a valid delegation, else 200 as GraphQL over HTTP wants it for
 * `application/json`, whether the request was answered or refused.
 */
export function statusOf(code: OutcomeCode): number {
  return code === 'UNAUTHENTICATED' ? 401 : 200;
}

/** The one answer to everything that comes without a valid delegation: same bytes for every path. */
export function unauthenticated(): Reply {
  const { code, body } = refusal(
    new HubError('UNAUTHENTICATED', 'the request carries no valid delegation', 'caller'),
  );
  return { status: statusOf(code), body };
}
