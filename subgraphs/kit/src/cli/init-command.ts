/**
 * `vigil-partner init`: makes a data directory with settings, keys and the coalition's file.
 *
 * May run again: what is there stays, what is given anew replaces it, keys are never made twice. Prints the
 * public key that the coalition needs to verify this partner's releases.
 */
import { readFile } from 'node:fs/promises';
import { HubError, makeDataDirectory } from '@vigil/shared';
import type { Command } from 'commander';
import { adoptCoalition, findSettings, writeSettings } from '../node/data-directory.js';
import { createNodeKeys, publicReleaseKey } from '../node/keys.js';
import { parsePartnerSettings } from '../node/partner-settings.js';
import type { PartnerSettings } from '../node/partner-settings.js';
import type { CliContext } from './cli-context.js';

interface InitOptions {
  readonly id?: string;
  readonly name?: string;
  readonly port?: string;
  readonly synthetic?: true;
  readonly settings?: string;
  readonly coalition?: string;
}

async function readSettingsFile(path: string): Promise<object> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch (cause) {
    throw new HubError('CONFIG_INVALID', `settings file ${path} cannot be read as JSON`, 'operator', {
      cause,
    });
  }
  throw new HubError('CONFIG_INVALID', `settings file ${path} is not a JSON object`, 'operator');
}

function overrides({ id, name, port, synthetic }: InitOptions): object {
  return {
    ...(id === undefined ? {} : { id }),
    ...(name === undefined ? {} : { name }),
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(synthetic === undefined ? {} : { synthetic }),
  };
}

/** The settings that hold after this call. */
async function settle(kept: PartnerSettings | null, options: InitOptions): Promise<PartnerSettings> {
  if (kept === null && options.settings === undefined) {
    throw new HubError(
      'USAGE',
      'a new node needs --settings <file.json>: what it publishes, its methodology, its funding',
      'operator',
    );
  }
  const given = options.settings === undefined ? {} : await readSettingsFile(options.settings);
  const settings = parsePartnerSettings({ ...(kept ?? {}), ...given, ...overrides(options) });
  if (kept !== null && settings.id !== kept.id) {
    throw new HubError(
      'CONFIG_INVALID',
      `this directory belongs to partner ${kept.id}; its releases are signed in that name, so it cannot become another`,
      'operator',
    );
  }
  return settings;
}

async function init(cli: CliContext, options: InitOptions): Promise<void> {
  const target = cli.dataDir();
  const settings = await settle(await findSettings(target), options);
  const dataDir = await makeDataDirectory(target);
  await writeSettings(dataDir, settings);
  await createNodeKeys(dataDir);
  if (options.coalition !== undefined) await adoptCoalition(dataDir, options.coalition);
  cli.err(
    `${settings.id}: settings and keys are in ${dataDir}; this public key goes into the coalition file:`,
  );
  cli.out(JSON.stringify(await publicReleaseKey(dataDir)));
}

/** Adds the command to the program. */
export function registerInitCommand(program: Command, cli: CliContext): void {
  program
    .command('init')
    .description('make the data directory: settings, keys, the coalition file; may run again')
    .option('--settings <file>', 'JSON file with the settings of this partner (needed the first time)')
    .option('--coalition <file>', "the coalition's file; checked and copied")
    .option('--id <id>', 'partner id, instead of the one in the settings')
    .option('--name <name>', 'name of the organisation')
    .option('--port <number>', 'port that serve listens on')
    .option('--synthetic', 'every case file of this node is made by a generator')
    .action((options: InitOptions) => init(cli, options));
}
