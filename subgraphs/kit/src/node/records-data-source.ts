/**
 * The pool on the partner's own database: it reads the views of one schema and can write nothing.
 *
 * Whatever the role may do, each session is read-only, sees the views' schema and PostgreSQL's own names alone,
 * and gives up early where it would wait or hold others up.
 */
import { DataSource } from 'typeorm';
import { caseEntities } from '../records/entities.js';
import { CONNECT_TIMEOUT_MS, dateAsText } from './data-source.js';

const POOL_SIZE = 6;
/** a release counts everything once; what answers the hub sets a shorter one */
const STATEMENT_TIMEOUT_MS = 300_000;
/** a table that is being changed over there: come again later */
const LOCK_TIMEOUT_MS = 5_000;
/** an open snapshot keeps the other side's vacuum from its work */
const IDLE_TIMEOUT_MS = 60_000;

/** Session settings, as the server takes them when the session begins. */
function sessionOptions(schema: string): string {
  const settings: Readonly<Record<string, string>> = {
    default_transaction_read_only: 'on',
    // pg_catalog comes first by itself; temporary tables would too, were they not named
    search_path: `${schema},pg_temp`,
    statement_timeout: String(STATEMENT_TIMEOUT_MS),
    lock_timeout: String(LOCK_TIMEOUT_MS),
    idle_in_transaction_session_timeout: String(IDLE_TIMEOUT_MS),
    TimeZone: 'UTC',
  };
  return Object.entries(settings)
    .map(([name, value]) => `-c ${name}=${value}`)
    .join(' ');
}

/** A data source that is not open yet. Knows the entities of case files and no migration. */
export function recordsDataSource(
  url: string,
  schema: string,
  onPoolError: (error: unknown) => void,
): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName: 'vigil-partner-records',
    entities: caseEntities,
    synchronize: false,
    logging: false,
    installExtensions: false,
    poolErrorHandler: onPoolError,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    extra: { max: POOL_SIZE, types: dateAsText, options: sessionOptions(schema) },
  });
}
