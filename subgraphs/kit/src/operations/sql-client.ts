/** One connection outside the pool, for work that holds a snapshot or a transaction for minutes. */
import { describeDatabaseError, type Query } from '@vigil/shared';
import pg from 'pg';
import type { DataSource } from 'typeorm';

const CONNECT_TIMEOUT_MS = 15_000;

/** The address that an open data source was given. */
export function urlOf({ options }: Pick<DataSource, 'options'>): string {
  const url = 'url' in options ? options.url : undefined;
  if (typeof url !== 'string') throw new TypeError('the data source was opened without an address');
  return url;
}

/** @throws HubError DATABASE_UNREACHABLE */
export async function withClient<Result>(
  url: string,
  work: (query: Query) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  // a server that goes away fails the statement that runs; the event alone would end the process
  client.on('error', () => undefined);
  await client.connect().catch((error: unknown) => {
    throw describeDatabaseError(error);
  });
  try {
    return await work(
      async <Row extends object>(sql: string, values?: readonly unknown[]) =>
        (await client.query<Row>(sql, values === undefined ? undefined : [...values])).rows,
    );
  } finally {
    await client.end();
  }
}
