/** `vigil-partner prune [--yes]`: says what is older than the settings allow, and with --yes removes it. */
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { planPrune, pruneNode, type PrunePlan } from './prune-node.js';
import { retentionOf } from './retention.js';

interface PruneOptions {
  readonly yes?: true;
  readonly json?: true;
}

function lines(plan: PrunePlan, { delegationDays, ...days }: ReturnType<typeof retentionOf>): string[] {
  const through = plan.recordThrough === null ? '' : `, through line ${plan.recordThrough}`;
  return [
    `${plan.delegations} spent delegations older than ${delegationDays} days`,
    `${plan.unfinishedImports} unfinished imports older than ${days.unfinishedImportDays} days, ${plan.stagedRows} rows waiting`,
    `${plan.finishedImports} finished imports older than ${days.finishedImportDays} days (digest and counts; never case files)`,
    `${plan.recordLines} lines of the local record older than ${days.localRecordDays} days${through}`,
  ];
}

async function prune(cli: CliContext, { yes, json }: PruneOptions): Promise<void> {
  const node = await cli.openNode();
  try {
    const done = yes === true;
    const plan = done ? await pruneNode(node, cli.actor()) : await planPrune(node);
    if (json === true) {
      cli.out(JSON.stringify({ removed: done, ...plan }));
      return;
    }
    cli.out(done ? 'removed:' : 'would be removed:');
    for (const line of lines(plan, retentionOf(node.settings))) cli.out(`  ${line}`);
    if (!done) cli.err('nothing was removed; say --yes to remove it');
  } finally {
    await node.close();
  }
}

/** Adds the command to the program. */
export function registerPruneCommand(program: Command, cli: CliContext): void {
  program
    .command('prune')
    .description('remove what was kept longer than `retention` in partner.json says; never a case file')
    .option('--yes', 'remove it; without this only say what would go')
    .option('--json', 'counts as JSON')
    .addHelpText('after', '\nExample:\n  vigil-partner --data-dir ./node prune --yes')
    .action((options: PruneOptions) => prune(cli, options));
}
