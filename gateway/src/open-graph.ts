/** The graph that the hub serves: both subgraphs composed, and a data source behind each. */
import './telemetry-off.js';
import { randomBytes } from 'node:crypto';
import {
  HubError,
  buildCommonsSubgraph,
  buildStatisticsSubgraph,
  commonsSdl,
  statisticsSdl,
} from '@vigil/shared';
import type { Logger } from 'pino';
import { createCommonsSource } from './5-fetch/commons-source.js';
import { CursorSeal } from './5-fetch/cursor.js';
import { createStatisticsDataSource } from './5-fetch/statistics-source.js';
import { composeSupergraph } from './composition/compose-supergraph.js';
import { SupergraphFeed } from './composition/supergraph-feed.js';
import type { HubConfig } from './config.js';
import type { Exchange } from './exchange.js';
import type { Partners } from './partners/open-partners.js';
import type { ReleaseStore } from './releases/index.js';
import { createStatisticsSource } from './statistics/index.js';
import { stackFrames } from './stack-frames.js';
import type { HubFiles } from './storage/hub-files.js';
import { HubSupergraph } from './supergraph.js';
import { describeViewer } from './viewer.js';

export interface OpenGraphOptions {
  files: HubFiles;
  config: Pick<HubConfig, 'cursorLifetimeSeconds'>;
  partners: Partners;
  store: ReleaseStore;
  policyVersion: string;
  now: () => Date;
  log: Logger;
}

function commonsSource(options: OpenGraphOptions, onError: (error: unknown) => void) {
  const { files, config, partners, policyVersion, now, log } = options;
  return createCommonsSource({
    schema: buildCommonsSubgraph(),
    activePartners: () => partners.registry.active(),
    partnerIds: files.coalition.partners.map(({ id }) => id),
    ask: partners.ask,
    policyVersion,
    cursors: new CursorSeal({
      key: files.keys.cursor,
      lifetimeSeconds: config.cursorLifetimeSeconds,
      now,
      randomBytes,
    }),
    onFinding: (finding) => {
      log.warn(finding, 'a partner answered wrongly');
    },
    onError,
  });
}

function statisticsSource(
  { files: { coalition }, partners, store }: OpenGraphOptions,
  { graph, onError }: { graph: () => HubSupergraph; onError: (error: unknown) => void },
) {
  return createStatisticsDataSource({
    schema: buildStatisticsSubgraph(),
    sourceFor: (exchange: Exchange) =>
      createStatisticsSource({
        store,
        coalition,
        partnerStatus: (id) => partners.registry.health(id),
        viewer: () => {
          const { caller, decision } = exchange;
          if (caller === null || decision === null)
            throw new HubError('INTERNAL_SERVER_ERROR', 'a viewer was asked for too early', 'operator');
          return describeViewer(caller, decision.map, { coalition, schema: graph().publicSchema().schema });
        },
      }),
    onError,
  });
}

/** @throws HubError COMPOSITION_FAILED */
export function openGraph(options: OpenGraphOptions): HubSupergraph {
  const { log } = options;
  const onError = (error: unknown): void => {
    log.error({ stack: stackFrames(error) }, 'a subgraph failed');
  };
  const feed = new SupergraphFeed(
    composeSupergraph([
      { name: 'commons', sdl: commonsSdl() },
      { name: 'statistics', sdl: statisticsSdl() },
    ]),
  );
  const graph: HubSupergraph = new HubSupergraph({
    feed,
    sources: new Map([
      ['commons', commonsSource(options, onError)],
      ['statistics', statisticsSource(options, { graph: () => graph, onError })],
    ]),
    log,
  });
  return graph;
}
