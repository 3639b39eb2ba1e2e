/** `vigil-hub backup <file>` and `vigil-hub restore <file>`. */
import { HubError, openDatabase, readPassphrase, verifyChain, type CheckedBackup } from '@vigil/shared';
import type { Command } from 'commander';
import { pino, type Logger } from 'pino';
import type { CliContext } from '../cli/cli-context.js';
import { DatabaseAuditStore } from '../storage/audit-store.js';
import { openHubDatabase } from '../storage/hub-database.js';
import { readHubFiles } from '../storage/hub-files.js';
import { chainStart } from './audit-cut.js';
import { backupHub, checkHubBackup, restoreHub } from './backup-hub.js';

interface Options {
  readonly passphraseFile?: string;
  readonly unencrypted?: true;
  readonly check?: true;
}

const say = (text: string): void => {
  process.stderr.write(text);
};
const progress = (line: string): void => {
  say(`${line}\n`);
};
const quietLog = (): Logger => pino({ name: 'vigil-hub', level: 'warn' }, pino.destination(2));

const ask = (file: string | undefined, isNew: boolean): Promise<string> =>
  readPassphrase({ file, terminal: process.stdin, say, isNew });

async function passphraseOf({ passphraseFile, unencrypted }: Options): Promise<string | null> {
  if (unencrypted === undefined) return ask(passphraseFile, true);
  if (passphraseFile === undefined) return null;
  throw new HubError('USAGE', '--unencrypted and --passphrase-file contradict each other', 'operator');
}

async function backup(cli: CliContext, file: string, options: Options): Promise<void> {
  const passphrase = await passphraseOf(options);
  const dataDir = cli.dataDir();
  const { id } = readHubFiles(dataDir);
  const { databaseUrl } = cli.config();
  const database = await openDatabase({ dataDir, databaseUrl, mode: 'command', log: quietLog() });
  try {
    // brings the tables up to date, so that a backup is of a schema that this version knows
    await (await openHubDatabase({ url: database.url, log: quietLog() })).destroy();
    const made = await backupHub({
      dataDir,
      url: database.url,
      id,
      file,
      passphrase,
      now: new Date(),
      progress,
    });
    if (passphrase === null) progress('this file is NOT encrypted: it holds the keys of this hub');
    cli.out(`${made.file}: ${made.bytes} bytes, SHA-256 ${made.sha256}`);
  } finally {
    await database.close();
  }
}

function describe({ manifest, summary }: CheckedBackup): string {
  const rows = Object.values(summary.rows).reduce((sum, count) => sum + count, 0);
  return `${manifest.id}, backup of ${manifest.madeAt}: ${manifest.files.length} files, ${rows} rows`;
}

async function verify(cli: CliContext): Promise<string> {
  const dataDir = cli.dataDir();
  readHubFiles(dataDir);
  const { databaseUrl } = cli.config();
  const database = await openDatabase({ dataDir, databaseUrl, mode: 'command', log: quietLog() });
  try {
    const dataSource = await openHubDatabase({ url: database.url, log: quietLog() });
    try {
      const entries = new DatabaseAuditStore(dataSource).entries();
      const head = await verifyChain(entries, await chainStart(dataSource, dataDir));
      return `audit log unbroken: ends at entry ${head.sequence}, head ${head.hash}`;
    } finally {
      await dataSource.destroy();
    }
  } finally {
    await database.close();
  }
}

async function restore(
  cli: CliContext,
  file: string,
  { passphraseFile, check, unencrypted }: Options,
): Promise<void> {
  const passphrase = (): Promise<string> => ask(passphraseFile, false);
  if (check === true) {
    const checked = await checkHubBackup({ file, passphrase });
    cli.out(`whole: ${describe(checked)}`);
    if (checked.unsealed) progress('it is not encrypted: nothing proves who wrote it');
    return;
  }
  const { databaseUrl } = cli.config();
  const dataDir = cli.dataDir();
  const checked = await restoreHub({
    ...{ file, dataDir, databaseUrl, passphrase, log: quietLog(), progress },
    trustUnsealed: unencrypted === true,
  });
  cli.out(`restored: ${describe(checked)}`);
  cli.out(await verify(cli));
  progress(
    `requests answered after ${checked.manifest.madeAt} are not in the audit log any more; releases since then are asked ` +
      'of the partners again, who hold them; keys made or retired and partners admitted or suspended since then: do it again',
  );
}

/** Adds the commands to the program. */
export function registerBackupCommands(program: Command, cli: CliContext): void {
  program
    .command('backup')
    .description('write everything of this hub into one encrypted file; the hub may serve meanwhile')
    .argument('<file>', 'a new file; none is written over')
    .option('--passphrase-file <file>', 'take the passphrase from a file instead of asking for it')
    .option('--unencrypted', 'write it without encryption, readable by whoever has the file')
    .addHelpText('after', '\nExample:\n  vigil-hub --data-dir ./hub backup /mnt/usb/hub-2026-11.vigil')
    .action((file: string, options: Options) => backup(cli, file, options));
  program
    .command('restore')
    .description(
      'make this hub from a backup, in a new data directory (and a new database, with DATABASE_URL)',
    )
    .argument('<file>', 'what vigil-hub backup wrote')
    .option('--passphrase-file <file>', 'take the passphrase from a file instead of asking for it')
    .option('--unencrypted', 'restore a backup that is not encrypted: nothing proves who wrote it')
    .option('--check', 'only read the whole file and say whether it could be restored')
    .addHelpText('after', '\nExample:\n  vigil-hub --data-dir ./new-hub restore /mnt/usb/hub-2026-11.vigil')
    .action((file: string, options: Options) => restore(cli, file, options));
}
