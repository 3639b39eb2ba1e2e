/** `vigil-hub init`: a data directory with keys of its own. Prints the public key that partners need. */
import { randomBytes } from 'node:crypto';
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import { initHub } from '../storage/hub-files.js';
import type { CliContext } from './cli-context.js';

export function registerInitCommand(program: Command, cli: CliContext): void {
  program
    .command('init')
    .description("make a data directory with keys; prints the public key that verifies the hub's delegations")
    .option('--id <name>', 'name of this hub in the coalition file', 'vigil-hub')
    .action(async ({ id }: { id: string }) => {
      if (!/^[a-z][a-z0-9-]{0,62}$/.test(id)) {
        throw new HubError('USAGE', 'the id takes small letters, digits and hyphens', 'operator');
      }
      cli.out(JSON.stringify(await initHub({ dataDir: cli.dataDir(), id, randomBytes })));
    });
}
