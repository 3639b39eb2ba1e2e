/**
 * Opens a partner node: settings, coalition, database, newest schema.
 *
 * Takes a data directory that `init` made, gives the context that every command and the server work with.
 */
import { resolve } from 'node:path';
import { describeDatabaseError, openDatabase } from '@vigil/shared';
import type { OpenedDatabase } from '@vigil/shared';
import { pino } from 'pino';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { readCoalition, readSettings } from './data-directory.js';
import { migrate, nodeDataSource, probeDatabase } from './data-source.js';
import type { NodeContext, NodeMode } from './node-context.js';
import { openRecords } from './open-records.js';
import type { OpenedRecords } from './open-records.js';

export interface OpenNodeOptions {
  readonly dataDir: string;
  /** a server that somebody else runs; without it the embedded one is used */
  readonly databaseUrl?: string | undefined;
  /** of a partner on views, instead of the one in keys/records-url */
  readonly recordsUrl?: string | undefined;
  /** folder of the coalition's policies; without it the ones that came with the program */
  readonly policyDirectory?: string | undefined;
  readonly mode: NodeMode;
  readonly log?: Logger | undefined;
  readonly now?: (() => Date) | undefined;
}

/** Log lines go to stderr: stdout belongs to a command's answer. */
export function nodeLogger(level = 'info'): Logger {
  return pino({ name: 'vigil-partner', level }, pino.destination(2));
}

async function openDataSource(url: string, log: Logger): Promise<DataSource> {
  const dataSource = nodeDataSource(url, (error) => {
    log.warn({ code: describeDatabaseError(error).code }, 'a database connection broke');
  });
  try {
    await dataSource.initialize();
    const applied = await migrate(dataSource);
    if (applied.length > 0) log.info({ applied }, 'database schema brought up to date');
    return dataSource;
  } catch (error) {
    if (dataSource.isInitialized) await dataSource.destroy();
    throw describeDatabaseError(error);
  }
}

interface Opened {
  readonly dataSource: DataSource;
  readonly records: OpenedRecords;
  readonly database: OpenedDatabase;
}

function closeOnce({ dataSource, records, database }: Opened): () => Promise<void> {
  let closing: Promise<void> | null = null;
  const close = async (): Promise<void> => {
    try {
      // the records may be on the server that the node's own database starts and stops
      await records.close().catch(() => undefined);
      await dataSource.destroy();
    } finally {
      await database.close();
    }
  };
  return () => (closing ??= close());
}

/**
 * Pending migrations are applied here: they only ever add, and a node whose commands need one more step
 * after an update is a node that stands still.
 *
 * @throws HubError DATA_DIRECTORY_MISSING, CONFIG_INVALID, COALITION_INVALID, DATA_DIRECTORY_IN_USE,
 *   DATABASE_UNREACHABLE, DATABASE_DAMAGED, RECORDS_UNREADABLE, each one line with its remedy
 */
export async function openNode(options: OpenNodeOptions): Promise<NodeContext> {
  const dataDir = resolve(options.dataDir);
  const log = options.log ?? nodeLogger();
  const { databaseUrl, mode } = options;
  const settings = await readSettings(dataDir);
  const coalition = await readCoalition(dataDir);
  const database = await openDatabase({ dataDir, databaseUrl, mode, log, probe: probeDatabase });
  let dataSource: DataSource | null = null;
  try {
    dataSource = await openDataSource(database.url, log);
    const sources = { dataDir, given: options.recordsUrl, nodeUrl: database.url };
    const records = await openRecords(dataSource, { ...sources, settings, mode, log });
    return {
      ...{ dataDir, settings, coalition, dataSource, log },
      ...(options.policyDirectory === undefined ? {} : { policyDirectory: resolve(options.policyDirectory) }),
      get records(): DataSource {
        return records.source();
      },
      now: options.now ?? ((): Date => new Date()),
      close: closeOnce({ dataSource, records, database }),
    };
  } catch (error) {
    if (dataSource !== null) await dataSource.destroy();
    await database.close();
    throw error;
  }
}
