/**
 * `vigil-hub serve`: answers until it is told to stop, by Ctrl-C, by SIGTERM, or by the end of the process that
 * started it with an IPC channel.
 */
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import { pino } from 'pino';
import { startHub } from '../hub.js';
import type { CliContext } from './cli-context.js';

interface ServeOptions {
  port?: string;
  host?: string;
}

/** Listens from the start: a stop during start-up is not lost. */
function waitForEnd(self: NodeJS.Process): Promise<string> {
  return new Promise((resolve) => {
    for (const event of ['SIGINT', 'SIGTERM', 'disconnect'] as const) {
      self.on(event, () => {
        resolve(event);
      });
    }
  });
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw new HubError('USAGE', 'the port is a number from 0 to 65535', 'operator');
  return port;
}

async function serve(cli: CliContext, { port, host }: ServeOptions): Promise<void> {
  const stopped = waitForEnd(process);
  const config = cli.config();
  // Log lines go to stderr; stdout belongs to the command's own answer.
  const log = pino({ name: 'vigil-hub', level: config.logLevel }, pino.destination(2));
  const hub = await startHub({
    dataDir: cli.dataDir(),
    config: {
      ...config,
      ...(port === undefined ? {} : { port: readPort(port) }),
      ...(host === undefined ? {} : { host }),
    },
    log,
  });
  // The way daemons are told to read their files again; where there is no such signal, the files are polled.
  process.on('SIGHUP', () => void hub.reload().catch(() => undefined));
  try {
    cli.out(`Vigil hub ready at ${hub.url}`);
    // A parent that is gone by now is told of by 'disconnect'; the failed message itself is no error.
    process.send?.({ type: 'ready', url: hub.url }, () => undefined);
    log.info({ why: await stopped }, 'stopping');
  } finally {
    await hub.close();
  }
}

export function registerServeCommand(program: Command, cli: CliContext): void {
  program
    .command('serve')
    .description('answer callers and ask partners, until told to stop')
    .option('--port <number>', 'port to listen on, 0 for any free one (default: PORT, else 4000)')
    .option('--host <address>', 'address to listen on (default: VIGIL_HUB_HOST, else 127.0.0.1)')
    .action((options: ServeOptions) => serve(cli, options));
}
