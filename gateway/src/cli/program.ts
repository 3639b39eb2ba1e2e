/**
 * The command line of the hub: `vigil-hub <command>`.
 *
 * Takes arguments and streams, gives the exit code: 0 done, 1 failed, 2 called wrongly.
 */
import { resolve } from 'node:path';
import { HubError } from '@vigil/shared';
import { Command } from 'commander';
import { readConfig, type HubConfig } from '../config.js';
import { registerBackupCommands } from '../operations/backup-command.js';
import { registerPruneCommand } from '../operations/prune-command.js';
import { registerAuditCommand } from './audit-command.js';
import type { CliContext } from './cli-context.js';
import { bearClosedPipe } from './closed-pipe.js';
import { registerDemoCommand } from './demo-command.js';
import { describeFailure } from './describe-failure.js';
import { registerInitCommand } from './init-command.js';
import { registerKeysCommand } from './keys-command.js';
import { registerPartnersCommand } from './partners-command.js';
import { registerSdlCommand } from './sdl-command.js';
import { registerServeCommand } from './serve-command.js';

export interface ProgramStreams {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
}

type Environment = Readonly<Record<string, string | undefined>>;

class ProgramContext implements CliContext {
  constructor(
    private readonly program: Command,
    private readonly env: Environment | undefined,
    private readonly streams: ProgramStreams,
  ) {}

  config(): HubConfig {
    return readConfig(this.env);
  }

  givenDataDir(): string | undefined {
    const { dataDir } = this.program.opts<{ dataDir?: string }>();
    return dataDir === undefined ? undefined : resolve(dataDir);
  }

  dataDir(): string {
    const given = this.givenDataDir() ?? this.config().dataDir;
    if (given === undefined) {
      throw new HubError('USAGE', 'no data directory; give --data-dir or set VIGIL_HUB_DATA_DIR', 'operator');
    }
    return resolve(given);
  }

  out(line: string): void {
    this.streams.stdout.write(`${line}\n`);
  }
}

function createProgram(streams: ProgramStreams): Command {
  return new Command('vigil-hub')
    .description('the hub of a coalition: one graph over partners that keep their own data')
    .option('--data-dir <directory>', 'data directory of this hub (VIGIL_HUB_DATA_DIR)')
    .exitOverride()
    .configureOutput({
      writeOut: (message) => streams.stdout.write(message),
      writeErr: (message) => streams.stderr.write(message),
      outputError: (message, write) => {
        write(`vigil-hub: ${message.replace(/^error: /, '')}`);
      },
    });
}

/**
 * Runs one command.
 *
 * @param args - without the program's own name
 * @param env - default: this process's environment
 */
export async function runHubProgram(
  args: readonly string[],
  streams: ProgramStreams = process,
  env?: Environment,
): Promise<number> {
  if (streams === process) bearClosedPipe(process.stdout, process.stderr);
  const program = createProgram(streams);
  const cli = new ProgramContext(program, env, streams);
  for (const register of [
    registerInitCommand,
    registerServeCommand,
    registerDemoCommand,
    registerSdlCommand,
    registerAuditCommand,
    registerKeysCommand,
    registerPartnersCommand,
    registerBackupCommands,
    registerPruneCommand,
  ]) {
    register(program, cli);
  }
  try {
    cli.config();
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    const { line, exitCode } = describeFailure(error);
    if (line !== null) streams.stderr.write(`vigil-hub: ${line}\n`);
    return exitCode;
  }
}
