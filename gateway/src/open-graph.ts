/**
 * What a generation of the graph consists of: a supergraph loaded for planning, a data source behind each of its
 * subgraphs, permission maps, and the views of callers.
 *
 * Takes the parts that live as long as the hub, gives the function that makes a generation.
 */
import './telemetry-off.js';
import { randomBytes } from 'node:crypto';
import type { PolicyEngine } from '@vigil/policies';
import {
  HubError,
  buildCommonsSubgraph,
  buildStatisticsSubgraph,
  type AccessRequirement,
  type CheckedExtension,
  type Coalition,
} from '@vigil/shared';
import type { Logger } from 'pino';
import { createCallerViews, readContractCosts } from './3-decide/caller-view.js';
import { createCommonsSource } from './5-fetch/commons/commons-source.js';
import { CursorSeal } from './5-fetch/commons/cursor.js';
import { createExtensionSource } from './5-fetch/extension/extension-source.js';
import { createStatisticsDataSource } from './5-fetch/in-process/statistics-source.js';
import { extensionSubgraph } from './composition/compose-supergraph.js';
import { giveScalars } from './composition/give-scalars.js';
import type { HubConfig } from './config.js';
import type { Exchange, Generation } from './exchange.js';
import type { SubgraphSource } from './execution.js';
import type { GenerationsOptions } from './generations/generations.js';
import { LoadedGraph } from './generations/loaded-graph.js';
import { WarmMaps } from './generations/warm-maps.js';
import { warmOperations } from './generations/warm-operations.js';
import type { Partners } from './partners/open-partners.js';
import type { PreparedOperations } from './prepared-operations.js';
import type { RedFlagPlane } from './red-flags/index.js';
import type { ReleaseStore } from './releases/index.js';
import { releasesState } from './releases-state.js';
import { createStatisticsSource, type StatisticsIndices } from './statistics/index.js';
import { stackFrames } from './stack-frames.js';
import type { HubFiles } from './storage/hub-files.js';
import { describeViewer } from './viewer.js';

export interface OpenGraphOptions {
  files: HubFiles;
  config: Pick<HubConfig, 'cursorLifetimeSeconds'>;
  engine: PolicyEngine;
  partners: Pick<Partners, 'registry' | 'ask'>;
  store: ReleaseStore;
  indices: StatisticsIndices;
  redFlags: Pick<RedFlagPlane, 'page'>;
  operations: PreparedOperations;
  now: () => Date;
  /** milliseconds, of a clock that only goes forward */
  elapsed: () => number;
  log: Logger;
}

type Make = GenerationsOptions['make'];
type MakeInput = Parameters<Make>[0];

function generationOf({ generation }: Exchange): Generation {
  if (generation === null)
    throw new HubError('INTERNAL_SERVER_ERROR', 'a request has no generation', 'operator');
  return generation;
}

function commonsSource(options: OpenGraphOptions, cursors: CursorSeal, coalition: Coalition) {
  const { partners, engine, log } = options;
  return createCommonsSource({
    schema: buildCommonsSubgraph(),
    activePartners: () => coalition.partners.filter(({ status }) => status === 'ACTIVE'),
    partnerIds: coalition.partners.map(({ id }) => id),
    ask: partners.ask,
    policyVersion: engine.version,
    cursors,
    onFinding: (finding) => {
      log.warn(finding, 'a partner answered wrongly');
    },
    onError: subgraphFailed(log),
  });
}

function subgraphFailed(log: Logger): (error: unknown) => void {
  return (error) => {
    log.error({ stack: stackFrames(error) }, 'a subgraph failed');
  };
}

function statisticsSource({ partners, store, indices, redFlags, log }: OpenGraphOptions) {
  return createStatisticsDataSource({
    schema: buildStatisticsSubgraph(),
    sourceFor: (exchange: Exchange) => {
      const generation = generationOf(exchange);
      const { coalition } = generation;
      return createStatisticsSource({
        store,
        indices,
        coalition,
        partnerStatus: (id) => partners.registry.health(id),
        redFlags: (asked) => redFlags.page(asked),
        viewer: () => {
          const { caller, decision, operation } = exchange;
          if (caller === null || decision === null || operation === null)
            throw new HubError('INTERNAL_SERVER_ERROR', 'a viewer was asked for too early', 'operator');
          return describeViewer(caller, decision.map, { coalition, schema: operation.public.schema });
        },
      });
    },
    stateOf: (exchange) => releasesState(store, generationOf(exchange)),
    onError: subgraphFailed(log),
  });
}

/** A source for each extension, kept as long as the extension is: most of them stay when one changes. */
function extensionSources({
  partners,
  log,
}: OpenGraphOptions): (extension: CheckedExtension) => SubgraphSource {
  const kept = new WeakMap<CheckedExtension, SubgraphSource>();
  return (extension) => {
    const source =
      kept.get(extension) ??
      createExtensionSource({
        extension,
        ask: partners.ask,
        onFinding: (finding) => {
          log.warn(finding, 'a partner answered wrongly');
        },
        onError: subgraphFailed(log),
      });
    kept.set(extension, source);
    return source;
  };
}

function askedScopes(requirements: ReadonlyMap<string, AccessRequirement>): ReadonlySet<string> {
  return new Set([...requirements.values()].flatMap(({ scopes }) => scopes.flat(2)));
}

/** Makes what all generations share, and gives the function that makes one. */
export function createGenerationMaker(options: OpenGraphOptions): Make {
  const { files, config, engine, operations, now, elapsed, log } = options;
  const cursors = new CursorSeal({
    key: files.keys.cursor,
    lifetimeSeconds: config.cursorLifetimeSeconds,
    now,
    randomBytes,
  });
  const statistics = statisticsSource(options);
  const extensionSource = extensionSources(options);
  const warmMaps = new WarmMaps({ engine, now });
  const contractCosts = readContractCosts();

  function sourcesOf({ coalition, extensions }: MakeInput): Map<string, SubgraphSource> {
    return new Map<string, SubgraphSource>([
      ['commons', commonsSource(options, cursors, coalition)],
      ['statistics', statistics],
      ...extensions.map(
        (extension) => [extensionSubgraph(extension.partner), extensionSource(extension)] as const,
      ),
    ]);
  }

  return async (input) => {
    const { number, coalition, composed, extensions } = input;
    const { supergraphSdl, hash, classification, requirements } = composed;
    const loaded = await LoadedGraph.load({ supergraphSdl, sources: sourcesOf(input), giveScalars, log });
    const { schema, prepare } = loaded;
    const graph = {
      prepare,
      stop: () => {
        operations.forget(graph);
        return loaded.stop();
      },
    };
    const maps = warmMaps.mapsFor(coalition, composed);
    const viewFor = createCallerViews({ schema, extensions, contractCosts });
    await warmMaps.warm(maps, viewFor);
    const warm = async (): Promise<void> => {
      const ready = await warmOperations({ graph, maps, viewFor }, { operations, elapsed });
      if (ready > 0) log.info({ generation: number, operations: ready }, 'operations of late are prepared');
    };
    const scopes = askedScopes(requirements);
    const generation = { number, coalition, schema, hash, classification, scopes, maps, viewFor };
    return { graph, generation, warm };
  };
}
