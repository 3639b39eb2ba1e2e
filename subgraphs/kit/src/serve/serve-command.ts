/**
 * `vigil-partner serve`: this node answers its hub until it is told to stop.
 *
 * Told to stop by Ctrl-C, by SIGTERM, or by the end of the process that started it with an IPC channel: then it
 * stops accepting, finishes what runs, and closes the database, so that nothing is left behind.
 */
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import type { CliContext } from '../cli/cli-context.js';
import type { NodeContext } from '../node/node-context.js';
import { tlsFiles, type TlsFiles } from '../operations/tls-server.js';
import { describeError } from './describe-error.js';
import { startNode, type ListenOptions } from './start-node.js';

interface ServeOptions {
  readonly port?: string;
  readonly host: string;
  readonly tlsCert?: string;
  readonly tlsKey?: string;
}

/** Adds the command to the program. */
export function registerServeCommand(program: Command, cli: CliContext): void {
  program
    .command('serve')
    .description('answer the hub: published releases, and questions about records that this partner allows')
    .option('--port <number>', 'port to listen on, 0 for any free one (default: the one in partner.json)')
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .option('--tls-cert <file>', 'certificate, PEM; the node then speaks https itself (see: tls make)')
    .option('--tls-key <file>', 'its private key, PEM')
    .action(async ({ port, host, tlsCert, tlsKey }: ServeOptions) => {
      const stopped = waitForEnd(process);
      await serve(stopped, cli, {
        port: port === undefined ? undefined : readPort(port),
        host,
        tls: tlsFiles(tlsCert, tlsKey),
      });
    });
}

async function serve(
  stopped: Promise<string>,
  cli: CliContext,
  { port, host, tls }: { port: number | undefined; host: string; tls: TlsFiles | undefined },
): Promise<void> {
  const context = await cli.openNode('serve');
  try {
    await serveUntil(stopped, context, cli, { port: port ?? context.settings.port, host, tls });
  } finally {
    await context.close();
  }
}

async function serveUntil(
  stopped: Promise<string>,
  context: NodeContext,
  cli: CliContext,
  options: ListenOptions,
): Promise<void> {
  const node = await startNode(context, options);
  try {
    for (const note of node.notes) cli.err(note);
    cli.err(`vigil-partner ${context.settings.id} ready at ${node.url}`);
    // A parent that is gone by now is told of by 'disconnect'; the failed message itself is no error.
    process.send?.({ type: 'ready', url: node.url }, () => undefined);
    const why = await stopped;
    context.log.info({ why }, 'stopping');
  } catch (error) {
    context.log.error(describeError(error), 'serving failed');
    throw error;
  } finally {
    await node.close();
  }
}

/** Resolves with what ended the wait. Listens from the start: a stop during start-up is not lost. */
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
  if (!(port <= 65_535)) throw new HubError('USAGE', 'port is not a number from 0 to 65535', 'operator');
  return port;
}
