/**
 * One PostgreSQL server for the whole run: the one of TEST_DATABASE_URL when given, else an embedded one in
 * the temporary directory. Suites make databases of their own on it (`database.ts`).
 */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '@vigil/shared';

export default async function globalSetup() {
  const given = process.env.TEST_DATABASE_URL;
  if (given) {
    process.env.VIGIL_TEST_SERVER = given;
    return;
  }
  const parent = await mkdtemp(join(tmpdir(), 'vigil-test-'));
  const log = { info: () => undefined, warn: (line) => console.warn(line) };
  // run by root, the server has an account of its own that must pass through here
  await chmod(parent, 0o711);
  const database = await openDatabase({
    dataDir: join(parent, 'server'),
    mode: 'serve',
    log,
    maxConnections: 120,
  });
  process.env.VIGIL_TEST_SERVER = database.url;
  // jest runs no teardown when it is interrupted
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, () => {
      void globalThis.vigilTestServer.close().finally(() => process.exit(1));
    });
  }
  globalThis.vigilTestServer = {
    close: async () => {
      await database.close();
      // outside `parent` when the temporary directory is closed to the server's account
      await rm(database.directory, { recursive: true, force: true });
      await rm(parent, { recursive: true, force: true });
    },
  };
}
