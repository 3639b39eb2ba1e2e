/** `vigil-hub sdl check <file>`: would a node that serves this schema be admitted? */
import { readFile } from 'node:fs/promises';
import { HubError, checkPartnerSdl } from '@vigil/shared';
import type { Command } from 'commander';
import type { CliContext } from './cli-context.js';

async function readSdl(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new HubError('NOT_FOUND', 'the file cannot be read', 'operator', { cause });
  }
}

export function registerSdlCommand(program: Command, cli: CliContext): void {
  program
    .command('sdl')
    .description("partners' schemas")
    .command('check')
    .description('check the SDL that a partner serves; exit code 1 and one line when it would be refused')
    .argument('<file>', 'GraphQL SDL')
    .action(async (path: string) => {
      checkPartnerSdl(await readSdl(path));
      cli.out('the schema is the contract and fully classified');
    });
}
