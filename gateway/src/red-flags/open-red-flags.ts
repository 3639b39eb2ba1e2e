/** The red flags over a hub's database, judged in a thread of their own: for the hub and for its command. */
import { setTimeout as wait } from 'node:timers/promises';
import type { Coalition } from '@vigil/shared';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { ReleaseStore } from '../releases/release-store.js';
import { RedFlagStore } from '../storage/red-flag-store.js';
import { BackgroundJudge } from './background-judge.js';
import { RedFlagPlane } from './red-flag-plane.js';

export interface RedFlagSources {
  readonly dataSource: DataSource;
  readonly releases: ReleaseStore;
  /** in force */
  readonly coalition: () => Coalition;
  readonly log: Logger;
}

const PATIENCE_MILLISECONDS = 5_000;

export interface OpenRedFlags {
  readonly plane: RedFlagPlane;
  /** whoever waits for flags then waits no longer */
  close(): Promise<void>;
}

export function openRedFlags({ dataSource, releases, coalition, log }: RedFlagSources): OpenRedFlags {
  const judge = new BackgroundJudge();
  const plane = new RedFlagPlane({
    store: releases,
    coalition,
    record: new RedFlagStore(dataSource),
    judge: (series) => judge.judge(series),
    patience: () => wait(PATIENCE_MILLISECONDS, null, { ref: false }),
    log,
  });
  return {
    plane,
    close: async () => {
      const stopped = plane.stop();
      await judge.close();
      await stopped;
    },
  };
}
