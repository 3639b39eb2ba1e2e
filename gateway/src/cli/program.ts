/**
 * The command line of the hub: `vigil-hub <command>`.
 *
 * Takes arguments and streams, gives the exit code: 0 done, 1 failed, 2 called wrongly.
 */
import { resolve } from 'node:path';
import { HubError } from '@vigil/shared';
import { Command } from 'commander';
import { readConfig, type HubConfig, type RequestLimits } from '../config.js';
import type { CliContext, RegisterCommand } from './cli-context.js';
import { bearClosedPipe } from './closed-pipe.js';
import { describeFailure } from './describe-failure.js';

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

  config(limits?: RequestLimits): HubConfig {
    return readConfig(this.env, limits);
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

  warn(line: string): void {
    this.streams.stderr.write(`vigil-hub: warning: ${line}\n`);
  }
}

/** The command's name: what stands first and is neither an option nor an option's value. */
function commandOf(args: readonly string[]): string | undefined {
  return args.find((arg, index) => !arg.startsWith('-') && args[index - 1] !== '--data-dir');
}

/** A server holds for as long as it lives what is loaded here: `serve` loads itself and nothing of its neighbours. */
async function commandsFor(args: readonly string[]): Promise<readonly RegisterCommand[]> {
  if (commandOf(args) !== 'serve') return (await import('./all-commands.js')).ALL_COMMANDS;
  return [(await import('./serve-command.js')).registerServeCommand];
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
  try {
    cli.config();
    for (const register of await commandsFor(args)) register(program, cli);
    await program.parseAsync(args, { from: 'user' });
    return 0;
  } catch (error) {
    const { line, exitCode } = describeFailure(error);
    if (line !== null) streams.stderr.write(`vigil-hub: ${line}\n`);
    return exitCode;
  }
}
