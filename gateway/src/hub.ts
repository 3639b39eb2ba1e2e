/**
 * The hub's start-up: builds every part once, hands each what it needs, opens the ports, and takes everything
 * down again in the other order.
 *
 * Takes a configuration and a data directory, gives a running hub.
 */
import './telemetry-off.js';
import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { openDatabase, type OpenedDatabase } from '@vigil/shared';
import { loadPolicyEngine } from '@vigil/policies';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { AuditQueue } from './8-record/audit-queue.js';
import { Closers } from './closers.js';
import type { HubConfig } from './config.js';
import { createApolloFace } from './generations/apollo-face.js';
import { createApolloServer } from './http/apollo-server.js';
import { CheckedDocuments } from './http/checked-documents.js';
import { addCors } from './http/cors.js';
import { addGraphqlRoute } from './http/graphql-route.js';
import { listen } from './http/listen.js';
import { HubMetrics } from './http/metrics.js';
import { newServer } from './http/new-server.js';
import { addPublicRoutes } from './http/public-routes.js';
import { openLiveGraph, type LiveGraph } from './live-graph.js';
import type { Partners } from './partners/open-partners.js';
import { ReleaseSync } from './partners/release-sync.js';
import { createPipeline, type Pipeline } from './pipeline.js';
import { DatabaseAuditStore } from './storage/audit-store.js';
import { openHubDatabase } from './storage/hub-database.js';
import { readHubFiles, type HubFiles } from './storage/hub-files.js';

export interface HubOptions {
  dataDir: string;
  config: HubConfig;
  log: Logger;
  now?: () => Date;
}

export interface RunningHub {
  /** what callers use, for example http://127.0.0.1:4000 */
  url: string;
  /** the operator's port, when one is configured */
  adminUrl: string | null;
  /** asks every partner for new releases now; also happens by itself */
  syncReleases(): Promise<void>;
  /** reads the coalition file, the keys and the operator's decisions now; also happens by itself */
  reload(): Promise<void>;
  /** asks every partner for its schemas now; also happens by itself */
  lookAtPartners(): Promise<void>;
  /** lets requests under way finish, then stops everything */
  close(): Promise<void>;
}

interface Opening {
  options: HubOptions;
  files: HubFiles;
  now: () => Date;
  closers: Closers;
}

const DRAIN_MILLISECONDS = 10_000;
const IDLE_CHECK_MILLISECONDS = 50;

async function openStorage({
  options,
  closers,
}: Opening): Promise<{ dataSource: DataSource; database: OpenedDatabase }> {
  const { dataDir, config, log } = options;
  const database = await openDatabase({ dataDir, databaseUrl: config.databaseUrl, mode: 'serve', log });
  closers.add(() => database.close());
  const dataSource = await openHubDatabase({ url: database.url, log });
  closers.add(() => dataSource.destroy());
  return { dataSource, database };
}

async function isReady(dataSource: DataSource): Promise<boolean> {
  try {
    await dataSource.query('SELECT 1');
    return true;
  } catch {
    return false;
  }
}

interface ServerParts {
  graph: LiveGraph;
  pipeline: Pipeline;
  dataSource: DataSource;
  metrics: HubMetrics;
}

async function openServer(opening: Opening, parts: ServerParts): Promise<FastifyInstance> {
  const { options, now, closers } = opening;
  const { config, log } = options;
  const { graph, pipeline, dataSource, metrics } = parts;
  const documents = new CheckedDocuments();
  const apollo = createApolloServer({
    gateway: createApolloFace(graph.generations),
    documents,
    maxTokens: config.limits.tokens,
    log,
  });
  await apollo.start();
  closers.add(() => apollo.stop());
  const server = newServer(log);
  closers.add(() => closeServer({ server: server.server, close: () => server.close() }));
  addCors(server, config.corsOrigins);
  server.setNotFoundHandler((_request, reply) => reply.code(404).send({ status: 'not found' }));
  addPublicRoutes(server, {
    delegationKeys: () => graph.coalition().hub.delegationKeys,
    isReady: () => isReady(dataSource),
  });
  await addGraphqlRoute(server, {
    apollo,
    maxBodyBytes: config.limits.bodyBytes,
    admit: async (exchange) => {
      graph.generations.enter(exchange);
      await pipeline.admit(exchange);
      documents.hold(exchange);
    },
    release: (exchange) => {
      documents.release(exchange);
      graph.generations.leave(exchange);
      metrics.note(exchange);
    },
    record: (exchange) => pipeline.record(exchange),
    now,
    randomId: randomUUID,
  });
  return server;
}

