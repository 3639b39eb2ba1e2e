/** A database of its own for one suite, on the server that global-setup.mjs started or was given. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: serverUrl() });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function serverUrl(): string {
  const url = process.env['VIGIL_TEST_SERVER'];
  if (url === undefined) throw new Error('no test server: jest must run with test/jest.config.mjs');
  return url;
}

export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `vigil_test_${randomBytes(8).toString('hex')}`;
  // the same order of text everywhere, whatever locale the server was made with
  await onServer(`CREATE DATABASE ${name} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`);
  const url = new URL(serverUrl());
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}
