/** `vigil-partner restore <file>`: into a new data directory, or with --check only a look at the file. */
import { HubError, readPassphrase, type CheckedBackup } from '@vigil/shared';
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import { nodeLogger } from '../node/open-node.js';
import { recordLocally } from '../node/record-locally.js';
import type { NodeContext } from '../node/node-context.js';
import { readLaterRecord, type RecordLine } from './later-record.js';
import { linesAfter, reapplyRecord } from './reapply-record.js';
import { checkNodeBackup, restoreNode } from './restore-node.js';
import { verifyRestored } from './verify-restored.js';

interface RestoreCommandOptions {
  readonly passphraseFile?: string;
  readonly unencrypted?: true;
  readonly check?: true;
  readonly thenErase?: string;
}

const rowsOf = ({ summary }: CheckedBackup): number =>
  Object.values(summary.rows).reduce((sum, count) => sum + count, 0);

function describe(checked: CheckedBackup): string {
  const { id, madeAt, files, tables } = checked.manifest;
  return `${id}, backup of ${madeAt}: ${files.length} files, ${tables.length} tables, ${rowsOf(checked)} rows`;
}

async function check(cli: CliContext, file: string, passphrase: () => Promise<string>): Promise<void> {
  const checked = await checkNodeBackup({ file, passphrase });
  cli.out(`whole: ${describe(checked)}`);
  if (checked.unsealed) cli.err('it is not encrypted: nothing proves who wrote it');
}

/** What a restore brings back although it was gone. */
function warn(cli: CliContext, madeAt: string): void {
  cli.err(
    `what was erased, withdrawn or unpinned after ${madeAt} is back: do it again, or restore with --then-erase <record>`,
  );
}

async function finish(
  cli: CliContext,
  node: NodeContext,
  checked: CheckedBackup,
  later: readonly RecordLine[] | null,
): Promise<void> {
  const { lastLine, ledgerEntries, notes } = await verifyRestored(node);
  const actor = cli.actor();
  const { madeAt } = checked.manifest;
  const details = { backupOf: madeAt, rows: rowsOf(checked), digest: checked.digest };
  await recordLocally(node, { actor, action: 'restore.done', object: 'node', details });
  cli.out(`restored: ${describe(checked)}`);
  cli.out(`local record unchanged, ${lastLine} lines; ledger unbroken, ${ledgerEntries} entries`);
  for (const note of notes) cli.err(note);
  if (later === null) {
    warn(cli, madeAt);
    return;
  }
  const after = await linesAfter(node, later, lastLine).catch((error: unknown) => {
    warn(cli, madeAt);
    throw error;
  });
  const { erased, withdrawn, unpinned, notHere } = await reapplyRecord(node, actor, after);
  cli.out(
    `done again from the record: ${erased} erasures, ${withdrawn} withdrawn consents; ${notHere} concern what the backup does not hold`,
  );
  if (unpinned > 0) cli.out(`and ${unpinned} keys of recipients removed again`);
}

async function restore(cli: CliContext, file: string, options: RestoreCommandOptions): Promise<void> {
  const passphrase = (): Promise<string> =>
    readPassphrase({
      file: options.passphraseFile,
      terminal: process.stdin,
      say: (text) => process.stderr.write(text),
      isNew: false,
    });
  if (options.check === true) {
    if (options.thenErase !== undefined) {
      throw new HubError('USAGE', '--check changes nothing, so it cannot erase', 'operator');
    }
    await check(cli, file, passphrase);
    return;
  }
  const later = options.thenErase === undefined ? null : await readLaterRecord(options.thenErase);
  const { databaseUrl, logLevel } = cli.config();
  const checked = await restoreNode({
    ...{ file, dataDir: cli.dataDir(), databaseUrl, passphrase },
    trustUnsealed: options.unencrypted === true,
    log: nodeLogger(logLevel === 'info' ? 'warn' : logLevel),
    now: () => new Date(),
    progress: (line) => {
      cli.err(line);
    },
  });
  const node = await cli.openNode();
  try {
    await finish(cli, node, checked, later);
  } finally {
    await node.close();
  }
}

/** Adds the command to the program. */
export function registerRestoreCommand(program: Command, cli: CliContext): void {
  program
    .command('restore')
    .description(
      'make this node from a backup, in a new data directory (and a new database, with DATABASE_URL)',
    )
    .argument('<file>', 'what vigil-partner backup wrote')
    .option('--passphrase-file <file>', 'take the passphrase from a file instead of asking for it')
    .option('--unencrypted', 'restore a backup that is not encrypted: nothing proves who wrote it')
    .option('--check', 'only read the whole file and say whether it could be restored')
    .option(
      '--then-erase <record>',
      'do erasures, withdrawn consents and removed keys again that this newer record (record show --json) tells of',
    )
    .addHelpText(
      'after',
      '\nExample:\n  vigil-partner --data-dir ./new-node restore /mnt/usb/node-2026-11.vigil --passphrase-file ./passphrase',
    )
    .action((file: string, options: RestoreCommandOptions) => restore(cli, file, options));
}
