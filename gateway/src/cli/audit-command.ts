/** `vigil-hub audit verify`: is the log of requests still the one that was written? */
import { openDatabase, verifyChain } from '@vigil/shared';
import type { Command } from 'commander';
import { pino } from 'pino';
import { DatabaseAuditStore } from '../storage/audit-store.js';
import { openHubDatabase } from '../storage/hub-database.js';
import type { CliContext } from './cli-context.js';

async function verify(cli: CliContext): Promise<void> {
  const log = pino({ name: 'vigil-hub', level: 'warn' }, pino.destination(2));
  const { databaseUrl } = cli.config();
  const database = await openDatabase({ dataDir: cli.dataDir(), databaseUrl, mode: 'command', log });
  try {
    const dataSource = await openHubDatabase({ url: database.url, log });
    try {
      const head = await verifyChain(new DatabaseAuditStore(dataSource).entries());
      cli.out(`audit log unbroken: ${head.sequence} entries, head ${head.hash}`);
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await database.close();
  }
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
