/**
 * The graph while it lives: follows the coalition file, the operator's decisions and the partners' schemas, and
 * puts a new generation into use when one of them changed.
 *
 * Takes what lives as long as the hub, gives the generations, whoever speaks to partners, and a way to look now.
 */
import './telemetry-off.js';
import type { PolicyEngine } from '@vigil/policies';
import type { Coalition } from '@vigil/shared';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { Background, ChangeFollower, type Followed } from './change-follower.js';
import type { Closers } from './closers.js';
import { composeGraph } from './composition/compose-supergraph.js';
import type { HubConfig } from './config.js';
import { BackgroundComposer } from './generations/background-composer.js';
import { Generations } from './generations/generations.js';
import { createGenerationMaker } from './open-graph.js';
import { LiveCoalition } from './partners/live-coalition.js';
import { openPartners, type Partners } from './partners/open-partners.js';
import type { PreparedOperations } from './prepared-operations.js';
import { openRedFlags, type RedFlagPlane } from './red-flags/index.js';
import { ReleaseStore } from './releases/index.js';
import { ChangeListener } from './storage/change-listener.js';
import type { HubFiles } from './storage/hub-files.js';
import { StatisticsIndices } from './statistics/index.js';
import { PartnerStateStore } from './storage/partner-state-store.js';

export interface LiveGraphOptions {
  dataDir: string;
  files: HubFiles;
  config: HubConfig;
  engine: PolicyEngine;
  dataSource: DataSource;
  databaseUrl: string;
  operations: PreparedOperations;
  closers: Closers;
  now: () => Date;
  /** milliseconds, of a clock that only goes forward */
  elapsed: () => number;
  log: Logger;
}

export interface LiveGraph {
  generations: Generations;
  partners: Partners;
  releases: ReleaseStore;
  /** what answers and exports are made from, made once for both */
  indices: StatisticsIndices;
  /** the coalition in force */
  coalition: () => Coalition;
  /** looks at the files and the decisions now; resolves when what they ask for is in use, or is unsound */
  reload(): Promise<void>;
  /** looks at every partner's schemas now */
  lookAtPartners(): Promise<void>;
}

async function openGenerations(
  options: LiveGraphOptions,
  parts: Omit<Followed, 'generations'> & { redFlags: RedFlagPlane; indices: StatisticsIndices },
  onSettled: () => void,
): Promise<Generations> {
  const { files, config, engine, operations, now, elapsed, log, closers } = options;
  const { live, partners, releases, redFlags, indices } = parts;
  const composer = new BackgroundComposer();
  closers.add(() => composer.close());
  // Nobody waits for an answer yet, and every hub needs it: the contract alone is composed right here.
  const contract = composeGraph({ extensions: [] });
  const generations = await Generations.open(
    {
      compose: async (extensions) => (extensions.length === 0 ? contract : composer.compose(extensions)),
      make: createGenerationMaker({
        files,
        config,
        engine,
        partners,
        store: releases,
        indices,
        redFlags,
        operations,
        now,
        elapsed,
        log,
      }),
      onSettled,
      log,
    },
    { coalition: live.current(), extensions: partners.watch.extensions() },
  );
  closers.add(() => generations.close());
  return generations;
}

/** @throws HubError COMPOSITION_FAILED, DATABASE_UNREACHABLE */
export async function openLiveGraph(options: LiveGraphOptions): Promise<LiveGraph> {
  const { dataDir, files, config, engine, dataSource, databaseUrl, closers, now, log } = options;
  const state = new PartnerStateStore(dataSource);
  const background = new Background(log);
  closers.add(() => background.settle());
  const live = new LiveCoalition({ dataDir, files, store: state, now, log });
  await live.lookAtDecisions();
  const releases = await ReleaseStore.open({ dataSource, coalition: () => live.current(), log });
  await releases.noteDeclarations();
  const flags = openRedFlags({ dataSource, releases, coalition: () => live.current(), log });
  const redFlags = flags.plane;
  closers.add(() => flags.close());
  let follower: ChangeFollower | null = null;
  const partners = openPartners({
    files,
    live,
    store: state,
    config,
    policyVersion: engine.version,
    onChange: () => {
      if (follower !== null) background.run(follower.offer());
    },
    now,
    log,
  });
  closers.add(() => partners.watch.stop());
  closers.add(() => partners.close());
  await partners.watch.start();
  const indices = new StatisticsIndices();
  const parts = { live, state, partners, releases, redFlags, indices };
  const generations = await openGenerations(options, parts, () => {
    follower?.saveState();
  });
  const following = new ChangeFollower({ live, state, partners, releases, generations }, background);
  follower = following;
  following.saveState();
  const listener = new ChangeListener({
    url: databaseUrl,
    everySeconds: config.watch.coalitionSeconds,
    onChange: async () => {
      await following.look().catch(() => {
        log.debug("the operator's decisions could not be read");
      });
      background.run(redFlags.follow());
    },
    log,
  });
  closers.add(() => listener.close());
  await listener.start();
  const settled = (): Promise<void> => background.settle();
  return {
    generations,
    partners,
    releases,
    indices,
    coalition: () => live.current(),
    reload: () => following.look().then(settled),
    lookAtPartners: () => partners.watch.lookAtAll().then(settled),
  };
}
