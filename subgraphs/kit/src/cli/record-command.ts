/** `vigil-partner record verify`: is the local record of this node as it was written? */
import type { Command } from 'commander';
import { verifyLocalRecord } from '../node/verify-local-record.js';
import type { CliContext } from './cli-context.js';

/** Adds the command to the program. */
export function registerRecordCommand(program: Command, cli: CliContext): void {
  program
    .command('record')
    .description('the local record of what was done on this node')
    .command('verify')
    .description('check its chain from the first line to the last')
    .action(async () => {
      const node = await cli.openNode();
      try {
        const { lines, head } = await verifyLocalRecord(node.dataSource);
        cli.out(`${lines} lines, unchanged; head ${head}`);
      } finally {
        await node.close();
      }
    });
}
