/** A SYNTHETIC partner of the command line, with case files and a release, on a database of the test server. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { openNode, nodeLogger, runPartnerProgram } from '@vigil/kit';
import type { NodeContext, PartnerSettings } from '@vigil/kit';
import { seedSynthetic } from '@vigil/synthetic';
import { createTestDatabase } from '../support/database.js';
import { REPOSITORY } from '../support/demonstration.js';
import { testCoalition } from '../support/node.js';

export interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the program in this process; `env` is all it sees of the environment. */
async function runPartner(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Run> {
  let out = '';
  let err = '';
  const code = await runPartnerProgram(
    args,
    {
      stdout: { write: (text) => (out += text) },
      stderr: { write: (text) => (err += text) },
      stdin: Readable.from(['']),
    },
    env,
  );
  return { code, out, err };
}

export interface Workplace {
  readonly folder: string;
  readonly passphraseFile: string;
  path(name: string): string;
  /** a database of the test server, dropped at the end */
  database(): Promise<string>;
  remove(): Promise<void>;
}

export async function makeWorkplace(): Promise<Workplace> {
  const folder = await mkdtemp(join(tmpdir(), 'vigil-operations-'));
  await chmod(folder, 0o711); // the embedded server of a run as root is another account
  const drops: (() => Promise<void>)[] = [];
  const passphraseFile = join(folder, 'passphrase');
  await writeFile(passphraseFile, 'made for a test, protects nothing\n');
  return {
    folder,
    passphraseFile,
    path: (name) => join(folder, name),
    database: async () => {
      const made = await createTestDatabase();
      drops.push(() => made.drop());
      return made.url;
    },
    remove: async () => {
      for (const drop of drops) await drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface Partner {
  readonly dataDir: string;
  readonly env: NodeJS.ProcessEnv;
  run(...args: string[]): Promise<Run>;
  open(): Promise<NodeContext>;
}

export function partnerAt(dataDir: string, env: NodeJS.ProcessEnv): Partner {
  return {
    dataDir,
    env,
    run: (...args) => runPartner(['--data-dir', dataDir, '--actor', 'tester', ...args], env),
    open: () =>
      openNode({ dataDir, databaseUrl: env['DATABASE_URL'], mode: 'command', log: nodeLogger('silent') }),
  };
}

/** Makes the partner; with `filled`, it has the generator's case files and the release of 2012. */
export async function makePartner(place: Workplace, name: string, filled = true): Promise<Partner> {
  const partner = partnerAt(place.path(name), { DATABASE_URL: await place.database() });
  const settings = join(REPOSITORY, 'subgraphs/synthetic/synthetic-one.json');
  const made = await partner.run('init', '--settings', settings);
  const given = JSON.parse(await readFile(settings, 'utf8')) as PartnerSettings;
  const coalition = testCoalition(given);
  const own = { ...coalition.partners[0], releaseKeys: { keys: [JSON.parse(made.out) as unknown] } };
  await writeFile(place.path(`${name}.json`), JSON.stringify({ ...coalition, partners: [own] }));
  await partner.run('init', '--coalition', place.path(`${name}.json`));
  if (filled) {
    const node = await partner.open();
    try {
      await seedSynthetic(node);
    } finally {
      await node.close();
    }
    const released = await partner.run('release', 'make', '--yes', '--year', '2012');
    if (released.code !== 0) throw new Error(released.err);
  }
  return partner;
}
