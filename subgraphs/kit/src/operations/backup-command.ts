/** `vigil-partner backup <file>`. */
import { HubError, readPassphrase } from '@vigil/shared';
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { backupNode } from './backup-node.js';

interface BackupCommandOptions {
  readonly passphraseFile?: string;
  readonly unencrypted?: true;
  readonly json?: true;
}

async function passphraseOf({ passphraseFile, unencrypted }: BackupCommandOptions): Promise<string | null> {
  if (unencrypted === undefined) {
    return readPassphrase({
      file: passphraseFile,
      terminal: process.stdin,
      say: (text) => process.stderr.write(text),
      isNew: true,
    });
  }
  if (passphraseFile === undefined) return null;
  throw new HubError('USAGE', '--unencrypted and --passphrase-file contradict each other', 'operator');
}

async function backup(cli: CliContext, file: string, options: BackupCommandOptions): Promise<void> {
  const passphrase = await passphraseOf(options);
  const node = await cli.openNode();
  try {
    const progress = (line: string): void => {
      cli.err(line);
    };
    const made = await backupNode(node, { file, actor: cli.actor(), passphrase, progress });
    if (passphrase === null) {
      cli.err('this file is NOT encrypted: it holds every name, testimony and private key of this node');
    }
    cli.out(
      options.json === true
        ? JSON.stringify(made)
        : `${made.file}: ${made.bytes} bytes, SHA-256 ${made.sha256}`,
    );
  } finally {
    await node.close();
  }
}

/** Adds the command to the program. */
export function registerBackupCommand(program: Command, cli: CliContext): void {
  program
    .command('backup')
    .description('write everything of this node into one encrypted file; the node may serve meanwhile')
    .argument('<file>', 'a new file; none is written over')
    .option('--passphrase-file <file>', 'take the passphrase from a file instead of asking for it')
    .option('--unencrypted', 'write it without encryption, readable by whoever has the file')
    .option('--json', 'file, bytes and SHA-256 as JSON')
    .addHelpText(
      'after',
      '\nExample:\n  vigil-partner --data-dir ./node backup /mnt/usb/node-2026-11.vigil --passphrase-file ./passphrase',
    )
    .action((file: string, options: BackupCommandOptions) => backup(cli, file, options));
}
