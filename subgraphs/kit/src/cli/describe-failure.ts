/**
 * One line and an exit code for whatever a command threw.
 *
 * The text of an unexpected error may hold the value that caused it; only its kind and codes are shown.
 */
import { HubError } from '@vigil/shared';
import { CommanderError } from 'commander';

interface Failure {
  /** null: it has been said already, or there is nothing to say (help) */
  readonly line: string | null;
  /** 1 failed, 2 usage */
  readonly exitCode: number;
}

/** Names of tables, columns and constraints are ours; the detail beside them would be the partner's data. */
function codesOf(error: object): string {
  const driver = 'driverError' in error && typeof error.driverError === 'object' ? error.driverError : null;
  const parts = ['code', 'table', 'column', 'constraint'].flatMap((key) => {
    const value =
      (driver as Record<string, unknown> | null)?.[key] ?? (error as Record<string, unknown>)[key];
    return typeof value === 'string' ? [`${key} ${value}`] : [];
  });
  return parts.length === 0 ? '' : ` (${parts.join(', ')})`;
}

export function describeFailure(error: unknown): Failure {
  if (error instanceof CommanderError) {
    return { line: null, exitCode: error.exitCode === 0 ? 0 : 2 };
  }
  if (error instanceof HubError) {
    return { line: error.message, exitCode: error.code === 'USAGE' ? 2 : 1 };
  }
  if (!(error instanceof Error)) return { line: 'unexpected failure', exitCode: 1 };
  return { line: `unexpected failure: ${error.name}${codesOf(error)}`, exitCode: 1 };
}
