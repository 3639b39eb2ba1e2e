/** `vigil-partner migrate`: brings the database up to date, which opening the node does anyway. */
import type { Command } from 'commander';
import type { CliContext } from './cli-context.js';

/** Adds the command to the program. */
export function registerMigrateCommand(program: Command, cli: CliContext): void {
  program
    .command('migrate')
    .description('make or update the database of this node')
    .action(async () => {
      const node = await cli.openNode();
      try {
        const rows = await node.dataSource.query<{ name: string }[]>(
          'SELECT name FROM node_migration ORDER BY id',
        );
        cli.out(`database of ${node.settings.id} is up to date: ${rows.length} migrations applied`);
      } finally {
        await node.close();
      }
    });
}
