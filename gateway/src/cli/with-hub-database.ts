/**
 * A command's turn at the hub's database, whether the hub runs or not: the running hub's server is used, a
 * stopped hub's is started for the while.
 */
import { openDatabase } from '@vigil/shared';
import { pino, type Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { openHubDatabase } from '../storage/hub-database.js';
import type { CliContext } from './cli-context.js';

export async function withHubDatabase<Result>(
  cli: CliContext,
  work: (dataSource: DataSource, log: Logger) => Promise<Result>,
): Promise<Result> {
  const log = pino({ name: 'vigil-hub', level: 'warn' }, pino.destination(2));
  const { databaseUrl } = cli.config();
  const database = await openDatabase({ dataDir: cli.dataDir(), databaseUrl, mode: 'command', log });
  try {
    const dataSource = await openHubDatabase({ url: database.url, log });
    try {
      return await work(dataSource, log);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await database.close();
  }
}
