/**
 * Makes the partner's own database for the example: `node prepare.mjs --data-dir <directory made by vigil-partner init>`.
 *
 * On the server that the node uses, DATABASE_URL's or the embedded one: database, foreign schema, made-up data,
 * views, and the URL with a fresh password in keys/records-url. May run again; what is there stays.
 */
import { randomBytes } from 'node:crypto';
import { chmod, readFile, rename, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '@vigil/kit';
import { openDatabase } from '@vigil/shared';
import pg from 'pg';

const ROLE_IN_SCRIPT = 'casework_reader';
const NAME = /^[a-z_][a-z0-9_]{0,62}$/;

async function withClient(url, work) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

const script = (name) => readFile(new URL(name, import.meta.url), 'utf8');

/** @returns false when the database is there already */
async function createDatabase(serverUrl, database) {
  return withClient(serverUrl, async (client) => {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [database]);
    if (rowCount > 0) return false;
    await client.query(
      `CREATE DATABASE ${database} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'`,
    );
    await client.query(`REVOKE ALL ON DATABASE ${database} FROM PUBLIC`);
    return true;
  });
}

async function fill(client, role) {
  const schema = await client.query("SELECT to_regclass('casework.event') AS found");
  if (schema.rows[0].found === null) {
    await client.query(
      `BEGIN;\n${await script('schema.sql')}\n${await script('data.sql')}\nCOMMIT;\nANALYZE;`,
    );
  }
  const views = await script('views.sql');
  await client.query(views.replaceAll(ROLE_IN_SCRIPT, role));
}

/** The host `own-server` is the server of the node, whose port changes when it is the embedded one. */
async function writeUrl(dataDir, client, { role, database }) {
  const password = randomBytes(24).toString('hex');
  await client.query(`ALTER ROLE ${role} PASSWORD '${password}'`);
  const path = join(dataDir, 'keys', 'records-url');
  await writeFile(`${path}.new`, `postgres://${role}:${password}@own-server/${database}\n`, { mode: 0o600 });
  await chmod(`${path}.new`, 0o600);
  await rename(`${path}.new`, path);
}

async function prepare({ dataDir, databaseUrl, database, role }) {
  if (!NAME.test(database) || !NAME.test(role)) throw new Error('database and role are plain names');
  const log = { info: () => undefined, warn: (message) => console.error(message) };
  const opened = await openDatabase({ dataDir, databaseUrl, mode: 'command', log });
  try {
    const made = await createDatabase(opened.url, database);
    const url = new URL(opened.url);
    url.pathname = `/${database}`;
    await withClient(url.href, async (client) => {
      await fill(client, role);
      await writeUrl(dataDir, client, { role, database });
    });
    return made;
  } finally {
    await opened.close();
  }
}

try {
  const { values } = parseArgs({
    options: {
      'data-dir': { type: 'string' },
      database: { type: 'string', default: 'casework' },
      role: { type: 'string', default: ROLE_IN_SCRIPT },
    },
  });
  const { dataDir, databaseUrl } = readConfig();
  const { database, role } = values;
  const made = await prepare({
    dataDir: resolve(values['data-dir'] ?? dataDir ?? ''),
    databaseUrl,
    database,
    role,
  });
  console.log(
    made
      ? `SYNTHETIC database ${database} made, with views`
      : `database ${database} was there; views made anew`,
  );
} catch (error) {
  // the text of a database's error may hold a value
  const code = typeof error.code === 'string' ? ` (code ${error.code})` : '';
  console.error(`prepare: ${error.name === 'HubError' ? error.message : `failed: ${error.name}${code}`}`);
  process.exitCode = 1;
}
