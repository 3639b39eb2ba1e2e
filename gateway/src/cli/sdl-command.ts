/** `vigil-hub sdl check <file>`: would a node that serves this schema, or this extension, be admitted? */
import { readFile } from 'node:fs/promises';
import { HubError, checkExtensionSdl, checkPartnerSdl } from '@vigil/shared';
import type { Command } from 'commander';
import { composeGraph } from '../composition/compose-supergraph.js';
import type { CliContext } from './cli-context.js';

async function readSdl(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new HubError('NOT_FOUND', 'the file cannot be read', 'operator', { cause });
  }
}

interface CheckOptions {
  extension?: boolean;
  partner?: string;
  json?: boolean;
}

/** Alone beside the contract; that it fits other partners' extensions follows from the prefixes. */
function checkExtension(sdl: string, partner: string): { own: readonly string[]; namespace: string } {
  const extension = checkExtensionSdl({ partner, sdl });
  composeGraph({ extensions: [extension] });
  return extension;
}

function refuseUsage(message: string): never {
  throw new HubError('USAGE', message, 'operator');
}

async function check(path: string, options: CheckOptions, cli: CliContext): Promise<void> {
  const { extension = false, partner, json = false } = options;
  if (extension && partner === undefined)
    refuseUsage('whose extension is it? add --partner <id>, for example --partner synthetic-one');
  if (!extension && partner !== undefined)
    refuseUsage('--partner goes with --extension: the contract is the same for every partner');
  const sdl = await readSdl(path);
  if (partner === undefined) {
    checkPartnerSdl(sdl);
    cli.out(json ? JSON.stringify({ accepted: true }) : 'the schema is the contract and fully classified');
    return;
  }
  const { own, namespace } = checkExtension(sdl, partner);
  cli.out(
    json
      ? JSON.stringify({ accepted: true, partner, namespace, coordinates: own })
      : `the extension of ${partner} can be admitted: ${own.length} coordinates of its own, all classified`,
  );
}

export function registerSdlCommand(program: Command, cli: CliContext): void {
  program
    .command('sdl')
    .description("partners' schemas")
    .command('check')
    .description('check the SDL that a partner serves; exit code 1 and one line when it would be refused')
    .argument('<file>', 'GraphQL SDL')
    .option('--extension', "the file is a partner's extension, not the contract")
    .option('--partner <id>', 'whose extension it is')
    .option('--json', 'print what was found as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  vigil-hub sdl check --extension --partner synthetic-one extension.graphql',
    )
    .action((path: string, options: CheckOptions) => check(path, options, cli));
}
