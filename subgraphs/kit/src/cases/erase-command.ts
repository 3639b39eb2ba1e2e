/** `vigil-partner erase <reference>`. */
import { Option } from 'commander';
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { ERASURE_REASONS, eraseCase } from './erase-case.js';
import type { ErasureReason } from './erase-case.js';

interface EraseOptions {
  readonly reason: ErasureReason;
  readonly identifyingOnly?: true;
}

/** Adds the command to the program. */
export function registerEraseCommand(program: Command, cli: CliContext): void {
  program
    .command('erase')
    .description('erase a case file for good; the local record keeps that it was done, not what was erased')
    .argument('<reference>')
    .addOption(
      new Option('--reason <reason>', 'on what ground').choices(ERASURE_REASONS).makeOptionMandatory(),
    )
    .option(
      '--identifying-only',
      'keep the file with its codes and dates; erase names, contacts, texts, places',
    )
    .action(async (reference: string, options: EraseOptions) => {
      const node = await cli.openNode();
      try {
        const rewritten = await eraseCase(node, reference, {
          actor: cli.actor(),
          reason: options.reason,
          identifyingOnly: options.identifyingOnly === true,
        });
        cli.out('erased; backups made before still hold it');
        if (!rewritten) cli.err('the database could not rewrite its tables now; run VACUUM FULL on it');
      } finally {
        await node.close();
      }
    });
}
