/**
 * `vigil-hub serve --supergraph`: any supergraph over plain subgraphs, through the same stages and the same HTTP
 * layer as a coalition's graph, for anybody who reaches the port.
 *
 * Loads no database, no policy engine and no part of a coalition: this folder imports what it needs and no more.
 */
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { HubError } from '@vigil/shared';
import { JsonClients } from '../5-fetch/http/json-clients.js';
import { createHttpSource } from '../5-fetch/http/http-source.js';
import { Closers } from '../closers.js';
import type { HubConfig } from '../config.js';
import type { SubgraphSource } from '../execution.js';
import { openGraphqlServer } from '../http/graphql-server.js';
import { addHealthRoutes } from '../http/health-routes.js';
import { listen } from '../http/listen.js';
import { readSupergraph } from './read-supergraph.js';
import { openSupergraphPath } from './supergraph-path.js';

export interface SupergraphServerOptions {
  supergraphSdl: string;
  /** subgraph name -> address, instead of what the supergraph says */
  subgraphUrls: ReadonlyMap<string, string>;
  config: Pick<HubConfig, 'host' | 'port' | 'limits' | 'corsOrigins' | 'partner'>;
  log: Logger;
}

export interface RunningSupergraph {
  url: string;
  /** lets requests under way finish, then stops */
  close(): Promise<void>;
}

function usage(message: string): HubError {
  return new HubError('USAGE', message, 'operator');
}

function checkUrl(name: string, text: string | null): string {
  if (text === null || !URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw usage(`subgraph ${name} has no http(s) address; give --subgraph ${name}=<url>`);
  return text;
}

function addresses({ supergraphSdl, subgraphUrls }: SupergraphServerOptions): ReadonlyMap<string, string> {
  const named = readSupergraph(supergraphSdl);
  for (const name of subgraphUrls.keys()) {
    if (!named.has(name))
      throw usage(`the supergraph has no subgraph ${name}; it has ${[...named.keys()].join(', ')}`);
  }
  return new Map([...named].map(([name, url]) => [name, checkUrl(name, subgraphUrls.get(name) ?? url)]));
}

async function open(options: SupergraphServerOptions, closers: Closers): Promise<FastifyInstance> {
  const { supergraphSdl, config, log } = options;
  const urls = addresses(options);
  const client = new JsonClients(config.partner);
  closers.add(() => client.close());
  const sources = new Map<string, SubgraphSource>(
    [...urls].map(([name, url]) => {
      const onFailure = (reason: string): void => {
        log.warn({ subgraph: name, reason }, 'a subgraph did not answer');
      };
      return [name, createHttpSource({ url, client, onFailure })];
    }),
  );
  const path = openSupergraphPath({ supergraphSdl, sources, limits: config.limits, log });
  return openGraphqlServer({
    run: path,
    addRoutes: (server) => {
      // Nothing else has to be there for a question to be answered, as far as its subgraphs are.
      addHealthRoutes(server, () => Promise.resolve(true));
    },
    admit: (exchange) => path.admit(exchange),
    release: () => undefined,
    // There is no log of who asked what: nobody is identified, and nothing here is a coalition's.
    record: () => Promise.resolve(),
    config,
    closers,
    now: () => new Date(),
    log,
  });
}

/**
 * @throws HubError USAGE, COMPOSITION_FAILED, PORT_TAKEN with one clear line; nothing is left running then
 */
export async function startSupergraphServer(options: SupergraphServerOptions): Promise<RunningSupergraph> {
  const closers = new Closers();
  try {
    const server = await open(options, closers);
    const url = await listen(server, options.config.host, options.config.port);
    return { url, close: () => closers.close() };
  } catch (error) {
    await closers.close().catch(() => undefined);
    throw error;
  }
}
