/**
 * A partner's first run: keys and settings, then data, then releases. Each finished step is noted, so that
 * a start that was interrupted goes on where it stopped and a second start has nothing to do.
 *
 * Everything goes through the partner's own command line, as it would at a real partner.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { datasetsFound, type ManifestPartner } from './partner-manifest.js';
import type { Supervisor } from './supervised-process.js';

export interface DemonstrationPaths {
  root: string;
  dataDir: string;
  dataFolder: string | undefined;
  supervisor: Supervisor;
  out: (line: string) => void;
}

export function partnerDataDir(paths: DemonstrationPaths, partner: ManifestPartner): string {
  return join(paths.dataDir, partner.id);
}

/** Runs `vigil-partner …` for this partner and gives what it printed. */
export function vigilPartner(
  paths: DemonstrationPaths,
  partner: ManifestPartner,
  commandLine: readonly string[],
): Promise<string> {
  return paths.supervisor.run({
    name: partner.id,
    script: join(paths.root, 'subgraphs', 'kit', 'bin', 'vigil-partner.mjs'),
    arguments: ['--data-dir', partnerDataDir(paths, partner), ...commandLine],
  });
}

/** The steps already done, kept in a file beside the partner's data directory. */
class StepsDone {
  readonly #file: string;
  readonly #done: Set<string>;

  constructor(file: string) {
    this.#file = file;
    this.#done = new Set(existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : []);
  }

  async once(step: string, work: () => Promise<unknown>): Promise<void> {
    if (this.#done.has(step)) return;
    await work();
    this.#done.add(step);
    writeFileSync(`${this.#file}.new`, JSON.stringify([...this.#done]));
    renameSync(`${this.#file}.new`, this.#file);
  }
}

/** Runs a script of the partner's own folder on its data directory. */
async function runOwnScript(
  paths: DemonstrationPaths,
  partner: ManifestPartner,
  own: NonNullable<ManifestPartner['generator']>,
): Promise<void> {
  await paths.supervisor.run({
    name: partner.id,
    script: join(partner.folder, own.script),
    arguments: [...own.arguments, '--data-dir', partnerDataDir(paths, partner)],
  });
}

/** What a partner sets up once, between its keys and its data: a database of its own, its extension. */
async function setUp(paths: DemonstrationPaths, partner: ManifestPartner, steps: StepsDone): Promise<void> {
  const { prepare, extension } = partner;
  if (prepare !== undefined) {
    await steps.once('prepare', async () => {
      paths.out(`  ${partner.id}: preparing`);
      await runOwnScript(paths, partner, prepare);
    });
  }
  if (extension !== undefined) {
    await steps.once('extension', async () => {
      paths.out(`  ${partner.id}: installing its extension`);
      await vigilPartner(paths, partner, ['extension', 'install', join(partner.folder, extension)]);
    });
  }
}

async function fillWithData(
  paths: DemonstrationPaths,
  partner: ManifestPartner,
  steps: StepsDone,
): Promise<boolean> {
  const { generator } = partner;
  if (generator !== undefined) {
    await steps.once('generate', async () => {
      paths.out(`  ${partner.id}: making synthetic case files`);
      await runOwnScript(paths, partner, generator);
    });
    return true;
  }
  const found = datasetsFound(partner, paths.dataFolder);
  for (const { file, mapping } of found) {
    await steps.once(`import ${basename(file)}`, async () => {
      paths.out(`  ${partner.id}: importing ${basename(file)}`);
      await vigilPartner(paths, partner, ['import', file, '--mapping', mapping]);
    });
  }
  // without a list to read, what `prepare` set up is the partner's data
  return found.length > 0 || (partner.prepare !== undefined && partner.datasets.length === 0);
}

/** Makes keys and settings where missing; gives the public key that verifies this partner's releases. */
export async function initialisePartner(
  paths: DemonstrationPaths,
  partner: ManifestPartner,
): Promise<unknown> {
  const printed = await vigilPartner(paths, partner, [
    'init',
    '--settings',
    join(partner.folder, partner.settings),
  ]);
  return JSON.parse(printed) as unknown;
}

/** A step that the demonstration adds for one partner, done once under its name. */
export interface ExtraStep {
  name: string;
  work: () => Promise<void>;
}

/** Brings the partner's data in and makes the releases of its finished years. */
export async function preparePartner(
  paths: DemonstrationPaths,
  partner: ManifestPartner,
  extra?: ExtraStep,
): Promise<void> {
  const steps = new StepsDone(join(paths.dataDir, `${partner.id}.steps.json`));
  await setUp(paths, partner, steps);
  if (extra !== undefined) await steps.once(extra.name, extra.work);
  const hasData = await fillWithData(paths, partner, steps);
  if (!hasData) {
    paths.out(`  ${partner.id}: no data given; it takes part without a release`);
    return;
  }
  const years = partner.releases;
  await steps.once(`releases ${years.join(' ')}`, async () => {
    paths.out(`  ${partner.id}: making the releases of ${years.join(', ')}`);
    // A start that was interrupted may have made some: the last release of a year is made once.
    const made = (await vigilPartner(paths, partner, ['release', 'show'])).split('\n');
    const missing = years.filter(
      (year) =>
        !made.some((line) => line.startsWith(`${partner.id}.${year}.`) && line.includes(`  year ${year}  `)),
    );
    if (missing.length > 0)
      await vigilPartner(paths, partner, ['release', 'make', '--yes', '--year', ...missing]);
  });
}
