/** `vigil-hub prune [--yes]`: says which audit entries are older than the settings allow, and with --yes removes them. */
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { withHubDatabase } from '../cli/with-hub-database.js';
import { planAuditPrune, pruneAudit, readRetention } from './prune-audit.js';

interface PruneOptions {
  readonly yes?: true;
  readonly json?: true;
}

async function prune(cli: CliContext, { yes, json }: PruneOptions): Promise<void> {
  const dataDir = cli.dataDir();
  const { auditDays } = readRetention(dataDir);
  const done = yes === true;
  await withHubDatabase(cli, async (dataSource) => {
    const work = done ? pruneAudit : planAuditPrune;
    const { entries, through } = await work(dataSource, dataDir, new Date());
    if (json === true) {
      cli.out(JSON.stringify({ removed: done, entries, through }));
      return;
    }
    const last = through === null ? '' : `, through entry ${through}`;
    cli.out(
      `${done ? 'removed' : 'would be removed'}: ${entries} audit entries older than ${auditDays} days${last}`,
    );
    if (!done) cli.out('nothing was removed; say --yes to remove it');
  });
}

/** Adds the command to the program. */
export function registerPruneCommand(program: Command, cli: CliContext): void {
  program
    .command('prune')
    .description(
      'remove audit entries that are older than `retention.auditDays` in hub.json; never a release',
    )
    .option('--yes', 'remove them; without this only say what would go')
    .option('--json', 'counts as JSON')
    .addHelpText('after', '\nExample:\n  vigil-hub --data-dir ./hub prune --yes')
    .action((options: PruneOptions) => prune(cli, options));
}