/** Lets requests under way finish. A connection kept alive after its last answer would hold the server open. */
async function closeServer({
  server,
  close,
}: {
  server: Server;
  close: () => Promise<unknown>;
}): Promise<void> {
  const idle = setInterval(() => {
    server.closeIdleConnections();
  }, IDLE_CHECK_MILLISECONDS);
  const deadline = setTimeout(() => {
    server.closeAllConnections();
  }, DRAIN_MILLISECONDS);
  try {
    await close();
  } finally {
    clearInterval(idle);
    clearTimeout(deadline);
  }
}

async function openAdmin(opening: Opening, metrics: HubMetrics): Promise<string | null> {
  const { config, log } = opening.options;
  if (config.adminPort === undefined) return null;
  const server = newServer(log);
  opening.closers.add(() => closeServer({ server: server.server, close: () => server.close() }));
  metrics.addRoute(server);
  return listen(server, '127.0.0.1', config.adminPort);
}

function newMetrics({ registry }: Partners): HubMetrics {
  return new HubMetrics(() => new Map(registry.all().map(({ id }) => [id, registry.health(id)])));
}

async function open(opening: Opening): Promise<RunningHub> {
  const { options, files, now, closers } = opening;
  const { dataDir, config, log } = options;
  const engine = await loadPolicyEngine();
  const { dataSource, database } = await openStorage(opening);
  const audit = new AuditQueue(new DatabaseAuditStore(dataSource));
  closers.add(() => audit.drain());
  const graph = await openLiveGraph({
    dataDir,
    files,
    config,
    engine,
    dataSource,
    databaseUrl: database.url,
    closers,
    now,
    log,
  });
  const { partners, releases, generations } = graph;
  const sync = new ReleaseSync({
    ...partners,
    store: releases,
    everySeconds: config.releaseSyncSeconds,
    log,
  });
  closers.add(() => sync.stop());
  closers.add(() => partners.close());
  const pipeline = createPipeline({
    files,
    limits: config.limits,
    generation: () => generations.current(),
    policyVersion: engine.version,
    audit,
    now,
  });
  const metrics = newMetrics(partners);
  const server = await openServer(opening, { graph, pipeline, dataSource, metrics });
  const adminUrl = await openAdmin(opening, metrics);
  const url = await listen(server, config.host, config.port);
  // Ready means: what partners have released by now is answered with.
  await sync.start();
  return {
    url,
    adminUrl,
    syncReleases: () => sync.runOnce(),
    reload: () => graph.reload(),
    lookAtPartners: () => graph.lookAtPartners(),
    close: () => closers.close(),
  };
}

/**
 * Starts a hub.
 *
 * @throws HubError with one clear line: CONFIG_INVALID, COALITION_INVALID, POLICY_INVALID, COMPOSITION_FAILED,
 *   PORT_TAKEN, DATA_DIRECTORY_IN_USE, DATABASE_UNREACHABLE and their like; nothing is left running then
 */
export async function startHub(options: HubOptions): Promise<RunningHub> {
  const closers = new Closers();
  const now = options.now ?? ((): Date => new Date());
  try {
    return await open({ options, files: readHubFiles(options.dataDir), now, closers });
  } catch (error) {
    await closers.close().catch(() => undefined);
    throw error;
  }
}
