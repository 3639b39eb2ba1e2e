/**
 * Looks whether the server of a DATABASE_URL listens, without a driver: the room `shared` has none.
 */
import { createConnection } from 'node:net';
import { HubError } from '../errors/hub-error.js';
import { describeDatabaseError } from './database-error.js';

const TIMEOUT_MS = 5_000;

function target(databaseUrl: string): { path: string } | { host: string; port: number } {
  const url = URL.canParse(databaseUrl) ? new URL(databaseUrl) : null;
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw new HubError(
      'DATABASE_UNREACHABLE',
      'DATABASE_URL is not of the form postgresql://user:password@host:port/database',
      'operator',
    );
  }
  const port = url.port === '' ? 5_432 : Number(url.port);
  const socket = url.searchParams.get('host');
  if (socket?.startsWith('/') === true) return { path: `${socket}/.s.PGSQL.${port}` };
  return { host: (socket ?? url.hostname.replace(/^\[|\]$/g, '')) || 'localhost', port };
}

/** @throws HubError DATABASE_UNREACHABLE when nothing listens there */
export async function requireServerReachable(databaseUrl: string): Promise<void> {
  const where = target(databaseUrl);
  await new Promise<void>((resolve, reject) => {
    const socket = createConnection(where);
    socket.setTimeout(TIMEOUT_MS, () => {
      socket.destroy(Object.assign(new Error('timeout'), { code: 'ETIMEDOUT' }));
    });
    socket.once('connect', () => {
      socket.end();
      resolve();
    });
    socket.once('error', (error) => {
      reject(describeDatabaseError(error));
    });
  });
}
