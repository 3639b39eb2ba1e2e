/**
 * The command line of a partner: `vigil-partner <command>`.
 *
 * Each command lives in the room of its subject and adds itself here. Takes arguments and streams, gives the
 * exit code: 0 done, 1 failed, 2 called wrongly.
 */
import { userInfo } from 'node:os';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { HubError } from '@vigil/shared';
import { Command } from 'commander';
import { registerCaseCommand } from '../cases/case-command.js';
import { registerConsentCommand } from '../cases/consent-command.js';
import { registerEraseCommand } from '../cases/erase-command.js';
import { readConfig, type PartnerConfig } from '../config.js';
import { registerExtensionCommand } from '../extension/extension-command.js';
import { registerImportCommand } from '../import/import-command.js';
import { registerCountCommand } from '../indicators/count-command.js';
import { registerMappingCommand } from '../mapping/mapping-command.js';
import { registerSettingsCommand } from '../mapping/settings-command.js';
import { nodeLogger, openNode } from '../node/open-node.js';
import { registerBackupCommand } from '../operations/backup-command.js';
import { registerMigrateCommand } from '../operations/migrate-command.js';
import { registerPruneCommand } from '../operations/prune-command.js';
import { registerRestoreCommand } from '../operations/restore-command.js';
import { registerTlsCommand } from '../operations/tls-command.js';
import { registerReleaseCommand } from '../releases/release-command.js';
import { registerRecipientCommand } from '../sealing/recipient-command.js';
import { registerUnsealCommand } from '../sealing/unseal-command.js';
import { registerServeCommand } from '../serve/serve-command.js';
import { registerViewsCommand } from '../views/views-command.js';
import type { CliContext } from './cli-context.js';
import { describeFailure } from './describe-failure.js';
import { registerInitCommand } from './init-command.js';
import { registerRecordCommand } from './record-command.js';

export interface ProgramStreams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  readonly stdin: NodeJS.ReadableStream;
}

interface GlobalOptions {
  readonly dataDir?: string;
  readonly actor?: string;
}

/** An account without a name (a container's number) still is somebody. */
function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}

class ProgramContext implements CliContext {
  exitCode = 0;
  readonly #program: Command;
  readonly #env: NodeJS.ProcessEnv | undefined;
  readonly #streams: ProgramStreams;

  constructor(program: Command, env: NodeJS.ProcessEnv | undefined, streams: ProgramStreams) {
    this.#program = program;
    this.#env = env;
    this.#streams = streams;
  }

  config(): PartnerConfig {
    return readConfig(this.#env);
  }

  dataDir(): string {
    const { dataDir } = this.#program.opts<GlobalOptions>();
    const given = dataDir ?? readConfig(this.#env).dataDir;
    if (given === undefined) {
      throw new HubError(
        'USAGE',
        'no data directory; give --data-dir or set VIGIL_PARTNER_DATA_DIR',
        'operator',
      );
    }
    return resolve(given);
  }

  actor(): string {
    return this.#program.opts<GlobalOptions>().actor ?? accountName();
  }

  openNode: CliContext['openNode'] = (mode = 'command') => {
    const { databaseUrl, recordsUrl, policyDirectory, logLevel } = readConfig(this.#env);
    const log = nodeLogger(mode === 'command' && logLevel === 'info' ? 'warn' : logLevel);
    return openNode({ dataDir: this.dataDir(), databaseUrl, recordsUrl, policyDirectory, mode, log });
  };

  out(line: string): void {
    this.#streams.stdout.write(`${line}\n`);
  }

  err(line: string): void {
    this.#streams.stderr.write(`${line}\n`);
  }

  readInput(): Promise<string> {
    return text(this.#streams.stdin);
  }

  isInteractive(): boolean {
    const { stdin } = this.#streams;
    return 'isTTY' in stdin && stdin.isTTY === true;
  }

  async confirm(question: string): Promise<boolean> {
    const { stdin, stderr } = this.#streams;
    if (!this.isInteractive()) {
      throw new HubError(
        'USAGE',
        'nobody can be asked here: look at what is printed, then say --yes',
        'operator',
      );
    }
    stderr.write(`${question} [y/N] `);
    const lines = createInterface({ input: stdin });
    try {
      for await (const line of lines) return /^(y|yes)$/i.test(line.trim());
      return false;
    } finally {
      lines.close();
    }
  }

  fail(error: unknown): void {
    const { line, exitCode } = describeFailure(error);
    if (line !== null) this.err(`vigil-partner: ${line}`);
    this.exitCode = exitCode;
  }
}

function createProgram(streams: ProgramStreams): Command {
  return new Command('vigil-partner')
    .description("a partner's node: its records stay here; what it releases leaves signed")
    .option('--data-dir <directory>', 'data directory of this node (VIGIL_PARTNER_DATA_DIR)')
    .option('--actor <name>', 'who acts, for the local record (default: the account of this system)')
    .exitOverride()
    .configureOutput({
      writeOut: (message) => streams.stdout.write(message),
      writeErr: (message) => streams.stderr.write(message),
      outputError: (message, write) => {
        write(`vigil-partner: ${message.replace(/^error: /, '')}`);
      },
    });
}

function registerCommands(program: Command, cli: CliContext): void {
  const register = [
    registerSettingsCommand,
    registerInitCommand,
    registerMigrateCommand,
    registerServeCommand,
    registerExtensionCommand,
    registerMappingCommand,
    registerImportCommand,
    registerCountCommand,
    registerReleaseCommand,
    registerCaseCommand,
    registerConsentCommand,
    registerEraseCommand,
    registerRecordCommand,
    registerBackupCommand,
    registerRestoreCommand,
    registerPruneCommand,
    registerTlsCommand,
    registerViewsCommand,
    registerRecipientCommand,
    registerUnsealCommand,
  ];
  for (const add of register) add(program, cli);
}

/**
 * Runs one command.
 *
 * @param args - without the program's own name
 * @param env - default: this process's environment
 */
export async function runPartnerProgram(
  args: readonly string[],
  streams: ProgramStreams = process,
  env?: NodeJS.ProcessEnv,
): Promise<number> {
  const program = createProgram(streams);
  const cli = new ProgramContext(program, env, streams);
  registerCommands(program, cli);
  try {
    readConfig(env);
    await program.parseAsync(args, { from: 'user' });
  } catch (error) {
    cli.fail(error);
  }
  return cli.exitCode;
}
