/** `vigil-partner migrate`: brings the database up to date, or back for an older version of this program. */
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { recordLocally } from '../node/record-locally.js';
import { migrateDown } from './migrate-down.js';

interface MigrateOptions {
  readonly downTo?: string;
  readonly yes?: true;
}

async function up(cli: CliContext): Promise<void> {
  // opening the node does it
  const node = await cli.openNode();
  try {
    const rows = await node.dataSource.query<{ name: string }[]>(
      'SELECT name FROM node_migration ORDER BY id',
    );
    cli.out(`database of ${node.settings.id} is up to date: ${rows.length} migrations applied`);
    for (const { name } of rows) cli.err(`  ${name}`);
  } finally {
    await node.close();
  }
}

async function down(cli: CliContext, downTo: string, yes: boolean): Promise<void> {
  // as a server: nobody else may use the database while its tables go
  const node = await cli.openNode('serve');
  try {
    const to = downTo === 'nothing' ? null : downTo;
    const { undone, lost } = await migrateDown(node.dataSource, { to, yes });
    const [record] = await node.dataSource.query<{ there: boolean }[]>(
      `SELECT to_regclass('local_record') IS NOT NULL AS there`,
    );
    if (undone.length > 0 && record?.there === true) {
      const details = { undone, lost: lost.map(({ what }) => what) };
      await recordLocally(node, { actor: cli.actor(), action: 'migrate.down', object: 'node', details });
    }
    for (const name of undone) cli.out(`taken back: ${name}`);
    for (const { what, rows } of lost) cli.err(`destroyed: ${what} (${rows} rows)`);
    cli.err('install the older version now: the next command of this one brings the database up again');
  } finally {
    await node.close();
  }
}

/** Adds the command to the program. */
export function registerMigrateCommand(program: Command, cli: CliContext): void {
  program
    .command('migrate')
    .description('make or update the database of this node, or take migrations back')
    .option('--down-to <name>', 'take back what came after this migration; `nothing` takes back all of them')
    .option('--yes', 'also where rows are destroyed with it')
    .addHelpText(
      'after',
      '\nExample:\n  vigil-partner --data-dir ./node migrate\n  vigil-partner --data-dir ./node migrate --down-to IndexShownDates1790000002000',
    )
    .action(({ downTo, yes }: MigrateOptions) =>
      downTo === undefined ? up(cli) : down(cli, downTo, yes === true),
    );
}
