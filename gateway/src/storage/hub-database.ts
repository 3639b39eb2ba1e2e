/**
 * The hub's PostgreSQL: one data source with everything the hub keeps.
 *
 * Takes an address, gives a data source whose tables are up to date. Who runs the server is decided elsewhere.
 */
import 'reflect-metadata';
import { describeDatabaseError } from '@vigil/shared';
import type { Logger } from 'pino';
import { DataSource } from 'typeorm';
import { AuditCutMigration1800000008001 } from '../operations/audit-cut-migration.js';
import { exportEntities, exportMigrations } from '../exports/index.js';
import { releaseStoreEntities, releaseStoreMigrations } from '../releases/index.js';
import { AuditEntryMigration1790000000001 } from './audit-entry-migration.js';
import { AuditEntryRecord } from './audit-entry-record.js';
import { PartnerStateMigration1800000002001 } from './partner-state-migration.js';
import { RedFlagMigration1800000009001 } from './red-flag-migration.js';

export interface HubDatabaseOptions {
  url: string;
  log: Logger;
}

const POOL_SIZE = 10;
const CONNECT_TIMEOUT_MILLISECONDS = 5_000;
/** The server gives up on a statement, and the hub on a server that does not even do that. */
const STATEMENT_MILLISECONDS = 15_000;
const ANSWER_MILLISECONDS = 20_000;
/** Two hubs that start together migrate one after the other. */
const MIGRATION_LOCK = 7_311_000;

async function migrate(dataSource: DataSource): Promise<void> {
  const lock = dataSource.createQueryRunner();
  await lock.connect();
  try {
    await lock.query('SELECT pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await dataSource.runMigrations({ transaction: 'each' });
  } finally {
    await lock.query('SELECT pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    await lock.release();
  }
}

/** @throws HubError DATABASE_UNREACHABLE, one line without address or password */
export async function openHubDatabase({ url, log }: HubDatabaseOptions): Promise<DataSource> {
  const dataSource = new DataSource({
    type: 'postgres',
    url,
    entities: [AuditEntryRecord, ...releaseStoreEntities, ...exportEntities],
    migrations: [
      AuditEntryMigration1790000000001,
      ...releaseStoreMigrations,
      ...exportMigrations,
      PartnerStateMigration1800000002001,
      AuditCutMigration1800000008001,
      RedFlagMigration1800000009001,
    ],
    migrationsTableName: 'hub_migration',
    poolSize: POOL_SIZE,
    connectTimeoutMS: CONNECT_TIMEOUT_MILLISECONDS,
    extra: { statement_timeout: STATEMENT_MILLISECONDS, query_timeout: ANSWER_MILLISECONDS },
    poolErrorHandler: (error: unknown) => {
      log.warn({ code: describeDatabaseError(error).code }, 'a database connection broke');
    },
    synchronize: false,
    logging: false,
  });
  try {
    await dataSource.initialize();
    await migrate(dataSource);
    return dataSource;
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw describeDatabaseError(error);
  }
}
