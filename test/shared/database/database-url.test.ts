import { describe, expect, test } from '@jest/globals';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { probeDatabase } from '@vigil/kit';
import { createTestDatabase } from '../../support/database.js';
import { makeWorkbench } from './workbench.js';

/** Opens with this URL and gives the error; nothing may stay locked. */
async function refusalOf(databaseUrl: string): Promise<{ code: string; message: string }> {
  const bench = await makeWorkbench();
  try {
    await bench.open('serve', { databaseUrl, probe: probeDatabase });
  } catch (error) {
    return error as { code: string; message: string };
  } finally {
    await bench.clean();
  }
  throw new Error('it was opened');
}

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

describe('a wrong DATABASE_URL is one line that tells what is wrong, without address or password', () => {
  test('nobody listens there', async () => {
    const port = await closedPort();
    const error = await refusalOf(`postgresql://vigil:hunter2@127.0.0.1:${port}/vigil`);
    expect(error.code).toBe('DATABASE_UNREACHABLE');
    expect(error.message).toMatch(/^the server named by DATABASE_URL does not answer[^\n]*$/);
    expect(error.message).not.toMatch(new RegExp(`hunter2|127\\.0\\.0\\.1|${port}`));
  });

  test('the password is wrong', async () => {
    const database = await createTestDatabase();
    const url = new URL(database.url);
    url.password = 'hunter2';
    url.username = 'vigil_nobody_has_this_name';
    const error = await refusalOf(url.href);
    expect(error).toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: expect.stringMatching(
        /^the server named by DATABASE_URL (refuses the user name or password|does not admit the user) in it$/,
      ),
    });
    await database.drop();
  });

  test('the database is not there', async () => {
    const database = await createTestDatabase();
    await database.drop();
    expect(await refusalOf(database.url)).toMatchObject({
      code: 'DATABASE_UNREACHABLE',
      message: 'the database named by DATABASE_URL does not exist; create it first',
    });
  });

  test.each(['mysql://user:hunter2@localhost/x', 'localhost:5432', 'postgresql//'])(
    'it is no such URL: %s',
    async (url) => {
      const error = await refusalOf(url);
      expect(error).toMatchObject({
        code: 'DATABASE_UNREACHABLE',
        message: expect.stringContaining('DATABASE_URL is not of the form'),
      });
      expect(error.message).not.toContain('hunter2');
    },
  );
});

test('with DATABASE_URL too, a directory has one server, and a command may run beside it', async () => {
  const database = await createTestDatabase();
  const bench = await makeWorkbench();
  const options = { databaseUrl: database.url, probe: probeDatabase };
  const first = await bench.open('serve', options);
  expect(first).toMatchObject({ url: database.url, directory: null });
  await expect(bench.open('serve', options)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_IN_USE' });
  await (await bench.open('command', options)).close();
  await first.close();
  await (await bench.open('serve', options)).close();
  await bench.clean();
  await database.drop();
});
