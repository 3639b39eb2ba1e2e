/**
 * The node's connection pool and its migrations.
 *
 * Takes a URL, gives an open TypeORM data source whose schema is the newest one.
 */
import { describeDatabaseError } from '@vigil/shared';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { nodeEntities } from '../records/entities.js';
import { nodeMigrations } from '../records/migrations.js';

/** A few nodes and their commands share one small server. */
const POOL_SIZE = 6;
export const CONNECT_TIMEOUT_MS = 15_000;
/** pg_advisory_lock: one migration at a time on a database */
export const MIGRATION_LOCK = 7_161_001;
/** OID of `date` in pg_type */
const DATE_OID = 1082;

/**
 * A date is a day on the calendar, not an instant: pg would make it midnight in this machine's time zone and
 * the month of an event would depend on where the server stands.
 */
export const dateAsText: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    (oid as number) === DATE_OID
      ? (text: string): string => text
      : (pg.types.getTypeParser(oid, format) as unknown),
};

/** A data source that is not open yet; `onPoolError` hears of idle connections that broke. */
export function nodeDataSource(url: string, onPoolError: (error: unknown) => void): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    applicationName: 'vigil-partner',
    entities: nodeEntities,
    migrations: nodeMigrations,
    migrationsTableName: 'node_migration',
    synchronize: false,
    // a logged statement would hold the values of a case file
    logging: false,
    installExtensions: false,
    poolErrorHandler: onPoolError,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
    extra: { max: POOL_SIZE, types: dateAsText },
  });
}

/** Opens and closes one connection, so that a wrong address, password or name is told apart. */
export async function probeDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  await client.connect();
  await client.end();
}

/**
 * Brings the schema up to date; when it is, nothing happens.
 *
 * @returns names of the migrations that were applied now
 */
export async function migrate(dataSource: DataSource): Promise<string[]> {
  const holder = dataSource.createQueryRunner();
  try {
    await holder.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const applied = await dataSource.runMigrations({ transaction: 'each' });
    return applied.map(({ name }) => name);
  } catch (error) {
    throw describeDatabaseError(error);
  } finally {
    await holder.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await holder.release();
  }
}
