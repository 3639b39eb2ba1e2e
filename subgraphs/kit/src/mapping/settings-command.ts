/** `vigil-partner settings draft | check | coalition-entry`: the settings that `init` takes, and what of them is told. */
import { readFile } from 'node:fs/promises';
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import type { SharedIndicator } from '../indicators/contribution.js';
import { findSettings } from '../node/data-directory.js';
import { publicReleaseKey } from '../node/keys.js';
import { parsePartnerSettings } from '../node/partner-settings.js';
import {
  draftSettings,
  isCountry,
  openSettings,
  SETTINGS_INDICATORS,
  type OpenSetting,
} from './draft-settings.js';
import { writeDraft } from './write-draft.js';

interface DraftOptions {
  readonly indicator?: readonly string[];
  readonly country?: readonly string[];
  readonly out?: string;
  readonly force?: boolean;
}

function usage(message: string): HubError {
  return new HubError('USAGE', message, 'operator');
}

function readIndicators(given: readonly string[]): SharedIndicator[] {
  return given.map((code) => {
    const found = SETTINGS_INDICATORS.find((known) => known === code);
    if (found !== undefined) return found;
    throw usage(`${code} is not one of ${SETTINGS_INDICATORS.join(', ')}`);
  });
}

const lines = (open: readonly OpenSetting[]): string[] =>
  open.map(({ field, choices }) => `  ${field}${choices === '' ? '' : `: ${choices}`}`);

async function draft(cli: CliContext, options: DraftOptions): Promise<void> {
  const countries = options.country ?? [];
  const wrong = countries.find((code) => !isCountry(code));
  if (wrong !== undefined) throw usage(`${wrong} is not a country code of ISO 3166-1 (two capital letters)`);
  const indicators = readIndicators(options.indicator ?? SETTINGS_INDICATORS);
  const settings = draftSettings({ indicators, countries });
  const text = JSON.stringify(settings, null, 2);
  if (options.out === undefined) cli.out(text);
  else await writeDraft(options.out, `${text}\n`, options.force === true);
  cli.err('write over every null, and delete the indicators and the coverage that you do not publish:');
  for (const line of lines(openSettings(settings))) cli.err(line);
}

async function readSettings(file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as unknown;
  } catch (cause) {
    throw new HubError('CONFIG_INVALID', `settings file ${file} cannot be read as JSON`, 'operator', {
      cause,
    });
  }
}

async function check(cli: CliContext, file: string): Promise<void> {
  const settings = await readSettings(file);
  const open = openSettings(settings);
  if (open.length > 0) {
    cli.out(`${file}: not decided yet:`);
    for (const line of lines(open)) cli.out(line);
    throw new HubError('CONFIG_INVALID', `${open.length} fields of the settings are null`, 'operator');
  }
  const { id, publication } = parsePartnerSettings(settings);
  cli.out(
    `${file}: settings of ${id}, publishing ${publication.indicators.join(', ')} by ${publication.unit}`,
  );
}

/** What the coalition's keeper puts into `partners` of the coalition file. */
async function coalitionEntry(cli: CliContext, url: string | undefined): Promise<void> {
  const dataDir = cli.dataDir();
  const settings = await findSettings(dataDir);
  if (settings === null) {
    throw new HubError(
      'DATA_DIRECTORY_MISSING',
      `${dataDir} is no data directory of a partner; \`vigil-partner init\` makes one`,
      'operator',
    );
  }
  const { id, name, synthetic, port, publication } = settings;
  const entry = {
    id,
    name,
    countries: [...new Set(publication.coverage.map(({ country }) => country))],
    url: url ?? `http://127.0.0.1:${port}`,
    synthetic,
    releaseKeys: { keys: [await publicReleaseKey(dataDir)] },
    coverage: publication.coverage,
  };
  cli.out(JSON.stringify(entry, null, 2));
}

export function registerSettingsCommand(program: Command, cli: CliContext): void {
  const settings = program
    .command('settings')
    .description('the settings file that init takes, and what the coalition file says of them');
  settings
    .command('draft')
    .description('print a skeleton; null stands where you decide, and init refuses it until you have')
    .option('--indicator <codes...>', `of ${SETTINGS_INDICATORS.join(', ')} (default: all)`)
    .option('--country <codes...>', 'countries that you watch, ISO 3166-1, two capital letters')
    .option('--out <file>', 'write it there instead of printing it')
    .option('--force', 'write over a file that is there')
    .addHelpText(
      'after',
      '\nExample: vigil-partner settings draft --indicator UNLAWFUL_DETENTION --country KE --out settings.json',
    )
    .action((options: DraftOptions) => draft(cli, options));
  settings
    .command('coalition-entry')
    .description(
      'print what stands about this node in the coalition file: settings and public key, no secret',
    )
    .option(
      '--url <origin>',
      'origin at which the hub reaches this node (default: this machine, the port of the settings)',
    )
    .addHelpText(
      'after',
      '\nExample: vigil-partner --data-dir ./node settings coalition-entry --url https://node.example.org',
    )
    .action(({ url }: { readonly url?: string }) => coalitionEntry(cli, url));
  settings
    .command('check')
    .description('say what is not decided, or wrong')
    .argument('<file>', 'settings file')
    .addHelpText('after', '\nExample: vigil-partner settings check settings.json')
    .action((file: string) => check(cli, file));
}
