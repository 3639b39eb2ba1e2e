/** `vigil-partner` inside the test's process, on a database and data directory of its own. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import pg from 'pg';
import { createNodeKeys, runPartnerProgram, writeSettings, type PartnerSettings } from '@vigil/kit';
import { createTestDatabase } from '../../support/database.js';
import { testCoalition } from '../../support/node.js';

export interface ProgramRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TestProgram {
  readonly dataDir: string;
  run(...args: readonly string[]): Promise<ProgramRun>;
  /** the newest entry of the node's local record */
  lastRecord(): Promise<unknown>;
  close(): Promise<void>;
}

export async function openTestProgram(settings: PartnerSettings): Promise<TestProgram> {
  const dataDir = await mkdtemp(join(tmpdir(), 'vigil-program-'));
  const database = await createTestDatabase();
  await writeSettings(dataDir, settings);
  await createNodeKeys(dataDir);
  await writeFile(join(dataDir, 'coalition.json'), JSON.stringify(testCoalition(settings)));
  return {
    dataDir,
    async run(...args) {
      const written = { stdout: '', stderr: '' };
      const into = (name: keyof typeof written) => ({
        write: (text: string) => {
          written[name] += text;
        },
      });
      const code = await runPartnerProgram(
        args,
        { stdout: into('stdout'), stderr: into('stderr'), stdin: new PassThrough().end() },
        { VIGIL_PARTNER_DATA_DIR: dataDir, DATABASE_URL: database.url },
      );
      return { code, ...written };
    },
    async lastRecord() {
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      try {
        const sql = 'select actor, action, object, details from local_record order by sequence desc limit 1';
        return (await client.query<object>(sql)).rows[0];
      } finally {
        await client.end();
      }
    },
    async close() {
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
