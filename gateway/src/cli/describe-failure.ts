/**
 * One line and an exit code for whatever a command threw.
 *
 * The text of an unexpected error may hold the value that caused it; only its kind and code are shown.
 */
import { HubError } from '@vigil/shared';
import { CommanderError } from 'commander';

export interface Failure {
  /** null: it has been said already, or there is nothing to say (help) */
  line: string | null;
  /** 1 failed, 2 called wrongly */
  exitCode: number;
}

export function describeFailure(error: unknown): Failure {
  if (error instanceof CommanderError) return { line: null, exitCode: error.exitCode === 0 ? 0 : 2 };
  if (error instanceof HubError) return { line: error.message, exitCode: error.code === 'USAGE' ? 2 : 1 };
  if (!(error instanceof Error)) return { line: 'unexpected failure', exitCode: 1 };
  const code = 'code' in error && typeof error.code === 'string' ? ` (code ${error.code})` : '';
  return { line: `unexpected failure: ${error.name}${code}`, exitCode: 1 };
}
