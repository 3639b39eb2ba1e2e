/**
 * The one way case files are read: a transaction that sees one moment and can write nothing.
 *
 * Takes work over its manager. On the partner's own database it blocks nobody's writing, and what goes wrong
 * there is said in one line.
 */
import type { EntityManager } from 'typeorm';
import type { NodeContext } from './node-context.js';
import { describeRecordsError } from './records-error.js';

export type RecordsContext = Pick<NodeContext, 'records' | 'settings'>;

export interface ReadRecordsOptions {
  /** default: as long as the session allows */
  readonly statementTimeoutMs?: number;
}

/** An error of the database itself, not one that the work made of what it read. */
function isDriverError(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as { code?: unknown };
  return (
    error.name === 'QueryFailedError' || typeof code === 'string' || /timeout|terminated/i.test(error.message)
  );
}

/** @throws HubError RECORDS_UNREADABLE when the views cannot be read; what the work throws is passed on */
export async function readRecords<Result>(
  context: RecordsContext,
  work: (manager: EntityManager) => Promise<Result>,
  { statementTimeoutMs }: ReadRecordsOptions = {},
): Promise<Result> {
  try {
    return await context.records.transaction('REPEATABLE READ', async (manager) => {
      await manager.query('SET TRANSACTION READ ONLY');
      if (statementTimeoutMs !== undefined) {
        await manager.query(`SET LOCAL statement_timeout = ${Math.trunc(statementTimeoutMs)}`);
      }
      return work(manager);
    });
  } catch (error) {
    if (context.settings.records === undefined || !isDriverError(error)) throw error;
    throw describeRecordsError(error);
  }
}
