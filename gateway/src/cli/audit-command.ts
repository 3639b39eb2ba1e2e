/** `vigil-hub audit verify`: is the log of requests still the one that was written? */
import { verifyChain } from '@vigil/shared';
import type { Command } from 'commander';
import { chainStart } from '../operations/audit-cut.js';
import { DatabaseAuditStore } from '../storage/audit-store.js';
import type { CliContext } from './cli-context.js';
import { withHubDatabase } from './with-hub-database.js';

async function verify(cli: CliContext): Promise<void> {
  await withHubDatabase(cli, async (dataSource) => {
    const start = await chainStart(dataSource, cli.dataDir());
    const head = await verifyChain(new DatabaseAuditStore(dataSource).entries(), start);
    const begins =
      start.sequence === 0 ? '' : `; begins at entry ${start.sequence + 1}, the ones before were pruned`;
    cli.out(`audit log unbroken: ${head.sequence - start.sequence} entries, head ${head.hash}${begins}`);
  });
}

export function registerAuditCommand(program: Command, cli: CliContext): void {
  program
    .command('audit')
    .description('the log of requests')
    .command('verify')
    .description(
      'walk the whole chain; exit code 1 naming the first entry that was changed, moved or removed',
    )
    .action(() => verify(cli));
}
