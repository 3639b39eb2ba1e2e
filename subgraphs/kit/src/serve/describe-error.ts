/**
 * An error as a log may hold it: what kind and where, without its message.
 *
 * Messages of a database or of a parser repeat the value that they stumbled over, and a value of a record or a
 * token has no place in a log. Messages of our own errors are written to be read.
 */
import { HubError } from '@vigil/shared';
import { isNativeError } from 'node:util/types';

interface DescribedError {
  error: string;
  code?: string;
  message?: string;
  cause?: string;
  at?: string[];
}

const FRAMES = 6;

/** Describes any thrown value. */
export function describeError(thrown: unknown): DescribedError {
  if (!isNativeError(thrown)) return { error: typeof thrown };
  if (thrown instanceof HubError) {
    return {
      error: thrown.name,
      code: thrown.code,
      message: thrown.message,
      ...(isNativeError(thrown.cause) ? { cause: describeCause(thrown.cause) } : {}),
    };
  }
  const code: unknown = 'code' in thrown ? thrown.code : undefined;
  const at = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return {
    error: thrown.name,
    ...(typeof code === 'string' ? { code } : {}),
    at: at.slice(0, FRAMES).map((line) => line.trim()),
  };
}

/** A plain Error was thrown by our own code, and says which step failed; of any other kind only the kind. */
function describeCause(cause: Error): string {
  return Object.getPrototypeOf(cause) === Error.prototype ? cause.message : cause.name;
}
