/**
 * `vigil-hub serve`: answers until it is told to stop, by Ctrl-C, by SIGTERM, or by the end of the process that
 * started it with an IPC channel. With `--supergraph` it serves plain subgraphs instead of a coalition.
 *
 * What it starts is loaded when it is known which: either leaves the other's memory alone.
 */
import { readFile } from 'node:fs/promises';
import { setFlagsFromString } from 'node:v8';
import { HubError } from '@vigil/shared';
import type { Command } from 'commander';
import { pino, type Logger } from 'pino';
import { SUPERGRAPH_LIMITS, type HubConfig } from '../config.js';
import type { CliContext } from './cli-context.js';

interface ServeOptions {
  port?: string;
  host?: string;
  supergraph?: string;
  subgraph?: Map<string, string>;
  unclassified?: string;
}

interface Served {
  url: string;
  /** reads its files again; null: there is nothing to read again */
  reload: (() => Promise<void>) | null;
  close(): Promise<void>;
}

const EXAMPLE = `
Example, a supergraph of plain subgraphs instead of a coalition:
  $ vigil-hub serve --supergraph supergraph.graphql --unclassified PUBLIC --subgraph reviews=http://127.0.0.1:4003/
`;

/**
 * V8 lets the old part of the heap grow to several times of what is alive before it looks at it again. A hub keeps
 * some tens of MB and makes a lot of garbage: looking after a third of growth takes a quarter off its memory under
 * load, and nothing that `npm run bench` could see off its speed.
 */
const HEAP_GROWTH = '--heap-growing-percent=30';

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

function usage(message: string): HubError {
  return new HubError('USAGE', message, 'operator');
}

function readPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535)) throw usage('the port is a number from 0 to 65535');
  return port;
}

function withAddress(config: HubConfig, { port, host }: ServeOptions): HubConfig {
  return {
    ...config,
    ...(port === undefined ? {} : { port: readPort(port) }),
    ...(host === undefined ? {} : { host }),
  };
}

function readSubgraph(text: string, before: Map<string, string> = new Map()): Map<string, string> {
  const at = text.indexOf('=');
  if (at < 1) throw usage('--subgraph takes <name>=<url>');
  return before.set(text.slice(0, at), text.slice(at + 1));
}

function refuseHalves({ supergraph, subgraph, unclassified }: ServeOptions): void {
  if (supergraph !== undefined) return;
  if (unclassified !== undefined)
    throw usage('--unclassified goes with --supergraph only: every field of a coalition has its class');
  if (subgraph !== undefined) throw usage('--subgraph goes with --supergraph only');
}

/** Nothing may come to be served unclassified by a slip. */
function requireDeclared(cli: CliContext, { unclassified }: ServeOptions): void {
  if (unclassified === undefined)
    throw usage(
      'nothing in a plain supergraph says who may see what: with --unclassified PUBLIC, whoever reaches the port may read and change everything behind it',
    );
  if (unclassified !== 'PUBLIC') throw usage('--unclassified takes PUBLIC and no other class');
  if (cli.givenDataDir() !== undefined || cli.config().dataDir !== undefined)
    throw usage(
      'a coalition is never served unclassified: --supergraph goes without --data-dir and VIGIL_HUB_DATA_DIR',
    );
}

/** What only a coalition's hub does must not seem to be done here. */
function refuseCoalitionSettings({ documents, onDenied, policies }: HubConfig): void {
  const [set] = [
    documents === null ? [] : ['VIGIL_HUB_DOCUMENTS'],
    onDenied === 'filter' ? [] : ['VIGIL_HUB_ON_DENIED'],
    policies === undefined ? [] : ['VIGIL_HUB_POLICIES'],
  ].flat();
  if (set !== undefined)
    throw usage(`${set} goes with a coalition only: unset it, or leave out --supergraph`);
}

async function readSdl(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const { code } = (cause ?? {}) as { code?: unknown };
    throw new HubError(
      'NOT_FOUND',
      `the supergraph file cannot be read (${String(code)}): ${file}`,
      'operator',
      {
        cause,
      },
    );
  }
}

async function startSupergraph(
  cli: CliContext,
  options: ServeOptions & { supergraph: string },
  log: Logger,
): Promise<Served> {
  requireDeclared(cli, options);
  refuseCoalitionSettings(cli.config());
  const supergraphSdl = await readSdl(options.supergraph);
  const { startSupergraphServer } = await import('../supergraph-mode/supergraph-server.js');
  const running = await startSupergraphServer({
    supergraphSdl,
    subgraphUrls: options.subgraph ?? new Map<string, string>(),
    config: withAddress(cli.config(SUPERGRAPH_LIMITS), options),
    log,
  });
  cli.warn(
    '--unclassified PUBLIC: whoever reaches this port reads and changes everything; nothing is recorded',
  );
  return { ...running, reload: null };
}

async function startCoalition(cli: CliContext, options: ServeOptions, log: Logger): Promise<Served> {
  const dataDir = cli.dataDir();
  const config = withAddress(cli.config(), options);
  const { startHub } = await import('../hub.js');
  return startHub({ dataDir, config, log });
}

async function serve(cli: CliContext, options: ServeOptions): Promise<void> {
  setFlagsFromString(HEAP_GROWTH);
  const stopped = waitForEnd(process);
  refuseHalves(options);
  // Log lines go to stderr; stdout belongs to the command's own answer.
  const log = pino({ name: 'vigil-hub', level: cli.config().logLevel }, pino.destination(2));
  const { supergraph } = options;
  const served =
    supergraph === undefined
      ? await startCoalition(cli, options, log)
      : await startSupergraph(cli, { ...options, supergraph }, log);
  // The way daemons are told to read their files again; where there is no such signal, the files are polled.
  process.on('SIGHUP', () => void served.reload?.().catch(() => undefined));
  try {
    cli.out(`Vigil hub ready at ${served.url}`);
    // A parent that is gone by now is told of by 'disconnect'; the failed message itself is no error.
    process.send?.({ type: 'ready', url: served.url }, () => undefined);
    log.info({ why: await stopped }, 'stopping');
  } finally {
    await served.close();
  }
}

export function registerServeCommand(program: Command, cli: CliContext): void {
  program
    .command('serve')
    .description('answer callers and ask partners, until told to stop')
    .option('--port <number>', 'port to listen on, 0 for any free one (default: PORT, else 4000)')
    .option('--host <address>', 'address to listen on (default: VIGIL_HUB_HOST, else 127.0.0.1)')
    .option(
      '--supergraph <file>',
      'serve this supergraph over plain subgraphs; no coalition, no policy, no record',
    )
    .option(
      '--subgraph <name=url>',
      'where a subgraph answers, instead of what the supergraph says; may be repeated',
      readSubgraph,
    )
    .option(
      '--unclassified <class>',
      'needed with --supergraph; PUBLIC: anybody may read and change everything',
    )
    .addHelpText('after', EXAMPLE)
    .action((options: ServeOptions) => serve(cli, options));
}
