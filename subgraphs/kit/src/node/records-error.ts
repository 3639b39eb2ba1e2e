/**
 * One line for whatever the partner's own database threw: what is wrong with the views, and what to do.
 *
 * Takes a driver's error, gives names of tables and columns and a code, never the text of an error that may
 * repeat a value.
 */
import { HubError, describeDatabaseError } from '@vigil/shared';

const CHECK = 'vigil-partner views check tells what and how to put it right';

/** SQLSTATE (PostgreSQL manual, appendix A) -> what it says about views. Their texts name objects only. */
const NAMING_OBJECTS: Readonly<Record<string, string>> = {
  '42501': 'a right is missing',
  '42P01': 'a view is missing',
  '42703': 'a column is missing',
  '42883': 'a type does not fit',
  '42804': 'a type does not fit',
  '3F000': 'the schema is missing',
};

const OTHERS: Readonly<Record<string, string>> = {
  '57014': 'a statement took too long; the tables behind the views may lack an index',
  '55P03': 'a table behind the views is locked by somebody else, for longer than this node waits',
  '25006': 'something tried to write into it, which this node never does',
};

/** `permission denied for view victim` -> `view victim`; `column e.title does not exist` -> `column e.title` */
function objectIn(message: string): string {
  const found = /(?:for |^)(table|view|schema|function|relation|column|materialized view) ("?[\w.$]+"?)/.exec(
    message,
  );
  return found === null ? '' : `: ${found[1] ?? ''} ${found[2] ?? ''}`;
}

/** @returns RECORDS_UNREADABLE, for the operator; an error that is ours already stays as it is */
export function describeRecordsError(error: unknown): HubError {
  if (error instanceof HubError) return error;
  const { code: raw } = (error ?? {}) as { code?: unknown };
  const code = typeof raw === 'string' ? raw : '';
  const message = error instanceof Error ? error.message : '';
  const naming = NAMING_OBJECTS[code];
  const why =
    naming === undefined
      ? (OTHERS[code] ?? unreachable(error, code))
      : `${naming}${objectIn(message)} (code ${code})`;
  return new HubError(
    'RECORDS_UNREADABLE',
    `the records database cannot be read: ${why}; ${CHECK}`,
    'operator',
    {
      cause: error,
    },
  );
}

/** Connection troubles have their words already; those name the setting of the node's own database. */
function unreachable(error: unknown, code: string): string {
  if (/^(22|23|21|P0)/.test(code)) return `a view fails on a value of its tables (code ${code})`;
  return describeDatabaseError(error).message.replaceAll('DATABASE_URL', 'the records URL');
}
