/**
 * Turns what a database driver throws into one line for the operator: no host, no port, no password.
 */
import { HubError } from '../errors/hub-error.js';

const UNANSWERED =
  'the server named by DATABASE_URL does not answer; check that it runs and that the address is right';

/** SQLSTATE (PostgreSQL manual, appendix A) and Node's own codes. */
const REASONS: Readonly<Record<string, string>> = {
  '28P01': 'the server named by DATABASE_URL refuses the user name or password in it',
  '28000': 'the server named by DATABASE_URL does not admit the user in it',
  '3D000': 'the database named by DATABASE_URL does not exist; create it first',
  '42501':
    'the user in DATABASE_URL lacks the right to create tables; grant it on the database and its public schema',
  '53300': 'the server named by DATABASE_URL has no free connection',
  '57P03': 'the server named by DATABASE_URL is starting up; try again in a moment',
  ECONNREFUSED: UNANSWERED,
  ECONNRESET: UNANSWERED,
  EHOSTUNREACH: UNANSWERED,
  ENETUNREACH: UNANSWERED,
  ENOTFOUND: UNANSWERED,
  EAI_AGAIN: UNANSWERED,
  ENOENT: UNANSWERED,
  ETIMEDOUT: UNANSWERED,
};

/** @returns the error itself when it is already a HubError */
export function describeDatabaseError(error: unknown): HubError {
  if (error instanceof HubError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  const known = typeof code === 'string' ? REASONS[code] : undefined;
  const text = error instanceof Error ? error.message : '';
  const reason =
    known ??
    (/timeout|terminated/i.test(text)
      ? UNANSWERED
      : `the database named by DATABASE_URL cannot be used${typeof code === 'string' ? ` (code ${code})` : ''}`);
  return new HubError('DATABASE_UNREACHABLE', reason, 'operator', { cause: error });
}
