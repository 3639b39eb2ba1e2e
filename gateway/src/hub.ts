/**
 * The hub's start-up: builds every part once, hands each what it needs, opens the ports, and takes everything
 * down again in the other order.
 *
 * Takes a configuration and a data directory, gives a running hub.
 */
import './telemetry-off.js';
import { HubError, openDatabase, type OpenedDatabase } from '@vigil/shared';
import { loadPolicyEngine } from '@vigil/policies';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { createReceive, type KeptDocuments } from './1-receive/receive.js';
import { createDecide } from './3-decide/decide.js';
import { AuditQueue } from './8-record/audit-queue.js';
import { Closers } from './closers.js';
import type { HubConfig } from './config.js';
import { DataExports, KeptTables } from './exports/index.js';
import { closeServer } from './http/close-server.js';
import { addDataRoutes } from './http/data-routes.js';
import { openGraphqlServer } from './http/graphql-server.js';
import { listen } from './http/listen.js';
import { HubMetrics } from './http/metrics.js';
import { newServer } from './http/new-server.js';
import { RepeatedAnswers } from './http/repeated-answers.js';
import { addNoticeRoute } from './http/notice-route.js';
import { addPublicRoutes } from './http/public-routes.js';
import { openLiveGraph, type LiveGraph } from './live-graph.js';
import type { Partners } from './partners/open-partners.js';
import { ReleaseSync } from './partners/release-sync.js';
import { readPersistedDocuments } from './persisted-documents.js';
import { createPipeline, type Pipeline } from './pipeline.js';
import { PreparedOperations } from './prepared-operations.js';
import { ReleaseNotices, type ReleaseStore } from './releases/index.js';
import { releasesState } from './releases-state.js';
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
  sync: ReleaseSync;
  dataSource: DataSource;
  metrics: HubMetrics;
}

/** What stands on the public port beside /graphql. */
function addRoutes(
  server: FastifyInstance,
  { files, now }: Opening,
  { graph, sync, dataSource, metrics }: ServerParts,
): void {
  const { coalition, releases, indices } = graph;
  metrics.countRoutes(server);
  addPublicRoutes(server, {
    delegationKeys: () => coalition().hub.delegationKeys,
    isReady: () => isReady(dataSource),
  });
  const exports = new DataExports({ store: releases, indices, kept: new KeptTables(dataSource), coalition });
  addDataRoutes(server, { exports, now });
  const notices = new ReleaseNotices({ hubId: files.id, coalition, now });
  addNoticeRoute(server, { notices, pull: (partner) => sync.pull(partner), now });
}

async function openServer(opening: Opening, parts: ServerParts): Promise<FastifyInstance> {
  const { options, now, closers } = opening;
  const { config, log } = options;
  const { graph, pipeline, metrics } = parts;
  return openGraphqlServer({
    run: pipeline,
    addRoutes: (server) => {
      addRoutes(server, opening, parts);
    },
    admit: (exchange) => {
      graph.generations.enter(exchange);
      return pipeline.admit(exchange);
    },
    release: (exchange) => {
      graph.generations.leave(exchange);
      metrics.note(exchange);
    },
    record: (exchange) => pipeline.record(exchange),
    repeated: new RepeatedAnswers(() => {
      const generation = graph.generations.current();
      return { generation, state: releasesState(graph.releases, generation) };
    }),
    config,
    closers,
    now,
    log,
  });
}

async function openAdmin(opening: Opening, metrics: HubMetrics): Promise<string | null> {
  const { config, log } = opening.options;
  if (config.adminPort === undefined) return null;
  const server = newServer(log);
  opening.closers.add(() => closeServer(server));
  metrics.addRoute(server);
  return listen(server, '127.0.0.1', config.adminPort);
}

function newMetrics({ registry }: Partners, releases: ReleaseStore): HubMetrics {
  return new HubMetrics(
    () => new Map(registry.all().map(({ id }) => [id, registry.health(id)])),
    () => {
      const counts = new Map(registry.all().map(({ id }) => [id, 0]));
      for (const { document } of releases.currentReleases())
        counts.set(document.partner, (counts.get(document.partner) ?? 0) + 1);
      return counts;
    },
  );
}

/** Those of the folder, if there is one: each must be within the limits, or nobody could ever ask it. */
async function keptDocuments({ documents, limits }: HubConfig): Promise<KeptDocuments> {
  if (documents === null) return { texts: new Map(), only: false };
  const kept = await readPersistedDocuments(documents.folder);
  const receive = createReceive({ limits });
  for (const { file, text } of kept) {
    try {
      receive.parse(text);
    } catch (cause) {
      throw new HubError(
        'CONFIG_INVALID',
        `persisted document ${file}: is over a limit of VIGIL_HUB_MAX_…; raise it or make the document smaller`,
        'operator',
        { cause },
      );
    }
  }
  return { texts: new Map(kept.map(({ id, text }) => [id, text])), only: documents.only };
}

async function open(opening: Opening): Promise<RunningHub> {
  const { options, files, now, closers } = opening;
  const { dataDir, config, log } = options;
  const engine = await loadPolicyEngine(config.policies);
  const documents = await keptDocuments(config);
  const { dataSource, database } = await openStorage(opening);
  const audit = new AuditQueue(new DatabaseAuditStore(dataSource));
  closers.add(() => audit.drain());
  const receive = createReceive({ limits: config.limits, documents });
  const decide = createDecide(config);
  const operations = new PreparedOperations({ receive, decide });
  const graph = await openLiveGraph({
    dataDir,
    files,
    config,
    engine,
    dataSource,
    databaseUrl: database.url,
    operations,
    closers,
    now,
    elapsed: () => performance.now(),
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
    receive,
    decide,
    operations,
    generations,
    policyVersion: engine.version,
    audit,
    now,
    log,
  });
  const metrics = newMetrics(partners, releases);
  const server = await openServer(opening, { graph, pipeline, sync, dataSource, metrics });
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
