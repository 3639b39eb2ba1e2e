/** `vigil-hub demo token <principal>`: a bearer token of the running demonstration. */
import type { Command } from 'commander';
import { demoToken, findDemoDirectory } from '../demo-tokens/demo-directory.js';
import type { CliContext } from './cli-context.js';

const PRINCIPALS = 'public-analyst, regional-body, coordinator, court, or case-officer@<partner id>';

export function registerDemoCommand(program: Command, cli: CliContext): void {
  program
    .command('demo')
    .description('help for trying out the demonstration')
    .command('token')
    .description('print a bearer token of the running demonstration')
    .argument('<principal>', PRINCIPALS)
    .action(async (principal: string) => {
      cli.out(await demoToken(cli.givenDataDir() ?? findDemoDirectory(), principal, new Date()));
    });
}
