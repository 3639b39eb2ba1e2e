/** `vigil-partner views init | check`: a partner whose case files stay in a database of its own. */
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { runViewsCheck } from './views-check-command.js';
import { runViewsInit, type ViewsInitOptions } from './views-init-command.js';

const INIT_EXAMPLE = `
Example:
  vigil-partner --data-dir ./node views init --url postgres://admin@db.example/casework --out views.sql
  (edit views.sql, have it run in that database, then: vigil-partner --data-dir ./node views check)`;
const CHECK_EXAMPLE = `
Example:
  vigil-partner --data-dir ./node views check --json
Exit code 0: nothing is wrong (advice may remain); 1: something is.`;

/** Adds the commands to the program. */
export function registerViewsCommand(program: Command, cli: CliContext): void {
  const group = program
    .command('views')
    .description('serve from a database of your own through views, without copying (docs/views.md)');
  group
    .command('init')
    .description(
      'write the SQL script of role, views and rights for your database administrator to edit and run',
    )
    .option('--url <url>', 'look at this database, read-only, and propose what is recognised')
    .option('--schema <name>', 'schema that will hold the views', 'vigil')
    .option('--role <name>', 'role that will read them', 'vigil_reader')
    .option('--out <file>', 'a new file (default: standard output)')
    .addHelpText('after', INIT_EXAMPLE)
    .action((options: ViewsInitOptions) => runViewsInit(cli, options));
  group
    .command('check')
    .description('check views, types, codes, keys, consents and rights, with a remedy for each finding')
    .option('--json', 'print one JSON document')
    .addHelpText('after', CHECK_EXAMPLE)
    .action((options: { readonly json?: true }) => runViewsCheck(cli, options));
}
